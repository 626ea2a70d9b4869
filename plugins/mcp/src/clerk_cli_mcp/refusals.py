"""Why a call is not run."""

from __future__ import annotations


class RefusedError(Exception):
    """A call that is not run; the agent gets the reason.

    Args:
        code: The kind of the refusal, for programs.
        message: One line that says why.
        hint: What to do instead.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
