"""``--input``: the whole body of a request from a file, which options add to and override."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.fields import Field, Parameter, option
from clerk_cli.commands.kinds import TEXT, parse_integer, read_value
from clerk_cli.errors import UsageError

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.commands.request import Route
    from clerk_cli.environment import Environment
    from clerk_cli.operations import Schema

INPUT: Field = option(
    "Read the request body from FILE, or - for stdin (JSON or YAML); options override it",
    metavar="file",
    sends=None,
)
INPUT.name = "input"
INPUT_PARAMETER = Parameter(INPUT, TEXT, required=False, variadic=False)
MAX_PROBLEMS = 5


def fill_from_input(
    command: Command,
    parameters: Sequence[Parameter],
    route: Route,
    source: str,
    environment: Environment,
) -> list[Parameter]:
    """Set what the command line did not set to the members of a body.

    Args:
        command: The command. Its fields are set, and ``input_body`` to the members that no field
            takes.
        parameters: Its parameters.
        route: The operation that the body is for.
        source: The file, or ``-`` for stdin.
        environment: Where files are read from.

    Returns:
        The required parameters that the body does not have either.

    Raises:
        UsageError: The file cannot be read, or its operation does not take such a body.
    """
    from clerk_cli.operations import find_operation

    body = _read_body(source, environment)
    in_path = route.placeholders
    takers = {
        item.field.sends: item
        for item in parameters
        if item.field.sends and item.name not in in_path
    }
    operation = find_operation(route.method, route.path.removeprefix("/v1"))
    if operation is None or operation.body is None:
        body = _read_members(body, takers, environment)
    else:
        _check(operation.body, body, takers)
    rest: dict[str, Any] = {}
    for name, value in body.items():
        taker = takers.get(name)
        if taker is None or value is None:
            rest[name] = value
        elif taker.name not in vars(command):
            setattr(command, taker.name, value)
    command.input_body = rest
    return [
        item
        for item in parameters
        if item.required and item.role in ("option", "argument") and _is_unset(command, item)
    ]


def _is_unset(command: Command, parameter: Parameter) -> bool:
    return parameter.name not in vars(command) and getattr(command, parameter.name) is None


def _read_body(source: str, environment: Environment) -> Mapping[str, Any]:
    from clerk_cli.commands.value_files import read_text
    from clerk_cli.output.document_reading import parse_document

    label = "stdin" if source == "-" else source
    if not source.strip():
        raise UsageError("--input: the value is empty")
    try:
        text = read_text(source, environment)
    except ValueError as error:  # names the file
        raise UsageError(f"--input: {error}") from None
    try:
        body = parse_document(text)
    except ValueError as error:
        raise UsageError(f"--input: {label}: {error}") from None
    if isinstance(body, dict) and all(isinstance(name, str) for name in body):
        return body
    raise UsageError(f'--input: {label} must be an object, such as {{"name": "Acme"}}')


def _read_members(
    body: Mapping[str, Any], takers: Mapping[str, Parameter], environment: Environment
) -> dict[str, Any]:
    """The members of a body that the spec says nothing about: the command says what it takes.

    Raises:
        UsageError: A member is not what its option takes.
    """
    read = dict(body)
    for name, value in body.items():
        taker = takers.get(name)
        if taker is None or taker.kind is None or value is None:
            continue
        label = f"--input: {name}"
        if taker.kind.parse is parse_integer:
            if not isinstance(value, int) or isinstance(value, bool):
                raise UsageError(f"{label} must be a whole number")
            if taker.field.minimum is not None and value < taker.field.minimum:
                raise UsageError(f"{label} must be at least {taker.field.minimum}, not {value}")
        elif not isinstance(value, str):
            raise UsageError(f"{label} must be a string")
        else:
            read[name] = read_value(taker.kind, label, value, environment)
    return read


def _check(schema: Schema, body: Mapping[str, Any], takers: Mapping[str, Parameter]) -> None:
    """Refuse members that neither the operation nor the command knows, and wrong types.

    Raises:
        UsageError: There are some.
    """
    from clerk_cli.operations import body_problems

    problems = [
        problem
        for problem in body_problems(schema, body)
        if not (problem.is_unknown and problem.field in takers) and not problem.is_pattern
    ]
    if not problems:
        return
    texts = [f"{problem.field} {problem.reason}" for problem in problems[:MAX_PROBLEMS]]
    unknown = [problem.field for problem in problems if problem.is_unknown]
    members = sorted({*schema.get("properties", {}), *takers})
    raise UsageError(
        f"--input: {'; '.join(texts)}", hint=_hint(unknown, members) if unknown else None
    )


def _hint(unknown: list[str], members: list[str]) -> str:
    from difflib import get_close_matches

    meant = [match for name in unknown for match in get_close_matches(name, members, 1)]
    if meant:
        return f"Did you mean {', '.join(meant)}?"
    return f"Valid fields: {', '.join(members)}"
