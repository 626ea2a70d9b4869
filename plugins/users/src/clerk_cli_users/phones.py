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
    put,
    switch,
)
from clerk_cli_users.contacts import (
    CodeAttempt,
    CodeCommand,
    ContactList,
    ContactReplace,
    ContactUpdate,
    NewPhone,
)
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
    phone: NewPhone = option("Phone number in E.164 format", metavar="number", sends="phone_number")
    verified: bool = flag("Mark as verified")
    primary: bool = flag("Set as primary phone number")
    reserved_for_second_factor: bool = flag("Use the number as a second factor; must be verified")


class PhonesUpdate(
    ContactUpdate,
    name="users phones update",
    route=patch("/v1/phone_numbers/{phone_number_id}"),
    view=PHONE,
    done="Updated phone number {phone_number_id}.",
    examples=(
        Example(
            "clerk users phones update idn_456 --primary", "Make a phone number the primary one"
        ),
        Example(
            "clerk users phones update +15550100001 --reserved-for-second-factor",
            "Use a phone number as a second factor",
        ),
    ),
):
    """Update a phone number."""

    phone_number_id: UserPhone = argument("Phone number")
    reserved_for_second_factor: bool | None = switch(
        "Use the number as a second factor; must be verified"
    )


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


class PhonesReplace(
    ContactReplace,
    name="users phones replace",
    route=put("/v1/users/{user_id}/phone_number"),
    view=PHONE,
    confirm="Replace all phone numbers of user {user_id} with {phone}?",
    done="Replaced the phone numbers of user {user_id} with {phone}.",
    examples=(
        Example(
            "clerk users phones replace user_123 --phone +15551234567",
            "Replace all phone numbers of a user",
        ),
    ),
):
    """Replace all phone numbers of a user with a new primary one.

    If an old number is a second factor, the user loses it. With --status unverified, the user may
    no longer be able to sign in.
    """

    phone: NewPhone = option(
        "New phone number in E.164 format", metavar="number", sends="phone_number"
    )


class PhonesPrepare(
    CodeCommand,
    name="users phones prepare-verification",
    route=post("/v1/phone_numbers/{phone_number_id}/prepare_verification"),
    done="Sent a code to phone number {phone_number_id}.",
    many=True,
    examples=(
        Example("clerk users phones prepare-verification +15550100001", "Send a code"),
        Example(
            "clerk users phones prepare-verification +15550100001 --fields id -o value",
            "Send a code and print only the verification ID",
        ),
    ),
):
    """Send a verification code to a phone number.

    To check the code that the user received, run clerk users phones attempt-verification.
    """

    phone_number_id: UserPhone = argument("Phone number")


class PhonesAttempt(
    CodeAttempt,
    name="users phones attempt-verification",
    route=post("/v1/phone_numbers/{phone_number_id}/attempt_verification"),
    examples=(
        Example(
            "clerk users phones attempt-verification idn_456 --verification-id ver_456"
            " --code 242424",
            "Verify the code that a user received",
        ),
    ),
):
    """Verify a phone number with a code.

    Exits with status 1 if the code is not accepted.
    """

    phone_number_id: UserPhone = argument("Phone number")

    objects_route = post("/v1/phone_numbers/{phone_number_id}/attempt_verification")
