"""A person's word on what a model wrote: accept, refine, edit by hand, or cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from clerk_cli.api import APIError, ClerkError, Context, Note, Outcome, clean
from clerk_cli_protect.ai.generation import Proposal, Writer
from clerk_cli_protect.ai.mcp_config import configured_servers
from clerk_cli_protect.ai.mcp_servers import open_toolbox
from clerk_cli_protect.ai.prompts import change_request
from clerk_cli_protect.ai.providers import open_provider
from clerk_cli_protect.command import event_of
from clerk_cli_protect.doubts import warn_of
from clerk_cli_protect.editing import edited
from clerk_cli_protect.ruleset import REFUSED
from clerk_cli_protect.schema import fetch_schema

ACCEPT, REFINE, EDIT, CANCEL = "accept", "refine", "edit", "cancel"


@contextmanager
def open_writer(
    context: Context, ruleset: str, mcp_config: str | None, expression: str | None = None
) -> Iterator[Writer]:
    """A model with the schema and the tools at hand.

    Args:
        context: Has the settings.
        ruleset: The ruleset that the rule is for.
        mcp_config: The value of ``--mcp-config``.
        expression: An expression to change, or None.

    Raises:
        ClerkError: Something of it cannot be used.
    """
    servers = configured_servers(context, mcp_config)
    with closing(open_provider(context)) as provider:
        event = event_of(fetch_schema(context), ruleset)
        with open_toolbox(context, servers) as toolbox:
            yield Writer(context, provider, toolbox, ruleset, event, expression)


def write_and_send(
    context: Context,
    writer: Writer,
    wish: str,
    question: str | None,
    send: Callable[[str], Outcome],
) -> Outcome:
    """Have an expression written, let a person decide where there is one, and send it.

    Args:
        context: The terminal, if there is one.
        writer: Writes.
        wish: What the rule should do.
        question: What accepting means; None where everything is accepted beforehand.
        send: Sends an expression to the API.

    Returns:
        What ``send`` returned; nothing where the person canceled.
    """
    context.messages.info(f"Generating expression for: {wish}")
    proposal = writer.propose(wish)
    while True:
        _show(context, proposal)
        if question is not None:
            chosen = _decide(context, question)
            if chosen == CANCEL:
                return Outcome(notes=(Note("Canceled.", "info"),))
            if chosen != ACCEPT:
                proposal = _changed(context, writer, proposal, chosen)
                continue
        try:
            return send(proposal.expression)
        except APIError as error:
            if error.http_status not in REFUSED:
                raise
            mended = writer.mend(proposal, error.message)
            if mended is None and question is None:
                raise
            if mended is None:
                context.messages.api_error(error)
            proposal = mended or proposal


def _show(context: Context, proposal: Proposal) -> None:
    title = "Your expression:" if proposal.by_hand else "Generated expression:"
    context.messages.line(f"\n{title}")
    for line in proposal.expression.splitlines():
        context.messages.line(f"  {clean(line)}")
    context.messages.line()
    warn_of(context, proposal.expression, proposal.problems)


def _decide(context: Context, question: str) -> str:
    choices = [
        ("Yes", ACCEPT),
        ("Refine it with a sentence", REFINE),
        ("Edit it by hand", EDIT),
        ("No, cancel", CANCEL),
    ]
    return context.messages.choose(question, choices)


def _changed(context: Context, writer: Writer, proposal: Proposal, how: str) -> Proposal:
    if how == EDIT:
        return _edited(context, writer, proposal)
    sentence = context.messages.ask("What should be different?").strip()
    if not sentence:
        return proposal
    if proposal.by_hand:
        # The model has not seen what was edited.
        sentence = change_request(proposal.expression, sentence)
    return writer.propose(sentence)


def _edited(context: Context, writer: Writer, proposal: Proposal) -> Proposal:
    """What a person makes of a proposal; where the editor fails it stays as it was."""
    try:
        text = edited(context, proposal.expression)
    except ClerkError as error:
        context.messages.error(error.message, error.hint)
        return proposal
    return proposal if text == proposal.expression else writer.check(text)
