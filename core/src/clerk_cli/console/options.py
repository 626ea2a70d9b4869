"""The global options, and reading options off a list of words, the GNU way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from clerk_cli.commands.fields import Parameter
from clerk_cli.config.settings import DEFAULT_TIMEOUT
from clerk_cli.errors import UsageError, series
from clerk_cli.frozen import Frozen
from clerk_cli.output import CORE_FORMAT_NAMES, DEFAULT_FORMAT, TIME_STYLES

TRUE, FALSE, CURL = "true", "false", "curl"


class OptionForm(Frozen):
    """One way to write an option.

    Args:
        text: As it is written, such as ``--limit`` or ``-p``.
        name: The option that it stands for.
        takes_value: Whether a value follows.
        const: The value of a flag without an attached one.
        values: What can be attached to a flag, besides true and false.
    """

    text: str
    name: str
    takes_value: bool
    const: str = TRUE
    values: tuple[str, ...] = ()


class GlobalOption(Frozen):
    """An option that every command takes.

    Parser, help, completion, man page and settings all derive from ``GLOBAL_OPTIONS``.

    Args:
        name: The name, with underscores for dashes.
        help: One line for the help.
        letters: The letters of its short forms.
        metavar: The placeholder of its value in help; empty for a flag.
        values: What can be attached to a flag, besides true and false, as in ``--dry-run=curl``.
        setting: The key of the setting that it overrides; empty if there is none.
        root_only: Whether it has to come before any command.
        inherited: Whether it also holds for the command lines that a command runs; others shape one
            output.
    """

    name: str
    help: str
    letters: str = ""
    metavar: str = ""
    values: tuple[str, ...] = ()
    setting: str = ""
    root_only: bool = False
    inherited: bool = False

    @property
    def label(self) -> str:
        """The long form, such as ``--no-plugins``."""
        return f"--{self.name.replace('_', '-')}"

    @cached_property
    def forms(self) -> list[OptionForm]:
        """All ways to write it, the long one first."""
        texts = (self.label, *(f"-{letter}" for letter in self.letters))
        takes_value = bool(self.metavar)
        return [OptionForm(text, self.name, takes_value, values=self.values) for text in texts]


GLOBAL_OPTIONS = (
    GlobalOption("profile", "Use a specific profile", "p", metavar="name", inherited=True),
    GlobalOption(
        "output",
        f"Output format: {', '.join(CORE_FORMAT_NAMES[:-1])}, or {CORE_FORMAT_NAMES[-1]} "
        f"(default: {DEFAULT_FORMAT})",
        "o",
        metavar="format",
        setting="output",
    ),
    GlobalOption(
        "jq", "Filter and transform the output with a jq expression", metavar="expression"
    ),
    GlobalOption("fields", "Show only these fields, such as id,username", metavar="fields"),
    GlobalOption("sort", "Sort a list by a field; -field for descending", metavar="field"),
    GlobalOption("no_header", "Omit the header from tables and CSV"),
    GlobalOption("columns", "List the fields that --fields and --sort can take"),
    GlobalOption(
        "raw_csv",
        "Do not escape CSV cells that spreadsheets would run as formulas",
        setting="csv.raw",
    ),
    GlobalOption("wide", "Show all columns, untruncated", "w"),
    GlobalOption(
        "time",
        f"Time format: {', '.join(TIME_STYLES[:-1])}, or {TIME_STYLES[-1]} "
        f"(default: {TIME_STYLES[0]})",
        metavar="style",
        setting="time",
        inherited=True,
    ),
    GlobalOption("utc", "Show times in UTC", setting="utc", inherited=True),
    GlobalOption("dotenv", "Use CLERK_SECRET_KEY from a .env file", inherited=True),
    GlobalOption(
        "dry_run",
        "Show the requests (=curl: as curl commands) without changing anything",
        values=(CURL,),
    ),
    GlobalOption(
        "timeout",
        f"Request timeout in seconds (default: {DEFAULT_TIMEOUT})",
        metavar="seconds",
        setting="timeout",
        inherited=True,
    ),
    GlobalOption(
        "debug", "Show HTTP requests and responses on stderr", setting="debug", inherited=True
    ),
    GlobalOption("no_plugins", "Run without plugins"),
    GlobalOption(
        "plugins_dir",
        "Load single-file plugins from a folder",
        metavar="dir",
        setting="plugins.dir",
    ),
    GlobalOption("help", "Show this help", "h"),
    GlobalOption("version", "Show the version", "vV", root_only=True),
)
"""Every global option, in the order of help."""

SHAPING = ("jq", "fields", "sort")
"""The global options that change which part of a result is written, and in which order."""


def global_options(*, at_root: bool) -> tuple[GlobalOption, ...]:
    """The global options that can be used somewhere.

    Args:
        at_root: Whether that is before any command.
    """
    return tuple(option for option in GLOBAL_OPTIONS if at_root or not option.root_only)


def global_forms(*, at_root: bool) -> list[OptionForm]:
    """Every way to write the global options that can be used somewhere.

    Args:
        at_root: Whether that is before any command.
    """
    return [form for option in global_options(at_root=at_root) for form in option.forms]


def check_values(values: Mapping[str, str]) -> None:
    """Refuse a value of a global option that no command could use.

    A value is empty if it is that of a variable that is not set.

    Args:
        values: The values of global options, by name.

    Raises:
        UsageError: It cannot be used.
    """
    for name in ("profile", "output"):
        if name in values and not values[name].strip():
            raise UsageError(f"--{name} requires a value")
    if values.get("time", TIME_STYLES[0]).lower() not in TIME_STYLES:
        raise UsageError(f'--time: "{values["time"]}" is not one of {", ".join(TIME_STYLES)}')
    if "timeout" in values:
        from clerk_cli.config.seconds import parse_seconds

        try:
            parse_seconds(values["timeout"])
        except ValueError as problem:
            text = f'--timeout must be {problem}, not "{values["timeout"]}"'
            raise UsageError(text) from None


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
        forms: The options that exist.
    """

    def __init__(self, forms: Iterable[OptionForm]) -> None:
        self._forms = {form.text: form for form in forms}

    def read(self, words: list[str]) -> list[tuple[str, str]] | None:
        """Remove the option at the front of ``words``.

        Returns:
            Pairs of option name and value: one, or several for a cluster such as ``-fp x``. None,
            with nothing removed, if the first word is not an option that exists.

        Raises:
            UsageError: A value is missing, or a flag has one that is not true or false.
        """
        word = words[0]
        if word.startswith("--"):
            return self._read_long(words)
        return self._read_short(words) if len(word) > 1 else None

    def _read_long(self, words: list[str]) -> list[tuple[str, str]] | None:
        text, attached, value = words[0].partition("=")
        form = self._forms.get(text)
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
            form = self._forms.get(f"-{letters[0]}")
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
        """The next word, which may begin with a dash but must not be an option that exists."""
        if not words or words[0] == "--":
            raise UsageError(f"{text} requires a value")
        if words[0].partition("=")[0] in self._forms:
            attached = f"{text}={words[0]}" if text.startswith("--") else f"{text}{words[0]}"
            raise UsageError(
                f"{text} requires a value, but is followed by {words[0]}",
                hint=f"If that is the value, use {attached}",
            )
        return words.pop(0)


def _flag_value(form: OptionForm, value: str) -> str:
    lowered = value.lower()
    if lowered not in (TRUE, FALSE, *form.values):
        allowed = series((TRUE, FALSE, *form.values), "or")
        raise UsageError(f'{form.text} takes {allowed}, not "{value}"')
    if form.const == FALSE:
        return TRUE if lowered == FALSE else FALSE
    return lowered
