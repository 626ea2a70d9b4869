"""Modules that replace others while something is imported that hardly ever needs them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

DISABLING_VARIABLE = "CLERK_FULL_IMPORTS"
"""The variable that turns placeholders off."""


class PlaceholderModule(ModuleType):
    """A module that hands over to the real one when it is used.

    Args:
        name: The name of the real module.
        members: What is imported from it meanwhile, and need not be real.
    """

    def __init__(self, name: str, **members: Any) -> None:
        super().__init__(name)
        vars(self).update(members)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or sys.modules.get(self.__name__) is self:
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def placeholder_of(module: str, name: str) -> PlaceholderModule:
    """A placeholder for a module with a class or function that imports the real one when called."""

    def call(*args: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*args, **named)

    return PlaceholderModule(module, **{name: call})


@contextmanager
def placeholders_in_place(*modules: PlaceholderModule) -> Iterator[None]:
    """Register placeholders for modules that are not imported yet; remove them afterwards."""
    missing = [module for module in modules if module.__name__ not in sys.modules]
    sys.modules.update({module.__name__: module for module in missing})
    try:
        yield
    finally:
        for module in missing:
            if sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]
