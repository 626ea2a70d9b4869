"""Taking options out of a list of words, the GNU way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clerk_cli.commands.fields import Parameter
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen

TRUE, FALSE = "true", "false"
NO_PLUGINS = "--no-plugins"


class OptionForm(Frozen):
    """One way to write an option.

    Args:
        text: As it is written, such as ``--limit`` or ``-p``.
        name: The option it stands for.
        takes_value: Whether a value follows.
        const: The value of a flag where none is attached.
    """

    text: str
    name: str
    takes_value: bool
    const: str = TRUE


GLOBAL = (
    OptionForm("--profile", "profile", takes_value=True),
    OptionForm("-p", "profile", takes_value=True),
    OptionForm("--output", "output", takes_value=True),
    OptionForm("-o", "output", takes_value=True),
    OptionForm("--dotenv", "dotenv", takes_value=False),
    OptionForm("--debug", "debug", takes_value=False),
    OptionForm(NO_PLUGINS, "no_plugins", takes_value=False),
    OptionForm("--help", "help", takes_value=False),
    OptionForm("-h", "help", takes_value=False),
)
"""The options that every command takes."""

ROOT_ONLY = (
    OptionForm("--version", "version", takes_value=False),
    OptionForm("-v", "version", takes_value=False),
    OptionForm("-V", "version", takes_value=False),
)
"""Options before any command."""


def option_forms(parameters: Iterable[Parameter]) -> Iterator[OptionForm]:
    """Every way to write the options of a command."""
    for parameter in parameters:
        if parameter.role == "argument":
            continue
        label = parameter.field.label
        yield OptionForm(label, parameter.name, parameter.takes_value)
        if parameter.role == "switch":
            yield OptionForm(f"--no-{label[2:]}", parameter.name, takes_value=False, const=FALSE)
        if parameter.field.short:
            yield OptionForm(f"-{parameter.field.short}", parameter.name, parameter.takes_value)


class OptionReader:
    """Reads options off the front of a list of words.

    Args:
        known: The option_forms that are understood.
    """

    def __init__(self, known: Iterable[OptionForm]) -> None:
        self._known = {form.text: form for form in known}

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
        form = self._known.get(text)
        if form is None:
            return None
        del words[0]
        if form.takes_value:
            return [(form.name, value if attached else self._value_after(text, words))]
        return [(form.name, _flag_value(form, value) if attached else form.const)]

    def _read_short(self, words: list[str]) -> list[tuple[str, str]] | None:
        letters = words[0][1:]
        pairs: list[tuple[str, str]] = []
        while letters:
            form = self._known.get(f"-{letters[0]}")
            if form is None:
                return None
            rest = letters[1:]
            if form.takes_value:
                del words[0]
                attached = rest[1:] if rest.startswith("=") else rest
                value = attached if rest else self._value_after(form.text, words)
                return [*pairs, (form.name, value)]
            if rest.startswith("="):
                pairs.append((form.name, _flag_value(form, rest[1:])))
                break
            pairs.append((form.name, form.const))
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


def _flag_value(form: OptionForm, value: str) -> str:
    lowered = value.lower()
    if lowered not in (TRUE, FALSE):
        raise UsageError(f'{form.text} takes true or false, not "{value}"')
    if form.const == FALSE:
        return TRUE if lowered == FALSE else FALSE
    return lowered
