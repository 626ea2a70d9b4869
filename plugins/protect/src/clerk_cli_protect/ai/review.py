"""The user's decision about a generated expression: accept, refine, edit, or cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from clerk_cli.api import APIError, ClerkError, Context, Note, Outcome, clean
from clerk_cli_protect.ai.generation import ExpressionGenerator, Proposal
from clerk_cli_protect.ai.mcp_config import load_servers
from clerk_cli_protect.ai.mcp_servers import open_toolbox
from clerk_cli_protect.ai.prompts import change_prompt
from clerk_cli_protect.ai.providers import open_provider
from clerk_cli_protect.ai.sdk_logs import sdk_logs_as_messages
from clerk_cli_protect.api import INVALID_EXPRESSION
from clerk_cli_protect.diagnostics import print_diagnostics
from clerk_cli_protect.expression_editor import edit_expression
from clerk_cli_protect.schema.model import fetch_schema

ACCEPT, REFINE, EDIT, CANCEL = "accept", "refine", "edit", "cancel"


@contextmanager
def open_generator(
    context: Context, ruleset: str, mcp_config: str | None, expression: str | None = None
) -> Iterator[ExpressionGenerator]:
    """A generator with the configured provider and tools, and the fields of the schema.

    Args:
        context: Has the settings.
        ruleset: The ruleset of the rule.
        mcp_config: The value of ``--mcp-config``.
        expression: An existing expression to change, or None.

    Raises:
        ClerkError: The provider, the schema or the tools cannot be used.
    """
    servers = load_servers(context, mcp_config)
    with sdk_logs_as_messages(context), closing(open_provider(context)) as provider:
        event_type = fetch_schema(context).event_type(ruleset)
        with open_toolbox(context, servers) as toolbox:
            yield ExpressionGenerator(context, provider, toolbox, ruleset, event_type, expression)


def generate_and_submit(
    context: Context,
    generator: ExpressionGenerator,
    prompt: str,
    question: str | None,
    send: Callable[[str], Outcome],
) -> Outcome:
    """Generate an expression, let the user decide about it, and send it.

    Args:
        context: The terminal, if there is one.
        generator: Generates.
        prompt: What the rule should match, or what should change.
        question: The question whether to accept; None to accept without asking.
        send: Sends an expression to the API.

    Returns:
        What ``send`` returned; an outcome without a result if the user canceled.
    """
    context.messages.info(f"Generating expression for: {prompt}")
    proposal = generator.generate(prompt)
    while True:
        _show(context, proposal)
        decision = ACCEPT if question is None else _ask(context, question)
        if decision == CANCEL:
            return Outcome(notes=(Note("Canceled.", "info"),))
        if decision != ACCEPT:
            change = _edit if decision == EDIT else _refine
            proposal = change(context, generator, proposal)
            continue
        try:
            return send(proposal.expression)
        except APIError as error:
            if error.http_status not in INVALID_EXPRESSION:
                raise
            repaired = generator.repair(proposal, error.message)
            if repaired is None:
                if question is None:
                    raise
                context.messages.api_error(error)
            proposal = repaired or proposal


def _show(context: Context, proposal: Proposal) -> None:
    kind = "Edited" if proposal.edited_by_user else "Generated"
    context.messages.line(f"\n{kind} expression:")
    for line in proposal.expression.splitlines():
        context.messages.line(f"  {clean(line)}")
    context.messages.line()
    print_diagnostics(context, proposal.expression, proposal.diagnostics)


def _ask(context: Context, question: str) -> str:
    choices = [
        ("Yes", ACCEPT),
        ("Refine it with AI", REFINE),
        ("Edit it", EDIT),
        ("No, cancel", CANCEL),
    ]
    return context.messages.choose(question, choices)


def _refine(context: Context, generator: ExpressionGenerator, proposal: Proposal) -> Proposal:
    prompt = context.messages.ask("What should change?").strip()
    if not prompt:
        return proposal
    if proposal.edited_by_user:
        # The model has not seen the edited expression.
        prompt = change_prompt(proposal.expression, prompt)
    return generator.generate(prompt)


def _edit(context: Context, generator: ExpressionGenerator, proposal: Proposal) -> Proposal:
    """The proposal after the user edited it; unchanged if the editor fails."""
    try:
        expression = edit_expression(context, proposal.expression)
    except ClerkError as error:
        context.messages.error(error.message, error.hint)
        return proposal
    if expression == proposal.expression:
        return proposal
    return generator.check_edited(expression)
