"""Builds ``clerk.pyz``: the program, plugins and all they need in one file that any Python runs.

::

    python .github/release/build_pyz.py dist/clerk.pyz --links dist [--no-index] [--plugins users,…]

Python cannot load compiled libraries from a file like this one. They are left out, and what needs
one says so: the sandbox signs no tokens, YAML is written without libyaml.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipapp
from pathlib import Path

PLUGINS = sorted(
    path.parent.name for path in (Path(__file__).parents[2] / "plugins").glob("*/pyproject.toml")
)
COMPILED = ("cryptography*", "cffi*", "_cffi*", "pycparser*")
"""Libraries that are nothing without what is compiled."""

MAIN = """\
import sys

from clerk_cli.__main__ import main

sys.exit(main())
"""


def build(target: Path, plugins: list[str], links: list[Path], *, index: bool) -> None:
    """Install everything into a folder and pack that.

    Args:
        target: The file to write.
        plugins: The plugins that go in.
        links: Folders with wheels.
        index: Whether an index may be asked for what is in no folder.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        options = ["--quiet", "--no-compile", "--target", str(folder)]
        options += [word for link in links for word in ("--find-links", str(link))]
        options += [] if index else ["--no-index"]
        wanted = ["clerk-cli", *(f"clerk-cli-{name}" for name in plugins)]
        subprocess.run([sys.executable, "-m", "pip", "install", *options, *wanted], check=True)
        _slim(folder)
        (folder / "__main__.py").write_text(MAIN, encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        zipapp.create_archive(folder, target, "/usr/bin/env python3", compressed=True)


def _slim(folder: Path) -> None:
    """Take out what only this machine could use."""
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
    given = parser.parse_args()
    plugins = [name for name in given.plugins.split(",") if name]
    build(given.target, plugins, given.links, index=not given.no_index)
    return 0


if __name__ == "__main__":
    sys.exit(main())
