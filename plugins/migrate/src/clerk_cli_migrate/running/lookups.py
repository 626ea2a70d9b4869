"""What became of a request whose response never came: the instance is asked, not guessed at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from clerk_cli.api import APIObject, Request
from clerk_cli_migrate.instance import FILTERED_AT_ONCE, PAGE, Send, organization_with, users_with
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import DONE, SENDING, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.answers import storable
from clerk_cli_migrate.running.requests import KEYED_PATHS, organization_id, user_id


def find_created(step: Step, journal: Journal, send: Send) -> APIObject | None:
    """What a step created, if it did.

    Args:
        step: The step.
        journal: Has the IDs of what it belongs to.
        send: Sends a request that reads.

    Returns:
        The object; None if the instance does not have it.
    """
    return _FINDERS[step.kind](step, journal, send)


def settle_unknown(journal: Journal, send: Send) -> int:
    """Find out what became of the requests that a run had sent when it ended.

    What was created is marked as done, everything else as ready.

    Args:
        journal: The journal of the run.
        send: Sends a request that reads.

    Returns:
        How many there were.
    """
    total = 0
    unknown = journal.steps(steps.USER, (SENDING,))
    while batch := list(islice(unknown, FILTERED_AT_ONCE)):
        total += len(batch)
        users = users_with(send, "external_id", [step.key for step in batch])
        by_key = {str(user.get("external_id")): user for user in users}
        for step in batch:
            _settle(step, by_key.get(step.key), journal)
    for kind in steps.ORDER[1:]:
        for step in list(journal.steps(kind, (SENDING,))):
            total += 1
            _settle(step, find_created(step, journal, send), journal)
    return total


def _settle(step: Step, created: APIObject | None, journal: Journal) -> None:
    if created is None:
        journal.release([step], uncertain=True)
    else:
        journal.finish(step, DONE, clerk_id=id_of(created), version=version_of(created))


def id_of(created: APIObject) -> str:
    """The ID of an object."""
    return storable(str(created.get("id", "")))


def version_of(created: APIObject) -> int:
    """When an object was last changed, by the instance's clock."""
    value = created.get("updated_at")
    return value if isinstance(value, int) else 0


def _user(step: Step, _journal: Journal, send: Send) -> APIObject | None:
    return next(iter(users_with(send, "external_id", [step.key])), None)


def _contact(step: Step, journal: Journal, send: Send) -> APIObject | None:
    member = "email_addresses" if step.kind == steps.EMAIL else "phone_numbers"
    user = send(Request("GET", f"/v1/users/{user_id(journal.find(steps.USER, step.owner))}")).object
    return _same(user.get(member) or (), step.kind, step.key)


def _organization(step: Step, journal: Journal, send: Send) -> APIObject | None:
    """By the slug; without one by the name, among those that this run has not created."""
    if slug := step.body.get("slug"):
        return organization_with(send, str(slug))
    name = str(step.body.get("name", ""))
    query: APIObject = {"query": name, "order_by": "-created_at", "limit": PAGE}
    begin = float(str(journal.get("created_at") or 0))
    for organization in send(Request("GET", "/v1/organizations", query)).listing().objects:
        is_new = float(organization.get("updated_at") or 0) >= begin
        if (
            organization.get("name") == name
            and is_new
            and not journal.has_created(id_of(organization))
        ):
            return organization
    return None


def _keyed(step: Step, _journal: Journal, send: Send) -> APIObject | None:
    return _same(rows_at(KEYED_PATHS[step.kind], send), "key", step.key)


def _settings(step: Step, journal: Journal, send: Send) -> APIObject | None:
    path = f"/v1/organizations/{organization_id(step, journal)}"
    organization: APIObject = send(Request("GET", path)).object
    is_done = all(organization.get(name) == value for name, value in step.body.items())
    return organization if is_done else None


def _of_organization(member: str, field: str) -> Callable[[Step, Journal, Send], APIObject | None]:
    def find(step: Step, journal: Journal, send: Send) -> APIObject | None:
        path = f"/v1/organizations/{organization_id(step, journal)}/{member}"
        return _same(rows_at(path, send), field, step.key)

    return find


def _membership(step: Step, journal: Journal, send: Send) -> APIObject | None:
    path = f"/v1/organizations/{organization_id(step, journal)}/memberships"
    query: APIObject = {"user_id": [user_id(journal.find_user(step.key))]}
    members = send(Request("GET", path, query)).listing().objects
    return next((row for row in members if row.get("role") == step.body.get("role")), None)


def rows_at(path: str, send: Send) -> Iterator[APIObject]:
    """Every object of a list, page after page."""
    offset = 0
    while True:
        rows = send(Request("GET", path, {"limit": PAGE, "offset": offset})).listing().objects
        yield from rows
        if len(rows) < PAGE:
            return
        offset += len(rows)


def _same(rows: object, field: str, key: str) -> APIObject | None:
    matches: Iterator[APIObject] = (
        row
        for row in (rows if isinstance(rows, (list, tuple, Iterator)) else ())
        if str(row.get(field, "")).lower() == key.lower()
    )
    return next(matches, None)


_FINDERS: dict[str, Callable[[Step, Journal, Send], APIObject | None]] = {
    steps.USER: _user,
    steps.EMAIL: _contact,
    steps.PHONE: _contact,
    steps.PERMISSION: _keyed,
    steps.ROLE: _keyed,
    steps.ORGANIZATION: _organization,
    steps.ORGANIZATION_SETTINGS: _settings,
    steps.DOMAIN: _of_organization("domains", "name"),
    steps.INVITATION: _of_organization("invitations", "email_address"),
    steps.MEMBERSHIP: _membership,
}
