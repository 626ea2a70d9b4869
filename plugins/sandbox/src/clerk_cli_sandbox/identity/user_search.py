"""The filters and orders of lists of users, and of lists of members by their users."""

from __future__ import annotations

from collections.abc import Collection

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.listing import (
    NEWEST,
    filter_by_signed_values,
    sort,
    sortable_by,
    split_sign,
)
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.identity.contacts import fold_contact
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    IDENTIFIERS,
    MEMBERSHIP,
    PHONE,
    USER,
    WALLET,
    require_user,
)
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.store import Selection, Store, json_field, placeholders
from clerk_cli_sandbox.storage.user_texts import COLUMNS

TIMESTAMPS = ("last_active_at", "created_at", "last_sign_in_at")
COMPARISONS = {"before": "<", "after": ">", "since": ">="}


def order_columns(row: str = "o") -> dict[str, str]:
    """The columns to sort users by, and their SQL.

    Args:
        row: The alias of the row with the user.
    """
    names = (
        "created_at", "updated_at", "first_name", "last_name", "username", "last_active_at",
        "last_sign_in_at",
    )  # fmt: skip
    return {
        **{name: json_field(name, row) for name in names},
        EMAIL: json_field(f"_{EMAIL}", row),
        PHONE: json_field(f"_{PHONE}", row),
        "web3wallet": json_field(f"_{WALLET}", row),
    }


ORDERS = order_columns()

LIST_CHECKS = {"order_by": sortable_by(ORDERS)}

MEMBERS = (
    f"o.id IN (SELECT {json_field('user_id', 'm')} FROM objects m WHERE m.kind = '{MEMBERSHIP}' "
    f"AND {json_field('organization_id', 'm')} IN ({{values}}))"
)


def _has_member(name: str) -> str:
    # A subquery: otherwise SQLite walks through all users in the order of the list.
    return (
        f"o.id IN (SELECT x.id FROM objects x WHERE x.kind = '{USER}' "
        f"AND {json_field(name, 'x')} IN ({{values}}))"
    )


SIGNED_FILTERS = {
    "external_id": _has_member("external_id"),
    "user_id": "o.id IN ({values})",
    "organization_id": MEMBERS,
}
"""The filters whose values may start with ``+`` (include) or ``-`` (exclude), and their SQL."""


def _has_contact(kind: str, condition: str) -> str:
    # Not EXISTS: a comparison with o.id inside would not use the index.
    return (
        f"o.id IN (SELECT {json_field('user_id', 'c')} FROM objects c "
        f"WHERE c.kind = '{kind}' AND {condition})"
    )


TEXT_FILTERS = {
    "email_address_query": EMAIL,
    "phone_number_query": PHONE,
    "username_query": "username",
    "name_query": "name",
}
"""The filters by a part of a text, and the columns that they search."""


def select_users(request: Request) -> Selection:
    """The users that match the filters of a request.

    Raises:
        ErrorResponse: Only one of ``provider`` and ``provider_user_id`` is there.
    """
    selection = filter_by_user(request, Selection(USER))
    for name in ("external_id", "organization_id"):
        filter_by_signed_values(request, selection, name, SIGNED_FILTERS[name])
    _filter_by_provider(request, selection)
    if (banned := request.boolean_param("banned")) is not None:
        condition = _has_member("banned").format(values="1")
        selection.where(condition if banned else f"NOT {condition}")
    return selection


EXTERNAL_ACCOUNTS = (
    "json_each(o.document, '$.external_accounts') a "
    "WHERE json_extract(a.value, '$.provider') = ? "
    "AND json_extract(a.value, '$.provider_user_id') = ?"
)
"""The SQL of a user's accounts at a provider, with an id there."""


def count_selected_users(request: Request) -> int:
    """How many users match the filters of a request.

    Raises:
        ErrorResponse: Only one of ``provider`` and ``provider_user_id`` is there.
    """
    selection = select_users(request)
    texts = _texts(request)
    if len(texts) == len(selection.conditions) == 1:
        ((text, columns),) = texts
        return request.store.count_by_text(fold(text) or "", columns)
    return request.store.count(selection)


def filter_by_user(request: Request, selection: Selection) -> Selection:
    """Filter users by what lists of users and of members have in common."""
    filter_by_signed_values(request, selection, "user_id", SIGNED_FILTERS["user_id"])
    if usernames := [value for value in request.params("username") if value]:
        condition = _has_member("username").format(values=placeholders(usernames))
        selection.where(condition, *usernames)
    for kind in IDENTIFIERS:
        if values := [fold_contact(kind, value) for value in request.params(kind) if value]:
            condition = f"{json_field(kind, 'c')} IN ({placeholders(values)})"
            selection.where(_has_contact(kind, condition), *values)
    for text, columns in _texts(request):
        search_users(request.store, selection, text, columns)
    _filter_by_timestamps(request, selection)
    return selection


def select_page(request: Request) -> Selection:
    """The users on the requested page.

    Raises:
        ErrorResponse: The cursor is not valid.
    """
    selection = sort(request, select_users(request), ORDERS)
    sign, name = split_sign(request.param("order_by") or NEWEST)
    direction = "DESC" if sign == "-" else "ASC"
    selection.order = [f"{ORDERS[name]} {direction}", f"o.id {direction}"]
    selection.limit, selection.offset = request.limit, request.offset
    if cursor := request.param("starting_after"):
        _start_after(request, selection, cursor, name, descending=sign == "-")
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


def _filter_by_provider(request: Request, selection: Selection) -> None:
    names = ("provider", "provider_user_id")
    missing = [name for name in names if not request.param(name)]
    if len(missing) == 1:
        raise ErrorResponse(422, api_errors.missing_with(missing[0], *set(names) - set(missing)))
    if not missing:
        values = [request.param(name) for name in names]
        selection.where(f"EXISTS (SELECT 1 FROM {EXTERNAL_ACCOUNTS})", *values)


def search_users(
    store: Store, selection: Selection, text: str, columns: Collection[str] = COLUMNS
) -> Selection:
    """Filter users by a part of their names, identifiers or ids.

    Args:
        store: The users.
        selection: Gets the condition.
        text: What the users have in common.
        columns: Some of the columns that users are searched by.
    """
    sql, values = store.text_condition(fold(text) or "", columns)
    return selection.where(sql, *values)


def _texts(request: Request) -> list[tuple[str, Collection[str]]]:
    """What text users must have, each with the columns to search."""
    texts: list[tuple[str, Collection[str]]] = [
        (text, (column,)) for name, column in TEXT_FILTERS.items() if (text := request.param(name))
    ]
    text = request.param("query")
    return [*texts, (text, COLUMNS)] if text else texts


def _filter_by_timestamps(request: Request, selection: Selection) -> None:
    for name in TIMESTAMPS:
        for suffix, comparison in COMPARISONS.items():
            if request.param(f"{name}_{suffix}"):
                timestamp = request.integer_param(f"{name}_{suffix}")
                selection.where(f"{json_field(name)} {comparison} ?", timestamp)
