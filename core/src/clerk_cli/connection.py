"""From settings to a client: the profile, the key, the URL and the transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from clerk_cli.commands.request import is_read
from clerk_cli.config.settings import KEY, READONLY, TIMEOUT, UNSET, URL
from clerk_cli.errors import AuthenticationError, ClerkError, ExitStatus, UsageError
from clerk_cli.plugins import Exchange

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.commands.base import Command
    from clerk_cli.config.settings import Settings
    from clerk_cli.context import Context
    from clerk_cli.http.client import Client, Observer
    from clerk_cli.http.planning import PlanningClient
    from clerk_cli.http.probe import ProbingClient
    from clerk_cli.startup.ca_bundle import CABundle

    C = TypeVar("C", bound=Client)

__all__ = [
    "connect", "connect_to_probe", "connect_with", "is_read", "may_write", "read_only_source",
    "refuse_to_write", "require_permission", "writes",
]  # fmt: skip

CLERK_API_VERSION = "2026-05-12"
"""The version of the Backend API that commands are written for."""

GET_STARTED = """\
Run clerk init to store a key, or set CLERK_SECRET_KEY.
To try it without an account: clerk -p sandbox users list"""


def connect(context: Context) -> Client | PlanningClient:
    """The client of the active profile; in a dry run, one that sends nothing but reads.

    Raises:
        AuthenticationError: No secret key is configured, and it cannot be asked for.
        ConfigError: The profile does not exist, or the API URL or the timeout cannot be used.
    """
    context.settings.require_profile(context.plugins.unloaded)
    if not context.is_dry_run:
        return _connect(context)
    from clerk_cli.http.planning import PlanningClient

    return PlanningClient(lambda: _connect(context))


def _connect(context: Context) -> Client:
    _warn(context)
    _announce_profile(context)
    transport = _transport(context, context.settings)
    key, source = _key(context)
    bundle = _begin_to_read_bundle(transport[0])
    from clerk_cli.http.client import Client

    return _client(context, context.settings, transport, key, source, Client, bundle)


def _begin_to_read_bundle(url: str) -> CABundle | None:
    if url.lstrip()[:6].lower() != "https:":
        return None
    from clerk_cli.startup.ca_bundle import begin_to_read

    return begin_to_read()


def connect_with(context: Context, profile: str, key: str) -> Client:
    """A client for a key that is not stored yet, and a profile that need not exist.

    Args:
        context: Has the plugins, the variables and the profiles file.
        profile: The profile that the key is for, which decides the API URL and the timeout.
        key: The key.

    Raises:
        ConfigError: The API URL or the timeout cannot be used.
    """
    from clerk_cli.config.profiles import ProfilesFile
    from clerk_cli.config.settings import Settings
    from clerk_cli.http.client import Client

    settings = Settings(
        context.environment,
        context.paths,
        ProfilesFile.load(context.paths.profiles),
        context.plugins.settings,
        context.settings.flags.replace(profile=profile, dotenv=False),
        list(context.plugins.profiles.values()),
        context.plugins.secret,
    )
    transport = _transport(context, settings)
    return _client(context, settings, transport, key, "your input", Client)


def connect_to_probe(context: Context, key: str) -> ProbingClient:
    """A client that finds out whether the API of the active profile can be reached.

    Args:
        context: Has the settings and the plugins.
        key: The key to send, which may be one that the API does not accept.

    Raises:
        AuthenticationError: The key contains invalid characters.
        ConfigError: The API URL or the timeout cannot be used.
    """
    from clerk_cli.http.probe import ProbingClient

    settings = context.settings
    transport = _transport(context, settings)
    return _client(context, settings, transport, key, "the profile", ProbingClient)


def _client(
    context: Context,
    settings: Settings,
    transport: tuple[str, BaseAdapter | None],
    key: str,
    source: str,
    kind: type[C],
    bundle: CABundle | None = None,
) -> C:
    from clerk_cli.config.seconds import seconds_of

    url, adapter = transport
    return kind(
        url=url,
        key=key,
        key_source=source,
        api_version=api_version(context),
        reporter=context.messages,
        debug=context.debug,
        adapter=adapter or context.plugins.transport(url, context.environment),
        sleep=context.environment.sleep,
        observe=_observer(context),
        timeout=seconds_of(settings, TIMEOUT),
        write_log=context.write_log,
        read_only=read_only_source(settings),
        bundle=bundle,
        at_most=context.environment.strongest_effect,
    )


def api_version(context: Context) -> str:
    """The version of the API to ask for: ``CLERK_API_VERSION``, else that of this program."""
    return context.environment.variable("CLERK_API_VERSION") or CLERK_API_VERSION


def _announce_profile(context: Context) -> None:
    """Tell the user once where the profile of a third-party plugin sends requests, and keys."""
    name = context.settings.profile.name
    owner = context.plugins.profile_owner(name)
    if owner is None or not owner.third_party:
        return
    from clerk_cli.config.announcement import announce_profile

    announce_profile(context, owner)


def _observer(context: Context) -> Observer | None:
    """Notifies the plugins that observe requests; None if there are none."""
    if not context.plugins.has_observers:
        return None

    from threading import Lock

    lock = Lock()

    def observe(method: str, path: str, status: int | None, seconds: float, attempt: int) -> None:
        exchange = Exchange(method, path, status, seconds, attempt)
        with lock:  # pages of a list are requested on several threads
            context.plugins.observe(exchange, context.settings)

    return observe


def writes(command: Command | type[Command]) -> bool:
    """Whether a command changes the instance, as far as that is known before it runs."""
    if command.writes is not None:
        return command.writes
    route = command.spec.route
    return route is not None and not is_read(route.method, route.path)


def refuse_to_write(command: Command, settings: Settings) -> None:
    """Refuse a command that changes the instance, if a setting allows only reading.

    The client refuses the requests of every command; this is before anything is asked or read.

    Args:
        command: The command.
        settings: The settings of the active profile.

    Raises:
        UsageError: It is refused.
        ConfigError: The setting is neither true nor false.
    """
    sends = writes(command)
    source = read_only_source(settings) if sends or command.writes_locally else None
    if source is not None:
        from clerk_cli.http.read_only import read_only_error

        raise read_only_error(command.spec.name, source, sends=sends)


def read_only_source(settings: Settings) -> str | None:
    """Where the setting comes from that allows only reading; None if changes are allowed.

    Args:
        settings: The settings of the active profile.

    Raises:
        ConfigError: The setting is neither true nor false.
    """
    source = settings.lookup(READONLY).source
    if source is UNSET or not settings.boolean(READONLY):
        return None
    if source.layer == "env":
        return source.detail
    return (
        f'profile "{settings.profile.name}"' if source.layer == "profile" else "the profiles file"
    )


def may_write(context: Context) -> bool:
    """Whether a command may change the instance, though a variable wins over ``-p``.

    Returns:
        False if the user declines.

    Raises:
        UsageError: One key is live and the other one is not, and there is no terminal to ask on.
    """
    from clerk_cli.config.instance import override

    overridden = override(context.settings)
    if overridden is None or not overridden.mixes_live_and_test:
        return True
    if not context.environment.interactive:
        raise UsageError(overridden.refusal, hint=overridden.remedy)
    context.messages.warn(overridden.contradiction)
    if context.messages.confirm(overridden.question):
        return True
    context.messages.info("Canceled.")
    return False


def require_permission(context: Context) -> None:
    """Ask in the middle of a command that did not declare that it writes.

    Raises:
        ClerkError: The user declines.
        UsageError: There is no terminal to ask on.
    """
    if not may_write(context):
        error = ClerkError("canceled; nothing was changed")
        error.status = ExitStatus.OK
        raise error


def _warn(context: Context) -> None:
    _warn_of_unknown_settings(context)
    if not context.settings.environment_matters:
        return
    from clerk_cli.config.instance import warnings

    for text in warnings(context.settings):
        context.messages.warn(text)


def _warn_of_unknown_settings(context: Context) -> None:
    """Name what the profile stores in vain: misspelled settings, and earlier values."""
    for key in context.settings.repeated_settings():
        context.messages.warn(
            f"{context.paths.profiles} sets {key} several times for the same profile; "
            "the last value is used"
        )
    unknown = context.settings.unknown_settings()
    if not unknown or not context.plugins.are_all_loaded:
        return
    from clerk_cli.plugins.official import owner_of

    for key in unknown:
        if owner_of(key) is None:
            context.messages.warn(
                f'"{key}" in {context.paths.profiles} is not a setting of clerk or its plugins'
            )


def _transport(context: Context, settings: Settings) -> tuple[str, BaseAdapter | None]:
    """The API URL, and what keeps the key off the network where it is not encrypted."""
    url = settings.value(URL) or ""
    if url.lstrip()[:5].lower() != "http:":
        return url, None
    from clerk_cli.http.direct import DirectAdapter

    is_direct = context.check_key_url(url, key="secret key", setting=URL)
    return url, DirectAdapter() if is_direct else None


def _key(context: Context) -> tuple[str, str]:
    settings = context.settings
    if key := settings.value(KEY):
        source = str(settings.lookup(KEY).source)
        return key, f'profile "{settings.profile.name}"' if source == "profile" else source
    if not context.environment.interactive:
        raise AuthenticationError("no secret key is configured", hint=GET_STARTED)
    return _ask_for_key(context), "your input"


def _ask_for_key(context: Context) -> str:
    """Ask for a key on the terminal, and offer to save it."""
    from clerk_cli.config import profiles
    from clerk_cli.config.profile_lines import check_plain

    messages, name = context.messages, context.settings.profile.name
    messages.warn("No secret key is configured.")
    key = messages.secret("Enter your Clerk secret key:").strip()
    if not key:
        raise AuthenticationError("a secret key is required", hint=GET_STARTED)
    check_plain(KEY, key)
    if messages.confirm(f'Save the key to profile "{name}"?', default=True):
        with profiles.edit(context.paths.profiles) as file:
            file.set(name, KEY, key)
        messages.success(f'Key saved to profile "{name}".')
    return key
