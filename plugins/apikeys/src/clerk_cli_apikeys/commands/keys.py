"""``clerk apikeys list|get|create|update|revoke|delete``: API keys of users and organizations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clerk_cli.api import (
    DELETED,
    APIError,
    APIObject,
    Command,
    Context,
    Csv,
    Duration,
    Example,
    JsonObject,
    Note,
    Outcome,
    Page,
    Request,
    Result,
    RowStream,
    SecretCommand,
    Update,
    UsageError,
    User,
    UserOrOrganization,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
)
from clerk_cli_apikeys.commands.views import KEY, KEYS, status


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

    secret_warning = "Keep it secret. clerk apikeys get-secret prints it again."

    name: str = option("Name for the API key")
    subject: UserOrOrganization = option("Owner", metavar="subject")
    description: str | None = option("Description", metavar="text")
    scopes: Csv | None = option("Comma-separated scopes")
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds",
        sends="seconds_until_expiration",
        minimum=0,
    )
    claims: JsonObject | None = option("Custom claims (JSON, @FILE, or - for stdin)")
    type: str | None = option("Type of the key (default: api_key)")
    created_by: User | None = option("User who creates the key", metavar="user")


class KeysUpdate(
    Update,
    name="apikeys update",
    route=patch("/v1/api_keys/{api_key_id}"),
    view=KEY,
    done="Updated API key {api_key_id}.",
    extension=True,
    examples=(
        Example("clerk apikeys update ak_123 --scopes read,write", "Replace the scopes of a key"),
        Example("clerk apikeys update ak_123 --expires-in 30d", "Make a key expire in 30 days"),
        Example("clerk apikeys update ak_123 --never-expires", "Remove the expiration of a key"),
    ),
):
    """Update an API key; its secret stays the same.

    Pass an empty value to clear the description or the scopes, such as --description ''.
    """

    api_key_id: str = argument("API key ID")
    subject: UserOrOrganization | None = option("New owner", metavar="subject")
    description: str | None = option("Description", metavar="text")
    scopes: Csv | None = option("Comma-separated scopes (replaces existing)", minimum=0)
    claims: JsonObject | None = option(
        "Custom claims (JSON, @FILE, or - for stdin; replaces existing)"
    )
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds",
        sends="seconds_until_expiration",
        minimum=1,
    )
    never_expires: bool = flag("Remove the expiration", sends=None)
    no_claims: bool = flag("Remove the custom claims", sends=None)

    changing = ("never_expires", "no_claims")

    def check(self) -> None:
        """Require a change, and one answer to when the key expires and to its claims.

        Raises:
            UsageError: There is none, or there are two.
        """
        super().check()
        if self.never_expires and self.expires_in is not None:
            raise UsageError("--never-expires cannot be combined with --expires-in")
        if self.no_claims and self.claims is not None:
            raise UsageError("--no-claims cannot be combined with --claims")

    def build(self) -> Request:
        """The request; an empty description stands for null, and so does a key without an end."""
        request = super().build()
        body = dict(request.json_object)
        if body.get("description") == "":
            body["description"] = None
        if self.never_expires:
            body["seconds_until_expiration"] = None
        if self.no_claims:
            body["claims"] = None
        return request.replace(body=body)

    def done_note(self, result: Result) -> Note | None:
        """The message, or a warning that the change helps nobody: the key is no longer valid."""
        key = result if isinstance(result, dict) else {}
        if (state := status(key)) == "active":
            return super().done_note(result)
        return Note(f"Updated API key {self.api_key_id}, which is {state}.", "warning")


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


class KeysDelete(
    Command,
    name="apikeys delete",
    aliases=("rm",),
    route=delete("/v1/api_keys/{api_key_id}"),
    view=DELETED,
    confirm="Delete API key {api_key_id}?",
    done="Deleted API key {api_key_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk apikeys delete ak_123", "Delete an API key"),),
):
    """Delete an API key and remove it from lists.

    To keep a record of the key, revoke it instead.
    """

    api_key_id: str = argument("API key ID")
