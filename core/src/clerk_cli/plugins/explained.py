"""What an author did wrong, where Python's own words name something else.

It is imported only when an exception is described.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches

KEYWORD = re.compile(r"(?:\w+\.)?(\w+)\(\) got an unexpected keyword argument '(\w+)'")
REPLACED = "'Field' object has no attribute 'replace'"
"""What a class says whose ``spec`` is a field."""


def explanation(text: str) -> str:
    """A text of an exception, or what it means in a plugin.

    Args:
        text: The first line of the text.
    """
    if REPLACED in text:
        return 'a field cannot be called "spec"; call it "spec_"'
    match = KEYWORD.match(text)
    called = _callable(match[1]) if match else None
    if match is None or called is None:
        return text
    what = "a class of a command" if match[1] == "__init_subclass__" else f"{match[1]}()"
    names = [
        item.name
        for item in inspect.signature(called).parameters.values()
        if item.kind in (item.KEYWORD_ONLY, item.POSITIONAL_OR_KEYWORD)
    ]
    near = get_close_matches(match[2], names, 1)
    advice = f"did you mean {near[0]}?" if near else f"it takes {', '.join(names)}"
    return f'{what} takes no keyword "{match[2]}"; {advice}'


def _callable(name: str) -> Callable[..., object] | None:
    """What authors call: a class of commands, or a function of the interface."""
    # Whoever called one of them has imported it.
    modules = [sys.modules.get(module) for module in ("clerk_cli.api", "clerk_cli.plugins")]
    owners = [getattr(modules[0], "Command", None)] if name == "__init_subclass__" else modules
    target = next(filter(None, (getattr(owner, name, None) for owner in owners)), None)
    return target if callable(target) else None
