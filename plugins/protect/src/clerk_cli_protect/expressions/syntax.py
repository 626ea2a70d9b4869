"""The parts of an expression, as a tree without parentheses and blanks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Span:
    """Where something stands in the text: characters ``start`` to ``end``, the end excluded."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the beginning of this one to the end of another."""
        return Span(self.start, other.end)


@dataclass(frozen=True)
class Literal:
    """A text, a number, true, false, or null."""

    value: str | int | float | bool | None
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Path:
    """A field such as ``ip.geo.country_code``; each name has its place."""

    names: tuple[str, ...]
    spans: tuple[Span, ...] = field(compare=False)

    @property
    def span(self) -> Span:
        """Where the whole path stands."""
        return self.spans[0].to(self.spans[-1])

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True)
class Call:
    """A function and what it is called with, such as ``in_table("bad", ip.address)``."""

    function: Path
    arguments: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Access:
    """A member, an element, or a call of something that is no plain path.

    Args:
        base: Of what.
        name: The member; None for an element.
        index: The element; None for a member.
        arguments: What a method is called with; None where nothing is called.
    """

    base: Node
    name: str | None
    index: Node | None
    arguments: tuple[Node, ...] | None
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Items:
    """A list, such as ``["US", "CA"]``."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Unary:
    """``!`` or ``-`` before something."""

    operator: str
    operand: Node
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Operation:
    """Operands with operators of one level between them: a chain, however long, is flat.

    Args:
        operands: At least two.
        operators: One fewer than operands.
        operator_spans: Where each operator stands.
    """

    operands: tuple[Node, ...]
    operators: tuple[str, ...]
    operator_spans: tuple[Span, ...] = field(compare=False)

    @property
    def span(self) -> Span:
        """Where the whole operation stands."""
        return self.operands[0].span.to(self.operands[-1].span)


@dataclass(frozen=True)
class Choice:
    """``condition ? one : other``."""

    condition: Node
    one: Node
    other: Node

    @property
    def span(self) -> Span:
        """Where the whole choice stands."""
        return self.condition.span.to(self.other.span)


Node: TypeAlias = Literal | Path | Call | Access | Items | Unary | Operation | Choice


@dataclass(frozen=True)
class Problem:
    """Something to say about an expression.

    Args:
        message: One line.
        span: What it is about.
    """

    message: str
    span: Span


class ExpressionError(Exception):
    """A text that cannot be read as an expression.

    Args:
        problem: What is wrong, and where.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
