"""The request of a step."""

from __future__ import annotations

from clerk_cli.api import APIObject, Request
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import Refusal, Step
from clerk_cli_migrate.journal.store import Journal

CONTACT_PATHS = {steps.EMAIL: "/v1/email_addresses", steps.PHONE: "/v1/phone_numbers"}
KEYED_PATHS = {
    steps.PERMISSION: "/v1/organization_permissions",
    steps.ROLE: "/v1/organization_roles",
}
"""Where objects that have a key are created and listed."""

OF_ORGANIZATION = {
    steps.DOMAIN: "domains",
    steps.INVITATION: "invitations",
    steps.MEMBERSHIP: "memberships",
}


class MissingOwnerError(Exception):
    """What a step belongs to was not imported.

    Args:
        refusal: What is reported.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def request_of(step: Step, journal: Journal) -> Request:
    """The request that creates, or changes, what a step is about.

    Args:
        step: The step.
        journal: Has the IDs of what it belongs to.

    Raises:
        MissingOwnerError: That was not created.
    """
    if step.kind == steps.USER:
        return _post("/v1/users", step.body)
    if step.kind == steps.PERMISSION:
        return _post(KEYED_PATHS[step.kind], step.body)
    if step.kind == steps.ROLE:
        return _post(KEYED_PATHS[step.kind], _role(step, journal))
    if step.kind == steps.ORGANIZATION:
        return _post("/v1/organizations", _organization(step, journal))
    if path := CONTACT_PATHS.get(step.kind):
        return _post(path, {**step.body, "user_id": user_id(journal.find(steps.USER, step.owner))})
    organization = f"/v1/organizations/{organization_id(step, journal)}"
    if step.kind == steps.ORGANIZATION_SETTINGS:
        return Request("PATCH", organization, body=step.body, retries=False)
    path = f"{organization}/{OF_ORGANIZATION[step.kind]}"
    body = dict(step.body)
    if step.kind == steps.MEMBERSHIP:
        body["user_id"] = user_id(journal.find_user(step.key))
    elif inviter := str(body.pop("inviter_user_id", "")):
        # Others may not invite, or have left since: then the invitation is in nobody's name.
        owner = journal.find_user(inviter)
        if owner and owner.clerk_id and journal.has_admin(step.owner, inviter):
            body["inviter_user_id"] = owner.clerk_id
    return _post(path, body)


def user_id(owner: Step | None) -> str:
    """The ID of an imported user.

    Args:
        owner: The step that created the user.

    Raises:
        MissingOwnerError: The user was not imported.
    """
    if owner is None or not owner.clerk_id:
        raise MissingOwnerError(
            Refusal("user_not_imported", "its user was not imported", "Import the user first.")
        )
    return owner.clerk_id


def organization_id(step: Step, journal: Journal) -> str:
    """The ID of the organization that a step belongs to.

    Raises:
        MissingOwnerError: The organization was not imported.
    """
    owner = journal.find(steps.ORGANIZATION, step.owner)
    if owner is None or not owner.clerk_id:
        raise MissingOwnerError(
            Refusal(
                "organization_not_imported",
                "its organization was not imported",
                "Import the organization first.",
            )
        )
    return owner.clerk_id


def _role(step: Step, journal: Journal) -> APIObject:
    """The body of a role: it names its permissions by ID, and any organization can use it.

    Raises:
        MissingOwnerError: One of its permissions was not created.
    """
    permissions = journal.get("permissions", {})
    ids = dict(permissions) if isinstance(permissions, dict) else {}
    for key in (permission["key"] for permission in step.body.get("permissions") or ()):
        created = journal.find(steps.PERMISSION, key)
        if created is not None and created.clerk_id:
            ids[key] = created.clerk_id
        elif key not in ids:
            reason = f"its permission {key} was not created"
            raise MissingOwnerError(
                Refusal("permission_not_created", reason, "Import the role again.")
            )
    wanted = [ids[permission["key"]] for permission in step.body.get("permissions") or ()]
    return {**step.body, "permissions": wanted, "include_in_initial_role_set": True}


def _organization(step: Step, journal: Journal) -> APIObject:
    """The body of an organization; its creator is left out if that user was not imported."""
    body = dict(step.body)
    creator = body.pop("created_by", None)
    if creator:
        owner = journal.find_user(str(creator))
        if owner is not None and owner.clerk_id:
            body["created_by"] = owner.clerk_id
    return body


def _post(path: str, body: APIObject) -> Request:
    return Request("POST", path, body=body, retries=False)
