"""Changing an expression in an editor, until the API takes it."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import APIError, Context, Json
from clerk_cli_protect.doubts import warn_of
from clerk_cli_protect.editor import Draft, draft, editor
from clerk_cli_protect.expressions.lint import lint

REFUSED = (400, 409, 422)
HELP = [
    "Edit the expression, save it and close the editor. Lines that begin with # are left out.",
    "An expression that stays as it is, or that is empty, changes nothing.",
]


def edited(context: Context, expression: str) -> str:
    """An expression as a person leaves it in the editor; the old one where it is emptied."""
    with draft() as kept:
        kept.write(HELP, expression)
        kept.edit(editor(context.environment))
        text = kept.read()
        kept.settled = True
    return text or expression


def edit_until_taken(
    context: Context,
    title: str,
    expression: str,
    send: Callable[[str], Json],
    *,
    unchanged: bool,
) -> Json:
    """Let a person edit an expression and send it; offer it again when the API refuses it.

    Args:
        context: The terminal.
        title: What is edited.
        expression: The expression as it is.
        send: Sends an expression to the API.
        unchanged: Whether to send it even if it stays as it is, since something else changes.

    Returns:
        What the API answered; None where nothing changed.

    Raises:
        ClerkError: It cannot be done; the hint names the file with the text.
    """
    command = editor(context.environment)
    with draft() as kept:
        kept.write([title, *HELP], expression)
        while True:
            kept.edit(command)
            text = kept.read()
            if not text or (text == expression.strip() and not unchanged):
                kept.settled = True
                context.talk.info("No changes.")
                return None
            warn_of(context, text, lint(text, None))
            try:
                answer = send(text)
            except APIError as error:
                if error.http_status not in REFUSED or not _again(context, error):
                    raise
                _explain(kept, title, text, error)
                continue
            kept.settled = True
            return answer


def _again(context: Context, error: APIError) -> bool:
    context.talk.api_error(error)
    return context.talk.confirm("Edit it again?", default=True)


def _explain(kept: Draft, title: str, text: str, error: APIError) -> None:
    """Put the error above the text."""
    said = [str(each.get("long_message") or each.get("message")) for each in error.errors]
    lines = [line for each in said or [error.message] for line in each.splitlines()]
    kept.write([title, *HELP, "", "It was refused:", *(f"  {line}" for line in lines)], text)
