"""The steps of a run, each of which is one request."""

from __future__ import annotations

from typing import Final, NamedTuple

from clerk_cli.api import APIObject

USER: Final = "user"
EMAIL: Final = "email_address"
PHONE: Final = "phone_number"
PERMISSION: Final = "permission"
ROLE: Final = "role"
ORGANIZATION: Final = "organization"
ORGANIZATION_SETTINGS: Final = "organization_settings"
"""What an organization has that only a change of it can set."""
DOMAIN: Final = "domain"
INVITATION: Final = "invitation"
MEMBERSHIP: Final = "membership"

ORDER = (
    USER, EMAIL, PHONE, PERMISSION, ROLE, ORGANIZATION, ORGANIZATION_SETTINGS, DOMAIN, MEMBERSHIP,
    INVITATION,
)  # fmt: skip
"""The kinds of steps in the order in which they are sent: each needs what comes before."""

READY: Final = "ready"
SENDING: Final = "sending"
"""The request is about to be sent, or was sent: only the instance knows."""
DONE: Final = "done"
EXISTING: Final = "existing"
"""The instance had it before the run."""
FAILED: Final = "failed"
"""The instance refused it."""
REFUSED: Final = "refused"
"""The check refused it, so that it was never sent."""
DELETING: Final = "deleting"
DELETED: Final = "deleted"
"""Undone."""

OPEN = (READY, SENDING)
"""The states in which there is something to do."""


UNCERTAIN: Final = -1


class Step(NamedTuple):
    """One request of a run.

    Args:
        id: Its number in the journal.
        kind: One of ``ORDER``.
        file: The file of its record.
        line: The line of its record.
        key: ``external_id`` of a user, or the key of an organization, a role or a permission; for
            others, what identifies the object below its owner, such as an email address.
        owner: The key of the user, organization or role that it belongs to.
        body: The body of the request.
        state: One of the states above.
        clerk_id: The ID of what it created, or found.
        version: ``updated_at`` of what it created; ``UNCERTAIN`` if an earlier run may have sent
            the request, though the instance did not have the object.
        alias: What other records call a user: its ID at the source.
        secrets: The names of the secrets that its body had, separated by commas.
    """

    id: int
    kind: str
    file: str
    line: int
    key: str
    owner: str
    body: APIObject
    state: str = READY
    clerk_id: str = ""
    version: int = 0
    alias: str = ""
    secrets: str = ""


class Refusal(NamedTuple):
    """Why a step did not succeed.

    Args:
        code: A stable word for programs.
        reason: One line for people.
        action: What to do about it.
    """

    code: str
    reason: str
    action: str = ""
