"""Taking options out of a list of words, the GNU way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clerk_cli.errors import UsageError
from clerk_cli.fields import Parameter
from clerk_cli.frozen import Frozen

TRUE, FALSE = "true", "false"
NO_PLUGINS = "--no-plugins"


class Spelling(Frozen):
    """One way to write an option.

    Args:
        text: As it is written, such as ``--limit`` or ``-p``.
        name: The option it stands for.
        takes_value: Whether a value follows.
        gives: The value of a flag where none is attached.
    """

    text: str
    name: str
    takes_value: bool
    gives: str = TRUE


GLOBAL = (
    Spelling("--profile", "profile", takes_value=True),
    Spelling("-p", "profile", takes_value=True),
    Spelling("--output", "output", takes_value=True),
    Spelling("-o", "output", takes_value=True),
    Spelling("--dotenv", "dotenv", takes_value=False),
    Spelling("--debug", "debug", takes_value=False),
    Spelling(NO_PLUGINS, "no_plugins", takes_value=False),
    Spelling("--help", "help", takes_value=False),
    Spelling("-h", "help", takes_value=False),
)
"""The options that every command takes."""

ROOT_ONLY = (
    Spelling("--version", "version", takes_value=False),
    Spelling("-v", "version", takes_value=False),
    Spelling("-V", "version", takes_value=False),
)
"""Options before any command."""


def spellings(parameters: Iterable[Parameter]) -> Iterator[Spelling]:
    """Every way to write the options of a command."""
    for parameter in parameters:
        if parameter.role == "argument":
            continue
        label = parameter.field.label
        yield Spelling(label, parameter.name, parameter.takes_value)
        if parameter.role == "switch":
            yield Spelling(f"--no-{label[2:]}", parameter.name, takes_value=False, gives=FALSE)
        if parameter.field.short:
            yield Spelling(f"-{parameter.field.short}", parameter.name, parameter.takes_value)


class OptionReader:
    """Reads options off the front of a list of words.

    Args:
        known: The spellings that are understood.
    """

    def __init__(self, known: Iterable[Spelling]) -> None:
        self._known = {spelling.text: spelling for spelling in known}

    def read(self, words: list[str]) -> list[tuple[str, str]] | None:
        """Take the option at the front of ``words`` off it.

        Returns:
            Pairs of option name and value text: one, or several for a cluster such as ``-fp x``.
            None, with nothing taken, if the front is no known option.

        Raises:
            UsageError: A value is missing, or a flag has one that is not true or false.
        """
        word = words[0]
        if word.startswith("--"):
            return self._read_long(words)
        return self._read_short(words) if len(word) > 1 else None

    def _read_long(self, words: list[str]) -> list[tuple[str, str]] | None:
        text, attached, value = words[0].partition("=")
        spelling = self._known.get(text)
        if spelling is None:
            return None
        del words[0]
        if spelling.takes_value:
            return [(spelling.name, value if attached else self._value_after(text, words))]
        return [(spelling.name, _flag_value(spelling, value) if attached else spelling.gives)]

    def _read_short(self, words: list[str]) -> list[tuple[str, str]] | None:
        letters = words[0][1:]
        pairs: list[tuple[str, str]] = []
        while letters:
            spelling = self._known.get(f"-{letters[0]}")
            if spelling is None:
                return None
            rest = letters[1:]
            if spelling.takes_value:
                del words[0]
                attached = rest[1:] if rest.startswith("=") else rest
                value = attached if rest else self._value_after(spelling.text, words)
                return [*pairs, (spelling.name, value)]
            if rest.startswith("="):
                pairs.append((spelling.name, _flag_value(spelling, rest[1:])))
                break
            pairs.append((spelling.name, spelling.gives))
            letters = rest
        del words[0]
        return pairs

    def _value_after(self, text: str, words: list[str]) -> str:
        """The next word, whatever it begins with, unless it is exactly an option."""
        if not words or words[0] == "--":
            raise UsageError(f"{text} requires a value")
        if words[0].partition("=")[0] in self._known:
            attached = f"{text}={words[0]}" if text.startswith("--") else f"{text}{words[0]}"
            raise UsageError(
                f"{text} requires a value, but {words[0]} follows",
                hint=f"If that is the value, write {attached}",
            )
        return words.pop(0)


def _flag_value(spelling: Spelling, value: str) -> str:
    lowered = value.lower()
    if lowered not in (TRUE, FALSE):
        raise UsageError(f'{spelling.text} takes true or false, not "{value}"')
    if spelling.gives == FALSE:
        return TRUE if lowered == FALSE else FALSE
    return lowered
