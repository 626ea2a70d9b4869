"""``clerk restrictions …``: the entries of the allowlist and blocklist."""

from __future__ import annotations

from contextlib import closing

from clerk_cli.api import (
    DELETED,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    CsvFile,
    Example,
    ExitStatus,
    ListCommand,
    Listing,
    Note,
    Outcome,
    Pager,
    Request,
    Route,
    Subject,
    UsageError,
    View,
    argument,
    date,
    delete,
    flag,
    get,
    option,
    post,
    run_many,
)

ENTRIES = View(
    columns=(
        Column("ID", "id"),
        Column("IDENTIFIER", "identifier", truncatable=True),
        Column("TYPE", "identifier_type", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    )
)
ENTRIES_OF_BOTH_LISTS = View(columns=(Column("LIST", "list"), *ENTRIES.columns))
ALLOWLIST, BLOCKLIST = "/v1/allowlist_identifiers", "/v1/blocklist_identifiers"
LARGEST_PAGE = 500
PREFIXES = {"alid_": ALLOWLIST, "blid_": BLOCKLIST}


class RestrictionsList(
    ListCommand,
    name="restrictions list",
    aliases=("ls",),
    view=ENTRIES_OF_BOTH_LISTS,
    examples=(
        Example("clerk restrictions list", "List the allowlist and the blocklist"),
        Example("clerk restrictions list -o json", "Print both lists as JSON"),
    ),
):
    """List all allowlist and blocklist identifiers."""

    writes = False
    result_fields = (
        "list", "object", "id", "invitation_id", "identifier", "identifier_type", "instance_id",
        "created_at@", "updated_at@",
    )  # fmt: skip

    def run(self, context: Context) -> Outcome:
        """Read the allowlist page by page; the API returns the blocklist in one piece."""
        lists: APIObject = {
            "allowlist": list(Pager(context, ALLOWLIST, {"paginated": True})),
            "blocklist": context.send(Request("GET", BLOCKLIST)).listing().data,
        }
        rows = [{**row, "list": name} for name in lists for row in Listing(lists[name]).objects]
        return Outcome(lists, table=Listing(rows, len(rows)))

    def render_text(self, result: Listing, context: Context) -> None:
        """Show one table per list."""
        for title in ("Allowlist", "Blocklist"):
            rows = [row for row in result.data if row["list"] == title.lower()]
            context.print(title)
            if rows:
                context.show(Listing(rows, len(rows)), ENTRIES)
            else:
                context.print(f"  No {title.lower()} identifiers found")
            if title == "Allowlist":
                context.print("")


class ListChoice(Command, view=ENTRIES):
    """A command about one of the two lists; subclasses declare the flags that choose it."""

    allow: bool
    block: bool

    def check(self) -> None:
        """Refuse both lists at once.

        Raises:
            UsageError: Both flags are given.
        """
        if self.allow and self.block:
            raise UsageError("--allow cannot be combined with --block")

    def list_path(self) -> str | None:
        """The path of the chosen list; None if neither flag is given."""
        if self.allow:
            return ALLOWLIST
        return BLOCKLIST if self.block else None


class Addition(ListChoice):
    """The options of a new entry."""

    objects_route = post(ALLOWLIST)

    allow: bool = flag("Add to allowlist (permits sign-up)", sends=None)
    block: bool = flag("Add to blocklist (prevents sign-up)", sends=None)
    notify: bool | None = flag("Send notification email (allowlist only)")

    def check(self) -> None:
        """Make sure that a list is chosen, and that it can notify.

        Raises:
            UsageError: No list is chosen, or the blocklist is to notify.
        """
        super().check()
        if self.list_path() is None:
            raise UsageError("--allow or --block is required")
        if self.notify and self.block:
            raise UsageError("--notify requires --allow: blocked identifiers are never notified")

    def request_for(self, identifier: str) -> Request:
        """The request that adds one identifier."""
        notify = {} if self.notify is None else {"notify": self.notify}
        return Request("POST", self.list_path() or "", body={"identifier": identifier, **notify})


class RestrictionsAdd(
    Addition,
    name="restrictions add",
    done="Added {identifier}.",
    many=True,
    examples=(
        Example("clerk restrictions add jane@example.com --allow", "Allow an email address"),
        Example("clerk restrictions add @spam.example --block", "Block a domain"),
        Example(
            "clerk restrictions add --from identifiers.txt --block",
            "Block the identifiers in a file",
        ),
    ),
):
    """Add an identifier to the allowlist or blocklist.

    An identifier is an email address, a phone number, a web3 wallet, or a domain such as
    @example.com. A list only takes effect while it is enabled: use clerk instance restrictions
    update with --allowlist or --blocklist.
    """

    writes = True
    body_route = post(ALLOWLIST)

    identifier: str = argument("Identifier to allow or block")

    def build(self) -> Request:
        """The request; its path is that of the chosen list."""
        return self.request_for(self.identifier)


class RestrictionsImport(
    Addition,
    name="restrictions import",
    extension=True,
    examples=(
        Example(
            "clerk restrictions import --identifiers @identifiers.txt --block",
            "Block all identifiers listed in a file",
        ),
    ),
):
    """Add many identifiers to the allowlist or blocklist.

    Identifiers the API rejects are reported; the rest are added. To get a result for each
    identifier, and failures in a file, use clerk restrictions add --from.
    """

    writes = True

    identifiers: CsvFile = option(
        "Identifiers (comma-separated, or one per line from @FILE or - for stdin)", sends=None
    )

    def run(self, context: Context) -> Outcome:
        """Send a request for each identifier, and continue if one is rejected.

        Raises:
            ClerkError: Nothing else can succeed; what was added is shown before.
        """
        added: dict[str, APIObject] = {}
        is_complete = False
        try:
            self._add_all(added, context)
            is_complete = True
        finally:
            if added and not is_complete:
                context.show(self._in_order(added), self.spec.view)
        total = len(self.identifiers)
        summary = f"added {len(added)} of {total} identifiers"
        if len(added) == total:
            note = Note(f"{summary.capitalize()}.", "info")
            return Outcome(self._in_order(added), notes=(note,))
        note = Note(summary, "error")
        return Outcome(self._in_order(added), status=ExitStatus.FAILED, notes=(note,))

    def _add_all(self, added: dict[str, APIObject], context: Context) -> None:
        def add(identifier: str) -> None:
            added[identifier] = context.send(self.request_for(identifier)).object

        total = len(self.identifiers)
        try:
            with closing(run_many(context, self.identifiers, add)) as results:
                for number, result in enumerate(results, 1):
                    if result.error is not None:
                        _warn_about(result.item, result.error, context)
                    if context.environment.interactive:
                        context.messages.progress(f"{number:,} of {total:,} identifiers")
        finally:
            context.messages.progress("")

    def _in_order(self, added: dict[str, APIObject]) -> Listing:
        rows = [added[identifier] for identifier in self.identifiers if identifier in added]
        return Listing(rows, len(rows))


def _warn_about(identifier: str, error: ClerkError, context: Context) -> None:
    hint = f" {error.hint}" if error.hint else ""
    context.messages.warn(f"{identifier}: {error.message}{hint}")


class RestrictionsRemove(
    ListChoice,
    name="restrictions remove",
    aliases=("rm",),
    view=DELETED,
    confirm="Remove {identifier_id} from its list?",
    done="Removed {identifier_id}.",
    many=True,
    examples=(Example("clerk restrictions remove alid_123", "Remove an allowlist entry"),),
):
    """Remove an identifier from the allowlist or blocklist by its ID.

    IDs that begin with alid_ belong to the allowlist and those that begin with blid_ to the
    blocklist. For other IDs, pass --allow or --block.
    """

    runs_unattended = True
    objects_route = delete(ALLOWLIST + "/{identifier_id}")

    writes = True

    identifier_id: str = argument("Identifier ID")
    allow: bool = flag("Remove from allowlist", sends=None)
    block: bool = flag("Remove from blocklist", sends=None)

    def check(self) -> None:
        """Make sure that the list is known; a guess could remove the wrong entry.

        Raises:
            UsageError: Neither the ID nor a flag determines it.
        """
        super().check()
        self.build()

    def question_subject(self) -> Subject:
        """The entry in its list: the API has no operation for one."""
        route = get(self.build().path.rpartition("/")[0])
        query = {"paginated": True, "limit": LARGEST_PAGE} if route.path == ALLOWLIST else {}
        return Subject(listed=route, query=query, field="identifier_id")

    def build(self) -> Request:
        """The request; its path is that of the list."""
        lists = (path for prefix, path in PREFIXES.items() if self.identifier_id.startswith(prefix))
        path = self.list_path() or next(lists, None)
        if path is None:
            raise UsageError(
                f'cannot tell from the prefix which list "{self.identifier_id}" is on',
                hint="Pass --allow or --block.",
            )
        return Request("DELETE", Route("DELETE", path + "/{id}").fill({"id": self.identifier_id}))
