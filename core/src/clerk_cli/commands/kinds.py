"""Kinds of values that an option or argument takes, and how each is read from text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from clerk_cli.environment import Environment, is_terminal
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen

MILLISECONDS_FROM = 100_000_000_000
"""A Unix time from here on is in milliseconds: in seconds it would be the year 5138."""


class Kind(Frozen):
    """How the text of an option becomes a value.

    Args:
        metavar: The placeholder in help, without brackets; empty: made from the option's name.
        parse: Turns the text into the value; raises ``ValueError`` with the reason.
        repeats: Whether the option may be given several times; values are lists, joined.
        choices: The only texts that are accepted; empty for any.
    """

    metavar: str
    parse: Callable[[str, Environment], Any]
    repeats: bool = False
    choices: tuple[str, ...] = ()


def parse_text(text: str, _environment: Environment) -> str:
    """Take the text as it is."""
    return text


def parse_integer(text: str, _environment: Environment) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a whole number') from None


def parse_csv(text: str, _environment: Environment) -> list[str]:
    """Split at commas, trim, drop empty and repeated parts."""
    return list(dict.fromkeys(part for raw in text.split(",") if (part := raw.strip())))


def parse_csv_file(text: str, environment: Environment) -> list[str]:
    """Read values like ``parse_csv``, or from ``@FILE`` or stdin for ``-``, also one a line."""
    if text == "-":
        text = _read_stdin(environment)
    elif text.startswith("@"):
        text = _read_file(environment.directory / text[1:])
    return parse_csv(text.replace("\n", ","), environment)


def parse_timestamp(text: str, _environment: Environment) -> int:
    """Read a Unix time in seconds or milliseconds, or an ISO date, as milliseconds.

    A date without a zone is taken in the local one.
    """
    if text.lstrip("-").isdigit():
        number = int(text)
        return number if abs(number) >= MILLISECONDS_FROM else number * 1000
    from datetime import datetime, timezone

    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ValueError(f'"{text}" is neither a Unix timestamp nor an ISO date') from None
    return int(moment.astimezone(timezone.utc).timestamp() * 1000)


def parse_secret(text: str, environment: Environment) -> str:
    """Take the text, or the first line of stdin for ``-``, so that it is in no process list."""
    if text != "-":
        return text
    return _read_stdin(environment).split("\n", 1)[0].rstrip("\r")


def parse_json_object(text: str, environment: Environment) -> dict[str, Any]:
    """Read a JSON object from the text, from ``@FILE``, or from stdin for ``-``."""
    origin = ""
    if text == "-":
        text, origin = _read_stdin(environment), "stdin, "
    elif text.startswith("@"):
        text, origin = _read_file(environment.directory / text[1:]), f"{text[1:]}, "
    import json

    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{origin}line {error.lineno}, column {error.colno}"
        raise ValueError(f"not valid JSON at {place}: {error.msg}") from None
    if not isinstance(value, dict):
        raise ValueError('must be a JSON object, such as {"plan": "gold"}')  # noqa: TRY004
    return value


def _read_stdin(environment: Environment) -> str:
    if is_terminal(environment.stdin):
        raise ValueError("- reads from stdin, which is a terminal here; pipe the value in")
    return environment.stdin.read()


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text") from None


TEXT = Kind("", parse_text)
INTEGER = Kind("n", parse_integer)

Csv: TypeAlias = Annotated[list[str], Kind("", parse_csv, repeats=True)]
"""Values separated by commas, or by giving the option several times."""

CsvFile: TypeAlias = Annotated[list[str], Kind("", parse_csv_file, repeats=True)]
"""Values separated by commas, ``@FILE``, or ``-`` for stdin."""

JsonObject: TypeAlias = Annotated[dict[str, Any], Kind("json", parse_json_object)]
"""A JSON object: inline, ``@FILE``, or ``-`` for stdin."""

Secret: TypeAlias = Annotated[str, Kind("", parse_secret)]
"""A secret text; ``-`` reads it from stdin."""

Timestamp: TypeAlias = Annotated[int, Kind("timestamp", parse_timestamp)]
"""A moment, as Unix milliseconds."""


def kind_of(annotation: Any) -> Kind:
    """The kind for the annotation of a field.

    Raises:
        TypeError: No kind is known for the annotation.
    """
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Kind):
            return item
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return Kind("|".join(parts), parse_text, choices=parts)
    if annotation is str or annotation == list[str]:
        return TEXT
    if annotation is int:
        return INTEGER
    if parts and type(None) in parts:
        (inner,) = (part for part in parts if part is not type(None))
        return kind_of(inner)
    raise TypeError(f"no kind of value is known for {annotation!r}")


def read_value(kind: Kind, label: str, text: str, environment: Environment) -> Any:
    """The value of ``text``.

    Args:
        kind: What the text should be.
        label: The option or argument for the message, such as ``--limit``.
        text: What the user wrote.
        environment: Where stdin and files are read from.

    Raises:
        UsageError: The text is not of the kind.
    """
    if kind.choices:
        text = _choice(kind.choices, label, text)
    try:
        return kind.parse(text, environment)
    except ValueError as error:
        raise UsageError(f"{label}: {error}") from None


def _choice(choices: tuple[str, ...], label: str, text: str) -> str:
    for choice in choices:
        if choice.lower() == text.lower():
            return choice
    raise UsageError(f'{label}: "{text}" is not one of {", ".join(choices)}')
