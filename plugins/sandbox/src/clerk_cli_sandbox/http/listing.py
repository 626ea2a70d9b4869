"""Filters, orders and pages of list operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.store import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    JSONObject,
    Selection,
    json_field,
    placeholders,
)

NEWEST = "-created_at"

Serialize = Callable[[JSONObject], Any]


def page_response(
    request: Request, selection: Selection, serialize: Serialize = dict
) -> dict[str, Any]:
    """One page of a selection, with the total; newest first unless the selection has an order."""
    selection.order = selection.order or [NEWEST_FIRST]
    selection.limit, selection.offset = request.limit, request.offset
    rows = [serialize(row) for row in request.store.select(selection)]
    return {"data": rows, "total_count": request.store.count(selection)}


def array_or_page(request: Request, selection: Selection, serialize: Serialize = dict) -> Any:
    """One page as a bare array, or with the total if the request has ``paginated=true``."""
    page = page_response(request, selection, serialize)
    return page if request.boolean_param("paginated") else page["data"]


def split_sign(value: str) -> tuple[str, str]:
    """The sign in front of a value, and the value; a ``+`` in a URL arrives as a space."""
    if value[:1] in ("+", "-", " "):
        return ("-" if value[0] == "-" else "+"), value[1:]
    return "+", value


def sortable_by(columns: Iterable[str]) -> Check:
    """The check that ``order_by`` names one of several columns, with or without a sign."""

    def errors(name: str, value: str) -> list[ErrorObject]:
        if not value or split_sign(value)[1] in columns:
            return []
        return [api_errors.not_a_choice(name, tuple(columns))]

    return errors


def sort(
    request: Request, selection: Selection, columns: Mapping[str, str], default: str = NEWEST
) -> Selection:
    """Order a selection by the ``order_by`` parameter.

    Args:
        request: The request.
        selection: Gets the order.
        columns: The SQL of each column, by the name that clients use.
        default: The order of a request without the parameter.
    """
    sign, name = split_sign(request.param("order_by") or default)
    direction, tie = ("DESC", NEWEST_FIRST) if sign == "-" else ("ASC", OLDEST_FIRST)
    selection.order = [f"{columns[name]} {direction}", tie]
    return selection


def columns_of(*names: str) -> dict[str, str]:
    """The SQL of members by which a list can be sorted."""
    return {name: json_field(name) for name in names}


def contains(column: str) -> str:
    """The SQL condition that a column contains a text, whatever its case and accents."""
    return f"instr(fold({column}), ?)"


def filter_by_query(request: Request, selection: Selection, *names: str) -> Selection:
    """Filter by the ``query`` parameter: an id, or a part of one of the named members."""
    if text := request.param("query"):
        conditions = " OR ".join(contains(json_field(name)) for name in names)
        selection.where(f"({conditions} OR o.id = ?)", *[fold(text)] * len(names), text)
    return selection


def filter_by_values(
    request: Request, selection: Selection, name: str, column: str | None = None
) -> bool:
    """Filter by a query parameter with exact values; tell whether the request has it.

    Args:
        request: The request.
        selection: Gets the condition.
        name: The parameter.
        column: The SQL to compare; the member with the name of the parameter unless given.
    """
    values = [value for value in request.params(name) if value]
    if values:
        selection.where(f"{column or json_field(name)} IN ({placeholders(values)})", *values)
    return bool(values)


def filter_by_signed_values(
    request: Request, selection: Selection, name: str, condition: str
) -> None:
    """Filter by values with ``+`` (include) or ``-`` (exclude) in front.

    Args:
        request: The request.
        selection: Gets the conditions.
        name: The parameter.
        condition: The SQL of the condition, with ``{values}`` for the placeholders.
    """
    signed = [split_sign(value) for value in request.params(name) if value]
    included = [value for sign, value in signed if sign == "+"]
    excluded = [value for sign, value in signed if sign == "-"]
    if included:
        selection.where(condition.format(values=placeholders(included)), *included)
    if excluded:
        is_excluded = condition.format(values=placeholders(excluded))
        selection.where(f"NOT COALESCE({is_excluded}, 0)", *excluded)
