"""Writes ``docs/plugins/reference.md`` from the hooks and the public API; ``--check`` compares."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from clerk_cli import api, plugins
from clerk_cli.hooks import Hooks

PAGE = Path(__file__).with_name("reference.md")
INTRODUCTION = """\
# Reference for plugin authors

Made by `python docs/plugins/generate_reference.py` from the code. A manifest imports from
`clerk_cli.plugins`, everything else from `clerk_cli.api`, tests use the fixtures of
`clerk_cli.testing`; everything else of the core may change at any time.
"""
MANIFEST = ("API_VERSION", "Group", "Setting", "Profile", "Exchange", "hookimpl")


def text_of(thing: object) -> str:
    """The docstring of something, with its sections in the form of a list."""
    lines = inspect.cleandoc(thing.__doc__ or "").splitlines()
    return "\n".join(_line(line) for line in lines).replace("``", "`").strip()


def _line(line: str) -> str:
    if line.startswith("    ") and not line.startswith("     "):
        return f"* {line.strip()}"
    if line in ("Args:", "Returns:", "Raises:"):
        return f"**{line}**\n"
    return line.strip() if line.startswith("     ") else line


def signature(name: str, thing: object) -> str:
    """How something is called, without ``self``."""
    if not callable(thing):
        return name
    try:
        shown = inspect.signature(thing)
    except (TypeError, ValueError):
        return name
    kept = [each for each in shown.parameters.values() if each.name != "self"]
    text = f"{name}{shown.replace(parameters=kept)}".replace("'", "")
    return re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", text)


def hooks() -> list[str]:
    """A section for each hook."""
    found = [name for name in vars(Hooks) if name.startswith("clerk_")]
    return [section(name, getattr(Hooks, name)) for name in found]


def names() -> list[str]:
    """A section for each name of the public API."""
    return [section(name, getattr(api, name)) for name in sorted(api.__all__, key=str.lower)]


def section(name: str, thing: object) -> str:
    """A heading, the signature of what can be called, and the docstring."""
    call = signature(name, thing)
    own = text_of(thing) if is_documented(thing) else ""
    return f"### `{call}`\n\n{own}\n".rstrip() + "\n"


def is_documented(thing: object) -> bool:
    """Whether a docstring is the thing's own, and not that of its type."""
    return inspect.isclass(thing) or inspect.isroutine(thing)


def page() -> str:
    """The whole page."""
    manifest = [section(name, getattr(plugins, name)) for name in MANIFEST]
    parts = [INTRODUCTION, "## Hooks\n", *hooks(), "## `clerk_cli.plugins`\n", *manifest]
    return "\n".join([*parts, "## `clerk_cli.api`\n", *names()])


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("not current; run: python docs/plugins/generate_reference.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
