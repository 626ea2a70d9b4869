"""The two spellings of each operation: ``/directories``, and the older ``/scim_directories``.

Both are about the same objects. In Clerk's Go SDK the older routes "stay mounted alongside
/directories and return the same resources"; responses have the members of both, and only the names
of the objects differ.

Source: https://github.com/clerk/clerk-sdk-go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.routing import NO_CHECKS, Handler, Request, Routes
from clerk_cli_sandbox.http.schemas import Body, BodyCheck, Check

PATH, OLDER_PATH = "/directories", "/scim_directories"
DIRECTORY, MAPPING = "directory", "directory_group_role_mapping"
OLDER_NAMES = {DIRECTORY: "scim_directory", MAPPING: "scim_group_role_mapping"}
"""The names of objects in responses, and what the older routes call them."""

GROUP_ID, OLDER_GROUP_ID = "directory_group_id", "scim_group_id"
GROUP_NAME, OLDER_GROUP_NAME = "directory_group_display_name", "scim_group_display_name"


def add_both(
    routes: Routes,
    method: str,
    suffix: str,
    checks: Mapping[str, Check] = NO_CHECKS,
    *,
    body_check: BodyCheck | None = None,
    older_check: BodyCheck | None = None,
) -> Callable[[Handler], Handler]:
    """Register the decorated function for both spellings of a path.

    Args:
        routes: The operations of the resource.
        method: The HTTP method.
        suffix: The path below that of the directories.
        checks: What the spec does not say about fields of the body.
        body_check: The same about fields that depend on each other.
        older_check: The same for the older path, if it is something else there.
    """

    def register(handler: Handler) -> Handler:
        @wraps(handler)
        def older(request: Request) -> Any:
            return _with_older_names(handler(request))

        routes.add(method, PATH + suffix, checks, body_check=body_check)(handler)
        routes.add(method, OLDER_PATH + suffix, checks, body_check=older_check or body_check)(older)
        return handler

    return register


def group_errors(body: Body, prefix: str = "") -> list[ErrorObject]:
    """What is wrong with the group of a mapping: it has one ID, in either spelling or in both.

    Args:
        body: The mapping.
        prefix: What comes before the names of its members in messages.
    """
    errors = [
        api_errors.invalid_value(
            f"{prefix}{name}", f"{name} and {older_name} must be equal if both are included."
        )
        for name, older_name in ((GROUP_ID, OLDER_GROUP_ID), (GROUP_NAME, OLDER_GROUP_NAME))
        if name in body and older_name in body and body[name] != body[older_name]
    ]
    if GROUP_ID not in body and OLDER_GROUP_ID not in body:
        errors.append(api_errors.missing_param(f"{prefix}{GROUP_ID}"))
    elif not group_of(body).strip():
        name = GROUP_ID if GROUP_ID in body else OLDER_GROUP_ID
        errors.append(api_errors.too_short(f"{prefix}{name}", 1))
    return errors


def older_group_errors(body: Body, prefix: str = "") -> list[ErrorObject]:
    """The same on the older routes, whose schema requires the older name and has no other.

    Args:
        body: The mapping.
        prefix: What comes before the names of its members in messages.
    """
    return group_errors(body, prefix) if OLDER_GROUP_ID in body else []


def group_of(body: Body) -> str:
    """The ID of the group of a mapping."""
    return str(body.get(GROUP_ID) or body.get(OLDER_GROUP_ID) or "")


def group_name_of(body: Body) -> str | None:
    """The display name of the group of a mapping, if it has one."""
    return body.get(GROUP_NAME) or body.get(OLDER_GROUP_NAME)


def _with_older_names(response: Any) -> Any:
    if "data" in response:
        return response | {"data": [_with_older_names(row) for row in response["data"]]}
    return response | {"object": OLDER_NAMES[response["object"]]}
