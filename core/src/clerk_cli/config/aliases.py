"""The aliases that a user gave to commands, in a JSON file."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.config.files import locked, read_text, write_text
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.startup.locations import PLUGINS_OPTION

if TYPE_CHECKING:
    from typing import Any

OPTIONS_WITH_VALUE = frozenset(
    {
        "--profile", "-p", "--output", "-o", "--jq", "--fields", "--sort", "--time", "--timeout",
        PLUGINS_OPTION,
    }
)  # fmt: skip
"""The global options before a command that a value follows."""


def load(path: Path) -> dict[str, str]:
    """The aliases by name; none if there is no file.

    Raises:
        ConfigError: The file is not a JSON object that gives each name one command.
    """
    text = read_text(path)
    if text is None or not text.strip():
        return {}
    import json

    try:
        table = json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _broken(f"{path} is not valid JSON at {place}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise _broken(f"cannot read {path}: {reason}") from error
    if not isinstance(table, dict) or not all(isinstance(line, str) for line in table.values()):
        raise ConfigError(
            f"{path} must be a JSON object of strings", hint='For example: {"ul": "users list"}'
        )
    if (name := _unusable(table)) is not None:
        raise _broken(f'{path}: alias "{name}" has no command, or a name that cannot be used')
    return table


@contextmanager
def edit(path: Path) -> Iterator[dict[str, str]]:
    """Change the aliases under a lock; an exception leaves the file as it is."""
    import json

    with locked(path):
        table = load(path)
        before = dict(table)
        yield table
        if (name := _unusable(table)) is not None:
            # It could not be read back, and then no command could remove it.
            raise UsageError(f'alias "{name}" has no command, or a name that cannot be used')
        if table != before:
            text = json.dumps(table, indent=2, sort_keys=True, ensure_ascii=False)
            write_text(path, text + "\n")


def is_name(name: str) -> bool:
    """Whether somebody could type the name of an alias as one word."""
    return name.split() == [name] and name.isprintable() and not name.startswith("-")


def check_name(name: str) -> None:
    """Refuse a name that could never be used.

    Raises:
        UsageError: It begins like an option, or is not a single word.
    """
    if not is_name(name):
        raise UsageError(f'"{name}" is not a valid name of an alias')


def check_free(name: str, words: Container[str]) -> None:
    """Refuse a name that would hide a command.

    Raises:
        UsageError: It is a command.
    """
    if name.lower() in words:
        raise UsageError(
            f'"{name}" is already a command', hint="Choose another name for the alias."
        )


def first_command_word(words: Sequence[str]) -> str:
    """The word that decides about the command, after global options; empty if there is none."""
    return next(words_of_command(words), "")


def words_of_command(words: Sequence[str]) -> Iterator[str]:
    """The words that are neither options, nor values of global options."""
    remaining = iter(words)
    for word in remaining:
        if word == "-" or not word.startswith("-"):
            yield word
        elif _takes_value(word):
            next(remaining, None)


def find_loop(name: str, table: Mapping[str, str], words: Container[str]) -> list[str]:
    """The aliases that an alias leads through until one of them comes again; none if it ends.

    Args:
        name: The alias to start from.
        table: All aliases.
        words: The first words of all commands, which come before aliases.
    """
    from clerk_cli.config.alias_expansion import command_words

    path = [name]
    while True:
        try:
            word = first_command_word(command_words(path[-1], table[path[-1]]))
        except UsageError:
            return []
        if word not in table or word.lower() in words:
            return []
        path.append(word)
        if word in path[:-1]:
            return path


def check_loop(name: str, table: Mapping[str, str], words: Container[str]) -> None:
    """Refuse an alias that never leads to a command.

    Raises:
        UsageError: It leads back to an alias that was already expanded.
    """
    if loop := find_loop(name, table, words):
        raise UsageError(
            f"the alias is circular: {' -> '.join(loop)}",
            hint="Use the full command name, such as: users list",
        )


def _takes_value(option: str) -> bool:
    """Whether the next word is the value of an option; letters may be joined, as in ``-hp``."""
    if option.startswith("--"):
        return option in OPTIONS_WITH_VALUE
    letters = [f"-{letter}" in OPTIONS_WITH_VALUE for letter in option[1:]]
    return True in letters and letters.index(True) == len(letters) - 1


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'alias "{repeated}" is defined more than once')
    return table


def _unusable(table: Mapping[str, str]) -> str | None:
    """The name of an alias that could never be used."""
    return next(
        (name for name, line in table.items() if not is_name(name) or not line.strip()), None
    )


def _broken(message: str) -> ConfigError:
    return ConfigError(message, hint="Fix or remove the file.")
