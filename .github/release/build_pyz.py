"""Builds ``clerk.pyz``: the program, its plugins and their libraries in one file for any Python.

::

    python .github/release/build_pyz.py dist/clerk.pyz --links dist [--no-index] [--plugins users,…]

Python cannot load compiled libraries from such a file, so they are left out: the sandbox does not
sign tokens, and YAML is written without libyaml.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipapp
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSTRAINTS, PINS = ROOT / "constraints.txt", "pins.txt"
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))
COMPILED = ("cryptography*", "cffi*", "_cffi*", "pycparser*")
"""Libraries that do not work without their compiled parts."""

MAIN = """\
import sys

from clerk_cli.__main__ import main

sys.exit(main())
"""


def build(target: Path, plugins: list[str], links: list[Path], *, index: bool) -> None:
    """Install everything into a folder and pack it.

    Args:
        target: The file to write.
        plugins: The plugins to include.
        links: Folders with wheels.
        index: Whether what no folder has may be downloaded from the package index.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        options = ["--quiet", "--no-compile", "--target", str(folder)]
        options += [word for link in links for word in ("--find-links", str(link))]
        options += [] if index else ["--no-index"]
        (folder / PINS).write_text("\n".join(pins()), encoding="utf-8")
        options += ["--constraint", str(folder / PINS)]
        projects = ["clerk-cli", *(f"clerk-cli-{name}" for name in plugins)]
        subprocess.run([sys.executable, "-m", "pip", "install", *options, *projects], check=True)
        (folder / PINS).unlink()
        _slim(folder)
        (folder / "__main__.py").write_text(MAIN, encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        zipapp.create_archive(folder, target, "/usr/bin/env python3", compressed=True)


def pins() -> list[str]:
    """The versions of libraries that development and CI use, without their hashes.

    With hashes pip would ask for those of our own wheels, too.
    """
    text = CONSTRAINTS.read_text(encoding="utf-8")
    return re.findall(r"^(\S+==[^\\\n]+)", text, re.MULTILINE)


def _slim(folder: Path) -> None:
    """Remove what works only on this machine."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for pattern in COMPILED:
        for library in folder.glob(pattern):
            shutil.rmtree(library) if library.is_dir() else library.unlink()
    for compiled in [*folder.rglob("*.so"), *folder.rglob("*.pyd"), *folder.rglob("*.dylib")]:
        compiled.unlink()


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
