"""The active profile, its settings, and where its key comes from."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor.finding import ERROR, INFO, OK, WARNING, Finding, problem
from clerk_cli.builtin.whoami import REASONS
from clerk_cli.config import system_keyring
from clerk_cli.config.fallback import remedy
from clerk_cli.config.instance import describe, warnings
from clerk_cli.config.masking import KEY_PREFIXES, mask_head
from clerk_cli.config.output_settings import style_problem
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.seconds import seconds_of
from clerk_cli.config.settings import BOOLEANS, DEFAULT_TIMEOUT, KEY, STORED, TIMEOUT
from clerk_cli.errors import ClerkError, ConfigError
from clerk_cli.output import DEFAULT_FORMAT, TIME_STYLES, is_header_word

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings
    from clerk_cli.context import Context


def check_profile(context: Context) -> Iterator[Finding]:
    """Look at the profile that the next command would use."""
    try:
        ProfilesFile.load(context.paths.profiles)
    except ConfigError:
        yield Finding("profile", INFO, "not checked: the profiles file cannot be read")
        return
    settings = context.settings
    chosen = settings.profile
    try:
        settings.require_profile(context.plugins.unloaded)
    except ConfigError as error:
        fix = f"clerk config profile create {quote(chosen.name)}"
        yield problem("profile", error, fix if "create" in (error.hint or "") else "")
    else:
        yield Finding("profile", OK, f"{chosen.name} ({REASONS[chosen.source]})")
    yield from _key(settings)
    yield from _dotenv(settings)
    yield from (Finding("key and URL", WARNING, text) for text in _warnings(settings))
    yield from _values(context)
    yield from _names(context)


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        resolved = settings.lookup(KEY)
    except ClerkError:  # A .env file, which is reported as one.
        yield Finding("secret key", ERROR, "unknown: the .env file cannot be read")
        return
    if not resolved.text:
        fix = f"clerk init {_option(settings)}"
        yield Finding("secret key", ERROR, "no secret key is configured", fix)
        return
    place = _place(settings)
    is_command = resolved.text.startswith("!") and resolved.source.layer in STORED
    if is_command and system_keyring.entry_of(resolved.text) is None:
        yield Finding("secret key", OK, f"printed by a command of {place}")
        return
    try:
        key = settings.value(KEY) or ""
    except ClerkError as error:
        yield problem("secret key", error, how_to_replace_key(settings))
        return
    place = f"the keyring, for {place}" if is_command else place
    fix = how_to_replace_key(settings)
    if not key.strip().startswith(KEY_PREFIXES):
        message = f"the key from {place} does not begin with sk_test_ or sk_live_"
        yield Finding("secret key", WARNING, message, fix)
    elif not is_header_word(key.strip()):
        message = f"the key from {place} contains spaces or invalid characters"
        yield Finding("secret key", WARNING, message, fix)
    else:
        yield Finding("secret key", OK, f"{mask_head(key)} from {place}")


def how_to_replace_key(settings: Settings) -> str:
    """What takes another key in the place of the one that is used.

    Args:
        settings: The settings.
    """
    source = settings.lookup(KEY).source
    if source.layer == "env":
        return f"unset {source.detail}"
    return (
        f"edit {source.detail}" if source.layer == "dotenv" else f"clerk init {_option(settings)}"
    )


def _dotenv(settings: Settings) -> Iterator[Finding]:
    """The ``.env`` file with a key, used or not; one that cannot be read may be in the way."""
    if settings.flags.profile:
        yield Finding(".env", INFO, "ignored because of -p")
        return
    try:
        project = settings.project_key
        used = settings.lookup(KEY).source.layer == "dotenv"
    except ClerkError as error:
        yield problem(".env", error)
        return
    if project is None:
        yield Finding(".env", INFO, f"no file with a key in {settings.directory} or above it")
    else:
        yield Finding(".env", INFO, f"{project.path} has a key, {'' if used else 'not '}used")


def _place(settings: Settings) -> str:
    """Where the key comes from, in words."""
    source = settings.lookup(KEY).source
    if source.layer == "built-in":
        return f'the built-in profile "{settings.profile.name}"'
    return describe(settings, source)


def _warnings(settings: Settings) -> list[str]:
    """What commands that call the API warn of; what stops them is reported elsewhere."""
    try:
        return warnings(settings)
    except ClerkError:
        return []


def _values(context: Context) -> Iterator[Finding]:
    """The settings whose values no command can use."""
    settings, path = context.settings, context.paths.profiles
    for key in sorted(BOOLEANS):
        try:
            settings.boolean(key)
        except ClerkError as error:
            yield problem(key, error, _command(remedy(settings, key, "false", path)))
    try:
        seconds_of(settings, TIMEOUT)
    except ClerkError as error:
        yield problem(TIMEOUT, error, _command(remedy(settings, TIMEOUT, DEFAULT_TIMEOUT, path)))
    style = (settings.stored("time").text or TIME_STYLES[0]).lower()
    if style not in TIME_STYLES and not style.startswith("!"):
        fix = f"clerk config set time {TIME_STYLES[0]} {_option(settings)}"
        yield Finding("time", WARNING, style_problem(style), fix)
    # The option -o hides what is stored, and it is stored for the next command.
    name = settings.stored("output").text or DEFAULT_FORMAT
    if name.lower() not in context.plugins.formats and not name.startswith("!"):
        message = f'unknown output format "{name}"'
        fix = f"clerk config set output {DEFAULT_FORMAT} {_option(settings)}"
        yield Finding("output", ERROR, message, fix)


def _option(settings: Settings) -> str:
    return f"-p {quote(settings.profile.name)}"


def _command(text: str) -> str:
    return text.removeprefix("Fix it with: ")


def _names(context: Context) -> Iterator[Finding]:
    settings, path = context.settings, context.paths.profiles
    for key in settings.repeated_settings():
        yield Finding(key, WARNING, f"{path} sets it several times; the last value is used")
    for key in settings.unknown_settings() if context.plugins.are_all_loaded else ():
        fix = f"clerk config unset {quote(key)} {_option(settings)}"
        message = f"{path} sets it, but it is not a setting of clerk or its plugins"
        yield Finding(key, WARNING, message, fix)
