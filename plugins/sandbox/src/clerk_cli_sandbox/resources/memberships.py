"""Who belongs to which organization, with which role."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import merged
from clerk_cli_sandbox.fields import Field, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.organization_objects import (
    MEMBERSHIP,
    require_organization,
    shown_organization,
)
from clerk_cli_sandbox.resources.role_objects import find_role, permissions_of
from clerk_cli_sandbox.resources.user_objects import EMAIL, contacts_of, require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

routes = Routes()

PATH = "/organizations/{organization_id}/memberships"
METADATA: dict[str, Field] = {"public_metadata": Object(), "private_metadata": Object()}
ROLE = Text(required=True, nullable=False)


def add_membership(call: Invocation, organization: Document, user_id: str, role: str) -> Document:
    """Make a user a member.

    Raises:
        Refusal: The role is unknown, the user is a member, or there is no room.
    """
    require_user(call.store, user_id)
    role = find_role(call.store, role)["key"]
    if find_membership(call.store, organization["id"], user_id):
        text = "User is already a member of the organization."
        raise Refusal(
            400, problems.error("already_a_member_in_organization", "already a member", text)
        )
    most = organization["max_allowed_memberships"]
    if most and members_count(call.store, organization["id"]) >= most:
        text = f"You have reached your limit of {most} organization memberships."
        raise Refusal(
            403,
            problems.error("organization_membership_quota_exceeded", "membership quota", text),
        )
    membership: Document = {
        "id": new_id("orgmem"),
        "object": MEMBERSHIP,
        "organization_id": organization["id"],
        "user_id": user_id,
        "role": role,
        "public_metadata": {},
        "private_metadata": {},
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(MEMBERSHIP, membership)
    return membership


def remove_memberships(store: Store, of: str, id: str) -> None:
    """Remove every membership of a user or an organization.

    Args:
        store: The objects.
        of: ``user_id`` or ``organization_id``.
        id: Its id.
    """
    for membership in store.select(Selection(MEMBERSHIP).where(f"{member(of)} = ?", id)):
        store.delete(MEMBERSHIP, membership["id"])


def members_count(store: Store, organization_id: str) -> int:
    """How many members an organization has."""
    return store.count(_of(organization_id))


def find_membership(store: Store, organization_id: str, user_id: str) -> Document | None:
    """The membership of a user in an organization."""
    selection = _of(organization_id).where(f"{member('user_id')} = ?", user_id)
    found = store.select(selection)
    return found[0] if found else None


@routes.add("GET", PATH)
def list_memberships(call: Invocation) -> Any:
    """List the members of an organization."""
    organization = require_organization(call.store, call.path["organization_id"])
    selection = _of(organization["id"])
    if roles := [find_role(call.store, role)["key"] for role in call.values("role")]:
        selection.where(f"{member('role')} IN ({', '.join('?' * len(roles))})", *roles)
    if users := call.values("user_id"):
        selection.where(f"{member('user_id')} IN ({', '.join('?' * len(users))})", *users)
    return _page(call, selection)


@routes.add("GET", "/organization_memberships")
def list_all_memberships(call: Invocation) -> Any:
    """List the members of all organizations."""
    return _page(call, Selection(MEMBERSHIP))


@routes.add("GET", "/users/{user_id}/organization_memberships")
def list_memberships_of_user(call: Invocation) -> Any:
    """List the organizations of a user."""
    user = require_user(call.store, call.path["user_id"])
    return _page(call, Selection(MEMBERSHIP).where(f"{member('user_id')} = ?", user["id"]))


@routes.add(
    "POST", PATH, {"user_id": Text(required=True, nullable=False), "role": ROLE, **METADATA}
)
def create_membership(call: Invocation) -> Any:
    """Add a member."""
    organization = require_organization(call.store, call.path["organization_id"])
    membership = add_membership(call, organization, call.body["user_id"], call.body["role"])
    membership |= {name: call.body[name] or {} for name in METADATA if name in call.body}
    call.store.put(MEMBERSHIP, membership)
    return shown_membership(call.store, membership)


@routes.add("PATCH", PATH + "/{user_id}", {"role": ROLE})
def update_membership(call: Invocation) -> Any:
    """Give a member another role."""
    membership = _require(call)
    membership |= {"role": find_role(call.store, call.body["role"])["key"], "updated_at": call.now}
    call.store.put(MEMBERSHIP, membership)
    return shown_membership(call.store, membership)


@routes.add("PATCH", PATH + "/{user_id}/metadata", METADATA)
def merge_membership_metadata(call: Invocation) -> Any:
    """Merge metadata of a membership; null removes a key."""
    membership = _require(call)
    for name, value in call.body.items():
        membership[name] = merged(membership[name], value or {})
    membership["updated_at"] = call.now
    call.store.put(MEMBERSHIP, membership)
    return shown_membership(call.store, membership)


@routes.add("DELETE", PATH + "/{user_id}")
def delete_membership(call: Invocation) -> Any:
    """Remove a member, and show what is gone."""
    membership = _require(call)
    shown = shown_membership(call.store, membership)
    call.store.delete(MEMBERSHIP, membership["id"])
    return shown


def shown_membership(store: Store, membership: Document) -> Document:
    """A membership as the API shows it, with its organization and its user."""
    user = require_user(store, membership["user_id"])
    emails = contacts_of(store, EMAIL, user["id"])
    identifier = emails[0][EMAIL] if emails else user["username"]
    role = find_role(store, membership["role"])
    own = {
        name: membership[name] for name in membership if name not in ("organization_id", "user_id")
    }
    return own | {
        "role_name": role["name"],
        "permissions": [each["key"] for each in permissions_of(store, role)],
        "organization": shown_organization(
            require_organization(store, membership["organization_id"])
        ),
        "public_user_data": {
            "user_id": user["id"],
            "first_name": user["first_name"],
            "last_name": user["last_name"],
            "profile_image_url": user["image_url"],
            "image_url": user["image_url"],
            "has_image": user["has_image"],
            "identifier": identifier,
            "username": user["username"],
            "banned": user["banned"],
        },
    }


def _page(call: Invocation, selection: Selection) -> Any:
    selection.order = [OLDEST_FIRST]
    return paged(call, selection, lambda each: shown_membership(call.store, each))


def _of(organization_id: str) -> Selection:
    return Selection(MEMBERSHIP).where(f"{member('organization_id')} = ?", organization_id)


def _require(call: Invocation) -> Document:
    organization = require_organization(call.store, call.path["organization_id"])
    membership = find_membership(call.store, organization["id"], call.path["user_id"])
    if membership is None:
        raise problems.not_found("organization membership", call.path["user_id"])
    return membership
