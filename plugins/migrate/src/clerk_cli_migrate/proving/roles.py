"""What an undo does with roles and permissions: it deletes those that nobody uses or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from clerk_cli.api import APIObject
from clerk_cli_migrate.checking.roles import permissions_of
from clerk_cli_migrate.instance import Send
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.lookups import id_of, rows_at, version_of
from clerk_cli_migrate.running.requests import KEYED_PATHS

USED_AT = ("/v1/organization_memberships", "/v1/organization_invitations")


class RoleUndo:
    """Says why a role or a permission is not deleted.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
        dry: Whether the roles of the run are still there only because nothing is deleted.
    """

    def __init__(self, journal: Journal, send: Send, *, dry: bool) -> None:
        self._journal = journal
        self._send = send
        self._dry = dry
        self._retained: set[str] = set()

    def decisions(
        self, kind: str, created: Iterable[Step]
    ) -> Iterator[tuple[Step, APIObject | None, str]]:
        """Roles or permissions, each with what the instance has, and why that is not deleted.

        Args:
            kind: Roles, or afterward permissions.
            created: Their steps.
        """
        batch = list(created)
        if not batch:
            return
        existing = {id_of(row): row for row in rows_at(KEYED_PATHS[kind], self._send)}
        users = self._users(kind)
        for step in batch:
            item = existing.get(step.clerk_id)
            reason = "" if item is None else _change_of(step, item)
            if item is not None and not reason and step.key in users:
                reason = users[step.key]
            if reason:
                self._retained.add(step.clerk_id)
            yield step, item, reason

    def _users(self, kind: str) -> dict[str, str]:
        """What uses roles or permissions and stays, by their keys."""
        if kind == steps.ROLE:
            rows = chain.from_iterable(rows_at(path, self._send) for path in USED_AT)
            return {
                str(row.get("role")): "members or invitations that the run did not add have it"
                for row in rows
                if not self._journal.has_created(id_of(row)) and _is_open(row)
            }
        return {
            key: f"the role {role.get('key')} has it"
            for role in rows_at(KEYED_PATHS[steps.ROLE], self._send)
            if not self._is_deleted(role)
            for key in permissions_of(role)
        }

    def _is_deleted(self, role: APIObject) -> bool:
        is_own = self._journal.has_created(id_of(role))
        return self._dry and is_own and id_of(role) not in self._retained


def _change_of(step: Step, item: APIObject) -> str:
    for field in ("name", "description"):
        if step.body.get(field) and item.get(field) != step.body[field]:
            return f"{field} was changed since"
    if step.kind == steps.ROLE and permissions_of(item) != permissions_of(step.body):
        return "its permissions were changed since"
    return "it was changed since" if version_of(item) > step.version else ""


def _is_open(row: APIObject) -> bool:
    """Whether a membership, or an invitation that is pending."""
    return row.get("object") != "organization_invitation" or row.get("status") == "pending"
