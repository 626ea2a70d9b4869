"""``clerk signups …``: visitors who are becoming users (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Command,
    Example,
    Request,
    Update,
    View,
    argument,
    comma,
    date_time,
    get,
    heading,
    option,
    patch,
    switch,
    yes_no,
)
from clerk_cli_users.views import ID, user_name

SIGN_UP = View(
    columns=(
        ID,
        Column("STATUS", "status", is_status=True),
        Column("EMAIL", "email_address", truncatable=True),
        Column("USER ID", "created_user_id", optional=True),
    ),
    details=(
        Column("Sign-up", "id"),
        Column("Status", "status", is_status=True),
        Column("Missing", "missing_fields", comma),
        Column("Unverified", "unverified_fields", comma),
        Column("Custom action", "custom_action", yes_no),
        heading("Visitor"),
        Column("Name", user_name),
        Column("Email", "email_address"),
        Column("Phone", "phone_number"),
        Column("Username", "username"),
        Column("External ID", "external_id"),
        Column("Password", "password_enabled", yes_no),
        heading("Result"),
        Column("User ID", "created_user_id"),
        Column("Session ID", "created_session_id"),
        Column("Abandoned", "abandon_at", date_time),
    ),
)


class SignUpsGet(
    Command,
    name="signups get",
    route=get("/v1/sign_ups/{sign_up_id}"),
    view=SIGN_UP,
    extension=True,
    many=True,
    examples=(Example("clerk signups get sua_123", "Show the missing fields of a sign-up"),),
):
    """Show a sign-up with its missing fields, or the user it created."""

    sign_up_id: str = argument("Sign-up ID")


class SignUpsUpdate(
    Update,
    name="signups update",
    route=patch("/v1/sign_ups/{sign_up_id}"),
    view=SIGN_UP,
    done="Updated sign-up {sign_up_id}.",
    extension=True,
    examples=(
        Example(
            "clerk signups update sua_123 --external-id crm_1001",
            "Set the external ID before the user is created",
        ),
    ),
):
    """Update a sign-up that is neither complete nor abandoned.

    Pass an empty value to clear the external ID, such as --external-id ''.
    """

    sign_up_id: str = argument("Sign-up ID")
    external_id: str | None = option("External ID for the user")
    custom_action: bool | None = switch("Mark as a custom action")

    def build(self) -> Request:
        """The request; an empty external ID stands for null."""
        request = super().build()
        body = dict(request.json_object)
        if body.get("external_id") == "":
            body["external_id"] = None
        return request.replace(body=body)
