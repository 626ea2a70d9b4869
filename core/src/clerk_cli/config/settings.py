"""Which value a setting has, and where it comes from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerk_cli.config.files import others_can_write
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen
from clerk_cli.output import CORE_FORMAT_NAMES, DEFAULT_FORMAT, TIME_STYLES
from clerk_cli.plugins import Profile, Setting
from clerk_cli.startup.locations import PLUGINS_SETTING, PLUGINS_VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

    from clerk_cli.config.dotenv import DotenvKey
    from clerk_cli.config.paths import Paths
    from clerk_cli.config.profiles import ProfilesFile
    from clerk_cli.environment import Environment

KEY, URL, RECENT, READONLY = "clerk.key", "clerk.api.url", "completion.recent", "readonly"
TIMEOUT, DEFAULT_TIMEOUT = "timeout", "60"
STORED = ("profile", "global")
"""The layers of the profiles file."""

CORE_SETTINGS = (
    Setting(KEY, "Clerk secret API key", variable="CLERK_SECRET_KEY", secret=True),
    Setting(URL, "Clerk API URL", variable="CLERK_API_URL", default="https://api.clerk.com"),
    Setting(
        "output",
        f"Default output format ({', '.join(CORE_FORMAT_NAMES)})",
        default=DEFAULT_FORMAT,
    ),
    Setting("debug", "Enable debug mode (true, false)", variable="CLERK_CLI_DEBUG"),
    Setting(
        "csv.raw",
        "Do not escape CSV cells that spreadsheets would run as formulas (true, false)",
    ),
    Setting("time", "Time format", default=TIME_STYLES[0], choices=TIME_STYLES),
    Setting("utc", "Show times in UTC (true, false)"),
    Setting(RECENT, "Complete recent IDs of test instances (true, false)"),
    Setting(READONLY, "Refuse to change anything (true, false)", variable="CLERK_READONLY"),
    Setting(PLUGINS_SETTING, "Folder of single-file plugins", variable=PLUGINS_VARIABLE),
    Setting(TIMEOUT, "Request timeout in seconds", "CLERK_TIMEOUT", DEFAULT_TIMEOUT),
)
"""The settings that the core itself reads."""

BOOLEANS = frozenset({"debug", "csv.raw", "utc", READONLY, RECENT})
TRUE_WORDS = frozenset({"true", "1", "yes", "on"})
FALSE_WORDS = frozenset({"false", "0", "no", "off"})
NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})


class Flags(Frozen):
    """The global options that settings depend on.

    Args:
        profile: The value of ``--profile``.
        dotenv: Whether ``--dotenv`` is on.
        overrides: The values of options that override a setting, by its key.
        wide: Whether ``--wide`` is on.
        header: Whether tables and CSV have a header: not with ``--no-header``.
        shape: The values of ``--jq``, ``--fields`` and ``--sort``, by the names of the options.
        dry_run: How ``--dry-run`` shows requests: ``true`` or ``curl``; empty where it is off.
    """

    profile: str | None = None
    dotenv: bool = False
    overrides: Mapping[str, str] = NO_OVERRIDES
    wide: bool = False
    header: bool = True
    shape: Mapping[str, str] = NO_OVERRIDES
    dry_run: str = ""


class ProfileChoice(Frozen):
    """The active profile, and what selected it: flag, environment, file or default."""

    name: str
    source: str


class Source(Frozen):
    """Where a value comes from: a layer, with the name of a variable or the path of a file."""

    layer: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.layer}:{self.detail}" if self.detail else self.layer


UNSET = Source("-")


class Resolved(Frozen):
    """The value of a setting as it is stored: a command is not executed."""

    key: str
    text: str | None
    source: Source


class Settings:
    """Resolves settings: flag, environment, .env, profile, [default] section, default.

    Args:
        environment: The variables, and the folder where the search for ``.env`` begins.
        paths: Where the configuration files are.
        file: The profiles file.
        registry: The settings of the core and of plugins.
        flags: The global options.
        built_in: Profiles of plugins; their settings win over the environment.
        secret: Resolves a stored ``!reference`` where a plugin can.

    Raises:
        UsageError: The flags cannot be combined.
    """

    def __init__(
        self,
        environment: Environment,
        paths: Paths,
        file: ProfilesFile,
        registry: Sequence[Setting],
        flags: Flags,
        built_in: Sequence[Profile] = (),
        secret: Callable[[str], str | None] | None = None,
    ) -> None:
        self._environment = environment
        self.paths = paths
        self._file = file
        self._registry = {setting.key: setting for setting in registry}
        self.flags = flags
        self._built_in = {profile.name: profile for profile in built_in}
        self._secret = secret
        self._executed: dict[str, str] = {}
        if flags.dotenv and flags.profile:
            raise UsageError(
                "--dotenv cannot be combined with --profile",
                hint="--profile uses that profile's key; --dotenv uses the .env file's.",
            )

    @cached_property
    def profile(self) -> ProfileChoice:
        """The active profile: ``-p``, ``CLERK_PROFILE``, the file's, or ``default``."""
        if self.flags.profile:
            return ProfileChoice(self.flags.profile, "flag")
        if name := self._environment.variable("CLERK_PROFILE"):
            return ProfileChoice(name, "environment")
        stored = self._file.get("", "profile")
        return ProfileChoice(stored, "file") if stored else ProfileChoice("default", "default")

    def require_profile(self, unloaded: Mapping[str, str] = NO_OVERRIDES) -> None:
        """Make sure that the active profile exists.

        Args:
            unloaded: How to enable the plugins that are installed but not loaded, by name.

        Raises:
            ConfigError: It does not.
        """
        name = self.profile.name
        if name not in self._built_in and not self._file.exists(name):
            from clerk_cli.config.missing_profile import missing_profile

            raise missing_profile(name, unloaded)

    def lookup(self, key: str) -> Resolved:
        """The effective value of a key, not executed, and its source.

        Raises:
            UsageError: ``--dotenv`` finds no key.
        """
        return next(self._layers(key), Resolved(key, None, UNSET))

    def stored(self, key: str) -> Resolved:
        """The value that the profiles file has for a key."""
        return next(self._stored(key), Resolved(key, None, UNSET))

    def value(self, key: str) -> str | None:
        """The effective value of a key; a command is executed, once.

        Raises:
            ConfigError: The command fails; no other layer takes over.
            UsageError: ``--dotenv`` finds no key.
        """
        resolved = self.lookup(key)
        text = resolved.text
        if text is None or not text.startswith("!") or resolved.source.layer not in STORED:
            return text
        if key not in self._executed:
            self._executed[key] = self._execute(key, text)
        return self._executed[key]

    def boolean(self, key: str) -> bool:
        """The value of a key as true or false; false where there is none.

        Raises:
            ConfigError: The value is neither.
        """
        if (text := (self.value(key) or "false").lower()) in TRUE_WORDS | FALSE_WORDS:
            return text in TRUE_WORDS
        from clerk_cli.config.fallback import invalid_value

        raise invalid_value(self, key, f'true or false, not "{text}"', "false")

    def names(self) -> list[str]:
        """Every declared setting, then the other keys of the profile."""
        other = [key for key in self._file.keys(self.profile.name) if key not in self._registry]
        return [*self._registry, *sorted(other)]

    def file_warnings(self) -> list[str]:
        """What other users can do with the files of configuration, where they can do anything."""
        texts = self._file.permission_warnings(self._registry.values())
        for path in (self.paths.aliases, self.paths.plugins):
            if others_can_write(path):
                from clerk_cli.config.permissions import warning_of_file

                texts.append(warning_of_file(path))
        return texts

    def repeated_settings(self) -> list[str]:
        """The settings that the active profile has several times, with different values."""
        return [
            key
            for section in dict.fromkeys(("", self.profile.name))
            for key in self._file.keys(section)
            if len(self._file.values(section, key)) > 1
        ]

    def unknown_settings(self) -> list[str]:
        """The stored settings of the active profile that neither the core nor a plugin declares."""
        stored = [*self._file.keys(""), *self._file.keys(self.profile.name)]
        return [key for key in dict.fromkeys(stored) if key not in {"profile", *self._registry}]

    @cached_property
    def project_key(self) -> DotenvKey | None:
        """The key of the nearest ``.env`` file that has one, whether it is used or not."""
        if not self._has_dotenv:
            return None
        from clerk_cli.config.dotenv import find_key

        return find_key(self.directory)

    @property
    def directory(self) -> Path:
        """The folder where the search for ``.env`` begins."""
        return self._environment.directory

    @property
    def variable_wins(self) -> bool:
        """Whether a variable has the key although an option asks for that of another place."""
        option = self.flags.profile or self.flags.dotenv
        return bool(option and self.variable(KEY) and not self._fixed(KEY))

    @property
    def environment_matters(self) -> bool:
        """Whether variables or a ``.env`` file may have something to say beside the profile."""
        if self._has_dotenv and not self.flags.profile:
            return True
        is_fixed = self.profile.source == "file" and self._fixed(KEY)
        return bool((self.flags.profile or is_fixed) and (self.variable(KEY) or self.variable(URL)))

    @cached_property
    def _has_dotenv(self) -> bool:
        """Whether there is a ``.env`` in the folder or above it, with a key or without."""
        folders = (self.directory, *self.directory.parents)
        return any(os.path.lexists(folder / ".env") for folder in folders)

    def _layers(self, key: str) -> Iterator[Resolved]:
        """The values of a key; the first one wins."""
        if flag := self.flags.overrides.get(key):
            yield Resolved(key, flag, Source("flag"))
        if fixed := self._fixed(key):
            yield Resolved(key, fixed, Source("built-in"))
        if variable := self.variable(key):
            yield variable
        if key == KEY and self.flags.dotenv:
            yield self._required_dotenv()
        yield from self._stored(key)
        project = self.project_key if key == KEY and not self.flags.profile else None
        if project and not project.distrust:
            yield Resolved(key, project.value, Source("dotenv", str(project.path)))
        if (setting := self._registry.get(key)) and setting.default:
            default = setting.default.replace("{directory}", str(self.paths.directory))
            yield Resolved(key, default, Source("default"))

    def variable(self, key: str) -> Resolved | None:
        """The value in the environment variable of a setting."""
        setting = self._registry.get(key)
        name = setting.variable if setting else None
        text = self._environment.variable(name) if name else None
        return Resolved(key, text, Source("env", name or "")) if text else None

    def _stored(self, key: str) -> Iterator[Resolved]:
        text = self._file.get(self.profile.name, key)
        if text:
            yield Resolved(key, text, Source("profile"))
        if text is None and (text := self._file.get_global(key)):
            yield Resolved(key, text, Source("global"))

    def _fixed(self, key: str) -> str | None:
        """The value in a plugin's profile, unless the user has one of that name with a key."""
        name = self.profile.name
        if name not in self._built_in or any(self._file.get(name, field) for field in (KEY, URL)):
            return None
        return self._built_in[name].settings.get(key)

    def _required_dotenv(self) -> Resolved:
        project = self.project_key
        if project is None:
            raise UsageError(
                "--dotenv: no .env file with a CLERK_SECRET_KEY in "
                f"{self._environment.directory} or its parent folders"
            )
        return Resolved(KEY, project.value, Source("dotenv", str(project.path)))

    def _execute(self, key: str, reference: str) -> str:
        if self._secret is not None and (value := self._secret(reference)) is not None:
            return value
        from clerk_cli.config.command_values import run

        name = f'{key} of profile "{self.profile.name}"'
        return run(reference[1:], name=name, environment=self._environment)
