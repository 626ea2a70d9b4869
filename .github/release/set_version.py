"""Sets the version of every distribution: ``python .github/release/set_version.py 0.2.0``.

The version is literal wherever a build or an installer reads it, so that each folder can be built
alone; a test checks that all versions agree.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEMANTIC = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")


def set_version(version: str, root: Path) -> list[Path]:
    """Write a version everywhere.

    Args:
        version: Three numbers, optionally with a suffix such as ``rc1``.
        root: The repository.

    Returns:
        The files that changed.
    """
    major, minor, *_ = version.split(".")
    # ">=0.2" has no pre-release of 0.2, and ">=0.2.0rc1" has all that follow.
    lowest = f"{major}.{minor}" if version.replace(".", "").isdigit() else version
    series = f"clerk-cli>={lowest},<{major}.{int(minor) + 1}"
    changed = []
    for path in (
        root / "pyproject.toml",
        root / "core/src/clerk_cli/__init__.py",
        *sorted((root / "plugins").glob("*/pyproject.toml")),
        *sorted((root / "examples").glob("*/pyproject.toml")),
    ):
        text = path.read_text(encoding="utf-8")
        new = re.sub(r'"clerk-cli>=[\w.]+,<[\w.]+"', f'"{series}"', text)
        if path.parent.parent.name != "examples":
            new = re.sub(r'^(version|__version__) = "[^"]+"', rf'\1 = "{version}"', new, flags=re.M)
            new = re.sub(r'("clerk-cli-\w+(?:\[[\w,]+\])?==)[^"]+"', rf'\g<1>{version}"', new)
        if new != text:
            path.write_text(new, encoding="utf-8")
            changed.append(path)
    return changed


def main() -> int:
    """Set the version of the command line, in this repository or in another folder."""
    version, *folders = sys.argv[1:] or [""]
    if len(folders) > 1 or not SEMANTIC.fullmatch(version):
        sys.stderr.write("usage: python .github/release/set_version.py 1.2.3 [FOLDER]\n")
        return 2
    root = Path(folders[0]) if folders else ROOT
    for path in set_version(version, root):
        sys.stdout.write(f"{path.relative_to(root)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
