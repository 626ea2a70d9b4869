"""``--input``: the whole body of a request from a file, which options add to and override."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.fields import Field, Parameter, option
from clerk_cli.commands.kinds import TEXT, read_text
from clerk_cli.errors import UsageError

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.environment import Environment
    from clerk_cli.operations import APIOperation

INPUT: Field = option(
    "Body of the request from FILE, or - for stdin (JSON or YAML); options win over it",
    metavar="file",
    sends=None,
)
INPUT.name = "input"
INPUT_PARAMETER = Parameter(INPUT, TEXT, required=False, variadic=False)
MOST_PROBLEMS = 5


def fill_from_input(
    command: Command, parameters: Sequence[Parameter], source: str, environment: Environment
) -> list[str]:
    """Set what the command line did not set to the members of a body.

    Args:
        command: The command. Its fields are set, and ``input_body`` to the members that no field
            takes.
        parameters: Its parameters.
        source: The file, or ``-`` for stdin.
        environment: Where files are read from.

    Returns:
        The required options that the body does not have either.

    Raises:
        UsageError: The file cannot be read, or its operation does not take such a body.
    """
    body = _read_body(source, environment)
    route = command.spec.route
    assert route is not None
    takers = {
        item.field.sends: item.field
        for item in parameters
        if item.field.sends and item.name not in route.placeholders
    }
    _check(command, body, takers)
    rest: dict[str, Any] = {}
    for name, value in body.items():
        field = takers.get(name)
        if field is None or value is None:
            rest[name] = value
        elif field.name not in vars(command):
            setattr(command, field.name, value)
    command.input_body = rest
    return [
        item.field.label
        for item in parameters
        if item.required and item.role == "option" and getattr(command, item.name) is None
    ]


def _read_body(source: str, environment: Environment) -> Mapping[str, Any]:
    from clerk_cli.output.document_reading import parse_document

    label = "stdin" if source == "-" else source
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


def _check(command: Command, body: Mapping[str, Any], takers: Mapping[str, Field]) -> None:
    """Refuse members that neither the operation nor the command knows, and wrong types.

    Raises:
        UsageError: There are some.
    """
    from clerk_cli.operations import body_problems

    operation = _operation(command)
    if operation is None or operation.body is None:
        return
    properties = operation.body.get("properties", {})
    problems = [
        problem
        for problem in body_problems(operation.body, body)
        if not (problem.is_unknown and problem.field in takers) and not problem.is_pattern
    ]
    if not problems:
        return
    texts = [f"{problem.field} {problem.reason}" for problem in problems[:MOST_PROBLEMS]]
    unknown = [problem.field for problem in problems if problem.is_unknown]
    raise UsageError(
        f"--input: {'; '.join(texts)}",
        hint=_hint(unknown, sorted({*properties, *takers})) if unknown else None,
    )


def _operation(command: Command) -> APIOperation | None:
    from clerk_cli.operations import find_operation

    route = command.spec.route
    return find_operation(route.method, route.path.removeprefix("/v1")) if route else None


def _hint(unknown: list[str], members: list[str]) -> str:
    from difflib import get_close_matches

    meant = [match for name in unknown for match in get_close_matches(name, members, 1)]
    if meant:
        return f"Did you mean {', '.join(meant)}?"
    return f"The body can have: {', '.join(members)}"
