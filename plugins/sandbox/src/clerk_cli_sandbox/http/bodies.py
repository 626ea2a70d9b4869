"""JSON bodies, read as Clerk's API reads them."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from clerk_cli_sandbox.http import api_errors

MAX_DEPTH = 200
"""How deeply arrays and objects may nest; Python stops at 1,000 nested calls."""

EXACT_INTEGERS = 2**53
"""Up to where each integer is a floating-point number too."""

BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(raw: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ErrorResponse: The text is not JSON in UTF-8, or nests too deeply.
    """
    try:
        text = raw.decode()
        _check_depth(text)
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise api_errors.invalid_body(f"The body is not valid JSON: {error}") from None
    return _without_lone_surrogates(value) if SURROGATE_ESCAPE.search(text) else value


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for token in BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} levels")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _number(text: str) -> float:
    """A number with a point or an exponent; ``3600.0`` is the integer that it is in JSON Schema."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large")
    return int(value) if value.is_integer() and abs(value) <= EXACT_INTEGERS else value


def _without_lone_surrogates(value: Any) -> Any:
    """The value with U+FFFD for half characters, which UTF-8 does not have; Go does the same."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_lone_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _without_lone_surrogates(name): _without_lone_surrogates(item)
            for name, item in value.items()
        }
    return value
