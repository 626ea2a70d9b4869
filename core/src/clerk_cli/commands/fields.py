"""Options and arguments of a command, declared as class attributes."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from clerk_cli.commands.kinds import Kind, kind_of
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command

Completes: TypeAlias = Literal["plugins", "official"]

SAME_NAME: Final = "\0"
"""Marks a field that is sent under its own name."""


class Field:
    """One option or argument: the declaration, and the default where no value was given."""

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
    ) -> None:
        self.role = role
        self.help = help
        self.default = default
        self.metavar = metavar
        self.short = short
        self.minimum = minimum
        self.maximum = maximum
        self.completes = completes
        self.name = ""
        self._sends = sends

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type) -> Any:
        return self if instance is None else self.default

    @property
    def sends(self) -> str | None:
        """The parameter's name in the API; None for a field that is not sent."""
        return self.name if self._sends == SAME_NAME else self._sends

    @property
    def label(self) -> str:
        """What messages call it: ``--order-by`` or ``userId``.

        An underscore at the end is dropped: it keeps a field from hiding a method of its command.
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
) -> Any:
    """Declare an option that takes a value.

    The annotation of the attribute says what value: ``str``, ``int``, a ``Literal``, or one of
    the kinds of ``clerk_cli.commands.kinds``.
    It is required if the annotation leaves out ``None`` and
    there is no default.

    Args:
        help: One line for the help.
        default: The value where none is given.
        metavar: The placeholder in help; made from the name or the kind otherwise.
        short: A letter for the short form.
        sends: The parameter's name in the API if it differs; None to send nothing.
        minimum: The smallest number allowed.
        maximum: The largest number allowed, or the most values of a list.
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
    )


def argument(
    help: str, *, sends: str | None = SAME_NAME, completes: Completes | None = None
) -> Any:
    """Declare a positional argument; optional with ``| None``, all the rest with ``list[str]``.

    Args:
        help: One line for the help.
        sends: The parameter's name in the API if it differs; None to send nothing.
        completes: What a shell offers, though more is accepted: names of installed ``plugins``, or
            of ``official`` ones.
    """
    return Field("argument", help, sends=sends, completes=completes)


def flag(help: str, *, short: str = "", sends: str | None = SAME_NAME) -> Any:
    """Declare ``--name``: True when given, otherwise None and not sent.

    Args:
        help: One line for the help.
        short: A letter for the short form.
        sends: The parameter's name in the API if it differs; None to send nothing.
    """
    return Field("flag", help, short=short, sends=sends)


def switch(help: str, *, sends: str | None = SAME_NAME) -> Any:
    """Declare the pair ``--name`` and ``--no-name``: True, False, or None and not sent.

    Args:
        help: One line for the help.
        sends: The parameter's name in the API if it differs; None to send nothing.
    """
    return Field("switch", help, sends=sends)


class Parameter(Frozen):
    """A field together with what its annotation says."""

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
        """Whether the option is followed by a value."""
        return self.role == "option"

    @property
    def metavar(self) -> str:
        """The placeholder in help, without brackets: ``n``, ``json``, ``email`` …"""
        kind_says = self.kind.metavar if self.kind else ""
        return self.field.metavar or kind_says or self.name.rsplit("_", 1)[-1]


def fields(command: type[Command]) -> list[Field]:
    """The fields of a command, those of its base classes first."""
    found: dict[str, Field] = {}
    for owner in reversed(command.__mro__):
        found.update({name: v for name, v in vars(owner).items() if isinstance(v, Field)})
    return list(found.values())


def parameters(command: type[Command]) -> tuple[Parameter, ...]:
    """The parameters of a command, in the order of its fields.

    Annotations are read here, not when the class is made: only the one command that runs pays.
    """
    hints = typing.get_type_hints(command, include_extras=True)
    return tuple(_parameter(field, hints.get(field.name)) for field in fields(command))


def _parameter(field: Field, annotation: Any) -> Parameter:
    if field.role in ("flag", "switch"):
        return Parameter(field, None, required=False, variadic=False)
    parts = typing.get_args(annotation)
    optional = type(None) in parts
    try:
        kind = kind_of(annotation)
    except TypeError as error:
        raise TypeError(f"{field.label}: {error}") from None
    return Parameter(
        field,
        kind,
        required=not optional and field.default is None,
        variadic=field.role == "argument" and list[str] in (annotation, *parts),
    )
