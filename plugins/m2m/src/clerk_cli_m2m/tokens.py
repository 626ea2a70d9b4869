"""``clerk m2m tokens …`` (reference: clerk m2m tokens)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    Page,
    Pager,
    Request,
    Result,
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

    def run(self, context: Context) -> Outcome | Result:
        """Ask for one machine; without one, for each in turn."""
        if self.machine_id:
            return super().run(context)
        start = self.offset or 0
        rows = self._of_all_machines(context)
        if self.all_:
            return RowStream(islice(rows, start, None))
        tokens = list(rows)
        return Listing(tokens[start : start + self.limit], len(tokens))

    def _of_all_machines(self, context: Context) -> Iterator[APIObject]:
        """The API lists the tokens of one machine at a time."""
        path = self.build().path
        for machine in Pager(context, "/v1/machines"):
            query = {"subject": machine["id"]}
            yield from Pager(context, path, query, page_size=LARGEST_PAGE, rows_name=self.rows_name)


class TokensCreate(
    SecretCommand,
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

    def run(self, context: Context) -> Outcome:
        """Fetch the machine's secret and send the request with it."""
        path = MACHINE_KEY.fill({"machine_id": self.machine_id})
        key = context.send(Request("GET", path)).object["secret"]
        if self.scopes:
            context.messages.info(
                "Scopes are kept in the token's claims; what a machine may talk to is set with "
                "clerk m2m machines add-scope."
            )
        return self.with_warning(context.send(self.build(), key=key).body)


class TokensVerify(
    Command, name="m2m tokens verify", route=post("/v1/m2m_tokens/verify"), view=TOKEN
):
    """Verify a token; the exit code is 1 for one that is revoked or expired."""

    token: Secret = option("Token to verify; - reads it from stdin")

    def run(self, context: Context) -> Outcome:
        """Ask the API; a token that is no longer valid is a failure."""
        token = context.send(self.build()).object
        problems = [state for state in ("revoked", "expired") if token.get(state)]
        if problems:
            note = Note(f"Token is {problems[0]}.", "error")
            return Outcome(token, status=ExitStatus.FAILED, notes=(note,))
        return Outcome(token, notes=(Note("Token is valid."),))


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
