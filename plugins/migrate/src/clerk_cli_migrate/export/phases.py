"""The lists that an export reads, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from clerk_cli.api import APIObject, Context, Json, Pager, Request
from clerk_cli_migrate.export import ORGANIZATIONS, USERS

OLDEST_FIRST = "+created_at"
"""What is created meanwhile comes last, so that an export can continue where it was interrupted."""

NO_FILTERS: Mapping[str, Json] = {}


class Phase(NamedTuple):
    """A list of the API.

    Args:
        name: What it has, in the plural.
        kind: The member ``object`` of what it has.
        path: Its path.
        what: The part of the export that it belongs to.
        has_cursor: Whether it can be read from a point in time on.
    """

    name: str
    kind: str
    path: str
    what: str
    has_cursor: bool = False


PHASES = (
    Phase("users", "user", "/v1/users", USERS, has_cursor=True),
    Phase("roles", "role", "/v1/organization_roles", ORGANIZATIONS),
    Phase("organizations", "organization", "/v1/organizations", ORGANIZATIONS),
    Phase("domains", "organization_domain", "/v1/organization_domains", ORGANIZATIONS),
    Phase("invitations", "organization_invitation", "/v1/organization_invitations", ORGANIZATIONS),
    Phase("memberships", "organization_membership", "/v1/organization_memberships", ORGANIZATIONS),
)


def rows_of(phase: Phase, context: Context, since: int | None = None) -> Iterator[APIObject]:
    """The objects of a list, oldest first where it has an order.

    Args:
        phase: The list.
        context: Sends the requests.
        since: Unix milliseconds: only what was created then or later, if the list has a cursor.

    Raises:
        APIError: The API rejects a request.
        IncompleteListError: Objects are missing in the end.
        NetworkError: A response is missing, or cannot be used.
    """
    if not phase.has_cursor:
        query = {} if phase.kind == "role" else {"order_by": OLDEST_FIRST}
        yield from Pager(context, phase.path, query)
        return
    filters: Mapping[str, Json] = NO_FILTERS if since is None else {"created_at_after": since - 1}
    count = partial(_count, context, filters)
    yield from Pager(
        context,
        phase.path,
        {**filters, "order_by": OLDEST_FIRST},
        total=count(NO_FILTERS),
        recount=count,
        has_cursor=True,
    )


def _count(context: Context, filters: Mapping[str, Json], more: Mapping[str, Json]) -> int:
    response = context.send(Request("GET", "/v1/users/count", {**filters, **more}))
    return response.object.integer("total_count")
