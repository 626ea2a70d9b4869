"""The proof of a run: every imported user is read again and compared."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, Send, users_with
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DONE, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.proving.differences import Difference, differences


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
    created = journal.steps(steps.USER, (DONE,))
    while batch := list(islice(created, FILTERED_AT_ONCE)):
        users = users_with(send, "user_id", [step.clerk_id for step in batch])
        by_id = {str(user.get("id")): user for user in users}
        for step in batch:
            user = by_id.get(step.clerk_id)
            yield Compared(step, user, tuple(_differences(step, user, journal)))


def _differences(step: Step, user: APIObject | None, journal: Journal) -> Iterator[Difference]:
    if user is None:
        yield Difference("user", step.clerk_id, None)
        return
    yield from differences(step, user)
    members = (("email_addresses", steps.EMAIL), ("phone_numbers", steps.PHONE))
    for member, kind in members:
        values = {str(contact.get(kind)).lower() for contact in user.get(member) or ()}
        for contact in journal.owned((kind,), step.key, DONE):
            if contact.key.lower() not in values:
                yield Difference(kind, contact.key, None)
