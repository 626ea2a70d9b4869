"""``clerk api ls``: the operations of the API, from a table that needs no network."""

from __future__ import annotations

from clerk_cli.operations import operation_names

METHOD_WIDTH = 6


def answer(words: list[str]) -> str | None:
    """The output of ``clerk api ls`` without an option, before the rest of the program is imported.

    Args:
        words: The words after ``clerk api``.

    Returns:
        None for every other line, and where nothing is listed.
    """
    word, *of = words or [""]
    if word.lower() != "ls" or len(of) > 1:
        return None
    return "".join(f"{line}\n" for line in lines_of(operations_with("".join(of)))) or None


def operations_with(word: str) -> list[tuple[str, str, str]]:
    """The method, the path and the ID of each operation in which a word occurs.

    Args:
        word: The word, in any case; empty for all operations.
    """
    lowered = word.lower()
    return [row for row in operation_names() if lowered in " ".join(row).lower()]


def lines_of(rows: list[tuple[str, str, str]]) -> list[str]:
    """The operations as lines of text, which look the same whatever the terminal is.

    Args:
        rows: The operations.
    """
    width = max((len(path) for _, path, _ in rows), default=0)
    return [f"{method:{METHOD_WIDTH}}  {path:{width}}  {id}" for method, path, id in rows]
