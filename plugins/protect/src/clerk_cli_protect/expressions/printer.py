"""From a syntax tree to source that parses to the same tree."""

from __future__ import annotations

from clerk_cli_protect.expressions.parser import PRECEDENCE
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
from clerk_cli_protect.expressions.tokens import quote

CONDITIONAL, UNARY, PRIMARY = -1, len(PRECEDENCE), len(PRECEDENCE) + 1


def to_source(node: Node) -> str:
    """The source of an expression, with no more parentheses than it needs."""
    match node:
        case Literal():
            return _literal(node)
        case Path():
            return str(node)
        case Call():
            return f"{node.function}({_comma_separated(node.arguments)})"
        case Access():
            return _access(node)
        case ListLiteral():
            return f"[{_comma_separated(node.items)}]"
        case Unary():
            return node.operator + _parenthesized(node.operand, UNARY)
        case Conditional():
            condition = _parenthesized(node.condition, 0)
            return f"{condition} ? {to_source(node.if_true)} : {to_source(node.if_false)}"
        case Operation():
            precedence = _precedence(node) + 1
            parts = [_parenthesized(node.operands[0], precedence)]
            for operator, operand in zip(node.operators, node.operands[1:], strict=True):
                parts += [operator, _parenthesized(operand, precedence)]
            return " ".join(parts)


def _parenthesized(node: Node, precedence: int) -> str:
    """The source of a part, in parentheses if it binds weaker than the precedence."""
    source = to_source(node)
    return source if _precedence(node) >= precedence else f"({source})"


def _precedence(node: Node) -> int:
    match node:
        case Operation():
            levels = enumerate(PRECEDENCE)
            return next(level for level, operators in levels if node.operators[0] in operators)
        case Conditional():
            return CONDITIONAL
        case Unary():
            return UNARY
        case _:
            return PRIMARY


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return quote(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == float("inf"):
        return "1e999"
    return repr(value)


def _access(node: Access) -> str:
    base = _parenthesized(node.base, PRIMARY)
    if node.index is not None:
        return f"{base}[{to_source(node.index)}]"
    if (isinstance(node.base, Literal) and not isinstance(node.base.value, str)) or isinstance(
        node.base, Path
    ):
        base = f"({base})"
    arguments = "" if node.arguments is None else f"({_comma_separated(node.arguments)})"
    return f"{base}.{node.name}{arguments}"


def _comma_separated(nodes: tuple[Node, ...]) -> str:
    return ", ".join(to_source(node) for node in nodes)
