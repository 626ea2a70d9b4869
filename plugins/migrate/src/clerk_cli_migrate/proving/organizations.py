"""The proof of a run: roles, organizations and what belongs to them, as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clerk_cli.api import APIError, APIObject, Request
from clerk_cli_migrate.checking.roles import permissions_of
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, NOT_FOUND, PAGE, Send
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DELETED, DELETING, DONE, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.proving.differences import Difference, milliseconds
from clerk_cli_migrate.proving.verifying import Compared
from clerk_cli_migrate.records import METADATA, TIMES
from clerk_cli_migrate.running.lookups import id_of, rows_at
from clerk_cli_migrate.running.requests import KEYED_PATHS, OF_ORGANIZATION

PLAIN = (
    "name", "slug", "key", "description", "role", "email_address", "enrollment_mode",
    "max_allowed_memberships", "role_set_key",
)  # fmt: skip
IDS = {"created_by": "created_by", "inviter_user_id": "inviter_id"}
"""Users, whom the body calls as the source does, and the member of a response with their IDs."""

UNDONE = (DELETING, DELETED)
INVITED = ("pending", "accepted")


def compare_organizations(journal: Journal, send: Send) -> Iterator[Compared]:
    """Read everything but users that the run created, and compare it.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
    """
    for kind in (steps.PERMISSION, steps.ROLE, steps.ORGANIZATION, *OF_ORGANIZATION):
        if not journal.counts().get(kind, {}).get(DONE):
            continue
        seen: set[int] = set()
        for row in _rows(kind, journal, send):
            step = journal.created(kind, id_of(row))
            if step is not None and step.id not in seen:
                seen.add(step.id)
                yield Compared(step, row, tuple(_differences(step, row, journal)))
        for step in journal.steps(kind, (DONE,)):
            if step.id not in seen and not _was_undone(step, journal):
                yield Compared(step, None, (Difference(kind, step.clerk_id, None),))


def _was_undone(step: Step, journal: Journal) -> bool:
    """Whether an undo deleted what a step belongs to, and the object with it."""
    owners = [journal.find(steps.ORGANIZATION, step.owner)] if step.owner else []
    if step.kind == steps.MEMBERSHIP:
        owners.append(journal.find_user(step.key))
    return any(owner is not None and owner.state in UNDONE for owner in owners)


def _rows(kind: str, journal: Journal, send: Send) -> Iterator[APIObject]:
    """What may be of the run, by the fewest requests."""
    if path := KEYED_PATHS.get(kind):
        yield from rows_at(path, send)
    elif kind == steps.ORGANIZATION:
        created = journal.steps(kind, (DONE,))
        while batch := list(islice(created, FILTERED_AT_ONCE)):
            query: APIObject = {"organization_id": [step.clerk_id for step in batch]}
            query["limit"] = FILTERED_AT_ONCE
            yield from send(Request("GET", "/v1/organizations", query)).listing().objects
    else:
        name = OF_ORGANIZATION[kind]
        owners = journal.owners(kind)
        everything = f"/v1/organization_{name}"
        total = send(Request("GET", everything, {"limit": 1})).listing().total_count or 0
        if total <= PAGE * len(owners):
            yield from rows_at(everything, send)
            return
        for owner in owners:
            try:
                yield from rows_at(f"/v1/organizations/{owner}/{name}", send)
            except APIError as error:
                if error.http_status != NOT_FOUND:  # The organization was deleted.
                    raise


def _differences(step: Step, row: APIObject, journal: Journal) -> Iterator[Difference]:
    body = step.body
    for field in PLAIN:
        expected, actual = body.get(field), row.get(field)
        if expected not in (None, "", {}) and expected != actual:
            yield Difference(field, expected, actual)
    for field in METADATA:
        before, after = body.get(field) or {}, row.get(field) or {}
        if before != after:
            yield Difference(field, before, after)
    for field in TIMES:
        expected = milliseconds(body.get(field))
        if expected is not None and expected != row.get(field):
            yield Difference(field, body[field], row.get(field))
    for field, member in IDS.items():
        name = str(body.get(field) or "")
        is_sent = step.kind != steps.INVITATION or journal.has_admin(step.owner, name)
        user = journal.find_user(name) if name and is_sent else None
        if user is not None and user.clerk_id and user.clerk_id != row.get(member):
            yield Difference(field, user.clerk_id, row.get(member))
    if step.kind == steps.ROLE and permissions_of(body) != permissions_of(row):
        keys = (sorted(permissions_of(body)), sorted(permissions_of(row)))
        yield Difference("permissions", *keys)
    if step.kind == steps.DOMAIN and body.get("verified") is not None:
        is_verified = (row.get("verification") or {}).get("status") == "verified"
        if body["verified"] != is_verified:
            yield Difference("verified", body["verified"], is_verified)
    if step.kind == steps.INVITATION and row.get("status") not in INVITED:
        yield Difference("status", INVITED[0], row.get("status"))
    if step.kind == steps.MEMBERSHIP:
        yield from _member(step, row, journal)


def _member(step: Step, row: APIObject, journal: Journal) -> Iterator[Difference]:
    user = journal.find_user(step.key)
    member = (row.get("public_user_data") or {}).get("user_id")
    if user is not None and user.clerk_id != member:
        yield Difference("user_id", user.clerk_id, member)
