"""The command: its options, and the order of what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.local import LocalChange
from clerk_cli.commands.base import Example
from clerk_cli.commands.fields import flag, option, switch
from clerk_cli.commands.kinds import Secret
from clerk_cli.errors import UsageError

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject


class Init(
    LocalChange,
    name="init",
    examples=(
        Example("clerk init", "Set up a profile"),
        Example(
            "clerk init --key - -p qa --no-verify --use < key.txt",
            "Set up a profile in a script, without checking the key",
        ),
        Example("clerk init --sandbox", "Use the sandbox, without a key"),
    ),
):
    """Run the interactive setup wizard: your Clerk secret key, and a name for the profile.

    Find the key in the Clerk Dashboard under API Keys. The wizard checks the key against the API
    and shows the instance it belongs to. It then stores the key in the profiles file, which only
    you can read, or in your operating system's keyring, after clerk plugins install keyring.
    Nothing is written before the last question is answered. To keep the key in a secrets manager
    instead, see clerk config set --help.

    Each answer can be given as an option, and -p suggests the profile name. Without a terminal,
    --key - reads the key from stdin.
    """

    result_fields = ("profile", "active", "keyring", "instance{}", "completion")

    key: Secret | None = option("The secret key; - reads it from stdin", metavar="key")
    no_verify: bool = flag("Store the key without checking it")
    use: bool | None = switch("Make the profile the active one")
    keyring: bool | None = switch("Store the key in the operating system's keyring")
    completion: bool | None = switch("Turn on completion in your shell")
    sandbox: bool = flag("Make the sandbox the active profile instead; it needs no key")
    force: bool = flag("Replace the key of the profile without asking", short="f")
    no_input: bool = flag("Do not prompt; use only the options")

    def check(self) -> None:
        """Refuse options that contradict each other.

        Raises:
            UsageError: They do.
        """
        answers = (self.key, self.keyring, self.use)
        if self.sandbox and any(value is not None for value in answers):
            raise UsageError("--sandbox cannot be combined with --key, --keyring, or --use")

    def run(self, context: Context) -> APIObject | None:
        """Collect the answers, then write the profile."""
        from clerk_cli.builtin.init import storing
        from clerk_cli.builtin.init.questions import Wizard

        asks = context.environment.interactive and not self.no_input
        if self.key is None and not self.sandbox and not asks:
            raise self._no_key()
        context.write_log.expected = True  # Ctrl-C at a question says that nothing was changed
        plan = Wizard(context, self, asks=asks).plan()
        context.write_log.expected = False
        if plan is None:
            context.messages.info("Canceled. Nothing was changed.")
            return None
        return storing.carry_out(plan, context)

    def _no_key(self) -> UsageError:
        script = "In a script, use: clerk init --key - -p NAME < FILE"
        if self.no_input:
            return UsageError("--no-input needs --key or --sandbox", hint=script)
        return UsageError("init requires an interactive terminal", hint=script)
