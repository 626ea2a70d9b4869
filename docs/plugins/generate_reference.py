"""Writes ``docs/plugins/reference.md`` from the hooks and the public API; ``--check`` compares."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from clerk_cli import api, plugins, testing
from clerk_cli.commands.fields import SAME_NAME
from clerk_cli.plugins.hooks import Hooks

PAGE = Path(__file__).with_name("reference.md")
INTRODUCTION = """\
# Reference for plugin authors

Made by `python docs/plugins/generate_reference.py` from the code. A manifest imports from
`clerk_cli.plugins`, everything else from `clerk_cli.api`, which has those names too; tests import
`clerk_cli.testing`, whose fixtures are `clerk`, `fake_api` and `sandbox_api`. Everything else of
the core may change at any time.
"""
SECTIONS = ("Args:", "Returns:", "Raises:")


def text_of(doc: str) -> str:
    """A docstring, with its sections in the form of a list."""
    lines = inspect.cleandoc(doc).splitlines()
    return "\n".join(_line(line) for line in lines).replace("``", "`").strip()


def _line(line: str) -> str:
    if line in SECTIONS:
        return f"**{line}**\n"
    item = line.startswith("    ") and not line.startswith("     ")
    return f"* {line.strip()}" if item else line.strip()


def is_class(thing: object) -> bool:
    """Whether something is a class, and not ``Any``, which is one since Python 3.11."""
    return inspect.isclass(thing) and thing is not Any


def signature(name: str, thing: Any) -> str:
    """How something is called, without ``self``; just its name if nobody calls it."""
    if is_class(thing):
        if issubclass(thing, Enum) or getattr(thing, "_is_protocol", False):
            return name
    elif not inspect.isfunction(thing):
        return name
    shown = inspect.signature(thing)
    kept = [each for each in shown.parameters.values() if each.name != "self"]
    text = f"{name}{shown.replace(parameters=kept)}".removesuffix(" -> None")
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text).replace(repr(SAME_NAME), "...")
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", text)
    return text.replace("<factory>", "...").replace("<built-in function sleep>", "...")


def doc_of(name: str, module: ModuleType) -> str:
    """The docstring of a name: its own, or the text below its assignment."""
    thing = getattr(module, name)
    if is_class(thing) or inspect.isfunction(thing):
        return thing.__doc__ or ""
    return constants(home(name, module)).get(name, "")


def home(name: str, module: ModuleType) -> ModuleType:
    """The module that defines what another one imports."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ImportFrom) and name in {each.name for each in node.names}:
            return home(name, import_module(node.module or ""))
    return module


def constants(module: ModuleType) -> dict[str, str]:
    """The texts below the assignments of a module."""
    found = {}
    body = ast.parse(inspect.getsource(module)).body
    for node, below in zip(body, body[1:], strict=False):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets += [node.target] if isinstance(node, ast.AnnAssign) else []
            found.update({ast.unparse(each): str(below.value.value) for each in targets})
    return found


def members(name: str, owner: type) -> Iterator[str]:
    """A section for each method and property that a class defines itself, and each exit status."""
    if issubclass(owner, Enum):
        yield "".join(f"* `{each.name}`: {each.value}\n" for each in owner)
        return
    for key, each in vars(owner).items():
        inner = getattr(each, "func", getattr(each, "fget", None))
        method = getattr(each, "__func__", each)
        if key.startswith("_"):
            continue
        if inner is not None:
            yield f"#### `{name}.{key}`\n\n{text_of(inner.__doc__ or '')}\n"
        elif inspect.isfunction(method):
            call = signature(f"{name}.{key}", method)
            yield f"#### `{call}`\n\n{text_of(method.__doc__ or '')}\n"


def section(name: str, module: ModuleType) -> str:
    """What a name of a module is: its signature, its contract, and its members."""
    thing = getattr(module, name)
    parts = [f"### `{signature(name, thing)}`\n", text_of(doc_of(name, module)) + "\n"]
    return "\n".join([*parts, *(members(name, thing) if is_class(thing) else ())])


def hook(name: str) -> str:
    """What a hook is for, when it is called, and what it gives."""
    thing = getattr(Hooks, name)
    return f"### `{signature(name, thing)}`\n\n{text_of(thing.__doc__)}\n"


def page() -> str:
    """The whole page."""
    hooks = [hook(name) for name in vars(Hooks) if name.startswith("clerk_")]
    parts = [INTRODUCTION, "## Hooks\n", text_of(Hooks.__doc__ or "") + "\n", *hooks]
    for module in (plugins, api, testing):
        names = sorted(module.__all__, key=str.lower)
        shown = [each for each in names if module is not api or each not in plugins.__all__]
        parts += [f"## `{module.__name__}`\n", *(section(name, module) for name in shown)]
    return "\n".join(parts)


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
