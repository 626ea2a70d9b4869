"""The user's confirmation, asked through the client: the ID has to be typed.

Up to version 2025-11-25 of the protocol the server asks in the middle of a call; since 2026-07-28
it returns what it needs, and the client repeats the call with the answer.
"""

from __future__ import annotations

import secrets
from typing import Any

from mcp.server import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CallToolRequestParams,
    ClientCapabilities,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from clerk_cli_mcp.refusals import RefusedError

FIELD = "confirmation"
MAX_PENDING = 20
"""Questions that wait for an answer; the oldest one is forgotten."""


class Confirmations:
    """Asks for confirmations, and checks the answers."""

    def __init__(self) -> None:
        self._pending: dict[str, tuple[str, ...]] = {}

    async def ask(
        self,
        context: ServerRequestContext[Any],
        params: CallToolRequestParams,
        question: str,
        expected: str,
        line: tuple[str, ...],
    ) -> InputRequiredResult | None:
        """Have the user confirm a command line.

        Args:
            context: The call.
            params: Its parameters, with the answer if it is repeated.
            question: What the user reads.
            expected: What the user has to type.
            line: The words of the command line.

        Returns:
            What the client has to ask; None if the user has confirmed.

        Raises:
            RefusedError: The client cannot ask, or the user did not confirm.
        """
        if not can_ask(context.session.client_capabilities):
            raise RefusedError(
                "cannot_confirm",
                "this client cannot ask the user to confirm, so nothing was removed",
                "Tell the user which clerk command to run in a terminal.",
            )
        request = _form(question, expected)
        if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
            return self._answered(params, request, expected, line)
        try:
            answer = await context.session.elicit_form(
                request.message, request.requested_schema, context.request_id
            )
        except MCPError as error:
            raise _not_confirmed(f"the client did not ask: {error}") from None
        _require(answer, expected)
        return None

    def _answered(
        self,
        params: CallToolRequestParams,
        request: ElicitRequestFormParams,
        expected: str,
        line: tuple[str, ...],
    ) -> InputRequiredResult | None:
        answer = (params.input_responses or {}).get(FIELD)
        if answer is not None:
            if self._pending.pop(params.request_state or "", None) != line:
                raise _not_confirmed("the answer belongs to another question")
            _require(answer, expected)
            return None
        state = secrets.token_urlsafe()
        while len(self._pending) >= MAX_PENDING:
            del self._pending[next(iter(self._pending))]
        self._pending[state] = line
        return InputRequiredResult(
            input_requests={FIELD: ElicitRequest(params=request)}, request_state=state
        )


def can_ask(capabilities: ClientCapabilities | None) -> bool:
    """Whether a client can show a form; one that names no kind of question can."""
    elicitation = capabilities.elicitation if capabilities is not None else None
    if elicitation is None:
        return False
    return elicitation.form is not None or elicitation.url is None


def _form(question: str, expected: str) -> ElicitRequestFormParams:
    return ElicitRequestFormParams(
        message=question,
        requested_schema={
            "type": "object",
            "properties": {
                FIELD: {
                    "type": "string",
                    "title": "Confirmation",
                    "description": f"Type {expected} to confirm",
                }
            },
            "required": [FIELD],
        },
    )


def _require(answer: object, expected: str) -> None:
    if not isinstance(answer, ElicitResult) or answer.action != "accept":
        raise _not_confirmed("the user did not confirm")
    # Spaces around what was typed come with a copy; what is expected has none.
    if str((answer.content or {}).get(FIELD, "")).strip() != expected:
        raise _not_confirmed("the user's input does not match the text to confirm")


def _not_confirmed(message: str) -> RefusedError:
    return RefusedError("not_confirmed", message, "Do not retry unless the user says so.")
