"""What the words after ``clerk api`` ask for."""

from __future__ import annotations

from typing import NamedTuple

from clerk_cli.api import UsageError
from clerk_cli_api.operations import METHODS, first_words, methods_at
from clerk_cli_api.paths import Path, read_path

RESERVED = ("ls", "show")
PATHS = "Paths look like users or /v1/users/user_123; see them all with: clerk api ls"


class Line(NamedTuple):
    """What to do.

    Args:
        method: The HTTP method in capitals; empty if the line does not say one.
        path: The path; None for a reserved word.
        word: ``ls`` or ``show``; empty for a request.
        of: What a reserved word is about; empty for everything.
    """

    method: str = ""
    path: Path | None = None
    word: str = ""
    of: str = ""


def read_line(words: list[str]) -> Line:
    """Read the words of a command line.

    Args:
        words: One or two words.

    Raises:
        UsageError: They name neither a path nor anything else.
    """
    if not words:
        raise UsageError("missing argument: path", hint=PATHS)
    first, *rest = words
    if first.lower() in RESERVED:
        return Line(word=first.lower(), of=rest[0] if rest else "")
    method = first.upper()
    if method in METHODS:
        if not rest:
            raise UsageError(f"missing argument: path after {method}", hint=PATHS)
        if rest[1:]:
            raise UsageError(f"two methods: {method} and {rest[0].upper()}")
        _require_path(rest[0], words)
        return Line(method, read_path(rest[0]))
    _require_path(first, words)
    if rest:
        raise _surplus(first, rest[0])
    return Line("", read_path(first))


def usual_method(path: Path, *, has_fields: bool, has_body: bool) -> str:
    """The method of a request that does not name one: GET, or POST with fields or a body.

    Args:
        path: The path.
        has_fields: Whether the line has fields.
        has_body: Whether the line has ``--input``.

    Raises:
        UsageError: The API has other methods for this path.
    """
    methods = methods_at(path.template)
    method = "POST" if has_fields or has_body else "GET"
    if has_fields and not has_body and methods == ["GET"]:
        method = "GET"
    if methods and method not in methods:
        lines = " or ".join(f"clerk api {name} {path.text}" for name in methods)
        raise UsageError(f"{path.text} does not take {method}", hint=f"Use {lines}.")
    return method


def _is_path(word: str) -> bool:
    return "/" in word or word.partition("?")[0] in first_words()


def _require_path(word: str, words: list[str]) -> None:
    """Refuse a word that is neither a path nor the first word of one."""
    if _is_path(word):
        return
    from clerk_cli_api.hints import meant

    if words[1:] and (word.isupper() or _is_path(words[1])):
        hint = f"The methods are {', '.join(METHODS)}."
    else:
        hint = f"{PATHS}\nFor API keys: clerk apikeys {' '.join(words)}"
    raise UsageError(
        f'"{word}" is neither a path of the API nor an HTTP method',
        hint=f"{meant(word, (*first_words(), *METHODS))}\n{hint}".lstrip(),
    )


def _surplus(first: str, second: str) -> UsageError:
    if second.upper() in METHODS:
        return UsageError(
            f'"{second}" follows the path',
            hint=f"The method comes first: clerk api {second.upper()} {first}",
        )
    return UsageError(
        f'"{first}" is not an HTTP method',
        hint=f"Use {', '.join(METHODS)}, or a single path. {PATHS}",
    )
