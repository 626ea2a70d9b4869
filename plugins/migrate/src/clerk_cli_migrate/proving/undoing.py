"""What a run created is deleted again, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, starmap
from typing import NamedTuple

from clerk_cli.api import APIError, APIObject, Request
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, NOT_FOUND, Send, users_with
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DELETED, DELETING, DONE, EXISTING, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.proving.added_objects import AddedObjects, change_of
from clerk_cli_migrate.proving.differences import differences
from clerk_cli_migrate.proving.memberships import Memberships
from clerk_cli_migrate.proving.roles import RoleUndo

TOLERANCE_MS = 5_000
"""How much later than its last step of the run a user may have been changed by that step."""

ORDER = (
    steps.INVITATION, steps.MEMBERSHIP, steps.DOMAIN, steps.ORGANIZATION, steps.ROLE,
    steps.PERMISSION, steps.PHONE, steps.EMAIL, steps.USER,
)  # fmt: skip
CREATED = (DONE, DELETING)


class Decision(NamedTuple):
    """What is to happen to something that the run created.

    Args:
        step: What created it.
        reason: Why it is not deleted; empty if it is deleted.
        is_gone: Whether somebody else deleted it.
    """

    step: Step
    reason: str = ""
    is_gone: bool = False


def decide(step: Step, current: APIObject | None, reason: str) -> Decision:
    """What is to happen to a step whose object was looked for.

    Args:
        step: The step.
        current: What the instance has; None for nothing.
        reason: Why that is not deleted.
    """
    if current is None:
        # An undo that was interrupted may have deleted it.
        return Decision(step, is_gone=step.state != DELETING)
    return Decision(step, reason)


class Undo:
    """Decides what of a run is deleted.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
        dry: Whether nothing is deleted.
    """

    def __init__(self, journal: Journal, send: Send, *, dry: bool) -> None:
        self._journal = journal
        self._send = send
        self._roles = RoleUndo(journal, send, dry=dry)
        self._memberships = Memberships(journal, send)
        self._added = AddedObjects(journal, send)
        self._retained: set[str] = set()

    def retain_members(self, organization: Step) -> None:
        """Keep the members of an organization that is kept, or nobody might administer it."""
        self._retained |= self._memberships.members.get(organization.clerk_id, set())
        creator = self._journal.find_user(str(organization.body.get("created_by") or ""))
        if creator is not None:
            self._retained.add(creator.clerk_id)

    def decisions(self, kind: str) -> Iterator[Decision]:
        """What happens to the objects of a kind."""
        created = self._journal.steps(kind, CREATED)
        if kind in (steps.ROLE, steps.PERMISSION):
            yield from starmap(decide, self._roles.decisions(kind, created))
            return
        while batch := list(islice(created, FILTERED_AT_ONCE)):
            if kind == steps.USER:
                yield from self._users(batch)
            elif kind == steps.ORGANIZATION:
                for step in batch:
                    decision = self._organization(step)
                    if decision.reason:
                        self.retain_members(step)
                    yield decision
            else:
                # What belongs to something that the run created is deleted together with it.
                for step, current in self._added.find(kind, batch):
                    yield decide(step, current, change_of(step, current) if current else "")

    def _users(self, batch: Sequence[Step]) -> Iterator[Decision]:
        users = users_with(self._send, "user_id", [step.clerk_id for step in batch])
        by_id = {str(user.get("id")): user for user in users}
        for step in batch:
            user = by_id.get(step.clerk_id)
            yield decide(step, user, self._change_of(step, user) if user else "")

    def _change_of(self, step: Step, user: APIObject) -> str:
        if user.get("last_sign_in_at"):
            return "the user has signed in since"
        if step.clerk_id in self._retained:
            return "the user is a member of an organization that is kept"
        for membership in self._memberships.of_user(step.clerk_id):
            organization = membership.name or membership.organization_id
            if membership.expected is None:
                return f"the run did not make the user a member of {organization}"
            if membership.actual is not None:
                return f"the role of the user in {organization} was changed since"
        contacts = self._journal.owned((steps.EMAIL, steps.PHONE), step.key, DONE, EXISTING)
        for difference in differences(step, user, contacts):
            return f"{difference.field} was changed since"
        latest = max([step.version, *(item.version for item in contacts)])
        tolerance = TOLERANCE_MS if contacts or self._is_member(step) else 0
        if int(user.get("updated_at") or 0) > latest + tolerance:
            return "the user was changed since"
        return ""

    def _is_member(self, step: Step) -> bool:
        return self._journal.find(steps.MEMBERSHIP, step.alias) is not None

    def _organization(self, step: Step) -> Decision:
        path = f"/v1/organizations/{step.clerk_id}"
        try:
            organization = self._send(Request("GET", path, {"include_members_count": True})).object
        except APIError as error:
            if error.http_status == NOT_FOUND:
                return decide(step, None, "")
            raise
        return Decision(step, self._change_of_organization(step, organization))

    def _change_of_organization(self, step: Step, organization: APIObject) -> str:
        for field in ("name", "slug"):
            if step.body.get(field) and organization.get(field) != step.body[field]:
                return f"{field} was changed since"
        for field in ("public_metadata", "private_metadata"):
            if (organization.get(field) or {}) != (step.body.get(field) or {}):
                return f"{field} was changed since"
        for membership in self._memberships.of_organization(step.clerk_id):
            if membership.expected is None:
                return "it has members that the run did not add"
            if membership.actual is not None:
                return "the role of a member was changed since"
        members = self._journal.owned((steps.MEMBERSHIP,), step.key, DONE)
        expected = len(members) + bool(step.body.get("created_by"))
        if int(organization.get("members_count") or 0) > expected:
            return "it has members that the run did not add"
        return ""


def deletion_of(step: Step, journal: Journal) -> Request:
    """The request that deletes what a step created."""
    owner = journal.find(steps.ORGANIZATION, step.owner)
    organization = f"/v1/organizations/{owner.clerk_id if owner else ''}"
    if step.kind == steps.MEMBERSHIP:
        user = journal.find_user(step.key)
        path = f"{organization}/memberships/{user.clerk_id if user else ''}"
    elif step.kind == steps.DOMAIN:
        path = f"{organization}/domains/{step.clerk_id}"
    elif step.kind == steps.INVITATION:
        path = f"{organization}/invitations/{step.clerk_id}/revoke"
        return Request("POST", path, retries=False)
    else:
        collections = {
            steps.USER: "users",
            steps.EMAIL: "email_addresses",
            steps.PHONE: "phone_numbers",
            steps.ORGANIZATION: "organizations",
            steps.ROLE: "organization_roles",
            steps.PERMISSION: "organization_permissions",
        }
        path = f"/v1/{collections[step.kind]}/{step.clerk_id}"
    return Request("DELETE", path, retries=False)


def delete(step: Step, journal: Journal, send: Send) -> str:
    """Delete what a step created; that it is gone already is as good.

    Args:
        step: The step.
        journal: Says so before and after.
        send: Sends a request, again as often as that takes.

    Returns:
        The state of the step: deleted, or done if the instance refuses.
    """
    journal.finish(step, DELETING)
    try:
        send(deletion_of(step, journal))
    except APIError as error:
        if error.http_status != NOT_FOUND:
            journal.finish(step, DONE)
            if error.http_status in (401, 402):
                raise
            return DONE
    journal.finish(step, DELETED)
    return DELETED
