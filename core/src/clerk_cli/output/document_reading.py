"""JSON and YAML that somebody wrote, as the values that JSON has."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

MAX_DIGITS = 1000
"""Digits of a number; more is a mistake."""


def parse_document(text: str) -> Any:
    """The value of a document, in JSON or YAML, of the types of JSON.

    Args:
        text: The document.

    Raises:
        ValueError: It is neither, or JSON has no such value, with the place.
    """
    if not text.strip():
        raise ValueError("it is empty; for an empty object, write {}")
    try:
        try:
            return _decode_json(text)
        except json.JSONDecodeError as error:
            problem = _problem(error, "")
        if text.lstrip().startswith(("{", "[")):
            try:
                return _parse_yaml(text)
            except ValueError:
                raise ValueError(problem) from None
        return _parse_yaml(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def parse_json(text: str, source: str = "") -> Any:
    """The value of a JSON document.

    Args:
        text: The document.
        source: What it is called in messages; empty for a value of the command line.

    Raises:
        ValueError: It is not JSON, with the place.
    """
    if source and not text.strip():
        raise ValueError(f"{source} is empty; for an empty object, write {{}}")
    try:
        return _decode_json(text)
    except json.JSONDecodeError as error:
        raise ValueError(_problem(error, source)) from None
    except RecursionError:
        raise ValueError(f"{source or 'it'} is nested too deeply") from None


def _parse_fraction(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _decode_json(text: str) -> Any:
    value = json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_float=_parse_fraction,
        parse_int=_parse_integer,
        object_pairs_hook=_members,
    )
    _require_unicode(text)
    return value


def _problem(error: json.JSONDecodeError, source: str) -> str:
    place = f"{source}{', ' if source else ''}line {error.lineno}, column {error.colno}"
    return f"not valid JSON at {place}: {error.msg}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not valid JSON")


def _parse_integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"the number {text[:20]}… is too large")
    return int(text)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the key "{twice}" appears twice')
    return members


def _require_unicode(text: str) -> None:
    """Refuse half of a pair of surrogates, which no request can carry."""
    if "\\ud" in text.lower():
        try:
            json.dumps(json.loads(text), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError(
                "it contains an unpaired surrogate, which is not a character"
            ) from None


def _parse_yaml(text: str) -> Any:
    from clerk_cli.output.yaml_reading import parse_yaml

    return parse_yaml(text)
