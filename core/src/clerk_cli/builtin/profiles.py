"""``clerk config profile …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.config import declared_setting, display
from clerk_cli.builtin.local import NOT_SET, LocalChange, PathCommand
from clerk_cli.builtin.profile_edits import edit_profiles
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument, flag, option
from clerk_cli.commands.kinds import Secret
from clerk_cli.config.masking import mask_tail
from clerk_cli.config.profile_lines import check_name, check_plain
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.setting_values import check_value
from clerk_cli.errors import ConfigError
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

PROFILES = View(
    columns=(Column("", lambda row: "*" if row["active"] else " "), Column("NAME", "name"))
)

UNCHANGEABLE = "A built-in profile cannot be changed or deleted."


class ProfileList(
    Command,
    name="config profile list",
    aliases=("ls",),
    view=PROFILES,
    examples=(
        Example("clerk config profile list", "List the profiles; a star marks the active one"),
    ),
):
    """List all configured profiles; a star marks the active one."""

    result_fields = ("name", "active")

    def run(self, context: Context) -> Listing:
        """Read the names in the order of the file."""
        file = ProfilesFile.load(context.paths.profiles)
        names = file.names() or ["default"]
        active = context.environment.variable("CLERK_PROFILE") or file.active
        built_in = [name for name in context.plugins.profiles if name not in names]
        if active in built_in:
            names.append(active)
        elif built_in:
            context.messages.info(f"Built in: {', '.join(built_in)}")
        return Listing([{"name": name, "active": name == active} for name in names], len(names))


class ProfileSettings(LocalChange):
    """The settings that can be set along with a profile."""

    name: str = argument("The profile")
    api_key: Secret | None = option("Clerk secret API key; - reads it from stdin", metavar="key")
    api_url: str | None = option("Custom API URL", metavar="url")

    def write(self, file: ProfilesFile, context: Context) -> None:
        """Store the options in the profile."""
        values = {"clerk.key": self.api_key, "clerk.api.url": self.api_url}
        for key, value in values.items():
            setting = declared_setting(context, key)
            if value is not None and setting is not None:
                check_plain(key, value)
                check_value(setting, value)
                file.set(self.name, key, value)


class ProfileCreate(
    ProfileSettings,
    name="config profile create",
    examples=(
        Example(
            "clerk config profile create work --api-key - < key.txt",
            "Create a profile with a secret key from a file",
        ),
        Example(
            "clerk config profile create staging-eu --api-url https://api.staging.clerk.com",
            "Create a profile for another API URL",
        ),
        Example(
            "clerk config profile create qa --api-key - --use < key.txt",
            "Create a profile and make it the active one",
        ),
    ),
):
    """Create a new profile.

    The profile is not active until you select it: with --use, with clerk config profile use, or for
    one command with -p.
    """

    result_fields = ("name", "active")

    use: bool = flag("Make the profile the active one")

    def run(self, context: Context) -> APIObject:
        """Add the section, with the options as its settings."""
        check_name(self.name)
        refuse_built_in_name(context, self.name)
        with edit_profiles(context) as file:
            if self.name in file.names():
                raise ConfigError(
                    f'profile "{self.name}" already exists',
                    hint=f"Change it with: clerk config set KEY VALUE --profile {self.name}",
                )
            file.create(self.name)
            self.write(file, context)
            if self.use:
                file.use(self.name)
            is_active = file.active == self.name
        context.messages.success(f'Created profile "{self.name}".')
        explain_selection(context, self.name, is_active=is_active)
        return {"name": self.name, "active": is_active}


class ProfileUpdate(
    ProfileSettings,
    name="config profile update",
    examples=(
        Example(
            "clerk config profile update production --api-key - < key.txt",
            "Replace the secret key of a profile",
        ),
    ),
):
    """Update an existing profile.

    To change other settings, use clerk config set with --profile.
    """

    result_fields = ("name",)

    name: str = argument("The profile", completes="profiles")

    def run(self, context: Context) -> APIObject:
        """Store the options, or explain how to change a setting."""
        if self.api_key is None and self.api_url is None:
            require(context, ProfilesFile.load(context.paths.profiles), self.name)
            context.messages.info(
                f"Use clerk config set <key> <value> --profile {self.name} to change a setting."
            )
            return {"name": self.name}
        refuse_built_in_name(context, self.name, UNCHANGEABLE)
        with edit_profiles(context) as file:
            require(context, file, self.name)
            self.write(file, context)
        context.messages.success(f'Updated profile "{self.name}".')
        return {"name": self.name}


class ProfileDelete(
    LocalChange,
    name="config profile delete",
    aliases=("rm",),
    confirm='Delete profile "{name}"?',
    done='Deleted profile "{name}".',
    examples=(
        Example("clerk config profile delete staging --force", "Delete a profile without asking"),
    ),
):
    """Delete a profile with all its settings."""

    result_fields = ("name", "deleted")

    name: str = argument("The profile to delete", completes="profiles")

    def check(self) -> None:
        """Refuse the default profile.

        Raises:
            ConfigError: The default profile always exists.
        """
        if self.name == "default":
            raise ConfigError("cannot delete the default profile")

    def check_settings(self, context: Context) -> None:
        """Make sure that the profile exists before its deletion is confirmed.

        Raises:
            ConfigError: It does not exist, or is built in.
        """
        file = ProfilesFile.load(context.paths.profiles)
        if self.name not in file.names():
            refuse_built_in_name(context, self.name, UNCHANGEABLE)
        require_section(file, self.name)

    def run(self, context: Context) -> APIObject:
        """Remove the section; if the profile was active, the default profile becomes active."""
        with edit_profiles(context) as file:
            require_section(file, self.name)
            was_active = file.active == self.name
            file.delete(self.name)
        if was_active:
            context.messages.info('The active profile is now "default".')
        return {"name": self.name, "deleted": True}


class ProfileUse(
    LocalChange,
    name="config profile use",
    done='Switched to profile "{name}".',
    examples=(Example("clerk config profile use production", "Make a profile the active one"),),
):
    """Set the active profile."""

    result_fields = ("name",)

    name: str = argument("The profile to make active", completes="profiles")

    def run(self, context: Context) -> APIObject:
        """Write the name into the [default] section."""
        with edit_profiles(context) as file:
            require(context, file, self.name)
            file.use(self.name)
        explain_selection(context, self.name, is_active=True)
        return {"name": self.name}


class ProfileShow(
    Command,
    name="config profile show",
    examples=(
        Example("clerk config profile show", "Show the active profile"),
        Example("clerk config profile show production -o json", "Show a profile as JSON"),
    ),
):
    """Show profile details. Without a name, show the active profile."""

    name: str | None = argument("The profile to show", completes="profiles")

    def run(self, context: Context) -> APIObject:
        """Collect the stored settings, secrets masked."""
        file = ProfilesFile.load(context.paths.profiles)
        name = self.name or context.settings.profile.name
        require(context, file, name)
        built_in = context.plugins.profiles.get(name)
        shown: dict[str, str | None] = {"name": name}
        for key in dict.fromkeys(["clerk.key", "clerk.api.url", *file.keys(name)]):
            setting = declared_setting(context, key)
            default = setting.default if setting else None
            text = file.get(name, key)
            if not text and built_in and key in built_in.settings:
                text = built_in.settings[key]
            if text is None:
                text = file.get_global(key)
            text = text or default
            shown[key] = display(context, key, text, mask_tail) if text else None
        return shown

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print one setting per line."""
        settings = {key: value for key, value in result.items() if key != "name"}
        lines = [f"{key}: {value or NOT_SET}" for key, value in settings.items()]
        context.print(f"Profile: {result['name']}", *lines)


class ProfilePath(
    PathCommand,
    name="config profile path",
    examples=(Example("clerk config profile path", "Print the path of the profiles file"),),
):
    """Print the path of the profiles file."""

    def run(self, context: Context) -> APIObject:
        """Return the path of the profiles file, whether it exists or not."""
        return {"path": str(context.paths.profiles)}


def explain_selection(context: Context, name: str, *, is_active: bool) -> None:
    """Tell whether a profile that was just written is the one that commands use.

    Args:
        context: Has the variables and the messages.
        name: The profile.
        is_active: Whether the profiles file selects it.
    """
    override = context.environment.variable("CLERK_PROFILE")
    if is_active and override and override != name:
        context.messages.warn(f'CLERK_PROFILE keeps "{override}" active in this shell.')
    if not is_active and override != name:
        from shlex import quote

        context.messages.info(
            f"It is not the active profile. To activate it: clerk config profile use {quote(name)}"
        )


def require(context: Context, file: ProfilesFile, name: str) -> None:
    """Make sure that a profile exists, in the file or built in.

    Raises:
        ConfigError: It does not.
    """
    if name not in context.plugins.profiles and not file.exists(name):
        require_section(file, name)


def require_section(file: ProfilesFile, name: str) -> None:
    """Make sure that a profile has a section in the file.

    Raises:
        ConfigError: It has none.
    """
    if name not in file.names():
        names = ", ".join(file.names()) or "none yet"
        raise ConfigError(f'profile "{name}" does not exist', hint=f"Profiles: {names}")


def refuse_built_in_name(context: Context, name: str, hint: str = "Choose another name.") -> None:
    """Refuse to replace or change a profile of a plugin.

    Args:
        context: Has the plugins.
        name: The name of the profile.
        hint: What to do instead.

    Raises:
        ConfigError: A plugin has a profile of this name.
    """
    if name in context.plugins.profiles:
        raise ConfigError(f'profile "{name}" is built in', hint=hint)
