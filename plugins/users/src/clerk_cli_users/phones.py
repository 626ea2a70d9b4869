"""``clerk users phones …`` (reference: User Phone Commands)."""

from __future__ import annotations

from clerk_cli.api import DELETED, Command, argument, delete, flag, get, option, patch, post
from clerk_cli_users.contacts import ContactList, ContactUpdate
from clerk_cli_users.views import contact_views

PHONES, PHONE = contact_views("PHONE", "phone_number", "Phone number")


class PhonesList(ContactList, name="users phones list", aliases=("ls",), view=PHONES):
    """List all phone numbers for a user."""

    kind = "phone_number"
    plural = "phone_numbers"


class PhonesGet(
    Command, name="users phones get", route=get("/v1/phone_numbers/{phone_number_id}"), view=PHONE
):
    """Get details of a phone number."""

    phone_number_id: str = argument("The phone number to show")


class PhonesAdd(
    Command,
    name="users phones add",
    route=post("/v1/phone_numbers"),
    view=PHONE,
    done="Added phone number {id}.",
):
    """Add a phone number to a user."""

    user_id: str = argument("The user")
    phone: str = option("Phone number in E.164 format", metavar="number", sends="phone_number")
    verified: bool = flag("Mark as verified")
    primary: bool = flag("Set as primary phone number")


class PhonesUpdate(
    ContactUpdate,
    name="users phones update",
    route=patch("/v1/phone_numbers/{phone_number_id}"),
    view=PHONE,
    done="Updated phone number {phone_number_id}.",
):
    """Update a phone number."""

    phone_number_id: str = argument("The phone number to update")


class PhonesRemove(
    Command,
    name="users phones remove",
    aliases=("rm",),
    route=delete("/v1/phone_numbers/{phone_number_id}"),
    view=DELETED,
    done="Removed phone number {phone_number_id}.",
):
    """Remove a phone number."""

    phone_number_id: str = argument("The phone number to remove")
