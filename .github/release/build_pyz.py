"""Builds ``clerk.pyz``: the program, its plugins and their libraries in one file for any Python.

::

    python .github/release/build_pyz.py dist/clerk.pyz --links dist [--no-index] [--plugins users,…]

The libraries are those of ``pyz-pins.txt``, checked by their hashes; they run on every Python that
clerk supports, whichever builds the file. Python cannot load compiled libraries from such a file,
so compiled parts are left out: the sandbox does not sign tokens, and YAML is written without
libyaml. The same wheels always make the same file.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("pyz-pins.txt")
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))
TARGET = ("--python-version", "3.10", "--implementation", "cp", "--abi", "cp310", "--abi", "abi3",
          "--abi", "none")  # fmt: skip
"""The oldest Python: the wheels for it, some of which are compiled, are the same everywhere."""

PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "any")
COMPILED = (".so", ".pyd", ".dylib", ".dll", ".pyx", ".pxd", ".c", ".h")
DATA = re.compile(r"[^/]+\.data/(?:purelib|platlib)/")
SHEBANG = b"#!/usr/bin/env python3\n"
MAIN = """\
import sys

if sys.version_info < (3, 10):
    sys.exit("clerk needs Python 3.10 or later, and this is %d.%d.%d" % sys.version_info[:3])

from clerk_cli.__main__ import main

sys.exit(main())
"""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, which is the earliest that it can have."""


def build(target: Path, plugins: list[str], links: list[Path], *, index: bool) -> None:
    """Unpack the wheels of the program and of its libraries, and pack them into one file.

    Args:
        target: The file to write.
        plugins: The plugins to include.
        links: Folders with wheels.
        index: Whether libraries may be downloaded from the package index; the program and its
            plugins only without folders.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        finding = [word for link in links for word in ("--find-links", str(link.resolve()))]
        version, projects = _version(), ["clerk-cli", *(f"clerk-cli-{name}" for name in plugins)]
        # No hashes of these are pinned: an index could have other wheels of the same version.
        offline = ["--no-index"] if links or not index else []
        _download(folder, *finding, *offline, *(f"{project}=={version}" for project in projects))
        download_libraries(folder, *finding, *([] if index else ["--no-index"]))
        members = {"__main__.py": MAIN.encode()}
        for wheel in sorted(folder.glob("*.whl")):
            members |= _files_of(wheel)
    target.parent.mkdir(parents=True, exist_ok=True)
    _pack(target, members)


def download_libraries(folder: Path, *finding: str) -> None:
    """Download the pinned libraries, the same wheels on every computer.

    Args:
        folder: Where they are put.
        finding: Options of pip that say where it looks.
    """
    platforms = [word for name in PLATFORMS for word in ("--platform", name)]
    pins = ("--require-hashes", "--requirement", str(PINS))
    _download(folder, *finding, *TARGET, *platforms, *pins)


def _version() -> str:
    """The version of the program and of its plugins in this checkout."""
    text = (ROOT / "core/src/clerk_cli/__init__.py").read_text(encoding="utf-8")
    version: str = re.findall(r'"(.+)"', text)[-1]
    return version


def _download(folder: Path, *words: str) -> None:
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
    options = ("--only-binary", ":all:", "--dest", str(folder))
    subprocess.run([*pip, *options, *words], check=True)


def _files_of(wheel: Path) -> dict[str, bytes]:
    """What a wheel adds to the modules, without what is compiled."""
    with zipfile.ZipFile(wheel) as archive:
        names = {DATA.sub("", name): name for name in archive.namelist()}
        return {
            target: archive.read(name)
            for target, name in names.items()
            if not target.endswith(("/", *COMPILED)) and ".data/" not in target
        }


def _pack(target: Path, members: dict[str, bytes]) -> None:
    """Write the archive; nothing in it depends on the time, the order, or the computer."""
    draft = target.with_name(f"{target.name}.draft")
    with draft.open("wb") as stream:
        stream.write(SHEBANG)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(members):
                entry = zipfile.ZipInfo(name, EARLIEST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                archive.writestr(entry, members[name])
    draft.chmod(0o755)
    draft.replace(target)


def main() -> int:
    """Build it."""
    parser = argparse.ArgumentParser(description="Build clerk.pyz")
    parser.add_argument("target", type=Path)
    parser.add_argument("--links", type=Path, action="append", default=[])
    parser.add_argument("--plugins", default=",".join(PLUGINS))
    parser.add_argument("--no-index", action="store_true")
    options = parser.parse_args()
    plugins = [name for name in options.plugins.split(",") if name]
    build(options.target, plugins, options.links, index=not options.no_index)
    return 0


if __name__ == "__main__":
    sys.exit(main())
