"""The value of ``--event``: a sample event from a file, stdin or the command line."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, get_args

from clerk_cli.api import Environment, JsonObject, Kind

STDIN, JSON_OR_FILE_PREFIXES = "-", ("{", "[", "@")
(_JSON,) = (metadata for metadata in get_args(JsonObject) if isinstance(metadata, Kind))


def read_event(text: str, environment: Environment) -> dict[str, Any]:
    """Read an event from a file, from stdin if the text is ``-``, or from the text if it is JSON.

    Raises:
        ValueError: It cannot be read, or is not a JSON object; the message says where.
    """
    is_path = text != STDIN and not text.lstrip().startswith(JSON_OR_FILE_PREFIXES)
    event: dict[str, Any] = _JSON.parse(f"@{text}" if is_path else text, environment)
    return event


SampleEvent: TypeAlias = Annotated[dict[str, Any], Kind("file", read_event, files="path")]
