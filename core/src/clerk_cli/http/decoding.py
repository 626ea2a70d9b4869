"""JSON of responses, read strictly: no NaN, no infinity, and no more levels than anybody needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from clerk_cli.results import Json

MAX_LEVELS = 200
NOT_JSON = "is not JSON"
BRACKETS = bytes.maketrans(b"{}", b"[]")
OTHER_BYTES = bytes(byte for byte in range(256) if byte not in b"[]{}")
STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'


class UnreadableError(ValueError):
    """A body that is not JSON; the text says what it is, after "the response"."""


def decode(content: bytes) -> Json:
    """Read a body.

    Raises:
        UnreadableError: It is not JSON, or nested too deeply.
    """
    if is_too_deep(content):
        raise UnreadableError(f"is nested deeper than {MAX_LEVELS} levels")
    try:
        text = content.decode(json.detect_encoding(content), "surrogatepass")
        value: Json = DECODER.decode(text)
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError(NOT_JSON) from None
    return value


def is_too_deep(content: bytes) -> bool:
    """Whether JSON has more than ``MAX_LEVELS`` levels, without reading it.

    Each step removes the innermost level from what the brackets alone look like. Brackets in
    strings may hide that, so that strings are removed where something is left in the end.
    """
    brackets = content.translate(BRACKETS, OTHER_BYTES)
    if len(brackets) <= MAX_LEVELS or _levels(brackets) <= MAX_LEVELS:
        return False
    import re

    without_strings = re.sub(STRING, b"", content, flags=re.DOTALL)
    return _levels(without_strings.translate(BRACKETS, OTHER_BYTES)) > MAX_LEVELS


def _levels(brackets: bytes) -> int:
    """The levels of nested brackets; more than ``MAX_LEVELS`` where they do not match."""
    for level in range(MAX_LEVELS + 1):
        if not brackets:
            return level
        brackets = brackets.replace(b"[]", b"")
    return MAX_LEVELS + 1


def _refuse_constant(text: str) -> NoReturn:
    raise UnreadableError(f"contains {text}, which is not JSON")


def _read_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise UnreadableError("contains a number that is too large")
    return value


DECODER = json.JSONDecoder(parse_float=_read_float, parse_constant=_refuse_constant)
