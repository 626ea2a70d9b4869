"""The question of a command that asks always, or only with some of its options."""

from __future__ import annotations

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import fields


def question_of(command: Command) -> str | None:
    """The question to ask before a command runs, with ``{field}`` names; None for none.

    The body of ``--input`` counts like the options.

    Args:
        command: The command, with its values.
    """
    if command.spec.confirm is not None:
        return command.spec.confirm
    forms = {
        form
        for field in fields(type(command))
        for form in forms_of(field.label, _value(command, field.name, field.sends))
    }
    return next((text for form, text in command.spec.confirm_if.items() if form in forms), None)


def forms_of(label: str, value: object) -> tuple[str, ...]:
    """How the command line says a value: ``--active``, ``--no-active``, or nothing for None.

    Args:
        label: The name of the option.
        value: Its value.
    """
    if value is None:
        return ()
    return (f"--no-{label.removeprefix('--')}",) if value is False else (label,)


def _value(command: Command, name: str, member: str | None) -> object:
    value = getattr(command, name)
    return command.input_body.get(member) if value is None and member else value
