"""From the arguments of a call to the words of a command line.

Every value is attached to its option, or follows ``--``, so that none can be read as an option.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping
from typing import Any

from clerk_cli_mcp.offers import DESTROYS, MAX_VALUES, Offer, OfferedParameter
from clerk_cli_mcp.refusals import RefusedError


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
    """What a call is about: the values of the last argument, or of the option that destroys.

    Raises:
        RefusedError: A value is not allowed.
    """
    values = _values(offer, arguments)
    if objects := values.get(offer.arguments[-1].name, []) if offer.arguments else []:
        return objects
    return [
        text
        for item in offer.options
        if item.effect == DESTROYS and item.type == "string"
        for text in values.get(item.name, ())
    ]


def _values(offer: Offer, arguments: Mapping[str, Any]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    effect = offer.effect_with(arguments)
    for name, value in arguments.items():
        item = offer.parameters.get(name)
        if item is None:
            meant = offer.meant(name)
            raise _refused(
                offer,
                f'"{name[:40]}" is not an argument of {offer.name}, or not offered here'
                + (f"; did you mean {meant}?" if meant else ""),
            )
        if value is not None:
            values[item.name] = _texts(offer, item, value, effect)
    missing = offer.schema["required"]
    if names := [name for name in missing if not values.get(name)]:
        raise _refused(offer, f"missing: {', '.join(names)}")
    return values


def _texts(offer: Offer, item: OfferedParameter, value: Any, effect: str) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not item.repeats:
        raise _refused(offer, f"{item.name} takes a single value, not a list")
    is_object = not item.label
    if is_object and len(items) > 1 and effect == DESTROYS:
        raise _refused(offer, f"{offer.name} takes one object at a time here")
    if len(items) > MAX_VALUES:
        raise _refused(offer, f"{item.name} takes at most {MAX_VALUES} values here")
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
    if item.type == "integer":
        return _integer(offer, item, value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        article = "an" if item.type.startswith("i") else "a"
        raise _refused(offer, f"{item.name} must be {article} {item.type}")
    return str(value)


def _integer(offer: Offer, item: OfferedParameter, value: Any) -> str:
    """A whole number, which JSON can write as 1.0 too."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _refused(offer, f"{item.name} must be an integer")
    if isinstance(value, int):
        for word, limit, differs in (
            ("least", item.described.get("minimum"), operator.lt),
            ("most", item.described.get("maximum"), operator.gt),
        ):
            if limit is not None and differs(value, limit):
                raise _refused(offer, f"{item.name} must be at {word} {limit}")
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
