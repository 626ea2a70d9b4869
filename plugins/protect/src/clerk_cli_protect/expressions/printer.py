"""From a tree to a text that reads back as the same tree."""

from __future__ import annotations

from clerk_cli_protect.expressions.parser import LEVELS
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
from clerk_cli_protect.expressions.tokens import quoted

CHOICE, UNARY, WHOLE = -1, len(LEVELS), len(LEVELS) + 1


def printed(node: Node) -> str:
    """The text of an expression, with no more parentheses than it needs."""
    match node:
        case Literal():
            return _literal(node)
        case Path():
            return str(node)
        case Call():
            return f"{node.function}({_list(node.arguments)})"
        case Access():
            return _access(node)
        case Items():
            return f"[{_list(node.items)}]"
        case Unary():
            return node.operator + _at_least(node.operand, UNARY)
        case Choice():
            return f"{_at_least(node.condition, 0)} ? {printed(node.one)} : {printed(node.other)}"
        case Operation():
            inner = _strength(node) + 1
            parts = [_at_least(node.operands[0], inner)]
            for operator, operand in zip(node.operators, node.operands[1:], strict=True):
                parts += [operator, _at_least(operand, inner)]
            return " ".join(parts)


def _at_least(node: Node, strength: int) -> str:
    text = printed(node)
    return text if _strength(node) >= strength else f"({text})"


def _strength(node: Node) -> int:
    """How strongly a node holds together; parentheses are needed around a weaker one."""
    match node:
        case Operation():
            return next(place for place, level in enumerate(LEVELS) if node.operators[0] in level)
        case Choice():
            return CHOICE
        case Unary():
            return UNARY
        case _:
            return WHOLE


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == float("inf"):
        return "1e999"
    return repr(value)


def _access(node: Access) -> str:
    base = _at_least(node.base, WHOLE)
    if node.index is not None:
        return f"{base}[{printed(node.index)}]"
    if (isinstance(node.base, Literal) and not isinstance(node.base.value, str)) or isinstance(
        node.base, Path
    ):
        base = f"({base})"
    arguments = "" if node.arguments is None else f"({_list(node.arguments)})"
    return f"{base}.{node.name}{arguments}"


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(printed(node) for node in nodes)
