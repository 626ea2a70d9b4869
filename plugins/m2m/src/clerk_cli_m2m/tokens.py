"""``clerk m2m tokens …``: tokens that machines authenticate with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Duration,
    Example,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    Page,
    Pager,
    Request,
    ResponseObject,
    Result,
    RowStream,
    Secret,
    SecretCommand,
    Subject,
    View,
    argument,
    comma,
    date,
    date_time,
    expiry,
    get,
    heading,
    option,
    post,
)

LARGEST_PAGE = 100


def status(token: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``."""
    if token.get("revoked"):
        return "revoked"
    return "expired" if token.get("expired") else "active"


TOKENS = View(
    columns=(
        Column("ID", "id"),
        Column("SUBJECT", "subject", optional=True),
        Column("STATUS", status, is_status=True),
        Column("EXPIRES", "expiration", expiry, optional=True),
        Column("CREATED", "created_at", date, optional=True),
        Column("SCOPES", "scopes", comma, truncatable=True, optional=True),
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
        heading("Status"),
        Column("Status", status, is_status=True),
        Column("Expires", "expiration", date_time),
        Column("Last used", "last_used_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)
MACHINE_KEY = get("/v1/machines/{machine_id}/secret_key")
SCOPES_ARE_CLAIMS = (
    "The scopes are stored in the token's claims. To allow a machine to communicate with another "
    "one, use clerk m2m machines add-scope."
)


class TokensList(
    Page,
    name="m2m tokens list",
    aliases=("ls",),
    route=get("/v1/m2m_tokens"),
    view=TOKENS,
    examples=(
        Example("clerk m2m tokens list --machine-id mch_123", "List a machine's tokens"),
        Example("clerk m2m tokens list --all", "List the tokens of all machines"),
    ),
):
    """List the tokens of one machine or of all machines."""

    rows_name = "m2m_tokens"

    machine_id: str | None = option("Filter by machine ID", sends="subject")
    limit: int = option("Maximum number to return", default=10, minimum=1, maximum=LARGEST_PAGE)
    offset: int | None = option("Number to skip", minimum=0)

    objects_route = get("/v1/m2m_tokens")

    def run(self, context: Context) -> Outcome | Result:
        """Read the tokens of one machine, or of one machine after the other."""
        if self.machine_id:
            return super().run(context)
        start = self.offset or 0
        rows = self._tokens_of_all_machines(context)
        if self.all_:
            return RowStream(islice(rows, start, None))
        tokens = list(rows)
        return Listing(tokens[start : start + self.limit], len(tokens))

    def _tokens_of_all_machines(self, context: Context) -> Iterator[APIObject]:
        """The tokens, machine by machine: the API lists those of one machine at a time."""
        path = self.build().path
        for machine in Pager(context, "/v1/machines"):
            query = {"subject": ResponseObject.of(machine)["id"]}
            yield from Pager(context, path, query, page_size=LARGEST_PAGE, rows_name=self.rows_name)


class TokensCreate(
    SecretCommand,
    name="m2m tokens create",
    route=post("/v1/m2m_tokens"),
    view=TOKEN,
    done="Created M2M token {id}.",
    examples=(
        Example(
            "clerk m2m tokens create --machine-id mch_123 --expires-in 3600",
            "Print a token that expires after an hour",
        ),
    ),
):
    """Create a token for a machine and print it.

    The token is created with the machine's secret key, which is retrieved first.
    """

    secret_member = "token"

    machine_id: str = option("Machine ID", sends=None)
    scopes: Csv | None = option("Comma-separated scopes (stored in the token's claims)", sends=None)
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds",
        sends="seconds_until_expiration",
        minimum=1,
    )

    objects_route = post("/v1/m2m_tokens")

    def build(self) -> Request:
        """The request; the API takes no scopes here, so they are sent as claims."""
        request = super().build()
        if not self.scopes:
            return request
        return request.replace(body={**request.json_object, "claims": {"scopes": self.scopes}})

    def run(self, context: Context) -> Outcome:
        """Retrieve the machine's secret key and send the request with it."""
        path = MACHINE_KEY.fill({"machine_id": self.machine_id})
        key = context.send(Request("GET", path)).object.text("secret")
        token = self.object_of(context.send(self.build(), key=key))
        notes = (Note(SCOPES_ARE_CLAIMS, "info"),) if self.scopes else ()
        return self.with_warning(Outcome(token, notes=notes))


class TokensVerify(
    Command,
    name="m2m tokens verify",
    route=post("/v1/m2m_tokens/verify"),
    view=TOKEN,
    examples=(
        Example(
            "printf '%s' \"$M2M_TOKEN\" | clerk m2m tokens verify --token -",
            "Verify a token from stdin",
        ),
    ),
):
    """Verify a token.

    Exits with status 1 if the token is revoked or expired.
    """

    token: Secret = option("Token to verify (- to read from stdin)")

    objects_route = post("/v1/m2m_tokens/verify")

    def run(self, context: Context) -> Outcome:
        """Ask the API; a token that is no longer valid is a failure."""
        token = context.send(self.build()).object
        for flaw in ("revoked", "expired"):
            if token[flaw]:
                note = Note(f"Token is {flaw}.", "error")
                return Outcome(token, status=ExitStatus.FAILED, notes=(note,))
        return Outcome(token, notes=(Note("Token is valid."),))


class TokensRevoke(
    Command,
    name="m2m tokens revoke",
    route=post("/v1/m2m_tokens/{token_id}/revoke"),
    view=TOKENS,
    confirm="Revoke M2M token {token_id}?",
    subject=Subject(readable=False),  # the API lists the tokens of a known machine only
    done="Revoked M2M token {token_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk m2m tokens revoke mt_123 --reason leaked", "Revoke a token"),),
):
    """Revoke a token."""

    token_id: str = argument("M2M token ID")
    reason: str | None = option(
        "Reason for the revocation", metavar="text", sends="revocation_reason"
    )
