"""The questions of the wizard. Whatever happens here, nothing has been written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.builtin.instance_summary import InstanceSummary, summary_of
from clerk_cli.builtin.profiles import refuse_built_in_name
from clerk_cli.builtin.shell_completion import CompletionSetup, setup_of
from clerk_cli.config import system_keyring
from clerk_cli.config.masking import KEY_PREFIXES
from clerk_cli.config.profile_lines import DEFAULT_PROFILE, check_name, check_plain
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.environment import is_terminal
from clerk_cli.errors import AuthenticationError, ClerkError, ConfigError, UsageError
from clerk_cli.output import PUBLISHABLE, is_header_word

if TYPE_CHECKING:
    from clerk_cli.builtin.init.command import Init
    from clerk_cli.context import Context

SANDBOX = "sandbox"


class Plan(NamedTuple):
    """What the wizard is going to write.

    Args:
        profile: The profile.
        key: Its key; None for a built-in profile, which is only selected.
        use: Whether the profile becomes the active one.
        keyring: Whether the key goes into the keyring instead of the profiles file.
        completion: The start-up file of the shell to change; None: none.
        instance: What the API said about the key; None if it was not asked.
    """

    profile: str
    key: str | None = None
    use: bool = False
    keyring: bool = False
    completion: CompletionSetup | None = None
    instance: InstanceSummary | None = None


class Wizard:
    """Collects the answers, from options and on the terminal.

    Args:
        context: Has the messages, the settings and the plugins.
        options: The command, whose options are answers.
        asks: Whether questions may be asked; if not, missing answers have defaults.
    """

    def __init__(self, context: Context, options: Init, *, asks: bool) -> None:
        self._context = context
        self._messages = context.messages
        self._options = options
        self._asks = asks
        self._file = ProfilesFile.load(context.paths.profiles)

    def plan(self) -> Plan | None:
        """All answers; None if the user does not want to replace a key.

        Raises:
            AuthenticationError: There is no key, or the API does not accept it.
            ConfigError: The keyring was asked for and cannot be used.
            UsageError: An option is not valid.
        """
        if self._options.sandbox:
            return self._sandbox()
        if self._asks:
            self._greet()
        key = self._key(self._options.key)
        if key is None:
            return self._offer_sandbox()
        profile = self._profile()
        if not self._may_replace(profile):
            return None
        key, instance = self._checked(key, profile)
        return Plan(
            profile,
            key,
            use=self._is_to_be_active(profile),
            keyring=self._uses_keyring(),
            completion=self._completion(),
            instance=instance,
        )

    def _greet(self) -> None:
        self._messages.line("Welcome to the Clerk CLI!")
        self._messages.line(
            "This wizard stores the secret key of one of your instances in a profile."
        )
        self._messages.line(
            "Find the key in the Clerk Dashboard under API Keys. Press Ctrl-C to quit."
        )
        self._messages.line()

    def _key(self, option: str | None) -> str | None:
        """A key that looks like one; None if nothing was entered."""
        if option is not None:
            key = option.strip()
            if problem := self._problem_with(key):
                raise UsageError(f"--key: {problem}", hint=self._hint_for(key))
            return key
        question = "Enter your Clerk Secret Key (sk_test_... or sk_live_...):"
        while key := self._messages.secret(question).strip():
            problem = self._problem_with(key)
            if not problem:
                return key
            self._messages.error(problem, "Enter another key, or press Enter to cancel.")
        return None

    def _problem_with(self, key: str) -> str:
        """Why something cannot be a secret key; empty if it can."""
        if not is_header_word(key):
            return "the key contains spaces or invalid characters"
        check_plain("clerk.key", key)
        if key.startswith(PUBLISHABLE):
            return "this is a publishable key; the secret key begins with sk_test_ or sk_live_"
        if self._options.no_verify or key.startswith(KEY_PREFIXES):
            return ""
        return "this is not a secret key, which begins with sk_test_ or sk_live_"

    def _hint_for(self, key: str) -> str | None:
        """How to store a key that only looks wrong."""
        if not is_header_word(key) or key.startswith(PUBLISHABLE):
            return None
        return "If your proxy accepts such keys, store it with --no-verify."

    def _profile(self) -> str:
        """The name of the profile: typed, or the one of ``-p``, or ``default``."""
        proposal = self._context.settings.flags.profile or DEFAULT_PROFILE
        while True:
            typed = self._messages.ask(f"Profile name [{proposal}]:") if self._asks else ""
            name = typed.strip() or proposal
            try:
                check_name(name)
                refuse_built_in_name(self._context, name)
            except ClerkError as error:
                if not self._asks:
                    raise
                self._messages.error(error.message, error.hint)
            else:
                return name

    def _may_replace(self, profile: str) -> bool:
        if not self._file.get(profile, "clerk.key"):
            return True
        question = f'Profile "{profile}" already has a key. Replace it?'
        if self._options.force:
            return True
        if not self._asks:
            self._context.require_confirmable(question)
        return self._messages.confirm(question)

    def _checked(self, key: str, profile: str) -> tuple[str, InstanceSummary | None]:
        """A key that the API accepts, as far as it can be asked, and what it said."""
        while not self._options.no_verify:
            try:
                instance = self._ask_api(key, profile)
            except AuthenticationError as error:
                if not self._asks:
                    error.hint = "Nothing was stored. To store it anyway, use --no-verify."
                    raise
                self._messages.error(error.message, "Enter another key, or press Enter to cancel.")
                other = self._key(None)
                if other is None:
                    raise AuthenticationError(
                        "a secret key is required; nothing was changed"
                    ) from None
                key = other
            except ClerkError as error:
                self._messages.warn(
                    f"The key could not be checked: {error.message}. "
                    "Check it later with: clerk doctor"
                )
                return key, None
            else:
                self._messages.success(f"The key belongs to {instance.sentence}.")
                return key, instance
        return key, None

    def _ask_api(self, key: str, profile: str) -> InstanceSummary:
        from contextlib import closing

        from clerk_cli.connection import connect_with

        if is_terminal(self._context.environment.stderr):
            self._messages.progress("Checking the key…")
        with closing(connect_with(self._context, profile, key)) as client:
            return summary_of(client)

    def _is_to_be_active(self, profile: str) -> bool:
        if self._options.use is not None:
            return self._options.use
        if self._file.active == profile:
            return True
        question = f'Make "{profile}" the active profile?'
        return self._asks and self._messages.confirm(question, default=True)

    def _uses_keyring(self) -> bool:
        wanted = self._options.keyring
        if wanted is False or (wanted is None and not self._asks):
            return False
        if problem := system_keyring.problem():
            if wanted:
                raise ConfigError(f"--keyring: {problem}")
            self._messages.info(f"The key is stored in the profiles file: {problem}.")
            return False
        return wanted or self._messages.confirm(
            f"Store the key in the keyring ({system_keyring.name()})?", default=True
        )

    def _completion(self) -> CompletionSetup | None:
        wanted = self._options.completion
        if wanted is False or (wanted is None and not self._asks):
            return None
        setup = setup_of(self._context.environment.variables)
        if setup is None or setup.is_done:
            if wanted and setup is None:
                self._messages.warn("Completion is not available for your shell (see $SHELL).")
            return None
        question = f"Turn on completion for {setup.shell} in {setup.path}?"
        return setup if wanted or self._messages.confirm(question, default=True) else None

    def _offer_sandbox(self) -> Plan:
        """What to do without a key.

        Raises:
            AuthenticationError: The user wants to do nothing.
        """
        if SANDBOX in self._context.plugins.profiles:
            self._messages.line("The sandbox is a Clerk instance with demo data on this computer.")
            if self._messages.confirm("Use the sandbox until you have a key?", default=True):
                return Plan(SANDBOX, use=True)
        raise AuthenticationError("a secret key is required; nothing was changed")

    def _sandbox(self) -> Plan:
        if SANDBOX not in self._context.plugins.profiles:
            raise ConfigError(
                "the sandbox is not installed",
                hint="Install it with: clerk plugins install sandbox",
            )
        return Plan(SANDBOX, use=True, completion=self._completion())
