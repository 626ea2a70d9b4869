"""Evaluating an expression on a sample event, as far as that is possible without the server."""

from __future__ import annotations

import json
import math
import operator as operators
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from clerk_cli_protect.expressions.printer import to_source
from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Conditional,
    ListLiteral,
    Literal,
    Node,
    Operation,
    Path,
    Unary,
)

Event: TypeAlias = Mapping[str, Any]

COMPARISON: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
}

MAX_INTEGER = 2**63
"""Larger numbers are left to the server, which may use 64 bits."""


class EvaluationError(Exception):
    """Only the server can evaluate this, or the event lacks a field."""


def matches(node: Node, event: Event) -> bool:
    """Whether an expression matches an event.

    Logical operators short-circuit: in ``false && in_table(…)`` the function does not matter.

    Raises:
        EvaluationError: The result depends on something that only the server can evaluate.
    """
    return _boolean(node, event)


def _boolean(node: Node, event: Event) -> bool:
    value = _evaluate(node, event)
    if not isinstance(value, bool):
        raise EvaluationError(f"{to_source(node)} is {json.dumps(value)}, not a boolean")
    return value


def _evaluate(node: Node, event: Event) -> Any:
    match node:
        case Literal():
            return node.value
        case Path():
            return _field(node, event)
        case ListLiteral():
            return [_evaluate(item, event) for item in node.items]
        case Unary():
            return _unary(node, event)
        case Conditional():
            branch = node.if_true if _boolean(node.condition, event) else node.if_false
            return _evaluate(branch, event)
        case Operation():
            return _operation(node, event)
        case Call() | Access():
            raise _left_to_server(node)


def _left_to_server(node: Node) -> EvaluationError:
    return EvaluationError(f"only the server can evaluate {to_source(node)}")


def _field(path: Path, event: Event) -> Any:
    value: Any = event
    for index, name in enumerate(path.names):
        if not isinstance(value, Mapping) or name not in value:
            missing = ".".join(path.names[: index + 1])
            raise EvaluationError(f"the event has no field {missing}")
        value = value[name]
    return value


def _unary(node: Unary, event: Event) -> Any:
    if node.operator == "!":
        return not _boolean(node.operand, event)
    value = _evaluate(node.operand, event)
    if not _is_number(value):
        raise EvaluationError(f"{to_source(node.operand)} is {json.dumps(value)}, not a number")
    return -value


def _operation(node: Operation, event: Event) -> Any:
    operator = node.operators[0]
    if operator in ("&&", "||"):
        return _short_circuit(node, event, stop_at=operator == "||")
    if len(node.operators) > 1 and operator not in "+-*/%":
        raise _left_to_server(node)
    value = _evaluate(node.operands[0], event)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        value = _apply(operator, value, _evaluate(operand, event), node)
    return value


def _short_circuit(node: Operation, event: Event, *, stop_at: bool) -> bool:
    """The value of a logical chain; one operand with the value ``stop_at`` decides it."""
    first_error = None
    for operand in node.operands:
        try:
            if _boolean(operand, event) is stop_at:
                return stop_at
        except EvaluationError as error:
            first_error = first_error or error
    if first_error is not None:
        raise first_error
    return not stop_at


def _apply(operator: str, left: Any, right: Any, node: Operation) -> Any:
    if operator in ("==", "!="):
        return _equal(left, right) is (operator == "==")
    if operator == "in" and isinstance(right, list):
        return any(_equal(left, item) for item in right)
    are_numbers = _is_number(left) and _is_number(right)
    are_strings = isinstance(left, str) and isinstance(right, str)
    if operator in COMPARISON and (are_numbers or are_strings):
        return COMPARISON[operator](left, right)
    if operator in ARITHMETIC and are_numbers:
        return _compute(operator, left, right, node)
    raise _left_to_server(node)


def _equal(left: Any, right: Any) -> bool:
    """Whether two values are equal; true does not equal 1, and a number never equals a string."""
    same_type = type(left) is type(right) or (_is_number(left) and _is_number(right))
    return bool(same_type and left == right)


def _compute(operator: str, left: Any, right: Any, node: Operation) -> Any:
    try:
        value = ARITHMETIC[operator](left, right)
    except OverflowError:
        value = MAX_INTEGER
    if abs(value) >= MAX_INTEGER and (isinstance(value, int) or not math.isfinite(value)):
        raise _left_to_server(node)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
