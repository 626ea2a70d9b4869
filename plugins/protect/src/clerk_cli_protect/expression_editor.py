"""Editing an expression in the user's editor, until the API accepts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clerk_cli.api import APIError, Context, Note, Outcome, clean
from clerk_cli_protect.api import INVALID_EXPRESSION
from clerk_cli_protect.diagnostics import print_diagnostics, schema_diagnostics
from clerk_cli_protect.editor import open_draft
from clerk_cli_protect.editor_command import find_editor
from clerk_cli_protect.expressions.annotate import annotate
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.syntax import Diagnostic

INSTRUCTIONS = [
    "Edit the expression, save it, and close the editor. Lines starting with # are ignored.",
    "If the expression is unchanged or empty, the rule is not changed.",
]


def edit_expression(context: Context, expression: str) -> str:
    """Let the user edit an expression; an empty one keeps it as it was."""
    with open_draft(context) as draft:
        draft.write(INSTRUCTIONS, expression)
        draft.edit(find_editor(context), context.environment)
        text = draft.read()
        draft.submitted = True
    return text or expression


def edit_until_accepted(
    context: Context,
    rule: tuple[str, str],
    expression: str,
    send: Callable[[str], Outcome],
    *,
    send_unchanged: bool,
) -> Outcome:
    """Let the user edit an expression and send it; if the API rejects it, offer to edit it again.

    Args:
        context: The terminal.
        rule: The ruleset, and the ID of the rule in it.
        expression: The current expression.
        send: Sends an expression to the API.
        send_unchanged: Whether to send an unchanged expression too.

    Returns:
        What ``send`` returned; an outcome without a result if nothing changed.

    Raises:
        ClerkError: The editor or the API failed; the hint names the file with the user's text.
    """
    ruleset, rule_id = rule
    comments = [f"Rule {rule_id} in {ruleset}", *INSTRUCTIONS]
    editor = find_editor(context)
    with open_draft(context) as draft:
        draft.write(comments, expression)
        while True:
            draft.edit(editor, context.environment)
            text = draft.read()
            if not text or (text == expression.strip() and not send_unchanged):
                draft.submitted = True
                return Outcome(notes=(Note("No changes.", "info"),))
            print_diagnostics(context, text, lint(text, None))
            try:
                outcome = send(text)
            except APIError as error:
                if error.http_status not in INVALID_EXPRESSION or not _edit_again(context, error):
                    raise
                diagnostics = schema_diagnostics(context, ruleset, text)
                draft.write([*comments, *_explanation(text, error, diagnostics)], text)
                continue
            draft.submitted = True
            return outcome


def _edit_again(context: Context, error: APIError) -> bool:
    context.messages.api_error(error)
    return context.messages.confirm("Edit it again?", default=True)


def _explanation(text: str, error: APIError, diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Lines with the API's errors, and what the schema says about the expression."""
    errors = [str(entry.get("long_message") or entry.get("message")) for entry in error.errors]
    paragraphs = errors or [error.message]
    paragraphs += [annotate(text, diagnostic) for diagnostic in diagnostics]
    lines = [f"  {clean(line)}" for paragraph in paragraphs for line in paragraph.splitlines()]
    return ["", "The API rejected the expression:", *lines, ""]
