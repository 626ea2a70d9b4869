"""``clerk config profile …`` (reference: clerk config profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.config import display, known_setting
from clerk_cli.builtin.local import NOT_SET, LocalChange, PathCommand
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, option
from clerk_cli.commands.kinds import Secret
from clerk_cli.config import profiles
from clerk_cli.config.masking import mask_tail
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.settings import check_value
from clerk_cli.errors import ConfigError
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

PROFILES = View(
    columns=(Column("", lambda row: "*" if row["active"] else " "), Column("NAME", "name"))
)


class ProfileList(Command, name="config profile list", aliases=("ls",), view=PROFILES):
    """List all configured profiles; the active one has a star."""

    def run(self, context: Context) -> Listing:
        """Read the names in the order of the file."""
        file = ProfilesFile.load(context.paths.profiles)
        names = file.names() or ["default"]
        active = context.environment.variable("CLERK_PROFILE") or file.active
        built_in = [
            each.name for each in context.plugins.profiles.values() if each.name not in names
        ]
        if active in built_in:
            names.append(active)
        elif built_in:
            context.messages.info(f"Built in: {', '.join(built_in)}")
        return Listing([{"name": name, "active": name == active} for name in names], len(names))


class ProfileSettings(LocalChange):
    """The settings that a profile can be given at once."""

    name: str = argument("The profile")
    api_key: Secret | None = option("Clerk secret API key; - reads it from stdin", metavar="key")
    api_url: str | None = option("Custom API URL", metavar="url")

    def write(self, file: ProfilesFile, context: Context) -> None:
        """Put the given settings into the profile."""
        given = {"clerk.key": self.api_key, "clerk.api.url": self.api_url}
        for key, value in given.items():
            setting = known_setting(context, key)
            if value is not None and setting is not None:
                check_value(setting, value)
                file.set(self.name, key, value)


class ProfileCreate(
    ProfileSettings, name="config profile create", done="Created profile '{name}'."
):
    """Create a new profile."""

    def run(self, context: Context) -> APIObject:
        """Write the section, with the settings given."""
        refuse_built_in_name(context, self.name)
        with profiles.edit(context.paths.profiles) as file:
            if self.name in file.names():
                raise ConfigError(
                    f"profile '{self.name}' already exists",
                    hint=f"Change it with: clerk config set KEY VALUE --profile {self.name}",
                )
            file.create(self.name)
            self.write(file, context)
        return {"name": self.name}


class ProfileUpdate(ProfileSettings, name="config profile update"):
    """Update an existing profile.

    Use clerk config set with --profile to change other settings than these.
    """

    def run(self, context: Context) -> APIObject:
        """Write the settings given, or tell how to."""
        if self.api_key is None and self.api_url is None:
            context.messages.info(
                f"Use clerk config set <key> <value> --profile {self.name} to change a setting."
            )
            return {"name": self.name}
        refuse_built_in_name(context, self.name)
        with profiles.edit(context.paths.profiles) as file:
            require(context, file, self.name)
            self.write(file, context)
        context.messages.success(f"Updated profile '{self.name}'.")
        return {"name": self.name}


class ProfileDelete(
    LocalChange,
    name="config profile delete",
    aliases=("rm",),
    confirm="Delete profile '{name}'?",
    done="Deleted profile '{name}'.",
):
    """Delete a profile with all its settings."""

    name: str = argument("The profile to delete")

    def check(self) -> None:
        """Refuse the profile that always exists.

        Raises:
            ConfigError: It is the default profile.
        """
        if self.name == "default":
            raise ConfigError("cannot delete the default profile")

    def run(self, context: Context) -> APIObject:
        """Remove the section; the default profile becomes active if this one was."""
        with profiles.edit(context.paths.profiles) as file:
            require_section(file, self.name)
            was_active = file.active == self.name
            file.delete(self.name)
        if was_active:
            context.messages.info("The active profile is now 'default'.")
        return {"name": self.name, "deleted": True}


class ProfileUse(LocalChange, name="config profile use", done="Switched to profile '{name}'."):
    """Set the active profile."""

    name: str = argument("The profile to make active")

    def run(self, context: Context) -> APIObject:
        """Write the name into the [default] section."""
        with profiles.edit(context.paths.profiles) as file:
            require(context, file, self.name)
            file.use(self.name)
        override = context.environment.variable("CLERK_PROFILE")
        if override and override != self.name:
            context.messages.warn(f"CLERK_PROFILE keeps '{override}' active in this shell.")
        return {"name": self.name}


class ProfileShow(Command, name="config profile show"):
    """Show profile details, those of the active profile if no name is given."""

    name: str | None = argument("The profile to show")

    def run(self, context: Context) -> APIObject:
        """Collect the stored settings, secrets masked."""
        file = ProfilesFile.load(context.paths.profiles)
        name = self.name or context.settings.profile.name
        require(context, file, name)
        built_in = {each.name: dict(each.settings) for each in context.plugins.profiles.values()}
        shown: dict[str, str | None] = {"name": name}
        for key in dict.fromkeys(["clerk.key", "clerk.api.url", *file.keys(name)]):
            setting = known_setting(context, key)
            default = setting.default if setting else None
            own = file.get(name, key) or built_in.get(name, {}).get(key)
            text = own or file.get_global(key) or default
            shown[key] = display(context, key, text, mask_tail) if text else None
        return shown

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print one setting a line, under the keys by which config set knows them."""
        settings = {key: value for key, value in result.items() if key != "name"}
        lines = [f"{key}: {value or NOT_SET}" for key, value in settings.items()]
        context.print("\n".join([f"Profile: {result['name']}", *lines]))


class ProfilePath(PathCommand, name="config profile path"):
    """Display the path to the profiles configuration file."""

    def run(self, context: Context) -> APIObject:
        """Tell where the profiles file is, or would be."""
        return {"path": str(context.paths.profiles)}


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
        known = ", ".join(file.names()) or "none yet"
        raise ConfigError(f"profile '{name}' does not exist", hint=f"Profiles: {known}")


def refuse_built_in_name(context: Context, name: str) -> None:
    """Refuse to write over the instance that a plugin's profile stands for.

    Raises:
        ConfigError: A plugin brings a profile of this name.
    """
    if name in context.plugins.profiles:
        raise ConfigError(f"profile '{name}' is built in", hint="Choose another name.")
