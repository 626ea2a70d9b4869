"""``clerk init``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.local import LocalChange
from clerk_cli.builtin.profiles import refuse_built_in_name
from clerk_cli.commands.base import Example
from clerk_cli.config import profiles
from clerk_cli.config.masking import KEY_PREFIXES
from clerk_cli.config.profile_lines import check_plain
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.errors import AuthenticationError, ClerkError

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject


class Init(LocalChange, name="init", examples=(Example("clerk init", "Set up a profile"),)):
    """Run the interactive setup wizard: your Clerk secret key, and a name for the profile.

    Find the key in the Clerk Dashboard under API Keys. It is stored in the profiles file, which
    only you can read. To keep it in a secrets manager instead, see clerk config set --help.
    """

    def run(self, context: Context) -> APIObject | None:
        """Ask, then write the profile and make it active."""
        messages = context.messages
        if not context.environment.interactive:
            raise ClerkError(
                "init requires an interactive terminal",
                hint="In a script, use: clerk config profile create NAME --api-key - < FILE",
            )
        messages.line("Welcome to the Clerk CLI!")
        messages.line("This wizard stores the secret key of one of your instances in a profile.")
        messages.line()
        key = self._ask_for_key(context)
        name = messages.ask("Profile name:", default="default").strip() or "default"
        refuse_built_in_name(context, name)
        if not self._may_replace(context, name):
            messages.info("Canceled. Nothing was changed.")
            return None
        with profiles.edit(context.paths.profiles) as file:
            file.set(name, "clerk.key", key)
            file.use(name)
        messages.success(f'Configuration saved to profile "{name}".')
        messages.line("Try it:")
        messages.line("  clerk users list")
        return {"profile": name}

    def _ask_for_key(self, context: Context) -> str:
        key = context.messages.secret("Enter your Clerk Secret Key (sk_test_... or sk_live_...):")
        key = key.strip()
        if not key:
            raise AuthenticationError("a secret key is required; nothing was changed")
        check_plain("clerk.key", key)
        if not key.startswith(KEY_PREFIXES):
            context.messages.warn(
                "This does not look like a secret key: secret keys begin with sk_test_ or sk_live_."
            )
        return key

    def _may_replace(self, context: Context, name: str) -> bool:
        stored = ProfilesFile.load(context.paths.profiles).get(name, "clerk.key")
        if not stored:
            return True
        return context.messages.confirm(f'Profile "{name}" already has a key. Replace it?')
