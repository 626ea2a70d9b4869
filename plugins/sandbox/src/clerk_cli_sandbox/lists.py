"""The two shapes in which the API answers lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation
from clerk_cli_sandbox.store import Document, Selection, member


def paged(
    call: Invocation, selection: Selection, show: Callable[[Document], Any] = dict
) -> dict[str, Any]:
    """One page of a selection, with the total; newest first unless it has an order."""
    selection.order = selection.order or ["o.rowid DESC"]
    selection.limit, selection.offset = call.limit, call.offset
    rows = [show(each) for each in call.store.select(selection)]
    return {"data": rows, "total_count": call.store.count(selection)}


def paged_if_asked(
    call: Invocation, selection: Selection, show: Callable[[Document], Any] = dict
) -> Any:
    """A page as a bare array, or with its total where ``paginated=true`` asks for it."""
    page = paged(call, selection, show)
    return page if (call.value("paginated") or "").lower() == "true" else page["data"]


def one_of(call: Invocation, name: str, choices: tuple[str, ...], selection: Selection) -> bool:
    """Filter by a query parameter with few values, if it is given.

    Raises:
        Refusal: A value is none of them.
    """
    values = call.values(name)
    if any(value not in choices for value in values):
        raise Refusal(
            422, problems.wrong_value(name, f"{name} must be one of {', '.join(choices)}.")
        )
    if values:
        selection.where(f"{member(name)} IN ({', '.join('?' * len(values))})", *values)
    return bool(values)


def one_of_payers(call: Invocation, selection: Selection, kind: str) -> None:
    """Filter by the query parameter ``payer_type``, if it is given.

    Args:
        call: Has the parameter.
        selection: Gets the condition.
        kind: SQL for the kind of payer.

    Raises:
        Refusal: It is no kind of payer.
    """
    value = call.value("payer_type")
    if value is None:
        return
    if value not in ("user", "org"):
        text = "payer_type must be user or org."
        raise Refusal(422, problems.wrong_value("payer_type", text))
    selection.where(f"{kind} = ?", value)
