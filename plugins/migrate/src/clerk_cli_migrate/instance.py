"""The instance that a migration is about: what it is, and what it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from clerk_cli.api import APIError, APIObject, Context, Request, UsageError, is_read

if TYPE_CHECKING:
    from clerk_cli.api import Response

Send: TypeAlias = "Callable[[Request], Response]"

WINDOW_SECONDS = 10
PRODUCTION_LIMIT, DEVELOPMENT_LIMIT, LOCAL_LIMIT = 1_000, 100, 10_000
"""Requests in ten seconds: Clerk's documented limits, and what a server of this machine gets."""

DEVELOPMENT_USERS, EARLIER_DEVELOPMENT_USERS = 100, 500
"""The users that a development instance of Clerk's holds, and one that was made earlier."""

PAGE, FILTERED_AT_ONCE = 500, 100
NOT_FOUND = 404
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Instance(NamedTuple):
    """An instance.

    Args:
        id: Its ID.
        environment: ``development``, ``staging`` or ``production``.
        users: How many users it has.
        is_local: Whether it is a server of this machine, such as a sandbox.
        url: Where its API is.
    """

    id: str
    environment: str
    users: int
    is_local: bool
    url: str = ""

    @property
    def limit(self) -> int:
        """The requests that it takes in ten seconds, as far as that is known."""
        return LOCAL_LIMIT if self.is_local else self.documented_limit

    @property
    def documented_limit(self) -> int:
        """The requests that Clerk takes in ten seconds for such an instance."""
        return PRODUCTION_LIMIT if self.environment == "production" else DEVELOPMENT_LIMIT


def reader_of(context: Context) -> Send:
    """What sends requests that read, and no others: a check changes nothing, nor does a rehearsal.

    Args:
        context: Sends them.
    """

    def send(request: Request) -> Response:
        if not is_read(request.method, request.path):
            raise UsageError(f"{request.method} {request.path} would change the instance")
        return context.send(request)

    return send


def read_instance(context: Context) -> Instance:
    """Ask the API which instance it is, with two reads."""
    address = str(context.settings.value("clerk.api.url") or "").rstrip("/")
    url = urlsplit(address)
    instance = context.send(Request("GET", "/v1/instance")).object
    count = context.send(Request("GET", "/v1/users/count")).object
    host = url.hostname or ""
    return Instance(
        instance.text("id"),
        instance.text("environment_type"),
        count.integer("total_count"),
        is_local=url.scheme not in ("http", "https") or host in LOOPBACK,
        url=address,
    )


def all_users(send: Send) -> Iterator[APIObject]:
    """Every user, page after page, the oldest first."""
    offset = 0
    while True:
        query: APIObject = {"limit": PAGE, "offset": offset, "order_by": "+created_at"}
        users = send(Request("GET", "/v1/users", query)).listing().objects
        yield from users
        if len(users) < PAGE:
            return
        offset += len(users)


def users_with(send: Send, parameter: str, values: Sequence[str]) -> list[APIObject]:
    """The users that have one of some values.

    Args:
        send: Sends a request.
        parameter: What is compared, such as ``external_id``.
        values: At most ``FILTERED_AT_ONCE`` of them.
    """
    query: APIObject = {parameter: list(values), "limit": PAGE}
    return send(Request("GET", "/v1/users", query)).listing().objects


def organization_with(send: Send, slug_or_id: str) -> APIObject | None:
    """The organization with a slug or an ID; None if there is none."""
    from urllib.parse import quote

    if not slug_or_id.strip() or "/" in slug_or_id or slug_or_id in (".", ".."):
        return None
    try:
        path = f"/v1/organizations/{quote(slug_or_id, safe='')}"
        organization: APIObject = send(Request("GET", path)).object
    except APIError as error:
        if error.http_status in (NOT_FOUND, 400, 403, 422):
            return None
        raise
    return organization
