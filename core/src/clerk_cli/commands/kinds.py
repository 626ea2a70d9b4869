"""The kinds of values that options and arguments take, and how they are read from text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen

MAX_DIGITS = 18
"""Digits of the largest number that the API can hold."""

MEBIBYTE = 1024 * 1024
MAX_IMAGE = 10 * MEBIBYTE
"""Bytes of an image that Clerk accepts."""

MAX_SECRET = 64 * 1024
"""Characters of a secret, as of the values that commands print."""


class Kind(Frozen):
    """How the text of an option becomes a value.

    Args:
        metavar: The placeholder in help, without brackets; if empty, it follows from the name.
        parse: Turns the text into the value; raises ``ValueError`` with the reason.
        repeats: Whether the option may appear several times; its values are lists, joined.
        choices: The only valid values; empty for any.
        files: How a value names a file: ``@`` before its path, or ``path`` for the path alone;
            empty if it names none.
        note: What the value can be, for the help of every field of this kind.
    """

    metavar: str
    parse: Callable[[str, Environment], Any]
    repeats: bool = False
    choices: tuple[str, ...] = ()
    files: str = ""
    note: str = ""


class Upload(tuple[str, bytes]):
    """A file that a request carries, in a form: its path as entered, or ``-``, and its bytes."""

    __slots__ = ()


def parse_text(text: str, _environment: Environment) -> str:
    """Return the text unchanged."""
    return text


def parse_past(text: str, environment: Environment) -> int:
    """Read a point in time, where ``7d`` is seven days ago."""
    from clerk_cli.commands.points_in_time import parse_point_in_time

    return parse_point_in_time(text, environment.now(), direction=-1)


def parse_future(text: str, environment: Environment) -> int:
    """Read a point in time, where ``7d`` is in seven days."""
    from clerk_cli.commands.points_in_time import parse_point_in_time

    return parse_point_in_time(text, environment.now(), direction=1)


def parse_duration(text: str, _environment: Environment) -> int:
    """Read a number of seconds, or a number with a unit."""
    from clerk_cli.commands.points_in_time import parse_duration as parse

    return parse(text)


def parse_integer(text: str, _environment: Environment) -> int:
    """Read a whole number."""
    digits = text.removeprefix("-")
    if not is_number(digits):
        is_large = digits.isascii() and digits.isdecimal()
        raise ValueError(f'"{text}" is {"too large" if is_large else "not a whole number"}')
    return int(text)


def is_number(text: str) -> bool:
    """Whether a text consists of ASCII digits, and of few enough for a number of the API."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


def parse_csv(text: str, _environment: Environment) -> list[str]:
    """Split at commas, strip spaces, drop empty and repeated values."""
    return list(dict.fromkeys(part for raw in text.split(",") if (part := raw.strip())))


def parse_csv_file(text: str, environment: Environment) -> list[str]:
    """Read values like ``parse_csv``, or from ``@FILE`` or stdin (``-``), also one per line.

    Lines of a file or of stdin that begin with ``#`` are comments.
    """
    content, source = _content(text, environment)
    if not source:
        return parse_csv(text.replace("\n", ","), environment)
    lines = [line for line in content.splitlines() if not line.lstrip().startswith("#")]
    values = parse_csv(",".join(lines), environment)
    if not values:
        raise ValueError(f"{source} has no values")
    return values


def parse_secret(text: str, environment: Environment) -> str:
    """Return the text, or for ``-`` all of stdin without the line ends after it.

    No process list shows stdin. A secret may have several lines, such as a private key.
    """
    if text == "-":
        return _checked_secret(_content(text, environment)[0].rstrip("\r\n"), "stdin")
    return _checked_secret(text, "the value")


def parse_secret_file(text: str, environment: Environment) -> str:
    """Read a secret like ``parse_secret``, or from ``@FILE``."""
    if not text.startswith("@"):
        return parse_secret(text, environment)
    content, _ = _content(text, environment)
    return _checked_secret(content.rstrip("\n"), text[1:])


def _checked_secret(secret: str, source: str) -> str:
    if not secret.strip():
        raise ValueError(f"{source} is empty")
    if len(secret) > MAX_SECRET:
        raise ValueError(f"the secret is larger than {MAX_SECRET // 1024} KiB")
    return secret


def parse_long_text(text: str, environment: Environment) -> str:
    """Return the text, or that of ``@FILE`` or of stdin (``-``), without the line ends after it."""
    content, source = _content(text, environment)
    if source and not content.strip():
        raise ValueError(f"{source} is empty")
    return content.rstrip("\n")


def parse_json_object(text: str, environment: Environment) -> dict[str, Any]:
    """Read a JSON object from the text, from ``@FILE``, or from stdin for ``-``."""
    value = parse_json_value(text, environment)
    if not isinstance(value, dict):
        raise ValueError('must be a JSON object, such as {"plan": "gold"}')  # noqa: TRY004
    return value


def parse_image(text: str, environment: Environment) -> Upload:
    """Read an image that Clerk accepts from a file, or from stdin for ``-``."""
    from clerk_cli.commands.uploads import read_image

    return Upload((text, read_image(text, environment, MAX_IMAGE)))


def parse_json_objects(text: str, environment: Environment) -> list[dict[str, Any]]:
    """Read a JSON object, or an array of them, like ``parse_json_object``."""
    value = parse_json_value(text, environment)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in values):
        raise ValueError('must be JSON objects, such as [{"name": "Team"}]')
    return values


def parse_json_value(text: str, environment: Environment) -> Any:
    """Read any JSON value from the text, from ``@FILE``, or from stdin for ``-``.

    Args:
        text: The value, or where it is.
        environment: Where stdin and files are read from.

    Raises:
        ValueError: It cannot be read, or is not JSON, with the place.
    """
    content, source = _content(text, environment)
    from clerk_cli.output.document_reading import parse_json

    return parse_json(content, source)


def _content(text: str, environment: Environment) -> tuple[str, str]:
    """What a value says or names, and where that is: stdin, a file, or an empty text."""
    if text != "-" and not text.startswith("@"):
        return text, ""
    from clerk_cli.commands.value_files import read_file, read_stdin

    if text == "-":
        return read_stdin(environment), "stdin"
    return read_file(environment.directory / text[1:]), text[1:]


TEXT = Kind("", parse_text)
INTEGER = Kind("n", parse_integer)

Csv: TypeAlias = Annotated[list[str], Kind("", parse_csv, repeats=True)]
"""Values separated by commas, or from several uses of the option."""

CsvFile: TypeAlias = Annotated[list[str], Kind("", parse_csv_file, repeats=True, files="@")]
"""Values separated by commas, ``@FILE``, or ``-`` for stdin."""

JsonObject: TypeAlias = Annotated[dict[str, Any], Kind("json", parse_json_object, files="@")]
"""A JSON object: inline, ``@FILE``, or ``-`` for stdin."""

Image: TypeAlias = Annotated[
    Upload,
    Kind(
        "file",
        parse_image,
        files="path",
        note=f"PNG, JPEG, GIF, or WebP of up to {MAX_IMAGE // MEBIBYTE} MB; - for stdin",
    ),
]
"""An image file, or ``-`` for stdin; it is sent in a form, under the name of its field."""

JsonObjects: TypeAlias = Annotated[
    list[dict[str, Any]], Kind("json", parse_json_objects, repeats=True, files="@")
]
"""JSON objects: one, an array of them, ``@FILE``, or ``-`` for stdin; also from several uses."""

LongText: TypeAlias = Annotated[str, Kind("text", parse_long_text, files="@")]
"""Text of several lines, such as a certificate: inline, ``@FILE``, or ``-`` for stdin."""

Secret: TypeAlias = Annotated[str, Kind("", parse_secret)]
"""A secret; ``-`` reads it from stdin."""

SecretFile: TypeAlias = Annotated[str, Kind("", parse_secret_file, files="@")]
"""A secret that never begins with ``@``: itself, ``@FILE``, or ``-`` for stdin."""

Timestamp: TypeAlias = Annotated[int, Kind("time", parse_past)]
"""A point in time, in Unix milliseconds; ``7d`` is seven days ago."""

Deadline: TypeAlias = Annotated[int, Kind("time", parse_future)]
"""A point in time, in Unix milliseconds; ``7d`` is in seven days."""

Duration: TypeAlias = Annotated[int, Kind("duration", parse_duration)]
"""A number of seconds; ``2h`` is 7200 of them."""


def kind_of(annotation: Any) -> Kind:
    """The kind for the annotation of a field.

    Raises:
        TypeError: The annotation is not supported.
    """
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Kind):
            return item
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal and all(isinstance(part, str) for part in parts):
        return Kind("|".join(parts), parse_text, choices=parts)
    if annotation is str or annotation == list[str]:
        return TEXT
    if annotation is int:
        return INTEGER
    if parts and type(None) in parts:
        (inner,) = (part for part in parts if part is not type(None))
        return kind_of(inner)
    raise TypeError(f"unsupported annotation: {annotation!r}")


def read_value(kind: Kind, label: str, text: str, environment: Environment) -> Any:
    """Read a value from text.

    Args:
        kind: The kind of the value.
        label: The option or argument for the message, such as ``--limit``.
        text: The text on the command line.
        environment: Where stdin and files are read from.

    Raises:
        UsageError: The text is not valid for the kind.
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
    names = ", ".join(choice or "an empty value" for choice in choices)
    raise UsageError(f'{label}: "{text}" is not one of {names}')
