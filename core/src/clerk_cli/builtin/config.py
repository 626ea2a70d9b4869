"""``clerk config set|get|unset|list|path``."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Literal

from clerk_cli.builtin.local import NOT_SET, LocalChange, PathCommand
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument, flag, option
from clerk_cli.commands.kinds import parse_secret
from clerk_cli.config.masking import KEY_PREFIXES, is_secret, mask_head, mask_tail, shown_value
from clerk_cli.config.profile_lines import GLOBAL, SHARED_KEYS, check_plain, is_key
from clerk_cli.config.settings import KEY, UNSET, Resolved
from clerk_cli.environment import is_terminal
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerk_cli.context import Context
    from clerk_cli.plugins import Setting
    from clerk_cli.results import APIObject

SETTING_FIELDS = ("key", "value", "source")
SETTINGS = View(
    columns=(
        Column("KEY", "key"),
        Column("VALUE", lambda row: row["value"] or NOT_SET, truncatable=True),
        Column("SOURCE", "source"),
    )
)


class ConfigSet(
    LocalChange,
    name="config set",
    examples=(
        Example("clerk config set output json", "Use JSON as the default output format"),
        Example(
            "clerk config set clerk.key - -p production < key.txt",
            "Store a secret key without leaving it in the shell history",
        ),
        Example(
            "clerk config set clerk.key \"op read 'op://Vault/Clerk/api-key'\" "
            "--type=command -p production",
            "Get the secret key from a secrets manager",
        ),
    ),
):
    """Set a configuration value.

    The value is stored in the active profile, or in the profile that --profile names. Use - to read
    the value from stdin. Omit it to enter it at a prompt; secrets are not echoed.
    """

    result_fields = ("profile", "key", "value")

    key: str = argument("Setting, such as clerk.key or output", completes="settings")
    value: str | None = argument(
        "The value; with --type=command, the command that prints it",
        completes="values",
        asked=True,
    )
    type: Literal["command"] | None = option("Store a shell command whose output is the value")

    def run(self, context: Context) -> APIObject | None:
        """Write the value into the profile."""
        from clerk_cli.builtin.profile_edits import edit_profiles, is_new, may_create

        profile = context.settings.profile.name
        creates = is_new(context, profile)
        if creates and not may_create(context, profile):
            return None
        value = self._value(context)
        if self.type is None:
            check_plain(self.key, value)
        stored = f"!{value.removeprefix('!')}" if self.type else value
        setting = declared_setting(context, self.key)
        if self.type is None and setting is not None:
            from clerk_cli.config.setting_values import check_value

            check_value(setting, value, context.plugins.formats)
        refuse_built_in(context, profile, self.key)
        is_shared = self.key in SHARED_KEYS
        with edit_profiles(context) as file:
            file.set(GLOBAL if is_shared else profile, self.key, stored)
        if self.type is None and setting is None:
            warn_unknown(context, self.key)
        shown = display(context, self.key, stored, mask_head)
        if creates:
            context.messages.info(f'Created profile "{profile}".')
        place = _place(profile, is_shared=is_shared)
        context.messages.success(f"Set {self.key} = {shown} {place}.")
        return {"profile": profile, "key": self.key, "value": shown}

    def _value(self, context: Context) -> str:
        value = self._text(context)
        if not value.strip():
            raise UsageError(
                f"{self.key}: the value is empty; nothing was stored",
                hint=f"To remove it: clerk config unset {self.key}",
            )
        return value

    def _text(self, context: Context) -> str:
        if self.value == "-" and not is_terminal(context.environment.stdin):
            try:
                return parse_secret("-", context.environment)
            except ValueError as error:
                raise UsageError(f"{self.key}: {error}; nothing was stored") from None
        if self.value is not None and self.value != "-":
            return self.value
        if not context.environment.interactive:
            line = f"clerk config set {' '.join(map(quote, self.key.split('=', 1)))}"
            hint = f"Did you mean {line}?" if "=" in self.key else None
            raise UsageError("missing required argument: value", hint=hint)
        ask = context.messages.secret if is_secret_key(context, self.key) else context.messages.ask
        return ask(f"Value of {self.key}:")


class ConfigGet(
    Command,
    name="config get",
    examples=(
        Example("clerk config get output", "Show the stored output format"),
        Example("clerk config get clerk.api.url --resolve", "Show the API URL in effect"),
    ),
):
    """Get a configuration value as it is stored.

    Secrets are masked, and commands are shown instead of executed. With --resolve, get the value
    in effect, from a flag, the environment, a .env file, the profile, or the default: a command is
    executed, and a secret is printed in full.
    """

    prints_bare_value = True
    result_fields = SETTING_FIELDS

    key: str = argument("Setting, such as clerk.key or output", completes="settings")
    resolve: bool = flag("Show the value in effect, unmasked")

    def run(self, context: Context) -> APIObject:
        """Look up the value."""
        settings = context.settings
        warn_missing(context)
        if not settings.stored(self.key).text:
            warn_unknown(context, self.key)
        if self.resolve:
            resolved = settings.lookup(self.key)
            if self.key == KEY:
                warn_about_key(context)
            value = settings.value(self.key)
            return {"key": self.key, "value": value, "source": str(resolved.source)}
        stored = settings.stored(self.key)
        value = display(context, self.key, stored.text, mask_tail) if stored.text else None
        return {"key": self.key, "value": value, "source": str(stored.source)}

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print the bare value, for use in ``$(…)``."""
        context.print(*(result["value"] or NOT_SET).split("\n"))


class ConfigUnset(
    LocalChange,
    name="config unset",
    examples=(
        Example("clerk config unset output", "Return to the default output format"),
        Example("clerk config unset debug -p development", "Remove a setting from a profile"),
    ),
):
    """Remove a configuration value from the active profile, or from the one set with -p."""

    result_fields = ("profile", "key", "removed")

    key: str = argument("The setting to remove", completes="settings")

    def run(self, context: Context) -> APIObject:
        """Remove the key from the profile's section."""
        profile = context.settings.profile.name
        from clerk_cli.builtin.profile_edits import edit_profiles

        is_shared = self.key in SHARED_KEYS
        with edit_profiles(context) as file:
            removed = file.unset(GLOBAL if is_shared else profile, self.key)
        place = _place(profile, is_shared=is_shared)
        if removed:
            context.messages.success(f"Unset {self.key} {place}.")
        else:
            context.messages.info(f"{self.key} was not set {place}.")
            warn_unknown(context, self.key)
        return {"profile": profile, "key": self.key, "removed": removed}


class ConfigList(
    Command,
    name="config list",
    aliases=("ls",),
    view=SETTINGS,
    examples=(
        Example("clerk config list", "List all settings with their values and sources"),
        Example("clerk config list -p sandbox -o json", "List the settings of a profile as JSON"),
    ),
):
    """List all configuration settings, their values, and where each value comes from."""

    result_fields = SETTING_FIELDS

    def run(self, context: Context) -> Listing:
        """Resolve every declared setting, and the other keys of the profile."""
        warn_missing(context)
        lookup = context.settings.lookup
        rows = [
            _row(context, lookup_key(context) if key == KEY else lookup(key))
            for key in context.settings.names()
        ]
        return Listing(rows, len(rows))

    def render_text(self, result: Listing, context: Context) -> None:
        """Name the profile above the table."""
        context.print(f"Profile: {context.settings.profile.name}", "")
        super().render_text(result, context)


class ConfigPath(
    PathCommand,
    name="config path",
    examples=(Example("clerk config path", "Print the path of the profiles file"),),
):
    """Print the path of the profiles file."""

    def run(self, context: Context) -> APIObject:
        """Return the path of the profiles file, whether it exists or not."""
        return {"path": str(context.paths.profiles)}


def warn_missing(context: Context) -> None:
    """Warn if the active profile does not exist; commands that call the API fail then."""
    try:
        context.settings.require_profile(context.plugins.unloaded)
    except ConfigError as error:
        context.messages.warn(error.message)


def warn_unknown(context: Context, key: str) -> None:
    """Warn of a setting that nothing reads; other text in its place may be a secret."""
    if declared_setting(context, key) is not None or not is_key(key):
        return
    from clerk_cli.config.unknown_setting import why_unknown

    keys = [setting.key for setting in context.plugins.settings]
    context.messages.warn(f'"{key}" {why_unknown(key, keys)}')


def declared_setting(context: Context, key: str) -> Setting | None:
    """The declaration of a setting in the core or a plugin; None for an unknown key."""
    settings = context.plugins.settings
    return next((setting for setting in settings if setting.key == key), None)


def lookup_key(context: Context) -> Resolved:
    """The secret key that commands would use, with the warnings that they would give."""
    settings = context.settings
    try:
        resolved = settings.lookup(KEY)
    except ConfigError as error:
        context.messages.warn(error.message)
        return Resolved(KEY, None, UNSET)
    warn_about_key(context)
    return resolved


def warn_about_key(context: Context) -> None:
    """Show the warnings that commands give about the key: another one wins, or is ignored."""
    if not context.settings.environment_matters:
        return
    from clerk_cli.config.instance import ignored_variables, override, untrusted_dotenv

    settings = context.settings
    overridden = override(settings)
    warning = overridden.warning if overridden else None
    for text in (warning, ignored_variables(settings), untrusted_dotenv(settings)):
        if text:
            context.messages.warn(text)


def _place(profile: str, *, is_shared: bool) -> str:
    """Where a setting is stored, as the end of a message."""
    return "for all profiles" if is_shared else f'in profile "{profile}"'


def _row(context: Context, resolved: Resolved) -> APIObject:
    key, text = resolved.key, resolved.text
    return {
        "key": key,
        "value": display(context, key, text, mask_head) if text else None,
        "source": str(resolved.source) if text else None,
    }


def is_secret_key(context: Context, key: str) -> bool:
    """Whether the value of a setting is masked."""
    return is_secret(key, context.plugins.settings)


def display(context: Context, key: str, text: str, mask: Callable[[str], str]) -> str:
    """A stored value as it may be shown: secrets, also in commands and URLs, are masked."""
    if text.startswith("!"):
        from clerk_cli.output.redaction import Redactor

        return Redactor().text(text)
    if is_secret_key(context, key) or text.strip().startswith(KEY_PREFIXES):
        return mask(text)
    return shown_value(key, text)


def refuse_built_in(context: Context, profile: str, key: str) -> None:
    """Refuse to point a plugin's profile at another instance.

    Raises:
        UsageError: The profile is built in, and its plugin sets this key.
    """
    for built_in in context.plugins.profiles.values():
        if built_in.name == profile and key in built_in.settings:
            raise UsageError(
                f'{key} of profile "{profile}" cannot be changed: the profile is built in',
                hint="Create another profile with: clerk config profile create NAME",
            )
