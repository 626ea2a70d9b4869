"""From the arguments of a call to the words of a command line.

Every value is attached to its option, or follows ``--``, so that none can be read as an option.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clerk_cli_mcp.offers import DESTROYS, Offer, OfferedParameter
from clerk_cli_mcp.refusals import RefusedError

MOST_OBJECTS = 50
"""Values of one argument of a call."""


def words_of(offer: Offer, arguments: Mapping[str, Any]) -> list[str]:
    """The words of a command line for a call.

    Args:
        offer: The command.
        arguments: The arguments of the call, by name.

    Raises:
        RefusedError: An argument does not exist, is missing, or has a value that is not allowed.
    """
    values = _values(offer, arguments)
    options = [
        f"{item.label}={text}" for item in offer.options for text in values.get(item.name, ())
    ]
    return [*offer.name.split(), *options, "--", *_positional(offer, values)]


def objects_of(offer: Offer, arguments: Mapping[str, Any]) -> list[str]:
    """What a call is about: the values of the last argument.

    Raises:
        RefusedError: A value is not allowed.
    """
    values = _values(offer, arguments)
    return values.get(offer.arguments[-1].name, []) if offer.arguments else []


def _values(offer: Offer, arguments: Mapping[str, Any]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in arguments.items():
        item = offer.parameter(name)
        if item is None:
            raise _refused(
                offer, f'"{name[:40]}" is not an argument of {offer.name}, or not offered here'
            )
        if value is not None:
            values[item.name] = _texts(offer, item, value)
    missing = offer.schema["required"]
    if names := [name for name in missing if not values.get(name)]:
        raise _refused(offer, f"missing: {', '.join(names)}")
    return values


def _texts(offer: Offer, item: OfferedParameter, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not item.repeats:
        raise _refused(offer, f"{item.name} takes one value, not a list")
    is_object = not item.label
    if is_object and len(items) > 1 and offer.effect == DESTROYS:
        raise _refused(offer, f"{offer.name} takes one object at a time here")
    if len(items) > MOST_OBJECTS:
        raise _refused(offer, f"{item.name} takes at most {MOST_OBJECTS} values here")
    texts = [_text(offer, item, entry) for entry in items]
    for text in texts:
        if item.reads_file and (text.lstrip().startswith("@") or text.strip() == "-"):
            raise _refused(offer, f"{item.name}: files and stdin cannot be read here")
    return texts


def _text(offer: Offer, item: OfferedParameter, value: Any) -> str:
    if item.type == "boolean":
        if not isinstance(value, bool):
            raise _refused(offer, f"{item.name} must be true or false")
        return "true" if value else "false"
    if item.type == "json" and isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        article = "an" if item.type.startswith("i") else "a"
        raise _refused(offer, f"{item.name} must be {article} {item.type}")
    return str(value)


def _positional(offer: Offer, values: Mapping[str, list[str]]) -> list[str]:
    words: list[str] = []
    for place, item in enumerate(offer.arguments):
        if item.name in values:
            words += values[item.name]
        elif any(later.name in values for later in offer.arguments[place + 1 :]):
            raise _refused(offer, f"missing: {item.name}")
    return words


def _refused(offer: Offer, message: str) -> RefusedError:
    names = ", ".join(offer.parameters) or "none"
    return RefusedError(
        "arguments", message, f"Arguments of {offer.name}: {names}. See describe_command."
    )
