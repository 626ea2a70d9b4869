"""``clerk users emails …`` (reference: User Email Commands)."""

from __future__ import annotations

from clerk_cli.api import DELETED, Command, argument, delete, flag, get, option, patch, post
from clerk_cli_users.contacts import ContactList, ContactUpdate
from clerk_cli_users.views import contact_views

EMAILS, EMAIL = contact_views("EMAIL", "email_address", "Email address")


class EmailsList(ContactList, name="users emails list", aliases=("ls",), view=EMAILS):
    """List all email addresses for a user."""

    kind = "email_address"
    plural = "email_addresses"


class EmailsGet(
    Command,
    name="users emails get",
    route=get("/v1/email_addresses/{email_address_id}"),
    view=EMAIL,
):
    """Get details of an email address."""

    email_address_id: str = argument("The email address to show")


class EmailsAdd(
    Command,
    name="users emails add",
    route=post("/v1/email_addresses"),
    view=EMAIL,
    done="Added email address {id}.",
):
    """Add an email address to a user."""

    user_id: str = argument("The user")
    email: str = option("Email address", sends="email_address")
    verified: bool = flag("Mark as verified")
    primary: bool = flag("Set as primary email")


class EmailsUpdate(
    ContactUpdate,
    name="users emails update",
    route=patch("/v1/email_addresses/{email_address_id}"),
    view=EMAIL,
    done="Updated email address {email_address_id}.",
):
    """Update an email address."""

    email_address_id: str = argument("The email address to update")


class EmailsRemove(
    Command,
    name="users emails remove",
    aliases=("rm",),
    route=delete("/v1/email_addresses/{email_address_id}"),
    view=DELETED,
    done="Removed email address {email_address_id}.",
):
    """Remove an email address."""

    email_address_id: str = argument("The email address to remove")
