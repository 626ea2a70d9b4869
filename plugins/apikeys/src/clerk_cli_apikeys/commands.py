"""``clerk apikeys …``: API keys of users and organizations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clerk_cli.api import (
    APIError,
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Duration,
    Example,
    Outcome,
    Page,
    Request,
    Result,
    RowStream,
    SecretCommand,
    UserOrOrganization,
    View,
    argument,
    comma,
    date,
    date_time,
    expiry,
    flag,
    get,
    heading,
    option,
    post,
)


def status(key: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``."""
    if key.get("revoked"):
        return "revoked"
    return "expired" if key.get("expired") else "active"


KEYS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("STATUS", status, is_status=True),
        Column("EXPIRES", "expiration", expiry, optional=True),
        Column("LAST USED", "last_used_at", date, optional=True),
        Column("CREATED", "created_at", date, optional=True),
        Column("SUBJECT", "subject", optional=True),
    ),
    wide=(Column("SCOPES", "scopes", comma), Column("DESCRIPTION", "description")),
    empty="No API keys found",
)
KEY = View(
    columns=KEYS.columns,
    details=(
        Column("API key", "id"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Type", "type"),
        Column("Subject", "subject"),
        Column("Scopes", "scopes", comma),
        heading("Status"),
        Column("Status", status, is_status=True),
        Column("Reason", "revocation_reason"),
        Column("Created by", "created_by"),
        Column("Expires", "expiration", date_time),
        Column("Last used", "last_used_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)


class KeysList(
    Page,
    name="apikeys list",
    aliases=("ls",),
    route=get("/v1/api_keys"),
    view=KEYS,
    examples=(
        Example("clerk apikeys list --subject user_123", "List a user's API keys"),
        Example(
            "clerk apikeys list --subject user_123 --include-invalid",
            "Include revoked and expired keys",
        ),
    ),
):
    """List the API keys of a user or organization."""

    subject: UserOrOrganization | None = option("Filter by owner", metavar="subject")
    query: str | None = option("Search by name", metavar="text")
    limit: int = option("Maximum number to return", default=10, minimum=1, maximum=100)
    offset: int | None = option("Number to skip", minimum=0)
    include_invalid: bool = flag("Include revoked and expired keys")

    objects_route = get("/v1/api_keys")

    def build(self) -> Request:
        """The request; the API takes the flag as a string."""
        request = super().build()
        query = {name: "true" if value is True else value for name, value in request.query.items()}
        return request.replace(query=query)

    def run(self, context: Context) -> Outcome | Result:
        """Send the request; where the API requires a subject, the error has a hint."""
        with self._hint_at_subject():
            result = super().run(context)
        if isinstance(result, RowStream):
            return RowStream(self._hinting(result), result.total)
        return result

    def _hinting(self, rows: RowStream) -> Iterator[APIObject]:
        with self._hint_at_subject():
            yield from rows

    @contextmanager
    def _hint_at_subject(self) -> Iterator[None]:
        try:
            yield
        except APIError as error:
            if error.http_status == 400 and self.subject is None:
                error.hint = "Pass --subject with a user or organization."
            raise


class KeysGet(
    Command,
    name="apikeys get",
    route=get("/v1/api_keys/{api_key_id}"),
    view=KEY,
    many=True,
    examples=(Example("clerk apikeys get ak_123", "Show an API key"),),
):
    """Show an API key."""

    api_key_id: str = argument("API key ID")


class KeysCreate(
    SecretCommand,
    name="apikeys create",
    route=post("/v1/api_keys"),
    view=KEY,
    done="Created API key {id}.",
    examples=(
        Example("clerk apikeys create --name deploy --subject user_123", "Create a key for a user"),
        Example(
            "clerk apikeys create --name deploy --subject org_123 --expires-in 86400",
            "Create a key for an organization that expires after a day",
        ),
    ),
):
    """Create an API key and print its secret."""

    name: str = option("Name for the API key")
    subject: UserOrOrganization = option("Owner", metavar="subject")
    description: str | None = option("Description", metavar="text")
    scopes: Csv | None = option("Comma-separated scopes")
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds",
        sends="seconds_until_expiration",
        minimum=0,
    )


class KeysRevoke(
    Command,
    name="apikeys revoke",
    route=post("/v1/api_keys/{api_key_id}/revoke"),
    view=KEYS,
    confirm="Revoke API key {api_key_id}?",
    done="Revoked API key {api_key_id}.",
    many=True,
    examples=(Example("clerk apikeys revoke ak_123 --reason leaked", "Revoke an API key"),),
):
    """Revoke an API key."""

    api_key_id: str = argument("API key ID")
    reason: str | None = option(
        "Reason for the revocation", metavar="text", sends="revocation_reason"
    )
