"""``clerk organizations logo …``: logos of organizations (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Command,
    Example,
    Image,
    Organization,
    User,
    View,
    argument,
    delete,
    option,
    put,
    yes_no,
)
from clerk_cli_organizations.commands import ID, NAME

PATH = "/v1/organizations/{organization_id}/logo"
LOGO = View(
    columns=(ID, NAME, Column("LOGO", "has_image", yes_no)),
    details=(
        Column("Organization", "id"),
        Column("Name", "name"),
        Column("Logo", "has_image", yes_no, shows=("file",)),
        Column("Logo URL", "image_url", shows=("file",)),
    ),
)


class LogoSet(
    Command,
    name="organizations logo set",
    aliases=("upload",),
    route=put(PATH),
    view=LOGO,
    done="Set the logo of organization {organization_id}.",
    extension=True,
    examples=(
        Example("clerk organizations logo set org_123 logo.png", "Upload a logo"),
        Example(
            "clerk organizations logo set acme logo.png --uploader ada@example.com",
            "Credit a user with the upload",
        ),
    ),
):
    """Set or replace an organization's logo."""

    organization_id: Organization = argument("Organization")
    file: Image = argument("Image file")
    uploader: User | None = option(
        "User to credit with the upload", metavar="user", sends="uploader_user_id"
    )


class LogoDelete(
    Command,
    name="organizations logo delete",
    aliases=("rm",),
    route=delete(PATH),
    view=LOGO,
    confirm="Delete the logo of organization {organization_id}?",
    done="Deleted the logo of organization {organization_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk organizations logo delete org_123", "Return to the default logo"),),
):
    """Delete an organization's logo, so that the default logo is shown."""

    organization_id: Organization = argument("Organization")
