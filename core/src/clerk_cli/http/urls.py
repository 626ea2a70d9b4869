"""The URL of a request: the origin that is configured, the path as it was built, the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.results import Json


def origin_of(url: str, *, has_adapter: bool) -> str:
    """The API URL without the version, which paths include.

    Args:
        url: The API URL, with or without a final ``/v1``.
        has_adapter: Whether a transport takes URLs of other schemes than http and https.

    Raises:
        ConfigError: It is not the URL of an API.
    """
    origin = url.rstrip("/").removesuffix("/v1").rstrip("/")
    try:
        parts = urlsplit(origin)
        port_is_valid = parts.port != 0
    except ValueError:
        raise _invalid(url) from None
    if parts.username or parts.password:
        raise ConfigError("clerk.api.url must not contain a user name or password")
    if not _is_host(parts.hostname or "") or not port_is_valid or parts.query or parts.fragment:
        raise _invalid(url)
    if parts.scheme not in ("http", "https") and not has_adapter:
        raise ConfigError(
            f'clerk.api.url "{_masked(url)}": unsupported URL scheme {parts.scheme}',
            hint="Use an https URL, or install the plugin that supports this scheme.",
        )
    return origin


def _invalid(url: str) -> ConfigError:
    return ConfigError(
        f'clerk.api.url "{_masked(url)}" is not a valid API URL',
        hint="For example https://api.clerk.com; see where it is set with: clerk config list",
    )


def _masked(url: str) -> str:
    from clerk_cli.output.masked_url import mask_url

    return mask_url(url)


def _is_host(name: str) -> bool:
    """Whether this may be the name or the address of a host."""
    return bool(name) and all(letter.isalnum() or letter in ".-_:%" for letter in name)


def parameters_of(query: Mapping[str, Json]) -> list[tuple[str, str]]:
    """The pairs of the query: a list becomes a repeated key, None is omitted.

    Args:
        query: The parameters by name.
    """
    pairs = []
    for name, value in query.items():
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is not None:
                text = str(item).lower() if isinstance(item, bool) else str(item)
                pairs.append((name, text))
    return pairs


def with_path(url: str, origin: str, path: str) -> str:
    """The URL with the path exactly as it was built.

    Requests would decode ``%2E`` and urllib3 would resolve the dots, so that an ID could name
    another resource. Therefore the path is set afterward, percent-encoded by ``Route.fill``.

    Args:
        url: The prepared URL, whose query is used.
        origin: The origin.
        path: The path.
    """
    query = urlsplit(url).query
    return f"{origin}{path}{'?' + query if query else ''}"
