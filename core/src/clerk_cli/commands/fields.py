"""Options and arguments of a command, declared as class attributes."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from clerk_cli.commands.kinds import Kind, kind_of
from clerk_cli.errors import DeclarationError
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clerk_cli.commands.base import Command

Completes: TypeAlias = (
    "Literal['plugins', 'official', 'profiles', 'aliases', 'settings', 'values', 'command', "
    "'files'] "
    "| tuple[str, ...] | Callable[[Sequence[str]], Iterable[tuple[str, str]]]"
)

Effect: TypeAlias = Literal["", "writes", "destroys"]
"""What a command does with an option, where that is more than it does without."""

FILE_METAVARS = frozenset({"dir", "file", "folder", "path"})
"""Placeholders in help that stand for a path."""

SAME_NAME: Final = "\0"
"""Marks a field that is sent under its own name."""


class Field:
    """An option or argument: its declaration, and the default if it has no value."""

    def __init__(
        self,
        role: str,
        help: str,
        *,
        default: Any = None,
        metavar: str = "",
        short: str = "",
        sends: str | None = SAME_NAME,
        minimum: int | None = None,
        maximum: int | None = None,
        completes: Completes | None = None,
        effect: Effect = "",
        asked: bool = False,
        unless: tuple[str, ...] = (),
    ) -> None:
        self.role = role
        self.help = help
        self.default = default
        self.metavar = metavar
        self.short = short
        self.minimum = minimum
        self.maximum = maximum
        self.completes = completes
        self.effect = effect
        self.asked = asked
        self.unless = unless
        self.name = ""
        self._sends = sends

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type) -> Any:
        return self if instance is None else self.default

    @property
    def sends(self) -> str | None:
        """The name of the parameter in the API; None for a field that is not sent."""
        return self.name if self._sends == SAME_NAME else self._sends

    @property
    def label(self) -> str:
        """Its name in messages: ``--order-by`` or ``userId``.

        A trailing underscore, as in ``all_``, keeps a field from hiding something; it is dropped.
        """
        words = self.name.rstrip("_").split("_")
        if self.role == "argument":
            return words[0] + "".join(word.capitalize() for word in words[1:])
        return "--" + "-".join(words)


def option(
    help: str,
    *,
    default: Any = None,
    metavar: str = "",
    short: str = "",
    sends: str | None = SAME_NAME,
    minimum: int | None = None,
    maximum: int | None = None,
    completes: Completes | None = None,
    effect: Effect = "",
    asked: bool = False,
    unless: tuple[str, ...] = (),
) -> Any:
    """Declare an option that takes a value.

    The annotation of the attribute is the type of the value: ``str``, ``int``, a ``Literal``, or
    one of the kinds in ``clerk_cli.commands.kinds``. The option is required if the annotation
    excludes ``None`` and there is no default.

    Args:
        help: One line for the help.
        default: The value if the option is missing.
        metavar: The placeholder in help; by default it follows from the name or the kind.
        short: The letter of the short form.
        sends: The name of the parameter in the API if it differs; None to send nothing.
        minimum: The smallest number allowed; 0 for a list that may be empty.
        maximum: The largest number allowed, or the largest number of values in a list.
        completes: Values that a shell suggests, though others are valid too, such as names of
            fields to sort by.
        effect: What the command does if this has a value, where that is more than it does without:
            ``writes``, or ``destroys``, which removes or revokes something.
        asked: Whether a missing value is asked for, so that it is required without a terminal.
        unless: Names of the fields of which one can be set instead of it.
    """
    return Field(
        "option",
        help,
        default=default,
        metavar=metavar,
        short=short,
        sends=sends,
        minimum=minimum,
        maximum=maximum,
        completes=completes,
        effect=effect,
        asked=asked,
        unless=unless,
    )


def argument(
    help: str,
    *,
    sends: str | None = SAME_NAME,
    completes: Completes | None = None,
    asked: bool = False,
    unless: tuple[str, ...] = (),
) -> Any:
    """Declare a positional argument: optional with ``| None``, variadic with ``list[str]``.

    Args:
        help: One line for the help.
        sends: The name of the parameter in the API if it differs; None to send nothing.
        completes: What a shell suggests, though other values are valid too: names of installed
            ``plugins`` or of ``official`` ones, of ``profiles``, ``aliases`` or ``settings``; the
            ``values`` of the setting before it; the words of a ``command``; ``files``; these; or
            what a function returns for the words of the line, the last one unfinished: values
            with help.
        asked: Whether a missing value is asked for, as for an option.
        unless: Names of the fields of which one can be set instead of it.
    """
    return Field(
        "argument",
        help,
        sends=sends,
        completes=completes,
        asked=asked,
        unless=unless,
    )


def flag(help: str, *, short: str = "", sends: str | None = SAME_NAME, effect: Effect = "") -> Any:
    """Declare ``--name``: True if present, otherwise None and not sent.

    Args:
        help: One line for the help.
        short: The letter of the short form.
        sends: The name of the parameter in the API if it differs; None to send nothing.
        effect: What the command does with it, as for an option.
    """
    return Field("flag", help, short=short, sends=sends, effect=effect)


def switch(help: str, *, sends: str | None = SAME_NAME) -> Any:
    """Declare the pair ``--name`` and ``--no-name``: True, False, or None and not sent.

    Args:
        help: One line for the help.
        sends: The name of the parameter in the API if it differs; None to send nothing.
    """
    return Field("switch", help, sends=sends)


class Parameter(Frozen):
    """A field together with what follows from its annotation.

    Args:
        field: The declaration.
        kind: How its text becomes a value; None for a flag or switch.
        required: Whether the command line has to have it.
        variadic: Whether the argument takes all remaining words.
    """

    field: Field
    kind: Kind | None
    required: bool
    variadic: bool

    @property
    def name(self) -> str:
        """The attribute's name."""
        name: str = self.field.name
        return name

    @property
    def role(self) -> str:
        """``argument``, ``option``, ``flag`` or ``switch``."""
        role: str = self.field.role
        return role

    @property
    def takes_value(self) -> bool:
        """Whether a value follows the option."""
        return self.role == "option"

    @property
    def files(self) -> str:
        """How a value names a file, as in ``Kind.files``."""
        of_kind: str = self.kind.files if self.kind else ""
        names_file = self.field.completes == "files" or not FILE_METAVARS.isdisjoint(
            self.field.metavar.split("|")
        )
        return of_kind or ("path" if names_file else "")

    @property
    def metavar(self) -> str:
        """The placeholder in help, without brackets: ``n``, ``json``, ``email`` …"""
        of_kind = self.kind.metavar if self.kind else ""
        return self.field.metavar or of_kind or self.name.rsplit("_", 1)[-1]


def fields(command: type[Command]) -> list[Field]:
    """The fields of a command, those of its base classes first."""
    by_name: dict[str, Field] = {}
    for cls in reversed(command.__mro__):
        by_name.update({name: v for name, v in vars(cls).items() if isinstance(v, Field)})
    return list(by_name.values())


def path_values(command: Command, names: Iterable[str]) -> dict[str, str]:
    """The values of the fields that the path of a request names.

    Args:
        command: The command.
        names: The names of the fields.

    Raises:
        DeclarationError: One is neither text nor a number: ``None`` would be taken for an ID.
    """
    values = {name: getattr(command, name) for name in names}
    for name, value in values.items():
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            kind = "no value" if value is None else f"a value of type {type(value).__name__}"
            raise DeclarationError(f"the path has {{{name}}}, which has {kind}")
    return {name: str(value) for name, value in values.items()}


def parameters(command: type[Command]) -> tuple[Parameter, ...]:
    """The parameters of a command, in the order of its fields.

    Annotations are resolved here, not when the class is defined, only for a command that runs, and
    once: a process may run many command lines, such as ``clerk mcp serve``.
    """
    if command not in _RESOLVED:
        hints = typing.get_type_hints(command, include_extras=True)
        _RESOLVED[command] = tuple(
            _parameter(field, hints.get(field.name)) for field in fields(command)
        )
    return _RESOLVED[command]


_RESOLVED: dict[type[Command], tuple[Parameter, ...]] = {}
"""The parameters of the commands that have run."""


def _parameter(field: Field, annotation: Any) -> Parameter:
    if field.role in ("flag", "switch"):
        return Parameter(field, None, required=False, variadic=False)
    parts = typing.get_args(annotation)
    optional = type(None) in parts
    try:
        kind = kind_of(annotation)
    except TypeError as error:
        raise DeclarationError(f"{field.label}: {error}") from None
    return Parameter(
        field,
        kind,
        required=not optional and field.default is None,
        variadic=field.role == "argument" and list[str] in (annotation, *parts),
    )
