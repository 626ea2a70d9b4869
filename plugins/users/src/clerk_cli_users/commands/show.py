"""Everything about one user that support asks for, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Example,
    ExitStatus,
    Json,
    Note,
    Outcome,
    Request,
    User,
    View,
    argument,
    get,
    run_many,
)
from clerk_cli_users import views

LARGEST_LIST = 100
"""Rows that are read of each list; its total tells if there are more."""


class Part(NamedTuple):
    """A part of the screen: what it is called, and what reads it.

    Args:
        name: The member of the result.
        label: What messages call it.
        path: The path after that of the user, or an absolute one.
        query: Parameters; ``{}`` stands for the user's ID.
        is_list: Whether the response is a list.
        turned_off: The code of the error of an instance that has no such part.
    """

    name: str
    label: str
    path: str
    query: Mapping[str, Json] = {}
    is_list: bool = True
    turned_off: str = ""

    def request(self, user_id: str) -> Request:
        """The request that reads it.

        Args:
            user_id: The user's ID.
        """
        route = get(self.path if self.path.startswith("/v1") else "/v1/users/{user_id}" + self.path)
        query = {name: user_id if value == "{}" else value for name, value in self.query.items()}
        limit: Mapping[str, Json] = {"limit": LARGEST_LIST} if self.is_list else {}
        in_path = {"user_id": user_id} if route.placeholders else {}
        return Request("GET", route.fill(in_path), {**query, **limit})


USER = Part("user", "the user", "", is_list=False)
SUBSCRIPTION = Part(
    "subscription",
    "the subscription",
    "/billing/subscription",
    is_list=False,
    turned_off="billing_not_enabled",
)
NO_ORGANIZATIONS = "organization_not_enabled_in_instance"
PARTS = (
    USER,
    Part(
        "sessions",
        "the active sessions",
        "/v1/sessions",
        {"user_id": "{}", "status": "active", "paginated": True},
    ),
    Part(
        "organization_memberships",
        "the organizations",
        "/organization_memberships",
        turned_off=NO_ORGANIZATIONS,
    ),
    Part(
        "organization_invitations",
        "the invitations",
        "/organization_invitations",
        turned_off=NO_ORGANIZATIONS,
    ),
    SUBSCRIPTION,
)


def column_of_user(column: Column) -> Column:
    """A column of a user, for a result that has the user as a part.

    Args:
        column: The column.
    """
    value = column.value
    if isinstance(value, str):
        return column.replace(value=f"user.{value}")
    return column.replace(value=lambda result: value(result["user"]))


SUMMARY = View(
    columns=tuple(map(column_of_user, views.USER.columns)),
    wide=tuple(map(column_of_user, views.USER.wide)),
)


class UsersShow(
    Command,
    name="users show",
    view=SUMMARY,
    extension=True,
    examples=(
        Example("clerk users show ada@example.com", "Show everything about a user"),
        Example("clerk users show user_123 -o json", "Print everything as one JSON object"),
    ),
):
    """Show a user with sessions, organizations, invitations, and subscription.

    If a part cannot be read, a warning names it, the others are shown, and the exit status is 1.
    Features that are off in the instance, such as organizations, are omitted.
    """

    writes = False
    result_fields = (
        "user=User", "sessions{}", "organization_memberships{}", "organization_invitations{}",
        "subscription=CommerceSubscription", "errors{}",
    )  # fmt: skip

    user_id: User = argument("User")

    def run(self, context: Context) -> Outcome:
        """Read all parts at the same time.

        Raises:
            ClerkError: The user cannot be read.
        """

        def read(part: Part) -> object:
            response = context.send(part.request(self.user_id))
            if not part.is_list:
                response.object.path_value()  # whatever has no ID is not what was asked for
                return response.object
            listing = response.listing()
            return {"data": listing.data, "total_count": listing.total_count}

        result: APIObject = dict.fromkeys((part.name for part in PARTS), None)
        errors: dict[str, ClerkError] = {}
        for read_part in run_many(context, PARTS, read, workers=len(PARTS)):
            part, error = read_part.item, read_part.error
            result[part.name] = read_part.value
            if error is not None and not is_absent(part, error):
                errors[part.name] = error
        if USER.name in errors:
            raise errors[USER.name]
        result["errors"] = {
            name: {"code": error.code, "message": error.message} for name, error in errors.items()
        }
        notes = tuple(
            Note(f"could not read {part.label}: {errors[part.name].message}", "error")
            for part in PARTS
            if part.name in errors
        )
        return Outcome(result, status=ExitStatus.FAILED if errors else ExitStatus.OK, notes=notes)

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show one part below the other."""
        from clerk_cli_users.overview import show_overview

        show_overview(result, context)


def is_absent(part: Part, error: ClerkError) -> bool:
    """Whether an error only says that the user, or the instance, has no such part."""
    if not isinstance(error, APIError):
        return False
    if part is SUBSCRIPTION and error.http_status == 404:
        return True
    return bool(part.turned_off) and part.turned_off in error.codes
