"""``clerk restrictions …`` (reference: Restrictions Commands)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    CsvFile,
    ExitStatus,
    ListCommand,
    Listing,
    Outcome,
    Pager,
    Request,
    Route,
    UsageError,
    View,
    argument,
    date,
    flag,
    option,
    parse_list_response,
)

ENTRIES = View(
    columns=(
        Column("ID", "id"),
        Column("IDENTIFIER", "identifier", truncatable=True),
        Column("TYPE", "identifier_type"),
        Column("CREATED", "created_at", date),
    )
)
ALLOWLIST, BLOCKLIST = "/v1/allowlist_identifiers", "/v1/blocklist_identifiers"
PREFIXES = {"alid_": ALLOWLIST, "blid_": BLOCKLIST}


class RestrictionsList(ListCommand, name="restrictions list", aliases=("ls",)):
    """List all allowlist and blocklist identifiers."""

    def run(self, context: Context) -> APIObject:
        """Read the allowlist page by page; the blocklist comes as a whole."""
        return {
            "allowlist": list(Pager(context, ALLOWLIST, {"paginated": True})),
            "blocklist": parse_list_response(context.send(Request("GET", BLOCKLIST)).body).data,
        }

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show a table for each list."""
        for title, rows in (("Allowlist", result["allowlist"]), ("Blocklist", result["blocklist"])):
            context.print(title)
            if rows:
                context.show(Listing(rows, len(rows)), ENTRIES)
            else:
                context.print(f"  No {title.lower()} identifiers found")
            if title == "Allowlist":
                context.print("")


class ListChoice(Command, view=ENTRIES):
    """Which of the two lists is meant."""

    allow: bool = flag("Allowlist (permits sign-up)", sends=None)
    block: bool = flag("Blocklist (prevents sign-up)", sends=None)

    def check(self) -> None:
        """Refuse both lists at once.

        Raises:
            UsageError: Both are given.
        """
        if self.allow and self.block:
            raise UsageError("--allow and --block exclude each other")

    def chosen(self) -> str | None:
        """The path of the list that was chosen."""
        if self.allow:
            return ALLOWLIST
        return BLOCKLIST if self.block else None


class Addition(ListChoice):
    """What a new entry can have."""

    notify: bool = flag("Send notification email (allowlist only)", sends=None)

    def check(self) -> None:
        """Make sure that the list is named, and that it can notify.

        Raises:
            UsageError: It is not.
        """
        super().check()
        if self.chosen() is None:
            raise UsageError("say which list: --allow or --block")
        if self.notify and self.block:
            raise UsageError("--notify goes with --allow: nobody is told of a block")

    def request_for(self, identifier: str) -> Request:
        """The request that adds one identifier."""
        notify = {"notify": True} if self.notify else {}
        return Request("POST", self.chosen() or "", body={"identifier": identifier, **notify})


class RestrictionsAdd(Addition, name="restrictions add", done="Added {identifier}."):
    """Add an identifier to the allowlist or blocklist.

    It is an email address, a phone number, a web3 wallet, or a domain such as @example.com.
    """

    identifier: str = argument("What to allow or block")

    def build(self) -> Request:
        """The request; its path is that of the chosen list."""
        return self.request_for(self.identifier)


class RestrictionsImport(Addition, name="restrictions import", extension=True):
    """Add many identifiers; those that fail are named, the others stay."""

    identifiers: CsvFile = option("Identifiers: @FILE or - with one a line", sends=None)

    def run(self, context: Context) -> Outcome:
        """Send one request each and go on after a refusal."""
        added: list[APIObject] = []
        failed = 0
        for identifier in self.identifiers:
            try:
                added.append(context.send(self.request_for(identifier)).object)
            except ClerkError as error:
                failed += 1
                context.messages.warn(f"{identifier}: {error.message}")
        context.messages.info(f"Added {len(added)} of {len(self.identifiers)} identifiers.")
        status = ExitStatus.FAILED if failed else ExitStatus.OK
        return Outcome(Listing(added, len(added)), status=status)


class RestrictionsRemove(
    ListChoice,
    name="restrictions remove",
    aliases=("rm",),
    view=DELETED,
    done="Removed {identifier_id}.",
):
    """Remove an identifier from the allowlist or blocklist by its ID.

    Ids that begin with alid_ or blid_ tell their list; for others give --allow or --block.
    """

    identifier_id: str = argument("The id of the entry")

    def check(self) -> None:
        """Make sure that the list is known; a guess could remove the wrong entry.

        Raises:
            UsageError: Neither the id nor an option tells it.
        """
        super().check()
        self.build()

    def build(self) -> Request:
        """The request; its path is that of the list."""
        told = next((each for each in PREFIXES if self.identifier_id.startswith(each)), None)
        path = self.chosen() or (PREFIXES[told] if told else None)
        if path is None:
            raise UsageError(
                f"{self.identifier_id} does not tell its list", hint="Give --allow or --block."
            )
        return Request("DELETE", Route("DELETE", path + "/{id}").fill({"id": self.identifier_id}))
