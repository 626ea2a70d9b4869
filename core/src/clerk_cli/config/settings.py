"""Which value a setting has and where it comes from (reference: Configuration Resolution)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerk_cli.config import dotenv
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.frozen import Frozen
from clerk_cli.plugins import Profile, Setting
from clerk_cli.plugins.official import OFFICIAL

if TYPE_CHECKING:
    from clerk_cli.config.paths import Paths
    from clerk_cli.config.profiles import ProfilesFile
    from clerk_cli.environment import Environment

KEY, URL = "clerk.key", "clerk.api.url"

CORE_SETTINGS = (
    Setting(KEY, "Clerk secret API key", variable="CLERK_SECRET_KEY", secret=True),
    Setting(URL, "Clerk API URL", variable="CLERK_API_URL", default="https://api.clerk.com"),
    Setting("output", "Default output format (table, json, yaml, ndjson, csv)", default="table"),
    Setting("debug", "Enable debug mode (true, false)", variable="CLERK_CLI_DEBUG"),
)
"""Section "Available Settings" of the reference, the rows that the core reads."""

TRUE_WORDS = frozenset({"true", "1", "yes", "on"})
FALSE_WORDS = frozenset({"false", "0", "no", "off"})
NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})


class Flags(Frozen):
    """The global options that settings depend on.

    Args:
        profile: The value of ``--profile``.
        dotenv: Whether ``--dotenv`` is on.
        overrides: The values of options that override a setting, by its key.
    """

    profile: str | None = None
    dotenv: bool = False
    overrides: Mapping[str, str] = NO_OVERRIDES


class ProfileChoice(Frozen):
    """The active profile, and what chose it: flag, environment, file or default."""

    name: str
    source: str


class Source(Frozen):
    """Where a value comes from: a layer, with the variable's name or the file's path."""

    layer: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.layer}:{self.detail}" if self.detail else self.layer


UNSET = Source("-")


class Resolved(Frozen):
    """The value of a setting as it is written: a command is not executed."""

    key: str
    text: str | None
    source: Source


class Settings:
    """Resolves settings: flag, environment, .env, profile, [default] section, default.

    Args:
        environment: The variables, and the folder that the ``.env`` search begins in.
        paths: Where the configuration files are.
        file: The profiles file.
        registry: The settings that are known.
        flags: The global options.
        built_in: Profiles of plugins, whose settings win over the environment.
        secret: Resolves a stored ``!reference`` where a plugin can.

    Raises:
        UsageError: The flags do not go together.
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
        self._paths = paths
        self._file = file
        self._registry = {setting.key: setting for setting in registry}
        self._flags = flags
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
        if self._flags.profile:
            return ProfileChoice(self._flags.profile, "flag")
        if name := self._environment.variable("CLERK_PROFILE"):
            return ProfileChoice(name, "environment")
        stored = self._file.get("", "profile")
        return ProfileChoice(stored, "file") if stored else ProfileChoice("default", "default")

    def require_profile(self) -> None:
        """Make sure that the active profile exists.

        Raises:
            ConfigError: It does not.
        """
        name = self.profile.name
        if name not in self._built_in and not self._file.exists(name):
            plugin = f"It comes with a plugin: pip install 'clerk-cli[{name}]'"
            create = f"Create it with:\n  clerk config profile create {name}"
            hint = plugin if name in OFFICIAL else create
            raise ConfigError(f"profile '{name}' does not exist", hint=hint)

    def lookup(self, key: str) -> Resolved:
        """The value that counts for a key, not executed, and its source.

        Raises:
            UsageError: ``--dotenv`` is given and cannot be followed.
        """
        return next(self._layers(key), Resolved(key, None, UNSET))

    def stored(self, key: str) -> Resolved:
        """The value that the profiles file has for a key."""
        return next(self._stored(key), Resolved(key, None, UNSET))

    def value(self, key: str) -> str | None:
        """The value that counts for a key; a command is executed, once.

        Raises:
            ConfigError: The command fails; no other layer steps in.
            UsageError: ``--dotenv`` is given and cannot be followed.
        """
        resolved = self.lookup(key)
        if resolved.text is None or not self._is_command(resolved):
            return resolved.text
        if key not in self._executed:
            self._executed[key] = self._execute(key, resolved.text)
        return self._executed[key]

    def boolean(self, key: str) -> bool:
        """The value of a key as true or false; false where there is none.

        Raises:
            ConfigError: The value is neither.
        """
        text = (self.value(key) or "false").lower()
        if text in TRUE_WORDS | FALSE_WORDS:
            return text in TRUE_WORDS
        source = self.lookup(key).source
        raise ConfigError(f'{key} must be true or false, not "{text}" ({source})')

    def all(self) -> list[Resolved]:
        """Every known setting, then what else the profile holds."""
        other = [key for key in self._file.keys(self.profile.name) if key not in self._registry]
        return [self.lookup(key) for key in (*self._registry, *sorted(other))]

    def dotenv_warning(self) -> str | None:
        """What to say where a ``.env`` file has a key that is passed over, or None."""
        if self._flags.profile or self._flags.dotenv:
            return None
        stored = self.stored(KEY)
        if stored.text is None or self.lookup(KEY) != stored:
            return None
        found = self._dotenv_key
        if found is None or found.value == stored.text:
            return None
        return (
            f"Found .env file at {found.path} but using profile key. "
            "Use --dotenv to use the .env file instead."
        )

    def _layers(self, key: str) -> Iterator[Resolved]:
        """The values that a key has, the one that counts first."""
        if flag := self._flags.overrides.get(key):
            yield Resolved(key, flag, Source("flag"))
        if fixed := self._fixed(key):
            yield Resolved(key, fixed, Source("built-in"))
        setting = self._registry.get(key)
        variable = setting.variable if setting else None
        if variable and (text := self._environment.variable(variable)):
            yield Resolved(key, text, Source("env", variable))
        if key == KEY and self._flags.dotenv:
            yield self._asked_dotenv()
        yield from self._stored(key)
        if key == KEY and not self._flags.profile and (found := self._dotenv_key):
            yield Resolved(key, found.value, Source("dotenv", str(found.path)))
        if setting and setting.default:
            yield Resolved(key, self._default(setting), Source("default"))

    def _stored(self, key: str) -> Iterator[Resolved]:
        if text := self._file.get(self.profile.name, key):
            yield Resolved(key, text, Source("profile"))
        if text := self._file.get_global(key):
            yield Resolved(key, text, Source("global"))

    def _fixed(self, key: str) -> str | None:
        """What a built-in profile says, unless the file has a profile of that name with a key."""
        name = self.profile.name
        if name not in self._built_in or any(self._file.get(name, own) for own in (KEY, URL)):
            return None
        return self._built_in[name].settings.get(key)

    def _asked_dotenv(self) -> Resolved:
        if self._dotenv_key is None:
            raise UsageError(
                "--dotenv: there is no .env file with a CLERK_SECRET_KEY in "
                f"{self._environment.directory} or above"
            )
        return Resolved(KEY, self._dotenv_key.value, Source("dotenv", str(self._dotenv_key.path)))

    @cached_property
    def _dotenv_key(self) -> dotenv.DotenvKey | None:
        return dotenv.find_key(self._environment.directory)

    def _default(self, setting: Setting) -> str | None:
        directory = str(self._paths.directory)
        return setting.default and setting.default.replace("{directory}", directory)

    def _is_command(self, resolved: Resolved) -> bool:
        return (
            bool(resolved.text)
            and resolved.source.layer in ("profile", "global")
            and (resolved.text or "").startswith("!")
        )

    def _execute(self, key: str, reference: str) -> str:
        if self._secret is not None and (known := self._secret(reference)) is not None:
            return known
        from clerk_cli.config.command_values import run

        name = f"{key} of profile '{self.profile.name}'"
        return run(reference[1:], name=name, environment=self._environment)


def check_value(setting: Setting, value: str) -> None:
    """Refuse a value that a setting could never work with.

    Raises:
        UsageError: The value is none of those that the setting takes.
    """
    key, lowered = setting.key, value.lower()
    if key == "debug" and lowered not in TRUE_WORDS | FALSE_WORDS:
        raise UsageError(f'debug must be true or false, not "{value}"')
    if setting.choices and value not in setting.choices:
        raise UsageError(f'{key} must be one of {", ".join(setting.choices)}, not "{value}"')
    if key == URL and "://" not in value:
        raise UsageError(
            f'{URL} must be an absolute URL, not "{value}"',
            hint="For example https://api.clerk.com",
        )
