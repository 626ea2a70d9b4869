"""The filters and orders of ``GET /users`` and ``GET /users/count``."""

from __future__ import annotations

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.user_objects import EMAIL, PHONE, USER, require_user
from clerk_cli_sandbox.routes import Invocation
from clerk_cli_sandbox.store import Selection, member

MOST_VALUES = 100

SIGNED = ("external_id", "user_id", "organization_id")
"""Filters whose values may carry ``+`` (include) or ``-`` (exclude)."""

MOMENTS = ("last_active_at", "created_at", "last_sign_in_at")

PRIMARY = (
    "(SELECT json_extract(c.document, '$.{kind}') FROM objects c WHERE c.kind = '{kind}' "
    "AND c.id = json_extract(o.document, '$.primary_{kind}_id'))"
)

ORDERS = {
    **{
        name: member(name)
        for name in (
            "created_at", "updated_at", "first_name", "last_name", "username",
            "last_active_at", "last_sign_in_at",
        )
    },
    "email_address": PRIMARY.format(kind=EMAIL),
    "phone_number": PRIMARY.format(kind=PHONE),
    "web3wallet": "NULL",
}  # fmt: skip
"""Fields to sort by, and their SQL."""


def matching(call: Invocation) -> Selection:
    """The users that the filters of a call match."""
    selection = Selection(USER)
    _exact(call, selection)
    _contacts(call, selection)
    _signed(call, selection)
    _texts(call, selection)
    _moments(call, selection)
    if (banned := call.value("banned")) is not None:
        selection.where(f"{member('banned')} = ?", int(banned.lower() == "true"))
    return selection


def page(call: Invocation) -> Selection:
    """The users of one page.

    Raises:
        Refusal: The order or the cursor cannot be used.
    """
    selection = matching(call)
    text = call.value("order_by") or "-created_at"
    name, falling = text.lstrip("+-"), text.startswith("-")
    if name not in ORDERS:
        raise Refusal(
            422, problems.wrong_value("order_by", f"order_by must be one of {', '.join(ORDERS)}.")
        )
    direction = "DESC" if falling else "ASC"
    selection.order = [f"{ORDERS[name]} {direction}", f"o.id {direction}"]
    selection.limit, selection.offset = call.limit, call.offset
    if cursor := call.value("starting_after"):
        _start_after(call, selection, cursor, name, falling=falling)
    return selection


def _start_after(
    call: Invocation, selection: Selection, cursor: str, name: str, *, falling: bool
) -> None:
    if name != "created_at" or call.offset:
        text = "starting_after works only with an order by created_at and without an offset."
        raise Refusal(422, problems.wrong_value("starting_after", text))
    last = require_user(call.store, cursor)
    comparison = "<" if falling else ">"
    selection.where(
        f"({member('created_at')}, o.id) {comparison} (?, ?)", last["created_at"], last["id"]
    )


def _several(call: Invocation, name: str) -> list[str]:
    values = call.values(name)
    if len(values) > MOST_VALUES:
        raise Refusal(
            422, problems.wrong_value(name, f"{name} takes at most {MOST_VALUES} values.")
        )
    return values


def _exact(call: Invocation, selection: Selection) -> None:
    if names := _several(call, "username"):
        selection.where(f"{member('username')} IN ({_marks(names)})", *names)
    if _several(call, "web3_wallet") or call.value("provider"):
        selection.where("0")


def _contacts(call: Invocation, selection: Selection) -> None:
    for kind in (EMAIL, PHONE):
        if values := _several(call, kind):
            selection.where(
                _has_contact(kind, f"{member(kind, 'c')} IN ({_marks(values)})"), *values
            )


def _signed(call: Invocation, selection: Selection) -> None:
    tests = {
        "external_id": f"{member('external_id')} IN ({{marks}})",
        "user_id": "o.id IN ({marks})",
        "organization_id": (
            "EXISTS (SELECT 1 FROM objects m WHERE m.kind = 'organization_membership' "
            f"AND {member('user_id', 'm')} = o.id "
            f"AND {member('organization_id', 'm')} IN ({{marks}}))"
        ),
    }
    for name in SIGNED:
        values = _several(call, name)
        out = [value[1:] for value in values if value.startswith("-")]
        included = [value.removeprefix("+") for value in values if not value.startswith("-")]
        if included:
            selection.where(tests[name].format(marks=_marks(included)), *included)
        if out:
            selection.where(f"NOT COALESCE({tests[name].format(marks=_marks(out))}, 0)", *out)


def _texts(call: Invocation, selection: Selection) -> None:
    name_sql = f"COALESCE({member('first_name')}, '') || ' ' || COALESCE({member('last_name')}, '')"
    parts = {
        "email_address_query": _has_contact(EMAIL, f"{member(EMAIL, 'c')} LIKE ? ESCAPE '\\'"),
        "phone_number_query": _has_contact(PHONE, f"{member(PHONE, 'c')} LIKE ? ESCAPE '\\'"),
        "username_query": f"{member('username')} LIKE ? ESCAPE '\\'",
        "name_query": f"{name_sql} LIKE ? ESCAPE '\\'",
    }
    for name, sql in parts.items():
        if text := call.value(name):
            selection.where(sql, _contains(text))
    if text := call.value("query"):
        everywhere = [*parts.values(), "o.id LIKE ? ESCAPE '\\'"]
        wanted = [_contains(text)] * len(everywhere)
        selection.where(f"({' OR '.join(everywhere)})", *wanted)


def _moments(call: Invocation, selection: Selection) -> None:
    for name in MOMENTS:
        for suffix, comparison in (("before", "<"), ("after", ">"), ("since", ">=")):
            if call.value(f"{name}_{suffix}"):
                limit = call.number(f"{name}_{suffix}", 0, smallest=0)
                selection.where(f"{member(name)} {comparison} ?", limit)


def _has_contact(kind: str, test: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM objects c WHERE c.kind = '{kind}' "
        f"AND {member('user_id', 'c')} = o.id AND {test})"
    )


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))


def _contains(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
