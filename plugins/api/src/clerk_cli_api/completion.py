"""What a shell suggests after ``clerk api``: methods, paths, and names of operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clerk_cli.operations import operation_names
from clerk_cli_api.line import RESERVED
from clerk_cli_api.operations import METHODS, first_words, fits

LEADS = ("/v1/", "v1/", "/")
"""How a path may begin that the table has without it."""

HELP = {"ls": "List the operations", "show": "Show the parameters of an operation"}


def first_argument(words: Sequence[str]) -> list[tuple[str, str]]:
    """A method, a reserved word, or a path.

    Args:
        words: The words of the line, the last one unfinished.
    """
    current = words[-1] if words else ""
    methods = [(method, "HTTP method") for method in METHODS]
    return [*methods, *((word, HELP[word]) for word in RESERVED), *_paths("", current)]


def second_argument(words: Sequence[str]) -> list[tuple[str, str]]:
    """What follows the first argument: a path, the name of an operation, or a word of ``ls``.

    Args:
        words: The words of the line, the last one unfinished.
    """
    *before, current = words or [""]
    first = next((word.lower() for word in before if word.lower() in RESERVED), "")
    if first == "show":
        return [(id, f"{method} {path}") for method, path, id in operation_names()]
    if first == "ls":
        return [(word, "Operations") for word in sorted(first_words())]
    method = next((word.upper() for word in before if word.upper() in METHODS), "")
    return _paths(method, current)


def _paths(method: str, current: str) -> list[tuple[str, str]]:
    """The paths of a method that begin like an unfinished one, each up to its next parameter."""
    lead = next((lead for lead in LEADS if current.startswith(lead)), "")
    *parts, _ = current.removeprefix(lead).split("/")
    rows: dict[str, str] = {}
    for name, path, id in operation_names():
        if method in ("", name):
            for text in _continuations(parts, path.split("/")[1:]):
                rows.setdefault(f"{lead}{text}", id if not text.endswith("/") else "")
    return list(rows.items())


def _continuations(parts: list[str], template: list[str]) -> Iterator[str]:
    if len(template) <= len(parts) or not fits("/".join(parts), "/".join(template[: len(parts)])):
        return
    rest = template[len(parts) :]
    literal = next((n for n, part in enumerate(rest) if part.startswith("{")), len(rest))
    if literal:
        is_open = literal < len(rest)
        yield "/".join([*parts, *rest[:literal], *([""] if is_open else ())])
