"""Regular expressions of a library that are compiled when they are used: hardly any of them is.

Compiling those of requests, urllib3 and the modules of the standard library that they import takes
a fifth of the import. Half of it are four patterns for addresses of IPv6, of which each request
uses two or three. An address has at least two colons, so that the rest of the pattern decides where
a text has less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ADDRESS_START = "(?:(?:[0-9A-Fa-f]{1,4}:){6}"
"""How urllib3's expression for an address of IPv6 begins."""

MIN_COLONS = 2
NOTHING = "(?!)"
"""Matches nowhere."""

METHODS = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))
_compile = re.compile


class DeferredPattern:
    """A pattern that is compiled when it is used.

    Args:
        expression: The regular expression, a text or bytes.
        flags: Its flags.
    """

    def __init__(self, expression: Any, flags: Any) -> None:
        self._source = expression, flags

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        pattern = _compile(*self._source)
        vars(self).update({method: getattr(pattern, method) for method in METHODS})
        return getattr(pattern, name)


class HostPattern(DeferredPattern):
    """A pattern of which a part matches addresses of IPv6.

    Args:
        expression: The regular expression.
        flags: Its flags.
        address: The part.
    """

    def __init__(self, expression: str, flags: Any, address: str) -> None:
        super().__init__(expression, flags)
        self._without_address = DeferredPattern(expression.replace(address, NOTHING), flags)

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Match at the start of a text, or of a part of it."""
        return self._method("match", text)(text, *bounds)

    def fullmatch(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Match all of a text, or of a part of it."""
        return self._method("fullmatch", text)(text, *bounds)

    def _method(self, name: str, text: str) -> Callable[..., re.Match[str] | None]:
        method: Callable[..., re.Match[str] | None]
        if text.count(":") < MIN_COLONS:
            method = getattr(self._without_address, name)
        else:
            method = self.__getattr__(name)
        return method


@contextmanager
def patterns_deferred() -> Iterator[None]:
    """Defer what modules compile while they are imported.

    The functions of ``re`` do not take such a pattern, only its methods work; requests and what it
    imports use nothing else.
    """
    address = ""

    def compile(expression: Any, flags: Any = 0) -> Any:
        nonlocal address
        if not isinstance(expression, str) or ADDRESS_START not in expression:
            return DeferredPattern(expression, flags)
        # The first one is that of an address alone, and the others have it as a part.
        address = address or expression.removeprefix("^").removesuffix("$")
        return HostPattern(expression, flags, address)

    vars(re)["compile"] = compile
    try:
        yield
    finally:
        vars(re)["compile"] = _compile
