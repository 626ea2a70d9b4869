"""From settings to a client: the profile, the key, the URL and the transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.errors import AuthenticationError
from clerk_cli.plugins import Exchange

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.http.client import Client, Observe

CLERK_API_VERSION = "2026-05-12"
"""The version of the Backend API that every command is written for."""

GET_STARTED = """\
Run clerk init to store a key, or set CLERK_SECRET_KEY.
To look around without an account: clerk -p sandbox users list"""


def connect(context: Context) -> Client:
    """The client of the active profile.

    Raises:
        AuthenticationError: There is no secret key and nobody to ask.
        ConfigError: The profile does not exist, or the API URL cannot be used.
    """
    from clerk_cli.http.client import Client

    settings = context.settings
    settings.require_profile()
    _announce_profile(context)
    key, source = _key(context)
    url = settings.value("clerk.api.url") or ""
    return Client(
        url=url,
        key=key,
        key_source=source,
        api_version=context.environment.variable("CLERK_API_VERSION") or CLERK_API_VERSION,
        reporter=context.messages,
        debug=context.debug,
        adapter=context.plugins.transport(url, context.environment),
        sleep=context.environment.sleep,
        observe=_observer(context),
    )


def _announce_profile(context: Context) -> None:
    """Tell the user once where the profile of a third-party plugin sends requests, and keys."""
    name = context.settings.profile.name
    owner = context.plugins.profile_owner(name)
    url = context.settings.lookup("clerk.api.url")
    if owner is None or not owner.third_party or url.source.layer != "built-in":
        return
    from contextlib import suppress

    from clerk_cli.config import plugin_state
    from clerk_cli.errors import ConfigError

    scheme, _, rest = (url.text or "").partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    announcement = f"profile {name} {scheme}://{host}"
    if announcement in plugin_state.load(context.paths.plugins).known:
        return
    context.messages.info(
        f'profile "{name}" comes from plugin {owner} and sends requests to {scheme}://{host}'
    )
    # Where nothing can be written it is announced again; that is no reason to stop.
    with suppress(ConfigError), plugin_state.edit(context.paths.plugins) as state:
        state.known.add(announcement)


def _observer(context: Context) -> Observe | None:
    """What tells the plugins that observe of every attempt; None where none does."""
    if not context.plugins.has_observers:
        return None

    from threading import Lock

    one_at_a_time = Lock()

    def observe(method: str, path: str, status: int | None, seconds: float, attempt: int) -> None:
        exchange = Exchange(method, path, status, seconds, attempt)
        with one_at_a_time:  # pages of a list come on several threads
            context.plugins.observe(exchange, context.settings)

    return observe


def _key(context: Context) -> tuple[str, str]:
    settings = context.settings
    if warning := settings.dotenv_warning():
        context.messages.warn(warning)
    key = settings.value("clerk.key")
    if key:
        return key, str(settings.lookup("clerk.key").source)
    if not context.environment.interactive:
        raise AuthenticationError("no secret key is configured", hint=GET_STARTED)
    return _ask_for_key(context), "typed in"


def _ask_for_key(context: Context) -> str:
    """Ask for a key on the terminal, and offer to keep it."""
    from clerk_cli.config import profiles

    messages, name = context.messages, context.settings.profile.name
    messages.warn("No secret key is configured.")
    key = messages.secret("Enter your Clerk secret key:").strip()
    if not key:
        raise AuthenticationError("a secret key is required", hint=GET_STARTED)
    if messages.confirm(f"Save the key to profile '{name}'?", default=True):
        with profiles.edit(context.paths.profiles) as file:
            file.set(name, "clerk.key", key)
        messages.success(f"Key saved to profile '{name}'.")
    return key
