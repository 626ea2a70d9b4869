"""Who belongs to which organization, compared with what a run did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from clerk_cli.api import APIError, APIObject, Request
from clerk_cli_migrate.instance import NOT_FOUND, PAGE, Send
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DELETING, DONE, EXISTING
from clerk_cli_migrate.journal.store import Journal

ALL = "/v1/organization_memberships"
ORGANIZATIONS_OFF = (403, 404)
"""What an instance without organizations answers."""


class MembershipDifference(NamedTuple):
    """That a user belongs to an organization in another way than the run says.

    Args:
        user_id: The user.
        organization_id: The organization.
        expected: The role that was sent; None if the run did not add the user.
        actual: The role that the user has; None if the user is not a member.
        name: The name of the organization, as far as it is known.
    """

    user_id: str
    organization_id: str
    expected: str | None
    actual: str | None
    name: str = ""


class Memberships:
    """Reads the memberships of an instance that a run is about.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
    """

    def __init__(self, journal: Journal, send: Send) -> None:
        self._journal = journal
        self._send = send
        self._users = {step.clerk_id for step in journal.steps(steps.USER, (DONE, DELETING))}
        created = journal.steps(steps.ORGANIZATION, (DONE, DELETING))
        self._organizations = {step.clerk_id for step in created}
        self._expected = self._expectations()
        self.members: dict[str, set[str]] = defaultdict(set)
        """The members of the organizations that the run created, by their IDs."""
        self._of_user: dict[str, list[MembershipDifference]] = defaultdict(list)
        self._of_organization: dict[str, list[MembershipDifference]] = defaultdict(list)
        self._compare()

    def of_user(self, user_id: str) -> list[MembershipDifference]:
        """What differs for a user."""
        return self._of_user.get(user_id, [])

    def of_organization(self, organization_id: str) -> list[MembershipDifference]:
        """What differs in an organization that the run created."""
        return self._of_organization.get(organization_id, [])

    def _expectations(self) -> dict[tuple[str, str], str | None]:
        """The role of each member that the run added; None for any role of a creator."""
        expected: dict[tuple[str, str], str | None] = {}
        for step in self._journal.steps(steps.MEMBERSHIP, (DONE, EXISTING, DELETING)):
            owner = self._journal.find(steps.ORGANIZATION, step.owner)
            user = self._journal.find_user(step.key)
            if owner is not None and user is not None:
                key = (owner.clerk_id, user.clerk_id)
                expected[key] = str(step.body.get("role") or "") or None
        for step in self._journal.steps(steps.ORGANIZATION, (DONE, DELETING)):
            creator = self._journal.find_user(str(step.body.get("created_by") or ""))
            if creator is not None and creator.clerk_id:
                expected.setdefault((step.clerk_id, creator.clerk_id), None)
        return expected

    def _compare(self) -> None:
        if not self._users and not self._organizations:
            return
        seen: set[tuple[str, str]] = set()
        for row in self._memberships():
            organization = row.get("organization") or {}
            key = (
                str(organization.get("id", "")),
                str((row.get("public_user_data") or {}).get("user_id", "")),
            )
            if key in seen:
                continue
            if key in self._expected:
                seen.add(key)
            if key[0] in self._organizations:
                self.members[key[0]].add(key[1])
            self._compare_role(key, str(row.get("role", "")), str(organization.get("name", "")))
        for key, role in self._expected.items():
            if key not in seen and role is not None:
                self._add(MembershipDifference(key[1], key[0], role, None))

    def _compare_role(self, key: tuple[str, str], role: str, name: str) -> None:
        organization_id, user_id = key
        if key in self._expected and self._expected[key] in (None, role):
            return
        membership = MembershipDifference(
            user_id, organization_id, self._expected.get(key), role, name
        )
        if membership not in self._of_user.get(user_id, ()):
            self._add(membership)

    def _add(self, membership: MembershipDifference) -> None:
        if membership.user_id in self._users:
            self._of_user[membership.user_id].append(membership)
        if membership.organization_id in self._organizations:
            self._of_organization[membership.organization_id].append(membership)

    def _memberships(self) -> Iterator[APIObject]:
        """The memberships of the instance, or only those of the run if that takes less."""
        query: APIObject = {"limit": PAGE, "offset": 0, "order_by": "+created_at"}
        try:
            first = self._send(Request("GET", ALL, query)).listing()
        except APIError as error:
            if error.http_status in ORGANIZATIONS_OFF and not self._expected:
                return
            raise
        total = first.total_count or len(first.objects)
        if len(self._users) + len(self._organizations) >= total / PAGE:
            yield from first.objects
            if len(first.objects) == PAGE:
                yield from self._pages(ALL, PAGE)
            return
        for user_id in self._users:
            yield from self._pages(f"/v1/users/{user_id}/organization_memberships")
        for organization_id in self._organizations:
            yield from self._pages(f"/v1/organizations/{organization_id}/memberships")

    def _pages(self, path: str, offset: int = 0) -> Iterator[APIObject]:
        while True:
            query: APIObject = {"limit": PAGE, "offset": offset}
            if path == ALL:
                query["order_by"] = "+created_at"
            try:
                rows = self._send(Request("GET", path, query)).listing().objects
            except APIError as error:
                if error.http_status == NOT_FOUND and path != ALL:
                    return
                raise
            yield from rows
            if len(rows) < PAGE:
                return
            offset += len(rows)
