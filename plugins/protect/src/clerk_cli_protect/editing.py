"""Changing an expression in an editor, until the API takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clerk_cli.api import APIError, Context, Note, Outcome
from clerk_cli_protect.doubts import unknown_to_schema, warn_of
from clerk_cli_protect.editor import Draft, draft, editor
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.pointing import pointed_at
from clerk_cli_protect.expressions.syntax import Problem
from clerk_cli_protect.ruleset import REFUSED

HELP = [
    "Edit the expression, save it and close the editor. Lines that begin with # are left out.",
    "An expression that stays as it is, or that is empty, changes nothing.",
]


def edited(context: Context, expression: str) -> str:
    """An expression as a person leaves it in the editor; the old one where it is emptied."""
    with draft(context) as kept:
        kept.write(HELP, expression)
        kept.edit(editor(context.environment))
        text = kept.read()
        kept.settled = True
    return text or expression


def edit_until_taken(
    context: Context,
    rule: tuple[str, str],
    expression: str,
    send: Callable[[str], Outcome],
    *,
    unchanged: bool,
) -> Outcome:
    """Let a person edit an expression and send it; offer it again when the API refuses it.

    Args:
        context: The terminal.
        rule: The ruleset, and the id of the rule in it.
        expression: The expression as it is.
        send: Sends an expression to the API.
        unchanged: Whether to send it even if it stays as it is, since something else changes.

    Returns:
        What ``send`` returned; nothing where nothing changed.

    Raises:
        ClerkError: It cannot be done; the hint names the file with the text.
    """
    ruleset, id = rule
    comments = [f"Rule {id} of {ruleset}", *HELP]
    command = editor(context.environment)
    with draft(context) as kept:
        kept.write(comments, expression)
        while True:
            kept.edit(command)
            text = kept.read()
            if not text or (text == expression.strip() and not unchanged):
                kept.settled = True
                return Outcome(notes=(Note("No changes.", "info"),))
            warn_of(context, text, lint(text, None))
            try:
                answer = send(text)
            except APIError as error:
                if error.http_status not in REFUSED or not _again(context, error):
                    raise
                problems = unknown_to_schema(context, ruleset, text)
                _explain(kept, comments, text, error, problems)
                continue
            kept.settled = True
            return answer


def _again(context: Context, error: APIError) -> bool:
    context.messages.api_error(error)
    return context.messages.confirm("Edit it again?", default=True)


def _explain(
    kept: Draft, comments: list[str], text: str, error: APIError, problems: Sequence[Problem]
) -> None:
    """Put the error above the text, and what the schema has to say about it."""
    said = [str(each.get("long_message") or each.get("message")) for each in error.errors]
    said = said or [error.message]
    said += [pointed_at(text, problem) for problem in problems]
    lines = [f"  {line}" for each in said for line in each.splitlines()]
    kept.write([*comments, "", "It was refused:", *lines, ""], text)
