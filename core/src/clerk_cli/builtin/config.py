"""``clerk config set|get|unset|list|path`` (reference: Configuration Commands)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clerk_cli.builtin.local import NOT_SET, LocalChange, PathCommand
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, flag, option
from clerk_cli.commands.kinds import parse_secret
from clerk_cli.config import profiles
from clerk_cli.config.masking import is_secret, mask_head, mask_tail
from clerk_cli.config.settings import check_value
from clerk_cli.environment import is_terminal
from clerk_cli.errors import UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.plugins.official import owner_of
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.plugins import Setting
    from clerk_cli.results import APIObject

SETTINGS = View(
    columns=(
        Column("KEY", "key"),
        Column("VALUE", lambda row: row["value"] or NOT_SET, truncatable=True),
        Column("SOURCE", "source"),
    )
)


class ConfigSet(LocalChange, name="config set"):
    """Set a configuration value.

    The value goes into the active profile, or the one of --profile. Give - as the value to read it
    from stdin; leave it out to be asked, without an echo for a secret.
    """

    key: str = argument("The setting, such as clerk.key or output")
    value: str | None = argument("The value, or with --type=command the command that prints it")
    type: Literal["command"] | None = option(
        "Value type: command (executes shell command to get value)"
    )

    def run(self, context: Context) -> APIObject:
        """Write the value into the profile."""
        value, profile = self._value(context), context.settings.profile.name
        if self.type is None and value.startswith("!"):
            raise UsageError(
                f"{self.key}: a value that begins with ! is a command",
                hint="If it is one, leave out the ! and add --type=command.",
            )
        stored = f"!{value.removeprefix('!')}" if self.type else value
        setting = known_setting(context, self.key)
        if self.type is None:
            check_value(setting, value) if setting else self._warn_unknown(context)
        refuse_built_in(context, profile, self.key)
        with profiles.edit(context.paths.profiles) as file:
            file.set(profile, self.key, stored)
        shown = display(context, self.key, stored, mask_head)
        context.messages.success(f"Set {self.key} = {shown} in profile '{profile}'.")
        return {"profile": profile, "key": self.key, "value": shown}

    def _value(self, context: Context) -> str:
        if self.value == "-" and not is_terminal(context.environment.stdin):
            return parse_secret("-", context.environment)
        if self.value is not None and self.value != "-":
            return self.value
        if not context.environment.interactive:
            raise UsageError("missing required argument: value")
        ask = context.messages.secret if is_secret_key(context, self.key) else context.messages.ask
        return ask(f"Value of {self.key}:")

    def _warn_unknown(self, context: Context) -> None:
        from difflib import get_close_matches

        if owner := owner_of(self.key):
            meant = f"what reads it is not installed: pip install 'clerk-cli[{owner}]'"
            context.messages.warn(f'"{self.key}" was stored, but {meant}')
            return
        known = [setting.key for setting in context.plugins.settings]
        near = get_close_matches(self.key, known, n=1)
        meant = f"; did you mean {near[0]}?" if near else "; see clerk config list"
        context.messages.warn(f'"{self.key}" is not a setting that any part of clerk reads{meant}')


class ConfigGet(Command, name="config get"):
    """Get a configuration value as it is stored.

    Secrets are masked and commands are shown. With --resolve the value is the one that is really
    used: flags, environment, .env file, profile and default are considered, a command is executed
    and a secret is printed in full.
    """

    key: str = argument("The setting, such as clerk.key or output")
    resolve: bool = flag("Execute command-type values to get the actual value")

    def run(self, context: Context) -> APIObject:
        """Look the value up."""
        settings = context.settings
        if self.resolve:
            resolved = settings.lookup(self.key)
            value = settings.value(self.key)
            return {"key": self.key, "value": value, "source": str(resolved.source)}
        stored = settings.stored(self.key)
        value = display(context, self.key, stored.text, mask_tail) if stored.text else None
        return {"key": self.key, "value": value, "source": str(stored.source)}

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print the bare value, which is what ``$(…)`` wants."""
        context.print(result["value"] or NOT_SET)


class ConfigUnset(LocalChange, name="config unset"):
    """Remove a configuration value from the active profile, or the one of --profile."""

    key: str = argument("The setting to remove")

    def run(self, context: Context) -> APIObject:
        """Remove the key from the profile's section."""
        profile = context.settings.profile.name
        with profiles.edit(context.paths.profiles) as file:
            removed = file.unset(profile, self.key)
        if removed:
            context.messages.success(f"Unset {self.key} in profile '{profile}'.")
        else:
            context.messages.info(f"{self.key} was not set in profile '{profile}'.")
        return {"profile": profile, "key": self.key, "removed": removed}


class ConfigList(Command, name="config list", aliases=("ls",), view=SETTINGS):
    """List all configuration settings, their values, and where each value comes from."""

    def run(self, context: Context) -> Listing:
        """Resolve every known setting, and what else the profile holds."""
        rows = [
            {
                "key": each.key,
                "value": display(context, each.key, each.text, mask_head) if each.text else None,
                "source": str(each.source) if each.text else None,
            }
            for each in context.settings.all()
        ]
        return Listing(rows, len(rows))

    def render_text(self, result: Listing, context: Context) -> None:
        """Name the profile above the table."""
        context.print(f"Profile: {context.settings.profile.name}\n")
        super().render_text(result, context)


class ConfigPath(PathCommand, name="config path"):
    """Show the configuration file path."""

    def run(self, context: Context) -> APIObject:
        """Tell where the profiles file is, or would be."""
        return {"path": str(context.paths.profiles)}


def known_setting(context: Context, key: str) -> Setting | None:
    """The declaration of a setting, if the core or a plugin has one."""
    return next((each for each in context.plugins.settings if each.key == key), None)


def is_secret_key(context: Context, key: str) -> bool:
    """Whether the value of a setting is masked."""
    return is_secret(key, context.plugins.settings)


def display(context: Context, key: str, text: str, mask: object) -> str:
    """A stored value as it may be shown: commands as they are, secrets masked."""
    if text.startswith("!") or not is_secret_key(context, key):
        return text
    assert callable(mask)
    return str(mask(text))


def refuse_built_in(context: Context, profile: str, key: str) -> None:
    """Refuse to give a plugin's profile another instance to messages to.

    Raises:
        UsageError: The profile is built in, and the key is one that it fixes.
    """
    for built_in in context.plugins.profiles.values():
        if built_in.name == profile and key in built_in.settings:
            raise UsageError(
                f"{key} of profile '{profile}' is fixed: the profile is built in",
                hint="Use another profile name, with clerk config profile create NAME.",
            )
