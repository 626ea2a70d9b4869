"""Commands that let the API compare something that only a user knows."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import (
    APIError,
    APIObject,
    Command,
    Context,
    ExitStatus,
    Outcome,
    User,
    argument,
    ask_for_secret,
)

REFUSED = 422


class Verification(Command):
    """A comparison; the exit status is 0 if it matches and 1 if it does not.

    A subclass declares an option with what is compared, and names it.
    """

    compares: ClassVar[str]
    """The name of the option."""

    noun: ClassVar[str]
    """What it is called in messages."""

    wrong_code: ClassVar[str]
    """The code of the error for one that does not match."""

    user_id: User = argument("User")

    def run(self, context: Context) -> Outcome:
        """Prompt for it if necessary, and let the API compare it."""
        value = getattr(self, self.compares)
        if value is None:
            option, question = f"--{self.compares}", f"{self.noun.capitalize()}:"
            value = ask_for_secret(context, option, question)
        try:
            request = self.copy_with(**{self.compares: value}).build()
            result: APIObject = context.send(request).object
        except APIError as error:
            if error.http_status != REFUSED or self.wrong_code not in error.codes:
                raise
            result = {"verified": False}
        status = ExitStatus.OK if result["verified"] else ExitStatus.FAILED
        return Outcome(result, status=status)

    def render_text(self, result: APIObject, context: Context) -> None:
        """Write a sentence to stderr; stdout stays empty."""
        if result["verified"]:
            context.messages.success(f"The {self.noun} of user {self.user_id} is correct.")
        else:
            context.messages.error(f"The {self.noun} of user {self.user_id} is incorrect.")
