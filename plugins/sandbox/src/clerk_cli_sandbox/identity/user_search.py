"""The filters and sort orders of ``GET /users`` and ``GET /users/count``."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.identity.user_objects import EMAIL, PHONE, USER, require_user
from clerk_cli_sandbox.organizations.organization_objects import MEMBERSHIP
from clerk_cli_sandbox.storage.store import Selection, json_field, placeholders

MAX_VALUES = 100

TIMESTAMPS = ("last_active_at", "created_at", "last_sign_in_at")

PRIMARY_CONTACT = (
    "(SELECT json_extract(c.document, '$.{kind}') FROM objects c WHERE c.kind = '{kind}' "
    "AND c.id = json_extract(o.document, '$.primary_{kind}_id'))"
)

ORDERS = {
    **{
        name: json_field(name)
        for name in (
            "created_at", "updated_at", "first_name", "last_name", "username",
            "last_active_at", "last_sign_in_at",
        )
    },
    "email_address": PRIMARY_CONTACT.format(kind=EMAIL),
    "phone_number": PRIMARY_CONTACT.format(kind=PHONE),
    "web3wallet": "NULL",
}  # fmt: skip
"""The fields to sort by, and their SQL."""

SIGNED_FILTERS = {
    "external_id": f"{json_field('external_id')} IN ({{values}})",
    "user_id": "o.id IN ({values})",
    "organization_id": (
        f"EXISTS (SELECT 1 FROM objects m WHERE m.kind = '{MEMBERSHIP}' "
        f"AND {json_field('user_id', 'm')} = o.id "
        f"AND {json_field('organization_id', 'm')} IN ({{values}}))"
    ),
}
"""The filters whose values may start with ``+`` (include) or ``-`` (exclude), and their SQL."""


def select_users(request: Request) -> Selection:
    """The users that match the filters of a request."""
    selection = Selection(USER)
    _filter_by_username(request, selection)
    _filter_by_contacts(request, selection)
    _filter_by_signed_values(request, selection)
    _filter_by_text(request, selection)
    _filter_by_timestamps(request, selection)
    if (banned := request.param("banned")) is not None:
        selection.where_equal("banned", int(banned.lower() == "true"))
    return selection


def select_page(request: Request) -> Selection:
    """The users on the requested page.

    Raises:
        ErrorResponse: The sort order or the cursor is not valid.
    """
    selection = select_users(request)
    order_by = request.param("order_by") or "-created_at"
    name, descending = order_by.lstrip("+-"), order_by.startswith("-")
    if name not in ORDERS:
        raise ErrorResponse(422, api_errors.not_a_choice("order_by", tuple(ORDERS)))
    direction = "DESC" if descending else "ASC"
    selection.order = [f"{ORDERS[name]} {direction}", f"o.id {direction}"]
    selection.limit, selection.offset = request.limit, request.offset
    if cursor := request.param("starting_after"):
        _start_after(request, selection, cursor, name, descending=descending)
    return selection


def _start_after(
    request: Request, selection: Selection, cursor: str, order_name: str, *, descending: bool
) -> None:
    if order_name != "created_at" or request.offset:
        text = "starting_after works only with an order by created_at and without an offset."
        raise ErrorResponse(422, api_errors.invalid_value("starting_after", text))
    last_user = require_user(request.store, cursor)
    comparison = "<" if descending else ">"
    selection.where(
        f"({json_field('created_at')}, o.id) {comparison} (?, ?)",
        last_user["created_at"],
        last_user["id"],
    )


def _filter_values(request: Request, name: str) -> list[str]:
    values = request.params(name)
    if len(values) > MAX_VALUES:
        text = f"{name} takes at most {MAX_VALUES} values."
        raise ErrorResponse(422, api_errors.invalid_value(name, text))
    return values


def _filter_by_username(request: Request, selection: Selection) -> None:
    if usernames := _filter_values(request, "username"):
        selection.where_in("username", usernames)
    # The sandbox has no wallets and no external accounts, so nobody matches.
    if _filter_values(request, "web3_wallet") or request.param("provider"):
        selection.where("0")


def _filter_by_contacts(request: Request, selection: Selection) -> None:
    for kind in (EMAIL, PHONE):
        if values := _filter_values(request, kind):
            condition = f"{json_field(kind, 'c')} IN ({placeholders(values)})"
            selection.where(_has_contact(kind, condition), *values)


def _filter_by_signed_values(request: Request, selection: Selection) -> None:
    for name, condition in SIGNED_FILTERS.items():
        values = _filter_values(request, name)
        excluded = [value[1:] for value in values if value.startswith("-")]
        included = [value.removeprefix("+") for value in values if not value.startswith("-")]
        if included:
            selection.where(condition.format(values=placeholders(included)), *included)
        if excluded:
            is_excluded = condition.format(values=placeholders(excluded))
            selection.where(f"NOT COALESCE({is_excluded}, 0)", *excluded)


def _filter_by_text(request: Request, selection: Selection) -> None:
    first_name, last_name = json_field("first_name"), json_field("last_name")
    full_name = f"COALESCE({first_name}, '') || ' ' || COALESCE({last_name}, '')"
    conditions = {
        "email_address_query": _has_contact(EMAIL, _like(json_field(EMAIL, "c"))),
        "phone_number_query": _has_contact(PHONE, _like(json_field(PHONE, "c"))),
        "username_query": _like(json_field("username")),
        "name_query": _like(full_name),
    }
    for name, condition in conditions.items():
        if text := request.param(name):
            selection.where(condition, _pattern(text))
    if text := request.param("query"):
        alternatives = [*conditions.values(), _like("o.id")]
        patterns = [_pattern(text)] * len(alternatives)
        selection.where(f"({' OR '.join(alternatives)})", *patterns)


def _filter_by_timestamps(request: Request, selection: Selection) -> None:
    for name in TIMESTAMPS:
        for suffix, comparison in (("before", "<"), ("after", ">"), ("since", ">=")):
            if request.param(f"{name}_{suffix}"):
                timestamp = request.integer_param(f"{name}_{suffix}")
                selection.where(f"{json_field(name)} {comparison} ?", timestamp)


def _has_contact(kind: str, condition: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM objects c WHERE c.kind = '{kind}' "
        f"AND {json_field('user_id', 'c')} = o.id AND {condition})"
    )


def _like(column: str) -> str:
    return f"{column} LIKE ? ESCAPE '\\'"


def _pattern(text: str) -> str:
    """The LIKE pattern of strings that contain a text."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
