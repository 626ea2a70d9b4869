"""``clerk apikeys …`` (reference: API Keys Commands)."""

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
    Outcome,
    Page,
    Request,
    Result,
    RowStream,
    SecretCommand,
    View,
    argument,
    comma,
    date,
    date_time,
    flag,
    get,
    option,
    post,
)


def state(key: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``."""
    if key.get("revoked"):
        return "revoked"
    return "expired" if key.get("expired") else "active"


KEYS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("SUBJECT", "subject"),
        Column("STATUS", state),
        Column("EXPIRES", "expiration", date),
        Column("CREATED", "created_at", date),
    ),
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
        Column("Status", state),
        Column("Reason", "revocation_reason"),
        Column("Created by", "created_by"),
        Column("Expires", "expiration", date_time),
        Column("Last used", "last_used_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)


class KeysList(Page, name="apikeys list", aliases=("ls",), route=get("/v1/api_keys"), view=KEYS):
    """List API keys of a user or organization."""

    subject: str | None = option("Filter by user ID or organization ID", metavar="id")
    query: str | None = option("Search by name", metavar="text")
    limit: int = option("Maximum keys to return", default=10, minimum=1, maximum=100)
    offset: int | None = option("Pagination offset", minimum=0)
    include_invalid: bool = flag("Show revoked and expired keys too")

    def build(self) -> Request:
        """The request; the API takes the flag as a text."""
        request = super().build()
        query = {name: "true" if value is True else value for name, value in request.query.items()}
        return Request(request.method, request.path, query)

    def run(self, context: Context) -> Outcome | Result:
        """Send it; where the API wants a subject, tell how to give one."""
        with self._telling_how():
            result = super().run(context)
        if isinstance(result, RowStream):
            return RowStream(self._told(iter(result)), result.total)
        return result

    def _told(self, rows: Iterator[APIObject]) -> Iterator[APIObject]:
        with self._telling_how():
            yield from rows

    @contextmanager
    def _telling_how(self) -> Iterator[None]:
        try:
            yield
        except APIError as error:
            if error.http_status == 400 and self.subject is None:
                error.hint = "The API lists keys of one subject: give --subject user_… or org_…."
            raise


class KeysGet(Command, name="apikeys get", route=get("/v1/api_keys/{api_key_id}"), view=KEY):
    """Get details of an API key."""

    api_key_id: str = argument("The key to show")


class KeysCreate(
    SecretCommand,
    name="apikeys create",
    route=post("/v1/api_keys"),
    view=KEY,
    done="Created API key {id}.",
):
    """Create an API key; the secret alone goes to stdout."""

    name: str = option("Name for the API key")
    subject: str = option("User ID or organization ID", metavar="id")
    description: str | None = option("Description", metavar="text")
    scopes: Csv | None = option("Comma-separated scopes")
    expires_in: int | None = option(
        "Seconds until expiration",
        metavar="seconds",
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
):
    """Revoke an API key; it stays in the records."""

    api_key_id: str = argument("The key to revoke")
    reason: str | None = option(
        "Reason, for the records", metavar="text", sends="revocation_reason"
    )
