"""Fills in the Homebrew formula: ``render_formula.py VERSION dist/clerk.pyz dist/clerk.1``."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

TEMPLATE = Path(__file__).with_name("clerk.rb.template")


def render(version: str, pyz: Path, manual: Path) -> str:
    """The Homebrew formula of a release.

    Args:
        version: The version, without a ``v``.
        pyz: The single-file build.
        manual: The man page.
    """
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in (
        ("version", version),
        ("pyz_sha256", hashlib.sha256(pyz.read_bytes()).hexdigest()),
        ("man_sha256", hashlib.sha256(manual.read_bytes()).hexdigest()),
    ):
        text = text.replace(f"{{{name}}}", value)
    return text


if __name__ == "__main__":
    sys.stdout.write(render(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
