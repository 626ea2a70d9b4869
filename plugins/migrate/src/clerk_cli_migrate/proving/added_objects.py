"""What a run added to users and organizations that existed before, which an undo has to delete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from clerk_cli.api import APIError, APIObject, Request
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, NOT_FOUND, Send, users_with
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.lookups import id_of, rows_at
from clerk_cli_migrate.running.requests import OF_ORGANIZATION

MEMBERS = {steps.EMAIL: "email_addresses", steps.PHONE: "phone_numbers"}
REVOKED = ("revoked", "expired")


class AddedObjects:
    """Finds what users and organizations still have of what a run added to them.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
    """

    def __init__(self, journal: Journal, send: Send) -> None:
        self._journal = journal
        self._send = send

    def find(self, kind: str, batch: Sequence[Step]) -> Iterator[tuple[Step, APIObject | None]]:
        """What the instance has of each step whose owner existed before the run.

        Args:
            kind: The kind of the steps.
            batch: At most ``FILTERED_AT_ONCE`` steps.
        """
        by_owner: dict[str, list[Step]] = defaultdict(list)
        for step in batch:
            if owner := self._owner_of(step):
                by_owner[owner].append(step)
        if kind in MEMBERS:
            yield from self._contacts(kind, by_owner)
            return
        for owner, owned in by_owner.items():
            rows = {id_of(row): row for row in self._rows(kind, owner, owned)}
            yield from ((step, rows.get(step.clerk_id)) for step in owned)

    def _owner_of(self, step: Step) -> str:
        """The ID of the owner; empty if what was added is deleted together with what it is of."""
        kind = steps.USER if step.kind in MEMBERS else steps.ORGANIZATION
        owner = self._journal.find(kind, step.owner)
        if owner is None or owner.state != steps.EXISTING:
            return ""
        if step.kind == steps.MEMBERSHIP:
            user = self._journal.find_user(step.key)
            if user is None or user.state != steps.EXISTING:
                return ""
        return owner.clerk_id

    def _contacts(
        self, kind: str, by_owner: dict[str, list[Step]]
    ) -> Iterator[tuple[Step, APIObject | None]]:
        users = users_with(self._send, "user_id", list(by_owner)) if by_owner else []
        rows = {id_of(row): row for user in users for row in user.get(MEMBERS[kind]) or ()}
        for owned in by_owner.values():
            yield from ((step, rows.get(step.clerk_id)) for step in owned)

    def _rows(self, kind: str, owner: str, owned: Sequence[Step]) -> list[APIObject]:
        path = f"/v1/organizations/{owner}/{OF_ORGANIZATION[kind]}"
        try:
            if kind != steps.MEMBERSHIP:
                return [row for row in rows_at(path, self._send) if not is_revoked(row)]
            users = (self._journal.find_user(step.key) for step in owned)
            query: APIObject = {"user_id": [user.clerk_id for user in users if user]}
            query["limit"] = FILTERED_AT_ONCE
            return list(self._send(Request("GET", path, query)).listing().objects)
        except APIError as error:
            if error.http_status != NOT_FOUND:
                raise
            return []


def change_of(step: Step, row: APIObject) -> str:
    """What somebody changed of what a run added; empty for nothing."""
    if step.kind == steps.MEMBERSHIP and row.get("role") != step.body.get("role"):
        return "the role was changed since"
    if step.kind == steps.INVITATION and row.get("status") == "accepted":
        return "the invitation was accepted"
    return ""


def is_revoked(row: APIObject) -> bool:
    """Whether an invitation is one that nobody can accept."""
    return row.get("status") in REVOKED
