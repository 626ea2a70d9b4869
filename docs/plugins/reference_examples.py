"""The examples of the reference: where the plugins in ``examples`` use each hook and attribute."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from clerk_cli import api
from clerk_cli.commands.fields import Field
from clerk_cli.plugins.hooks import Hooks

FILES = sorted((Path(__file__).parent / "examples").glob("*.py"))
LONGEST = 60
"""Characters of a value that an example shows."""

CALLED = (
    "Group", "Setting", "Profile", "Example", "BulkOperation", "Subject", "Kind", "Column", "View",
    "Outcome", "Note", "Listing", "argument", "option", "flag", "switch",
)  # fmt: skip
"""What authors call: each parameter is an attribute that they set."""

SUBCLASSED = ("Command", "ListCommand", "SecretCommand", "BulkCreate", "MetadataUpdate", "Format")
"""What authors subclass: each class attribute is one that they may set."""

SET_BY_THE_CORE = frozenset({"Column.updated", "Command.spec", "Command.input_body"})
VERSION = "CLERK_PLUGIN_API"


class Use(NamedTuple):
    """A place where an example sets something.

    Args:
        code: How.
        file: The name of the file.
    """

    code: str
    file: str

    def markdown(self) -> str:
        """The code, with a link to the file."""
        link = f"[{self.file}](#{self.file.replace('.', '')})"
        return f"`{self.code}` in {link}" if self.code else link


def settable() -> list[str]:
    """Every hook, parameter and class attribute that authors may set."""
    names = [VERSION, *(name for name in vars(Hooks) if name.startswith("clerk_"))]
    for called in CALLED:
        names += [f"{called}.{name}" for name in inspect.signature(getattr(api, called)).parameters]
    names += [f"CommandSpec.{name}" for name in inspect.signature(api.CommandSpec).parameters]
    for subclassed in SUBCLASSED:
        names += [f"{subclassed}.{name}" for name in class_attributes(getattr(api, subclassed))]
    return [name for name in names if name not in SET_BY_THE_CORE]


def class_attributes(owner: type) -> list[str]:
    """The attributes that a class defines: neither methods, nor fields, nor what is private."""
    names = dict.fromkeys((*inspect.get_annotations(owner), *vars(owner)))
    return [name for name in names if name[0] != "_" and name != "spec" and _is_data(owner, name)]


def _is_data(owner: type, name: str) -> bool:
    value = vars(owner).get(name)
    is_code = callable(value) or isinstance(value, (Field, property, classmethod, staticmethod))
    return not is_code and not hasattr(value, "func")


def uses() -> dict[str, Use]:
    """The shortest use of each name in the examples."""
    shortest: dict[str, Use] = {}
    for path in FILES:
        for name, code in _uses_in(ast.parse(path.read_text(encoding="utf-8"))):
            if name not in shortest or len(code) < len(shortest[name].code):
                shortest[name] = Use(code, path.name)
    return shortest


def _uses_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("clerk_"):
            yield node.name, ""
        elif isinstance(node, ast.ClassDef):
            yield from _uses_in_class(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _uses_in_call(node.func.id, node)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == VERSION:
            yield VERSION, ast.unparse(node)


def _uses_in_call(name: str, node: ast.Call) -> Iterator[tuple[str, str]]:
    if name not in CALLED:
        return
    function: Callable[..., object] = getattr(api, name)
    parameters = list(inspect.signature(function).parameters)
    for parameter, value in zip(parameters, node.args, strict=False):
        before = "…, " if parameter != parameters[0] else ""
        yield f"{name}.{parameter}", f"{name}({before}{_short(value)}, …)"
    for keyword in node.keywords:
        yield f"{name}.{keyword.arg}", f"{name}(…, {keyword.arg}={_short(keyword.value)})"


def _uses_in_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for keyword in node.keywords:
        yield f"CommandSpec.{keyword.arg}", f"{keyword.arg}={_short(keyword.value)}"
    bases = [getattr(api, ast.unparse(base), None) for base in node.bases]
    owners = [owner for base in bases if isinstance(base, type) for owner in base.__mro__]
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            name = ast.unparse(statement.targets[0])
            for owner in owners:
                if owner.__name__ in SUBCLASSED and name in class_attributes(owner):
                    yield f"{owner.__name__}.{name}", f"{name} = {_short(statement.value)}"
                    break


def _short(value: ast.expr) -> str:
    text = ast.unparse(value)
    if len(text) > LONGEST or "\n" in text:
        return "…"
    return text if '"' in text else text.replace("'", '"')


def chapter() -> str:
    """The last chapter of the reference: each example, and what its commands print."""
    return "\n".join([INTRODUCTION, *map(_section, FILES)])


INTRODUCTION = """\
## Examples

Each one is a single-file plugin. Save it in a folder of your own, and name that folder in
`CLERK_PLUGINS_DIR` or with `--plugins-dir`. The tests execute what is shown here.
"""


def _section(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    text, _, session = (ast.get_docstring(tree) or "").partition("\n$ ")
    code = "".join(source.splitlines(keepends=True)[tree.body[0].end_lineno :]).strip()
    return (
        f"### {path.name}\n\n{text.strip()}\n\n```python\n{code}\n```\n\n"
        f"```console\n$ {session.strip()}\n```\n"
    )
