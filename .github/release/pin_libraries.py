"""Pins the libraries of the single file: ``python .github/release/pin_libraries.py``.

They are resolved for the oldest Python that clerk supports, and run on all of them. What works only
compiled is left out, with what only it needs. ``constraints.txt`` decides the versions.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("pyz-pins.txt")
PYTHON, PLATFORM = "3.10", "x86_64-manylinux_2_28"
"""What the libraries are resolved for; the parts of them that are compiled for it are removed."""

COMPILED = {"cryptography", "mcp"}
"""Libraries that do not work without compiled parts: the sandbox does not sign tokens in the single
file, and ``clerk mcp serve`` says that it has to be installed."""

HEADER = """\
# The libraries of the single file. Made by: python .github/release/pin_libraries.py
"""
DEPENDENCIES = re.compile(r"^dependencies = \[(.*?)\]$", re.MULTILINE | re.DOTALL)


def requirements(root: Path) -> list[str]:
    """What the core and the plugins require, apart from each other and from what is compiled."""
    texts: set[str] = set()
    for path in (root / "pyproject.toml", *sorted((root / "plugins").glob("*/pyproject.toml"))):
        match = DEPENDENCIES.search(path.read_text(encoding="utf-8"))
        texts |= set(re.findall(r'"([^"]+)"', match[1])) if match else set()
    return sorted(text for text in texts if name_of(text) not in {"clerk-cli", *COMPILED})


def name_of(requirement: str) -> str:
    """The distribution that a requirement is about."""
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def pinned(text: str) -> dict[str, str]:
    """The names and versions in a file of pins."""
    return dict(re.findall(r"^([\w.-]+)==([^ \\\n]+)", text, re.MULTILINE))


def main() -> int:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "requirements.in")
        wanted.write_text("\n".join(requirements(ROOT)), encoding="utf-8")
        done = subprocess.run(
            [
                "uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-header",
                "--no-annotate", "--only-binary", ":all:", "--python-version", PYTHON,
                "--python-platform", PLATFORM, "--constraints", ROOT / "constraints.txt", wanted,
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stderr)
        return 1
    PINS.write_text(HEADER + done.stdout, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
