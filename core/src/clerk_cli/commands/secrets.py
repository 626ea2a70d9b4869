"""Commands whose response holds a secret that a script wants to capture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.request import unreadable
from clerk_cli.errors import UsageError
from clerk_cli.results import APIObject, Note, Outcome, Result

if TYPE_CHECKING:
    from clerk_cli.commands.request import Response
    from clerk_cli.context import Context


class SecretCommand(Command):
    """A command that prints only the secret of its response, so that ``$(…)`` captures just that.

    JSON and YAML show the complete response, and CSV has the secret as a column. A subclass names
    the member with the secret.
    """

    secret_member: ClassVar[str] = "secret"
    """The member of the response that has the secret."""
    secret_warning: ClassVar[str] = "Save it now and keep it secret."
    """What people are told on stderr when they have it."""
    always_secret: ClassVar[bool] = True
    """Whether every response has the secret."""

    def run(self, context: Context) -> Outcome:
        """Send the request, and warn that the response is secret."""
        return self.with_warning(super().run(context))

    def object_of(self, response: Response) -> APIObject | None:
        """The object that a response promises, with its secret."""
        result = super().object_of(response)
        if self.always_secret and not response.object[self.secret_member]:
            raise unreadable(f'an object with an empty "{self.secret_member}"', response.request)
        return result

    def with_warning(self, result: Outcome | Result) -> Outcome:
        """A result with this command's warning, for subclasses that override ``run``.

        Args:
            result: What the command shows.
        """
        outcome = Outcome.of(result)
        return outcome.replace(notes=(*outcome.notes, Note(self.secret_warning, "warning")))

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print only the secret."""
        if secret := result.get(self.secret_member):
            context.print(*str(secret).split("\n"))
        else:
            super().render_text(result, context)


def ask_for_secret(context: Context, option: str, question: str) -> str:
    """Prompt for the value of an option that the command line does not have.

    Args:
        context: Where to ask.
        option: The option, such as ``--password``.
        question: The question.

    Raises:
        UsageError: There is no terminal to ask on, or the answer is empty.
    """
    if not context.environment.interactive:
        raise UsageError(
            f"missing required option: {option}",
            hint=f"Without a terminal to prompt on, pipe the value in with {option} -.",
        )
    if answer := context.messages.secret(question):
        return answer
    raise UsageError(f"{option}: the value is empty")
