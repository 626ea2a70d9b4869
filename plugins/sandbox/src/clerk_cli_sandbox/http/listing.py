"""Filters and pages of list operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection, json_field


def page_response(
    request: Request, selection: Selection, serialize: Callable[[JSONObject], Any] = dict
) -> dict[str, Any]:
    """One page of a selection, with the total; newest first unless the selection has an order."""
    selection.order = selection.order or [NEWEST_FIRST]
    selection.limit, selection.offset = request.limit, request.offset
    rows = [serialize(row) for row in request.store.select(selection)]
    return {"data": rows, "total_count": request.store.count(selection)}


def array_or_page(
    request: Request, selection: Selection, serialize: Callable[[JSONObject], Any] = dict
) -> Any:
    """One page as a bare array, or with the total if the request has ``paginated=true``."""
    page = page_response(request, selection, serialize)
    return page if request.boolean_param("paginated") else page["data"]


def filter_by_query(request: Request, selection: Selection, *names: str) -> Selection:
    """Filter by the ``query`` parameter: an id, or a part of one of the named members."""
    if text := request.param("query"):
        condition = " OR ".join(f"instr(lower({json_field(name)}), ?)" for name in names)
        selection.where(f"({condition} OR o.id = ?)", *[text.lower()] * len(names), text)
    return selection


def filter_by_choice(
    request: Request, name: str, choices: tuple[str, ...], selection: Selection
) -> bool:
    """Filter by a query parameter with a fixed set of values; tell whether the request has it.

    Raises:
        ErrorResponse: A value is not one of the choices.
    """
    values = request.params(name)
    if any(value not in choices for value in values):
        raise ErrorResponse(422, api_errors.not_a_choice(name, choices))
    if values:
        selection.where_in(name, values)
    return bool(values)


def filter_by_payer_type(request: Request, selection: Selection, payer_type: str) -> None:
    """Filter by the ``payer_type`` parameter, if the request has it.

    Args:
        request: The request.
        selection: Gets the condition.
        payer_type: SQL for the payer type of a row.

    Raises:
        ErrorResponse: The value is not a payer type.
    """
    value = request.param("payer_type")
    if value is None:
        return
    if value not in ("user", "org"):
        message = "payer_type must be user or org."
        raise ErrorResponse(422, api_errors.invalid_value("payer_type", message))
    selection.where(f"{payer_type} = ?", value)
