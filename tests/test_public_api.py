"""What plugins may import: complete, typed, and each name with its contract."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from walks import each

from clerk_cli import api, operations, plugins, testing
from clerk_cli.plugins.hooks import Hooks

HOOKS = {f"Hooks.{name}": hook for name, hook in vars(Hooks).items() if name[0] != "_"}
MODULES = {
    "clerk_cli.api": api,
    "clerk_cli.operations": operations,
    "clerk_cli.plugins": plugins,
    "clerk_cli.testing": testing,
}
EXCEPTIONS = {
    name
    for name, each in vars(api).items()
    if inspect.isclass(each) and issubclass(each, Exception)
}


def names() -> Iterator[tuple[str, Any]]:
    """Every public class and function, the methods and properties of classes, and the hooks."""
    yield from HOOKS.items()
    for module in MODULES.values():
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                yield name, thing
                yield from members(name, thing)
            elif inspect.isfunction(thing):
                yield name, thing


def members(name: str, owner: type) -> Iterator[tuple[str, Any]]:
    """What a class defines itself; what it overrides has the contract of the base class."""
    for key, member in vars(owner).items():
        thing = getattr(member, "func", getattr(member, "fget", None)) or member
        inherited = any(key in vars(base) for base in owner.__mro__[1:])
        if not key.startswith("_") and not inherited and inspect.isfunction(thing):
            yield f"{name}.{key}", thing


NAMES = dict(names())


def is_protocol(thing: Any) -> bool:
    return bool(getattr(thing, "_is_protocol", False))


def parameters(thing: Any) -> list[str]:
    """The names of what is given; fields of commands have declarations of their own."""
    if inspect.isclass(thing) and (is_protocol(thing) or "__init__" not in vars(thing)):
        return []
    found = inspect.signature(thing).parameters.values()
    return [each.name for each in found if each.name not in ("self", "values", "cls")]


@each("name", NAMES)
def test_a_name_says_what_it_is(name: str) -> None:
    assert (NAMES[name].__doc__ or "").strip(), name


@each("name", NAMES)
def test_a_name_says_what_it_takes(name: str) -> None:
    given = parameters(NAMES[name])
    documented = re.findall(r"^ +(\w+): ", inspect.cleandoc(NAMES[name].__doc__), re.MULTILINE)
    # Of one argument the first line tells all there is.
    assert len(given) < 2 or set(given) <= set(documented)


@each("name", [name for name, thing in NAMES.items() if inspect.isfunction(thing)])
def test_a_name_says_what_it_raises(name: str) -> None:
    thing: Callable[..., Any] = NAMES[name]
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            raised = ast.unparse(node.exc.func)
            if raised in EXCEPTIONS:
                assert f"{raised}: " in (thing.__doc__ or ""), raised


@each("name", NAMES)
def test_a_name_is_typed(name: str) -> None:
    thing = NAMES[name]
    if inspect.isfunction(thing):
        signature = inspect.signature(thing)
        assert signature.return_annotation is not inspect.Signature.empty
        for each in signature.parameters.values():
            assert each.name == "self" or each.annotation is not inspect.Parameter.empty
