"""``clerk users phones …``: phone numbers of users."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Command,
    Example,
    User,
    UserPhone,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
)
from clerk_cli_users.contacts import ContactList, ContactUpdate
from clerk_cli_users.views import contact_views

PHONES, PHONE = contact_views("PHONE", "phone_number", "Phone number", "phone numbers")


class PhonesList(
    ContactList,
    name="users phones list",
    aliases=("ls",),
    view=PHONES,
    examples=(Example("clerk users phones list user_123", "List a user's phone numbers"),),
):
    """List all phone numbers for a user."""

    kind = "phone_number"
    plural = "phone_numbers"
    objects_route = get("/v1/phone_numbers/{phone_number_id}")


class PhonesGet(
    Command,
    name="users phones get",
    route=get("/v1/phone_numbers/{phone_number_id}"),
    view=PHONE,
    examples=(Example("clerk users phones get +15550100001", "Show a phone number"),),
):
    """Show a phone number."""

    phone_number_id: UserPhone = argument("Phone number")


class PhonesAdd(
    Command,
    name="users phones add",
    route=post("/v1/phone_numbers"),
    view=PHONE,
    done="Added phone number {id}.",
    examples=(
        Example(
            "clerk users phones add user_123 --phone +15551234567 --verified",
            "Add a verified phone number",
        ),
    ),
):
    """Add a phone number to a user."""

    user_id: User = argument("User")
    phone: str = option("Phone number in E.164 format", metavar="number", sends="phone_number")
    verified: bool = flag("Mark as verified")
    primary: bool = flag("Set as primary phone number")


class PhonesUpdate(
    ContactUpdate,
    name="users phones update",
    route=patch("/v1/phone_numbers/{phone_number_id}"),
    view=PHONE,
    done="Updated phone number {phone_number_id}.",
    examples=(
        Example("clerk users phones update idn_456 --primary", "Make a number the primary one"),
    ),
):
    """Update a phone number."""

    phone_number_id: UserPhone = argument("Phone number")


class PhonesRemove(
    Command,
    name="users phones remove",
    aliases=("rm",),
    route=delete("/v1/phone_numbers/{phone_number_id}"),
    view=DELETED,
    confirm="Remove phone number {phone_number_id}?",
    done="Removed phone number {phone_number_id}.",
    many=True,
    examples=(Example("clerk users phones remove idn_456", "Remove a phone number"),),
):
    """Remove a phone number."""

    runs_unattended = True

    phone_number_id: UserPhone = argument("Phone number")
