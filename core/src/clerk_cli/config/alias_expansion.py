"""What an alias stands for: its words, with the arguments of the command line in their places.

``$1`` to ``$9`` stand for one argument, ``$@`` for all of them; ``$$1`` is the text ``$1``.
Arguments that have no place are appended. Imported only where an alias is used.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from clerk_cli.errors import UsageError
from clerk_cli.startup.locations import PLUGINS_OPTION

PLACEHOLDER = re.compile(r"\$(\$(?=[0-9@])|[0-9@])")
ALL = "$@"
SUBSTITUTION = re.compile(r"(?<!\$)\$[({*#]")
PLAIN_WORD = re.compile(r"[\w@%+=:,./$-]+", re.ASCII)
"""A word that needs no quotes in the file."""

SHELL_OPERATORS = frozenset({"|", "||", "&", "&&", ";", "<", ">", ">>", "2>"})


def command_words(name: str, command: str) -> list[str]:
    """The words of the command that an alias stands for; a leading ``clerk`` is dropped.

    Raises:
        UsageError: The command cannot be split into words.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(
            f'alias "{name}" cannot be split into words: {error} in {command}'
        ) from error
    return words[1:] if words[:1] == ["clerk"] else words


def expand(
    name: str, command: str, arguments: Sequence[str], *, partly: bool = False
) -> tuple[list[str], list[str]]:
    """The words of an alias with arguments in the places of ``$1`` and ``$@``.

    Args:
        name: The alias.
        command: What it stands for.
        arguments: The words that follow it.
        partly: Whether a ``$1`` without an argument stays as it is.

    Returns:
        The words, and the arguments that have no place in them.

    Raises:
        UsageError: The command cannot be split into words, or an argument is missing.
    """
    words = command_words(name, command)
    if "$" not in command:
        return words, list(arguments)
    needed = number_of_arguments(words)
    if len(arguments) < needed and not partly:
        missing = "argument" if needed == 1 else "arguments"
        raise UsageError(
            f'the alias "{name}" needs {needed} {missing}, got {len(arguments)}',
            hint=f"It runs: clerk {quote(words)}",
        )

    def value(match: re.Match[str]) -> str:
        index = match[1]
        if index == "$" or not index.isdigit():
            return "$" if index == "$" else match[0]
        number = int(index)
        return arguments[number - 1] if 0 < number <= len(arguments) else match[0]

    expanded: list[str] = []
    for word in words:
        expanded += arguments if word == ALL else [PLACEHOLDER.sub(value, word)]
    return expanded, [] if ALL in words else list(arguments[needed:])


def number_of_arguments(words: Sequence[str]) -> int:
    """How many arguments ``$1`` to ``$9`` in the words of an alias need."""
    numbers = [int(mark) for word in words for mark in PLACEHOLDER.findall(word) if mark.isdigit()]
    return max(numbers, default=0)


def has_placeholder(word: str) -> bool:
    """Whether arguments come in a place of a word."""
    return any(mark != "$" for mark in PLACEHOLDER.findall(word))


def without_placeholders(words: Sequence[str]) -> list[str]:
    """The words that are the same whatever the arguments are."""
    return [word for word in words if not has_placeholder(word)]


def refuse_plugins_dir(name: str, words: Sequence[str]) -> None:
    """Refuse a folder of plugins in an alias: plugins are loaded before aliases are expanded.

    Raises:
        UsageError: The words have one.
    """
    if any(word.partition("=")[0] == PLUGINS_OPTION for word in words):
        raise UsageError(
            f'the alias "{name}" cannot contain {PLUGINS_OPTION}',
            hint=f"Set CLERK_PLUGINS_DIR, or use {PLUGINS_OPTION} on the command line.",
        )


def check_words(name: str, words: Sequence[str]) -> None:
    """Refuse what could never work, whatever the arguments are.

    Raises:
        UsageError: A word is for a shell, or a place of arguments is not valid.
    """
    if not words:
        raise UsageError(f'the alias "{name}" has no command')
    if words[0].startswith("!"):
        raise UsageError(
            f'the alias "{name}" runs a program; an alias can only run clerk commands',
            hint="Use a shell alias or function instead.",
        )
    if operator := next((word for word in words if word in SHELL_OPERATORS), None):
        raise UsageError(
            f'the alias "{name}" cannot contain {operator}: an alias is a single command',
            hint="Use a shell alias or function instead.",
        )
    refuse_plugins_dir(name, words)
    for word in words:
        if SUBSTITUTION.search(word):
            raise UsageError(
                f'the alias "{name}" cannot contain {word}: it is not expanded by a shell',
                hint="Arguments are $1 to $9, or $@ for all of them.",
            )
        if "0" in PLACEHOLDER.findall(word):
            raise UsageError(f'the alias "{name}" has $0; arguments are numbered from $1')
        if word != ALL and "@" in PLACEHOLDER.findall(word):
            raise UsageError(
                f'the alias "{name}": $@ must be a word of its own, not a part of {word}'
            )


def quote(words: Sequence[str]) -> str:
    """The words as one string that splits into them again; plain words stay plain."""
    return " ".join(word if PLAIN_WORD.fullmatch(word) else shlex.quote(word) for word in words)
