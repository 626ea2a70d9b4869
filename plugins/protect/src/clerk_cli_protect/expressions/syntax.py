"""The syntax tree of an expression, without parentheses and spaces, and its diagnostics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Span:
    """A part of the source: characters ``start`` to ``end``, the end excluded."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of another."""
        return Span(self.start, other.end)


@dataclass(frozen=True)
class Literal:
    """A string, a number, true, false, or null."""

    value: str | int | float | bool | None
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Path:
    """A field, such as ``ip.geo.country_code``; each name has its own span."""

    names: tuple[str, ...]
    spans: tuple[Span, ...] = field(compare=False)

    @property
    def span(self) -> Span:
        """The span of the path."""
        return self.spans[0].to(self.spans[-1])

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True)
class Call:
    """A function call, such as ``in_table("bad", ip.address)``."""

    function: Path
    arguments: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Access:
    """A member, an element, or a method call of something other than a path.

    Args:
        base: The object.
        name: The member; None for an element.
        index: The index of the element; None for a member.
        arguments: The arguments of a method call; None if nothing is called.
    """

    base: Node
    name: str | None
    index: Node | None
    arguments: tuple[Node, ...] | None
    span: Span = field(compare=False)


@dataclass(frozen=True)
class ListLiteral:
    """A list, such as ``["US", "CA"]``."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Unary:
    """``!`` or ``-`` before an operand."""

    operator: str
    operand: Node
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Operation:
    """Operands joined by operators of one precedence: a chain is flat, however long it is.

    Args:
        operands: At least two.
        operators: One fewer than operands.
        operator_spans: The span of each operator.
    """

    operands: tuple[Node, ...]
    operators: tuple[str, ...]
    operator_spans: tuple[Span, ...] = field(compare=False)

    @property
    def span(self) -> Span:
        """The span of the operation."""
        return self.operands[0].span.to(self.operands[-1].span)


@dataclass(frozen=True)
class Conditional:
    """``condition ? if_true : if_false``."""

    condition: Node
    if_true: Node
    if_false: Node

    @property
    def span(self) -> Span:
        """The span of the conditional."""
        return self.condition.span.to(self.if_false.span)


Node: TypeAlias = Literal | Path | Call | Access | ListLiteral | Unary | Operation | Conditional


@dataclass(frozen=True)
class Diagnostic:
    """A problem of an expression.

    Args:
        message: One line.
        span: The part of the source that it is about.
    """

    message: str
    span: Span


class ExpressionError(Exception):
    """The source cannot be parsed as an expression.

    Args:
        diagnostic: What is wrong, and where.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def error_at(span: Span, message: str) -> ExpressionError:
    """An error about a part of the source."""
    return ExpressionError(Diagnostic(message, span))
