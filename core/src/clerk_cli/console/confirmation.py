"""The question before a destructive command: what it is about, and on which instance."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerk_cli.commands.fields import path_values
from clerk_cli.commands.questions import question_of
from clerk_cli.config.instance import kind_of
from clerk_cli.config.settings import KEY
from clerk_cli.connection import writes
from clerk_cli.errors import APIError, NetworkError
from clerk_cli.output.sanitize import clean

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.commands.batch import Batch
    from clerk_cli.commands.request import Route
    from clerk_cli.commands.subject import Subject
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

NO_OBJECTS: Mapping[str, APIObject] = MappingProxyType({})


def is_confirmed(
    command: Command, context: Context, objects: Mapping[str, APIObject] = NO_OBJECTS
) -> bool:
    """Whether a command may run: it asks no question, ``--force`` is on, or the user agrees.

    Args:
        command: The command.
        context: Asks, and reads what the question is about.
        objects: Those that were read already, by ID.

    Raises:
        UsageError: There is no terminal to ask on.
    """
    question = question_of(command)
    if question is None or not _may_ask(command, context):
        return True
    return ask(question, command, context, objects)


def question_about_many(command: Command, batch: Batch, context: Context) -> str:
    """The question before a command for several objects, with ``{field}`` names; empty for none.

    On a terminal every command asks that changes several, as one line is enough to name the wrong
    file. Without one only those do that ask about a single object too.

    Args:
        command: The command.
        batch: The objects.
        context: Knows whether there is a terminal.
    """
    if not _may_ask(command, context):
        return ""
    if (question := question_of(command)) is not None:
        return question
    if len(batch.values) == 1 or not context.environment.interactive or not writes(command):
        return ""
    return f'Run "clerk {command.spec.name}" for {{{batch.field}}}?'


def ask(
    question: str,
    command: Command,
    context: Context,
    objects: Mapping[str, APIObject] = NO_OBJECTS,
    *,
    reads: bool = True,
) -> bool:
    """Ask before a command runs, and return whether the user agrees.

    Args:
        question: The question, with ``{field}`` names.
        command: The command.
        context: Asks, and reads what the question is about.
        objects: Those that were read already, by ID.
        reads: Whether the fields hold IDs that can be read, not descriptions.

    Raises:
        UsageError: There is no terminal to ask on.
    """
    text = clean(_with_place(question, command, context, objects, reads=reads))
    return context.ask_before(text, forced=False)


def describe_subject(
    question: str,
    command: Command,
    field: str,
    context: Context,
    objects: Mapping[str, APIObject],
) -> str:
    """What a question shows in place of the value of a field.

    Args:
        question: The question, with ``{field}`` names.
        command: The command.
        field: The field.
        context: Reads the object.
        objects: Those that were read already, by ID.
    """
    subject = command.question_subject()
    route = _route_to_read(question, command, subject) if subject else None
    if subject is not None and route is not None and subject.field_for(command.spec.route) == field:
        command = _with_description(command, subject, route, context, objects)
    return str(getattr(command, field))


def _may_ask(command: Command, context: Context) -> bool:
    """Whether neither ``--force`` nor the kind of run answers; a dry run never asks.

    Some commands run without a terminal too (``Command.runs_unattended``).
    """
    if getattr(command, "force", False) or context.is_dry_run:
        return False
    return context.environment.interactive or not command.runs_unattended


def _with_place(
    template: str,
    command: Command,
    context: Context,
    objects: Mapping[str, APIObject],
    *,
    reads: bool,
) -> str:
    """The question with what it is about, and the profile."""
    subject = command.question_subject() if reads else None
    if subject is None and reads:
        return command.format_message(template)
    is_terminal = context.environment.interactive
    route = _route_to_read(template, command, subject) if subject and is_terminal else None
    if subject is not None and route is not None:
        command = _with_description(command, subject, route, context, objects)
    # The parts are formatted one by one: what is filled in may hold a question mark.
    head, mark, tail = template.partition("?")
    preposition = "from" if head.startswith("Delete ") else "in"
    is_connected = route is not None or not reads
    place = f" {preposition} profile {_profile(context, is_connected=is_connected)}"
    return f"{command.format_message(head)}{place}{mark}{command.format_message(tail)}"


def _route_to_read(question: str, command: Command, subject: Subject) -> Route | None:
    """The operation that reads the subject, if the question names the subject."""
    route = subject.route_for(command.spec.route)
    field = subject.field_for(command.spec.route)
    if route is None or (subject.listed is None and not route.path.endswith("}")):
        return None
    return route if field and f"{{{field}}}" in question else None


def _with_description(
    command: Command,
    subject: Subject,
    route: Route,
    context: Context,
    objects: Mapping[str, APIObject],
) -> Command:
    """A copy of the command with a description of the subject in place of its ID.

    The command itself gets the subject's ID where it has another name for it, so that the question
    shows what is sent. The ID stays if the subject cannot be read. That there is no key or no such
    profile is raised.

    Raises:
        ClerkError: The API returned another object.
    """
    field = subject.field_for(command.spec.route)
    identifier = str(getattr(command, field))
    values = path_values(command, route.placeholders)
    body = objects.get(identifier)
    try:
        if body is None:
            response = context.send(subject.request_for(route, values, identifier))
            body = subject.find_in(response, identifier)
    except (APIError, NetworkError):
        return command
    if body is None:
        return command
    api_id = body.get("id")
    if isinstance(api_id, str) and api_id and api_id != identifier:
        setattr(command, field, api_id)
        identifier = api_id
    description = subject.describe(body)
    shown = f"{description} ({clean(identifier)})" if description else clean(identifier)
    return command.copy_with(**{field: shown})


def _profile(context: Context, *, is_connected: bool) -> str:
    """The name of the active profile, and whether its key is live or for tests.

    A command that prints the key is not run for this; once connected, it has been run.
    """
    settings = context.settings
    key = settings.lookup(KEY).text or ""
    if key.startswith("!") and is_connected:
        key = settings.value(KEY) or ""
    kind = kind_of(key)
    return f"{settings.profile.name} ({kind})" if kind else settings.profile.name
