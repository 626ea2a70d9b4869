"""Empty modules in the place of others, while something is imported that does not need them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

OFF = "CLERK_FULL_IMPORTS"
"""The variable that has everything imported as it is."""


def stand_in(name: str, **members: Any) -> ModuleType:
    """A module with nothing but some members."""
    module = ModuleType(name)
    vars(module).update(members)
    return module


@contextmanager
def standing_in(*modules: ModuleType) -> Iterator[None]:
    """Put modules in the place of those that are not imported yet; take them away afterwards."""
    missing = [module for module in modules if module.__name__ not in sys.modules]
    sys.modules.update({module.__name__: module for module in missing})
    try:
        yield
    finally:
        for module in missing:
            if sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]
