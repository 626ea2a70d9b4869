"""What an expression says about a sample event, as far as that can be told here."""

from __future__ import annotations

import math
import operator as operators
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from clerk_cli_protect.expressions.printer import printed
from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Choice,
    Items,
    Literal,
    Node,
    Operation,
    Path,
    Unary,
)

Event: TypeAlias = Mapping[str, Any]

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}
COMPUTE: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
}


LARGEST = 2**63
"""Whole numbers beyond 64 bits are left to the server."""


class UndecidedError(Exception):
    """Something whose meaning only the server knows, or a field that the event lacks."""


def matches(node: Node, event: Event) -> bool:
    """Whether a rule would act on an event.

    What decides nothing is not looked at: in ``false && in_table(…)`` the function does not matter.

    Raises:
        UndecidedError: The answer depends on something that cannot be told here.
    """
    return _truth(node, event)


def _truth(node: Node, event: Event) -> bool:
    value = _value(node, event)
    if not isinstance(value, bool):
        raise UndecidedError(f"{printed(node)} is {value!r}, neither true nor false")
    return value


def _value(node: Node, event: Event) -> Any:
    match node:
        case Literal():
            return node.value
        case Path():
            return _field(node, event)
        case Items():
            return [_value(item, event) for item in node.items]
        case Unary():
            return _unary(node, event)
        case Choice():
            return _value(node.one if _truth(node.condition, event) else node.other, event)
        case Operation():
            return _operation(node, event)
        case Call() | Access():
            raise UndecidedError(f"only the server knows what {printed(node)} gives")


def _field(path: Path, event: Event) -> Any:
    value: Any = event
    for place, name in enumerate(path.names):
        if not isinstance(value, Mapping) or name not in value:
            missing = ".".join(path.names[: place + 1])
            raise UndecidedError(f"the event has no {missing}")
        value = value[name]
    return value


def _unary(node: Unary, event: Event) -> Any:
    if node.operator == "!":
        return not _truth(node.operand, event)
    value = _value(node.operand, event)
    if not _is_number(value):
        raise UndecidedError(f"{printed(node.operand)} is {value!r}, no number")
    return -value


def _operation(node: Operation, event: Event) -> Any:
    if node.operators[0] == "&&":
        return _decided(node, event, by=False)
    if node.operators[0] == "||":
        return _decided(node, event, by=True)
    if len(node.operators) > 1 and node.operators[0] not in "+-*/%":
        raise UndecidedError(f"only the server knows what {printed(node)} means")
    value = _value(node.operands[0], event)
    for sign, operand in zip(node.operators, node.operands[1:], strict=True):
        value = _apply(sign, value, _value(operand, event), node)
    return value


def _decided(node: Operation, event: Event, *, by: bool) -> bool:
    """The value of a chain; one operand that decides is enough, whatever the others are."""
    unknown = None
    for operand in node.operands:
        try:
            if _truth(operand, event) is by:
                return by
        except UndecidedError as error:
            unknown = unknown or error
    if unknown is not None:
        raise unknown
    return not by


def _apply(sign: str, left: Any, right: Any, node: Operation) -> Any:
    if sign in ("==", "!="):
        return _equal(left, right) is (sign == "==")
    if sign == "in" and isinstance(right, list):
        return any(_equal(left, each) for each in right)
    alike = (_is_number(left) and _is_number(right)) or (
        isinstance(left, str) and isinstance(right, str)
    )
    if sign in COMPARE and alike:
        return COMPARE[sign](left, right)
    if sign in COMPUTE and _is_number(left) and _is_number(right):
        return _computed(sign, left, right, node)
    raise UndecidedError(f"only the server knows what {printed(node)} gives")


def _equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; true is no number, and no number is a text."""
    alike = type(left) is type(right) or (_is_number(left) and _is_number(right))
    return bool(alike and left == right)


def _computed(sign: str, left: Any, right: Any, node: Operation) -> Any:
    try:
        value = COMPUTE[sign](left, right)
    except OverflowError:
        value = LARGEST
    if abs(value) >= LARGEST and (isinstance(value, int) or not math.isfinite(value)):
        raise UndecidedError(f"only the server knows what {printed(node)} gives")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
