"""``/users/{id}/profile_image``: what users look like."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.images import delete_image, remove_image, save_image
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.identity.user_objects import AVATAR, requested_user, require_user, save_user

routes = Routes()


@routes.add("POST", "/users/{user_id}/profile_image")
def set_profile_image(request: Request) -> Any:
    """Set or replace the image of a user."""
    user = requested_user(request)
    url = save_image(request, user["image_url"])
    return save_user(request, user | {"image_url": url, "has_image": True})


@routes.add("DELETE", "/users/{user_id}/profile_image")
def delete_profile_image(request: Request) -> Any:
    """Delete the image of a user, who then has the default one."""
    user = requested_user(request)
    remove_image(request, user["image_url"])
    return save_user(request, user | {"image_url": AVATAR, "has_image": False})


@user_deleted.reaction
def _delete_image(request: Request, user_id: str) -> None:
    """Delete the image of a user who is deleted."""
    delete_image(request.store, require_user(request.store, user_id)["image_url"])
