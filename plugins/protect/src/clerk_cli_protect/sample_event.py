"""The event that an expression is tried on, as it is named on the command line."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, get_args

from clerk_cli.api import Environment, JsonObject, Kind

STDIN, MARKS = "-", ("{", "[", "@")
(_JSON,) = (each for each in get_args(JsonObject) if isinstance(each, Kind))


def read_event(text: str, environment: Environment) -> dict[str, Any]:
    """Read an event from a file, from stdin for ``-``, or from the text where it is JSON itself.

    Raises:
        ValueError: It is no JSON object, or cannot be read; the message tells where.
    """
    is_path = text != STDIN and not text.lstrip().startswith(MARKS)
    event: dict[str, Any] = _JSON.parse(f"@{text}" if is_path else text, environment)
    return event


SampleEvent: TypeAlias = Annotated[dict[str, Any], Kind("file", read_event)]
