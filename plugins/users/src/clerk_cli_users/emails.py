"""``clerk users emails …``: email addresses of users."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Command,
    Example,
    User,
    UserEmail,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
    put,
)
from clerk_cli_users.contacts import (
    CodeAttempt,
    CodeCommand,
    ContactList,
    ContactReplace,
    ContactUpdate,
    NewEmail,
)
from clerk_cli_users.views import contact_views

EMAILS, EMAIL = contact_views("EMAIL", "email_address", "Email address", "email addresses")


class EmailsList(
    ContactList,
    name="users emails list",
    aliases=("ls",),
    view=EMAILS,
    examples=(Example("clerk users emails list user_123", "List a user's email addresses"),),
):
    """List all email addresses for a user."""

    kind = "email_address"
    plural = "email_addresses"
    objects_route = get("/v1/email_addresses/{email_address_id}")


class EmailsGet(
    Command,
    name="users emails get",
    route=get("/v1/email_addresses/{email_address_id}"),
    view=EMAIL,
    examples=(Example("clerk users emails get ada@example.com", "Show an email address"),),
):
    """Show an email address."""

    email_address_id: UserEmail = argument("Email address")


class EmailsAdd(
    Command,
    name="users emails add",
    route=post("/v1/email_addresses"),
    view=EMAIL,
    done="Added email address {id}.",
    examples=(
        Example(
            "clerk users emails add user_123 --email jane@example.com --verified --primary",
            "Add a verified address and make it the primary one",
        ),
    ),
):
    """Add an email address to a user."""

    user_id: User = argument("User")
    email: NewEmail = option("Email address", sends="email_address")
    verified: bool = flag("Mark as verified")
    primary: bool = flag("Set as primary email")


class EmailsUpdate(
    ContactUpdate,
    name="users emails update",
    route=patch("/v1/email_addresses/{email_address_id}"),
    view=EMAIL,
    done="Updated email address {email_address_id}.",
    examples=(
        Example(
            "clerk users emails update ada@example.com --verified",
            "Mark an email address as verified",
        ),
    ),
):
    """Update an email address."""

    email_address_id: UserEmail = argument("Email address")


class EmailsRemove(
    Command,
    name="users emails remove",
    aliases=("rm",),
    route=delete("/v1/email_addresses/{email_address_id}"),
    view=DELETED,
    confirm="Remove email address {email_address_id}?",
    done="Removed email address {email_address_id}.",
    many=True,
    examples=(Example("clerk users emails remove idn_123", "Remove an email address"),),
):
    """Remove an email address."""

    runs_unattended = True

    email_address_id: UserEmail = argument("Email address")


class EmailsReplace(
    ContactReplace,
    name="users emails replace",
    route=put("/v1/users/{user_id}/email_address"),
    view=EMAIL,
    confirm="Replace all email addresses of user {user_id} with {email}?",
    done="Replaced the email addresses of user {user_id} with {email}.",
    examples=(
        Example(
            "clerk users emails replace user_123 --email jane@example.com",
            "Replace all email addresses of a user",
        ),
    ),
):
    """Replace all email addresses of a user with a new primary one.

    With --status unverified, the user may no longer be able to sign in.
    """

    email: NewEmail = option("New email address", sends="email_address")
    notify: bool = flag(
        "Notify the previous primary email address", sends="notify_primary_email_address_changed"
    )


class EmailsPrepare(
    CodeCommand,
    name="users emails prepare-verification",
    route=post("/v1/email_addresses/{email_address_id}/prepare_verification"),
    done="Sent a code to email address {email_address_id}.",
    many=True,
    examples=(
        Example("clerk users emails prepare-verification ada@example.com", "Send a code"),
        Example(
            "clerk users emails prepare-verification ada@example.com --fields id -o value",
            "Send a code and print only the verification ID",
        ),
    ),
):
    """Send a verification code to an email address.

    To check the code that the user received, run clerk users emails attempt-verification.
    """

    email_address_id: UserEmail = argument("Email address")


class EmailsAttempt(
    CodeAttempt,
    name="users emails attempt-verification",
    route=post("/v1/email_addresses/{email_address_id}/attempt_verification"),
    examples=(
        Example(
            "clerk users emails attempt-verification idn_123 --verification-id ver_123"
            " --code 424242",
            "Verify the code that a user received",
        ),
    ),
):
    """Verify an email address with a code.

    Exits with status 1 if the code is not accepted.
    """

    email_address_id: UserEmail = argument("Email address")

    objects_route = post("/v1/email_addresses/{email_address_id}/attempt_verification")
