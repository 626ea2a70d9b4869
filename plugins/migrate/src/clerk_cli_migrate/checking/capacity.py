"""How many members organizations hold, against how many the files have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from clerk_cli.api import APIError, Request
from clerk_cli_migrate.checking.report import Report
from clerk_cli_migrate.instance import Send
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import Step
from clerk_cli_migrate.journal.store import Journal

FIELD = "max_allowed_memberships"
CODE = "organization_membership_quota_exceeded"


class ExcessMembership(NamedTuple):
    """A membership for which its organization has no room.

    Args:
        step: The membership.
        limit: How many the organization holds.
    """

    step: Step
    limit: int


def excess_memberships(journal: Journal, send: Send, report: Report) -> Iterator[ExcessMembership]:
    """The memberships beyond the limits of new organizations, the last ones of each.

    Args:
        journal: The steps.
        send: Sends a request that reads.
        report: Learns if the limit of the instance cannot be read.
    """
    sizes = journal.sizes_of_organizations()
    if not sizes:
        return
    default = _default_limit(send, report)
    for key, size in sizes:
        organization = journal.find(steps.ORGANIZATION, key)
        if organization is None or organization.state != steps.READY:
            continue
        declared = organization.body.get(FIELD)
        # Zero is no limit.
        limit = declared if isinstance(declared, int) else default
        if limit and size > limit:
            for step in list(journal.memberships("owner = ?", (key,)))[limit:]:
                yield ExcessMembership(step, limit)


def _default_limit(send: Send, report: Report) -> int:
    try:
        settings = send(Request("GET", "/v1/instance/organization_settings")).object
    except APIError as error:
        report.unknown.append(f"how many members an organization can have ({error.message})")
        return 0
    limit = settings.get(FIELD)
    return limit if isinstance(limit, int) else 0
