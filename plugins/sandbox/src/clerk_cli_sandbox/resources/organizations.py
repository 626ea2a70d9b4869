"""``/organizations``: organizations and their metadata."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import merged, moment
from clerk_cli_sandbox.fields import Field, Flag, Integer, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.billing_objects import remove_billing
from clerk_cli_sandbox.resources.memberships import (
    add_membership,
    members_count,
    remove_memberships,
)
from clerk_cli_sandbox.resources.organization_domains import remove_domains
from clerk_cli_sandbox.resources.organization_invitations import remove_invitations
from clerk_cli_sandbox.resources.organization_objects import (
    MEMBERSHIP,
    ORGANIZATION,
    require_organization,
    shown_organization,
)
from clerk_cli_sandbox.resources.user_objects import AVATAR, require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

ONE = "/organizations/{organization_id}"
MEMBERS_ALLOWED = 5
METADATA: dict[str, Field] = {"public_metadata": Object(), "private_metadata": Object()}
PROFILE: dict[str, Field] = {
    "slug": Text(longest=256),
    "max_allowed_memberships": Integer(),
    "created_at": Text(),
    "role_set_key": Text(),
}
CREATE = {
    "name": Text(required=True, nullable=False, longest=256),
    "created_by": Text(),
    **PROFILE,
    **METADATA,
}
UPDATE = {"name": Text(longest=256), "admin_delete_enabled": Flag(), **PROFILE}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COUNT = (
    f"(SELECT COUNT(*) FROM objects m WHERE m.kind = '{MEMBERSHIP}' "
    f"AND {member('organization_id', 'm')} = o.id)"
)
ORDERS = {"name": member("name"), "created_at": member("created_at"), "members_count": COUNT}


@routes.add("GET", "/organizations")
def list_organizations(call: Invocation) -> Any:
    """List organizations, filtered, sorted and paged."""
    selection = _matching(call)
    text = call.value("order_by") or "-created_at"
    order = ORDERS.get(text.lstrip("+-"))
    if order is None:
        raise Refusal(
            422, problems.wrong_value("order_by", f"order_by must be one of {', '.join(ORDERS)}.")
        )
    selection.order = [f"{order} {'DESC' if text.startswith('-') else 'ASC'}", "o.rowid DESC"]
    return paged(call, selection, lambda each: _counted(call, each))


@routes.add("GET", ONE)
def get_organization(call: Invocation) -> Any:
    """Show an organization, by id or slug."""
    return _counted(call, require_organization(call.store, call.path["organization_id"]))


@routes.add("POST", "/organizations", CREATE)
def create_organization(call: Invocation) -> Any:
    """Create an organization; its creator is its first admin."""
    body = call.body
    created = moment(body["created_at"], "created_at") if body.get("created_at") else call.now
    organization: Document = {
        "id": new_id("org"),
        "object": ORGANIZATION,
        "name": body["name"],
        "slug": _free_slug(call.store, body["name"], body.get("slug")),
        "image_url": AVATAR,
        "has_image": False,
        "max_allowed_memberships": MEMBERS_ALLOWED,
        "admin_delete_enabled": True,
        "public_metadata": body.get("public_metadata") or {},
        "private_metadata": body.get("private_metadata") or {},
        "created_at": created,
        "updated_at": created,
    }
    if body.get("max_allowed_memberships") is not None:
        organization["max_allowed_memberships"] = body["max_allowed_memberships"]
    if creator := body.get("created_by"):
        organization["created_by"] = require_user(call.store, creator)["id"]
        add_membership(call, organization, creator, "org:admin")
    call.store.put(ORGANIZATION, organization)
    return shown_organization(organization)


@routes.add("PATCH", ONE, UPDATE)
def update_organization(call: Invocation) -> Any:
    """Change an organization; metadata has an operation of its own."""
    organization = require_organization(call.store, call.path["organization_id"])
    body = call.body
    if body.get("slug") and body["slug"] != organization["slug"]:
        organization["slug"] = _free_slug(call.store, "", body["slug"])
    for name in ("name", "max_allowed_memberships", "admin_delete_enabled"):
        if body.get(name) is not None:
            organization[name] = body[name]
    return _save(call, organization)


@routes.add("PUT", ONE + "/metadata", METADATA)
def replace_metadata(call: Invocation) -> Any:
    """Replace each kind of metadata that is given."""
    organization = require_organization(call.store, call.path["organization_id"])
    organization |= {name: value or {} for name, value in call.body.items()}
    return _save(call, organization)


@routes.add("PATCH", ONE + "/metadata", METADATA)
def merge_metadata(call: Invocation) -> Any:
    """Merge each kind of metadata that is given; null removes a key."""
    organization = require_organization(call.store, call.path["organization_id"])
    for name, value in call.body.items():
        organization[name] = merged(organization[name], value or {})
    return _save(call, organization)


@routes.add("DELETE", ONE)
def delete_organization(call: Invocation) -> Any:
    """Delete an organization and everything that belongs to it."""
    organization = require_organization(call.store, call.path["organization_id"])
    remove_memberships(call.store, "organization_id", organization["id"])
    remove_invitations(call.store, organization["id"])
    remove_domains(call.store, organization["id"])
    remove_billing(call.store, organization["id"])
    call.store.delete(ORGANIZATION, organization["id"])
    return {
        "id": organization["id"],
        "object": ORGANIZATION,
        "slug": organization["slug"],
        "deleted": True,
    }


def _matching(call: Invocation) -> Selection:
    selection = Selection(ORGANIZATION)
    if text := call.value("query"):
        parts = (member("name"), member("slug"), "o.id")
        test = " OR ".join(f"instr(lower({part}), ?)" for part in parts)
        selection.where(f"({test})", *[text.lower()] * len(parts))
    if users := call.values("user_id"):
        selection.where(
            f"o.id IN (SELECT {member('organization_id', 'm')} FROM objects m "
            f"WHERE m.kind = '{MEMBERSHIP}' AND {member('user_id', 'm')} "
            f"IN ({', '.join('?' * len(users))}))",
            *[user.lstrip("+") for user in users],
        )
    if ids := call.values("organization_id"):
        selection.where(f"o.id IN ({', '.join('?' * len(ids))})", *[id.lstrip("+") for id in ids])
    return selection


def _counted(call: Invocation, organization: Document) -> Document:
    shown = shown_organization(organization)
    if (call.value("include_members_count") or "").lower() == "true":
        shown["members_count"] = members_count(call.store, organization["id"])
    return shown


def _free_slug(store: Store, name: str, asked: str | None) -> str:
    """The slug that was asked for, or one made from the name; nobody else has it.

    Raises:
        Refusal: The slug that was asked for is of another form, or taken.
    """
    slug = asked or "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "organization"
    if asked and not SLUG.fullmatch(asked):
        text = "slug can only have lower-case letters, digits and dashes."
        raise Refusal(422, problems.wrong_format("slug", text))
    number, free = 1, slug
    while store.count(Selection(ORGANIZATION).where(f"{member('slug')} = ?", free)):
        if asked:
            raise Refusal(422, problems.taken("slug"))
        number, free = number + 1, f"{slug}-{number + 1}"
    return free


def _save(call: Invocation, organization: Document) -> Any:
    organization["updated_at"] = call.now
    call.store.put(ORGANIZATION, organization)
    return shown_organization(organization)
