"""``clerk users image …``: profile images (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Command,
    Example,
    Image,
    User,
    View,
    argument,
    delete,
    post,
    yes_no,
)
from clerk_cli_users.views import ID, IDENTIFIER

PATH = "/v1/users/{user_id}/profile_image"
IMAGE = View(
    columns=(ID, IDENTIFIER, Column("IMAGE", "has_image", yes_no)),
    details=(
        Column("User", "id"),
        Column("Image", "has_image", yes_no, shows=("file",)),
        Column("Image URL", "image_url", shows=("file",)),
    ),
)


class ImageSet(
    Command,
    name="users image set",
    aliases=("upload",),
    route=post(PATH),
    view=IMAGE,
    done="Set the profile image of user {user_id}.",
    extension=True,
    examples=(
        Example("clerk users image set user_123 photo.png", "Upload a profile image"),
        Example("clerk users image set ada@example.com - < photo.png", "Upload it from stdin"),
    ),
):
    """Set or replace a user's profile image."""

    user_id: User = argument("User")
    file: Image = argument("Image file")


class ImageDelete(
    Command,
    name="users image delete",
    aliases=("rm",),
    route=delete(PATH),
    view=IMAGE,
    confirm="Delete the profile image of user {user_id}?",
    done="Deleted the profile image of user {user_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users image delete user_123", "Return to the default image"),),
):
    """Delete a user's profile image, so that the default image is shown."""

    user_id: User = argument("User")
