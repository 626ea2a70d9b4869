"""``clerk m2m tokens …`` (reference: clerk m2m tokens)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clerk_cli.api import (
    Column,
    Command,
    Context,
    Csv,
    ExitStatus,
    Json,
    Listing,
    Page,
    Request,
    Route,
    RowStream,
    Secret,
    SecretCommand,
    View,
    argument,
    comma,
    date,
    date_time,
    get,
    iter_rows,
    option,
    post,
    yes_no,
)

LARGEST_PAGE = 100
TOKENS = View(
    columns=(
        Column("ID", "id"),
        Column("SUBJECT", "subject"),
        Column("SCOPES", "scopes", comma, truncatable=True),
        Column("REVOKED", "revoked", yes_no),
        Column("EXPIRES", "expiration", date),
        Column("CREATED", "created_at", date),
    ),
    empty="No tokens found",
)
TOKEN = View(
    columns=TOKENS.columns,
    details=(
        Column("Token", "id"),
        Column("Subject", "subject"),
        Column("Scopes", "scopes", comma),
        Column("Claims", "claims"),
        Column("Revoked", "revoked", yes_no),
        Column("Expired", "expired", yes_no),
        Column("Expires", "expiration", date_time),
        Column("Last used", "last_used_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)
MACHINE_KEY = get("/v1/machines/{machine_id}/secret_key")


class TokensList(
    Page, name="m2m tokens list", aliases=("ls",), route=get("/v1/m2m_tokens"), view=TOKENS
):
    """List tokens of a machine, or of all machines."""

    rows_name = "m2m_tokens"

    machine_id: str | None = option("Filter by machine ID", sends="subject")
    limit: int = option("Maximum tokens to return", default=10, minimum=1, maximum=LARGEST_PAGE)
    offset: int | None = option("Pagination offset", minimum=0)

    def run(self, context: Context) -> Listing | RowStream:
        """Ask for one machine; without one, for each in turn."""
        if self.machine_id:
            return super().run(context)
        start = self.offset or 0
        rows = self._of_all_machines(context)
        if self.all_:
            return RowStream(islice(rows, start, None))
        found = list(rows)
        return Listing(found[start : start + self.limit], len(found))

    def _of_all_machines(self, context: Context) -> Iterator[Json]:
        """The API lists the tokens of one machine at a time."""
        path = self.build().path
        for machine in iter_rows(context, "/v1/machines"):
            query = {"subject": machine["id"]}
            yield from iter_rows(context, path, query, size=LARGEST_PAGE, name=self.rows_name)


class TokensCreate(
    SecretCommand,
    RowStream,
    name="m2m tokens create",
    route=post("/v1/m2m_tokens"),
    view=TOKEN,
    done="Created M2M token {id}.",
):
    """Create a token for a machine; the token alone goes to stdout.

    It is made with the machine's own secret, which is fetched for that.
    """

    secret_member = "token"

    machine_id: str = option("Machine ID", sends=None)
    scopes: Csv | None = option("Comma-separated scopes, kept in the token's claims", sends=None)
    expires_in: int | None = option(
        "Seconds until expiration",
        metavar="seconds",
        sends="seconds_until_expiration",
        minimum=1,
    )

    def build(self) -> Request:
        """The request; the API has no scopes here, so they are claims."""
        request = super().build()
        claims = {"claims": {"scopes": self.scopes}} if self.scopes else {}
        return Request(request.method, request.path, body={**request.body, **claims})

    def run(self, context: Context) -> Json:
        """Fetch the machine's secret and send the request with it."""
        path = MACHINE_KEY.fill({"machine_id": self.machine_id})
        key = context.send(Request("GET", path)).body["secret"]
        if self.scopes:
            context.messages.info(
                "Scopes are kept in the token's claims; what a machine may talk to is set with "
                "clerk m2m machines add-scope."
            )
        return context.send(self.build(), key=key).body


class TokensVerify(
    Command, name="m2m tokens verify", route=post("/v1/m2m_tokens/verify"), view=TOKEN
):
    """Verify a token; the exit code is 1 for one that is revoked or expired."""

    token: Secret = option("Token to verify; - reads it from stdin")

    def run(self, context: Context) -> Json:
        """Ask the API, and say what it thinks of the token."""
        token: Json = super().run(context)
        if self.exit_status(token) is ExitStatus.OK:
            context.messages.success("Token is valid.")
        else:
            context.messages.error(f"Token is {'revoked' if token.get('revoked') else 'expired'}.")
        return token

    def exit_status(self, result: Json) -> ExitStatus:
        """Fail for a token that counts no more."""
        bad = result.get("revoked") or result.get("expired")
        return ExitStatus.FAILED if bad else ExitStatus.OK


class TokensRevoke(
    Command,
    name="m2m tokens revoke",
    route=Route("POST", "/v1/m2m_tokens/{token_id}/revoke"),
    view=TOKENS,
    confirm="Revoke token {token_id}?",
    done="Revoked token {token_id}.",
    extension=True,
):
    """Revoke a token."""

    token_id: str = argument("The token to revoke")
    reason: str | None = option(
        "Reason, for the records", metavar="text", sends="revocation_reason"
    )
