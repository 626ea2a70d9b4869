"""The proof of a run: every imported user is read again and compared."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, Send, users_with
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DONE, EXISTING, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.proving.differences import Difference, differences
from clerk_cli_migrate.proving.memberships import Memberships


class Compared(NamedTuple):
    """What the run created, and what the instance has of it.

    Args:
        step: What was sent.
        current: What the instance has; None if it has no such object.
        differences: What differs.
    """

    step: Step
    current: APIObject | None
    differences: tuple[Difference, ...]


def compare_users(journal: Journal, send: Send) -> Iterator[Compared]:
    """Read every user that the run created, and compare it.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.
    """
    memberships = Memberships(journal, send)
    created = journal.steps(steps.USER, (DONE,))
    while batch := list(islice(created, FILTERED_AT_ONCE)):
        users = users_with(send, "user_id", [step.clerk_id for step in batch])
        by_id = {str(user.get("id")): user for user in users}
        for step in batch:
            user = by_id.get(step.clerk_id)
            yield Compared(step, user, tuple(_differences(step, user, journal, memberships)))


def _differences(
    step: Step, user: APIObject | None, journal: Journal, memberships: Memberships
) -> Iterator[Difference]:
    if user is None:
        yield Difference("user", step.clerk_id, None)
        return
    contacts = journal.owned((steps.EMAIL, steps.PHONE), step.key, DONE, EXISTING)
    yield from differences(step, user, contacts)
    for membership in memberships.of_user(step.clerk_id):
        if membership.expected is None:  # Others are compared as memberships of their organization.
            yield Difference(
                "membership", None, f"{membership.organization_id}: {membership.actual}"
            )
