"""Commands that call the API: requests, questions, secrets, and many objects at once.

$ clerk -p sandbox people list --limit 2 -o value
user_2… false …
…
$ clerk -p sandbox people show linus@example.com
ID:     user_2…
Banned: no
Key:    crm_1003
$ clerk -p sandbox people ban linus@example.com
✗ confirmation required, but this is not an interactive terminal
  Would ask: Ban linus@example.com in profile sandbox (test)?
  Pass --force to confirm.
…
$ clerk -p sandbox people ban linus@example.com --force
✓ Banned user_2….
…
$ clerk -p sandbox people unban linus@example.com
✓ Unbanned user_2….
…
$ clerk -p sandbox people update linus@example.com --key L1 --public-metadata '{"tea": "green"}'
ID:     user_2…
Banned: no
Key:    L1…
…
$ clerk -p sandbox people invite --emails a@example.com,b@example.com,c@example.com
✓ Created 3 invitations.
…
$ clerk -p sandbox people uninvite inv_123 --force
✗ No invitation was found with id inv_123.
…
$ clerk -p sandbox people desk 7 --clear -o ndjson
{"desk": "7", "owner": null}
$ clerk -p sandbox people ticket linus@example.com
eyJ…
⚠ Whoever has this ticket is this person.
$ clerk -p sandbox people keys --fields kty
kty
RSA
$ clerk -p sandbox people count --jq .users
12
$ clerk -p sandbox people count --dry-run
1. GET …/v1/users/count
2. GET …/v1/organizations?limit=1
… Dry run: 2 requests not sent.
$ echo '{"email_address": ["bea@example.com"]}' | clerk -p sandbox people add bea --input -
✓ Added user_2….
ID:     user_2…
Banned: no
Key:    -
"""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    BulkCreate,
    BulkOperation,
    Column,
    Command,
    Context,
    Example,
    Group,
    ListCommand,
    MetadataUpdate,
    Page,
    Request,
    SecretCommand,
    Subject,
    UsageError,
    User,
    View,
    argument,
    flag,
    get,
    hookimpl,
    option,
    patch,
    post,
    put,
    yes_no,
)


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [Group("people", "Work with people", __name__)]


PERSON = View(
    columns=(
        Column("ID", "id"),
        Column("BANNED", "banned", yes_no),
        Column("KEY", lambda user: user.get("external_id")),
    ),
    details=(
        Column("ID", "id"),
        Column("Banned", "banned", yes_no),
        Column("Key", lambda user: user.get("external_id"), shows=("external_id",)),
    ),
)
INVITATION = View(columns=(Column("ID", "id"), Column("EMAIL", "email_address")))


def describe(user: APIObject) -> str:
    """What a question calls a user."""
    return f"{user['id']} ({user.get('first_name') or 'no name'})"


class PeopleList(
    Page,
    name="people list",
    route=get("/v1/users"),
    view=PERSON,
    examples=(Example("clerk people list --all", "List everybody"),),
):
    """List people."""

    def total_without_count(self, count: int) -> int | None:
        """Do without the number of all people."""
        return None


class PeopleShow(
    Command,
    name="people show",
    route=get("/v1/users/{user_id}"),
    view=PERSON,
    examples=(Example("clerk people show user_123", "Show a person"),),
):
    """Show a person."""

    promises = ("created_at",)

    user_id: User = argument("The person")


class PeopleBan(
    Command,
    name="people ban",
    route=post("/v1/users/{user_id}/ban"),
    confirm="Ban {user_id}?",
    subject=Subject(
        route=get("/v1/users/{user_id}"), readable=True, describe=describe, field="user_id"
    ),
    done="Banned {id}.",
    many=BulkOperation(route=post("/v1/users/ban"), sends="user_ids", size=50),
    examples=(Example("clerk people ban user_123", "Ban a person"),),
):
    """Ban people."""

    user_id: User = argument("The person")


class PeopleUnban(
    Command,
    name="people unban",
    route=post("/v1/users/{user_id}/unban"),
    confirm="Unban {user_id}?",
    done="Unbanned {id}.",
    view=PERSON,
    examples=(Example("clerk people unban user_123", "Lift a ban"),),
):
    """Lift a ban; scripts need no --force."""

    runs_unattended = True

    user_id: User = argument("The person")


class PeopleUpdate(
    MetadataUpdate,
    name="people update",
    route=patch("/v1/users/{user_id}"),
    view=PERSON,
    examples=(Example("clerk people update user_123 --key L1", "Store a key of your own"),),
):
    """Change a person."""

    metadata_route = put("/v1/users/{user_id}/metadata")

    user_id: User = argument("The person")
    key: str | None = option("Your own key of the person", sends="external_id")


class PeopleInvite(
    BulkCreate,
    name="people invite",
    route=post("/v1/invitations/bulk"),
    view=INVITATION,
    examples=(Example("clerk people invite --emails @emails.txt", "Invite those of a file"),),
):
    """Invite people, two with each request."""

    batch_size = 2
    nouns = ("invitation", "invitations")


class PeopleUninvite(
    Command,
    name="people uninvite",
    route=post("/v1/invitations/{invitation_id}/revoke"),
    confirm="Revoke {invitation_id}?",
    subject=Subject(listed=get("/v1/invitations"), query={"query": "{}"}, rows_name="data"),
    view=INVITATION,
    examples=(Example("clerk people uninvite inv_123", "Revoke an invitation"),),
):
    """Revoke an invitation; the question finds it in the list, as the API reads no single one."""

    invitation_id: str = argument("The invitation")


class PeopleDesk(
    Command,
    name="people desk",
    examples=(Example("clerk people desk 7 --to user_123", "Give a desk to a person"),),
):
    """Give a desk to a person, or clear it; --clear alone clears all of them."""

    writes = False
    result_fields = ("desk", "owner")

    desk: str | None = argument("The desk", sends=None, asked=True, unless=("clear",))
    to: User | None = option(
        "Who gets it", sends=None, asked=True, unless=("clear",), effect="writes"
    )
    clear: bool = flag("Take it from whoever has it", sends=None, effect="destroys")

    def run(self, context: Context) -> APIObject:
        """Ask for what is missing, unless the desk is cleared."""
        if self.clear:
            return {"desk": self.desk, "owner": None}
        if not context.environment.interactive and not (self.desk and self.to):
            raise UsageError("missing required argument or option: desk, --to")
        desk = self.desk or context.messages.ask("Which desk?")
        return {"desk": desk, "owner": self.to or context.messages.ask("Who gets it?")}


class PeopleTicket(
    SecretCommand,
    name="people ticket",
    route=post("/v1/sign_in_tokens"),
    examples=(Example("clerk people ticket user_123", "Print a ticket"),),
):
    """Print a ticket with which a person signs in."""

    secret_member = "token"
    secret_warning = "Whoever has this ticket is this person."
    always_secret = True
    local_options = ("user_id",)

    user_id: User = argument("The person")


class PeopleKeys(
    ListCommand,
    name="people keys",
    route=get("/v1/jwks"),
    view=View(columns=(Column("ID", "kid"), Column("KTY", "kty"))),
    examples=(Example("clerk people keys", "List the keys"),),
):
    """List the keys that tokens of people are signed with."""

    rows_name = "keys"
    result_fields = ("kid", "kty")


class PeopleCount(
    Command,
    name="people count",
    examples=(Example("clerk people count", "Count people and organizations"),),
):
    """Count people and organizations."""

    writes = False
    has_independent_reads = True
    result_fields = ("users", "organizations")

    def run(self, context: Context) -> APIObject:
        """Send two requests, neither of which depends on the response to the other."""
        users = context.send(Request("GET", "/v1/users/count")).object
        organizations = context.send(Request("GET", "/v1/organizations", {"limit": 1})).listing()
        return {"users": users["total_count"], "organizations": organizations.total_count}


class PeopleAdd(
    Command,
    name="people add",
    view=PERSON,
    done="Added {id}.",
    examples=(Example("clerk people add Ada --input person.json", "Add Ada from a file"),),
):
    """Add a person, whose name is checked first."""

    writes = True
    writes_locally = False
    body_route = post("/v1/users")
    objects_route = post("/v1/users")

    first_name: str = argument("The first name")

    def run(self, context: Context) -> APIObject:
        """Send the body of the file with the name."""
        body = {**self.input_body, "first_name": self.first_name.title()}
        return context.send(Request("POST", "/v1/users", body=body)).object
