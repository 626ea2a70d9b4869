"""The roles that records define or name, against those of the instance."""

from __future__ import annotations

from collections.abc import Iterator

from clerk_cli.api import APIError, APIObject
from clerk_cli_migrate.checking.report import EXISTS, LEFT_OUT, Finding, Report
from clerk_cli_migrate.instance import Send
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import READY, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.records import Place
from clerk_cli_migrate.running.lookups import rows_at
from clerk_cli_migrate.running.requests import KEYED_PATHS


class RoleCheck:
    """Finds the roles and permissions to create, and the roles that nobody defines.

    Args:
        journal: The steps.
        report: Gets what is found.
        send: Sends a request that reads.
    """

    def __init__(self, journal: Journal, report: Report, send: Send) -> None:
        self._journal = journal
        self._report = report
        self._send = send
        self._available: set[str] | None = set()

    def compare(self) -> None:
        """Mark roles that exist, and add the permissions that the others lack."""
        defined = list(self._journal.steps(steps.ROLE, (READY,)))
        if not defined and not self._journal.roles():
            return
        try:
            existing = self._by_key(steps.ROLE)
            permissions = self._by_key(steps.PERMISSION) if defined else {}
        except APIError as error:
            text = f"whether the roles exist ({error.message}); none are created"
            self._report.unknown.append(text)
            self._journal.drop_kind(steps.ROLE)
            self._available = None
            return
        self._available = {*existing, *(step.key for step in defined)}
        ids = {key: str(permission.get("id")) for key, permission in permissions.items()}
        self._journal.set(permissions=ids)
        for step in defined:
            if step.key in existing:
                self._mark(step, existing[step.key])
            else:
                self._add_permissions(step, ids)

    def unknown(self) -> Iterator[str]:
        """The roles of memberships that are neither in the files nor in the instance."""
        if self._available is not None:
            yield from (role for role in self._journal.roles() if role not in self._available)

    def _by_key(self, kind: str) -> dict[str, APIObject]:
        return {str(row.get("key")): row for row in rows_at(KEYED_PATHS[kind], self._send)}

    def _mark(self, step: Step, role: APIObject) -> None:
        self._journal.mark(step.id, steps.EXISTING, str(role.get("id", "")))
        place = Place(file=step.file, line=step.line)
        message = f'a role with the key "{step.key}" exists; nothing is sent'
        self._report.add(place, Finding(EXISTS, "exists", "key", message))
        if permissions_of(role) != permissions_of(step.body):
            message = (
                f'the role "{step.key}" has different permissions in the instance, which are kept'
            )
            self._report.add(place, Finding(LEFT_OUT, "other_permissions", "permissions", message))

    def _add_permissions(self, role: Step, ids: dict[str, str]) -> None:
        for permission in role.body.get("permissions") or ():
            key = str(permission.get("key"))
            if key not in ids and self._journal.find(steps.PERMISSION, key) is None:
                step = Step(0, steps.PERMISSION, role.file, role.line, key, role.key, permission)
                self._journal.add(step)


def permissions_of(role: APIObject) -> set[str]:
    """The keys of the permissions of a role."""
    return {str(permission.get("key")) for permission in role.get("permissions") or ()}
