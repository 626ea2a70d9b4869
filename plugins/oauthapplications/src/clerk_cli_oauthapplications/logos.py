"""``clerk oauthapplications logo …``: logos, which the consent screen shows."""

from __future__ import annotations

from clerk_cli.api import Command, Example, Image, User, argument, option, put
from clerk_cli_oauthapplications.commands import APPLICATION, ONE


class LogoSet(
    Command,
    name="oauthapplications logo set",
    aliases=("upload",),
    route=put(ONE + "/logo"),
    view=APPLICATION,
    done="Set the logo of OAuth application {oauth_application_id}.",
    extension=True,
    examples=(
        Example("clerk oauthapplications logo set oauthapp_123 logo.png", "Upload a logo"),
        Example(
            "clerk oauthapplications logo set oauthapp_123 logo.png --uploader ada@example.com",
            "Credit a user with the upload",
        ),
    ),
):
    """Set or replace the logo of an OAuth application."""

    oauth_application_id: str = argument("OAuth application ID")
    file: Image = argument("Image file")
    uploader: User | None = option(
        "User to credit with the upload", metavar="user", sends="uploader_user_id"
    )
