"""From the text of an expression to its tree, in time that grows with its length alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Choice,
    ExpressionError,
    Items,
    Literal,
    Node,
    Operation,
    Path,
    Problem,
    Span,
    Unary,
)
from clerk_cli_protect.expressions.tokens import (
    END,
    NUMBER,
    SIGN,
    TEXT,
    WORD,
    Token,
    tokens,
    unquoted,
)

LEVELS = (
    ("||",),
    ("&&",),
    ("==", "!=", "<", ">", "<=", ">=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Operators from the weakest to the strongest; those of one level are read from left to right."""

MEANT = {"=": "==", "and": "&&", "or": "||"}
"""What somebody means who writes an operator of another language."""

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
LONGEST_NUMBER = 300
DEEPEST = 50
"""How deep parentheses, lists, calls and signs may be nested."""


@dataclass(frozen=True)
class Expression:
    """An expression that could be read.

    Args:
        text: As it was written.
        node: Its tree.
        mistakes: What was understood although it is written wrong.
    """

    text: str
    node: Node
    mistakes: tuple[Problem, ...] = field(default=(), compare=False)


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: It cannot be read; the problem tells where.
    """
    parser = _Parser(list(tokens(text)))
    node = parser.whole()
    return Expression(text, node, tuple(parser.mistakes))


class _Parser:
    """Reads tokens from left to right, and never one twice."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0
        self.mistakes: list[Problem] = []

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += token.kind != END
        return token

    def whole(self) -> Node:
        """The whole text as one expression."""
        if self._next.kind == END:
            raise ExpressionError(Problem("the expression is empty", self._next.span))
        node = self._expression()
        if self._next.kind != END:
            extra = self._next
            closing = extra.text in (")", "]")
            said = "nothing was opened that this closes" if closing else _unexpected(extra)
            raise ExpressionError(Problem(said, extra.span))
        return node

    def _expression(self) -> Node:
        condition = self._level(0)
        if self._next.text != "?" or self._next.kind != SIGN:
            return condition
        self._take()
        one = self._nested(self._expression)
        self._expect(":")
        return Choice(condition, one, self._nested(self._expression))

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._unary()
        operands, operators, spans = [self._level(level + 1)], [], []
        while (operator := self._operator(LEVELS[level])) is not None:
            operators.append(operator[0])
            spans.append(operator[1])
            operands.append(self._level(level + 1))
        if not operators:
            return operands[0]
        return Operation(tuple(operands), tuple(operators), tuple(spans))

    def _operator(self, wanted: tuple[str, ...]) -> tuple[str, Span] | None:
        token = self._next
        if token.kind not in (SIGN, WORD):
            return None
        written = token.text.lower() if token.kind == WORD else token.text
        operator = MEANT.get(written, token.text)
        if operator not in wanted:
            return None
        self._take()
        if operator != token.text:
            said = f"use {operator} instead of {token.text}"
            self.mistakes.append(Problem(said, token.span))
        return operator, token.span

    def _unary(self) -> Node:
        token = self._next
        negated = token.kind == WORD and token.text.lower() == "not" and self._begins_operand()
        if (token.text in ("!", "-") and token.kind == SIGN) or negated:
            self._take()
            if negated:
                self.mistakes.append(Problem(f"use ! instead of {token.text}", token.span))
            operand = self._nested(self._unary)
            operator = "!" if negated else token.text
            return Unary(operator, operand, token.span.to(operand.span))
        return self._postfix(self._primary())

    def _begins_operand(self) -> bool:
        """Whether something that can be negated comes after this word."""
        after = self._tokens[self._at + 1]
        return after.kind in (WORD, NUMBER, TEXT) or after.text in ("(", "!")

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == NUMBER:
            return Literal(_number(token), token.span)
        if token.kind == TEXT:
            if token.text.startswith("'"):
                self.mistakes.append(Problem("use double quotes for texts", token.span))
            return Literal(unquoted(token.text), token.span)
        if token.kind == WORD:
            return self._named(token)
        if token.text == "(" and token.kind == SIGN:
            inner = self._nested(self._expression)
            self._close(")", token)
            return inner
        if token.text == "[" and token.kind == SIGN:
            items, end = self._list_until("]", token)
            return Items(items, token.span.to(end))
        raise ExpressionError(Problem(_unexpected(token), token.span))

    def _named(self, token: Token) -> Node:
        if token.text in WORDS:
            return Literal(WORDS[token.text], token.span)
        names, spans = [token.text], [token.span]
        while self._next.text == "." and self._next.kind == SIGN:
            self._take()
            name = self._take()
            if name.kind != WORD:
                said = "a name must follow the dot"
                raise ExpressionError(Problem(said, name.span))
            names.append(name.text)
            spans.append(name.span)
        path = Path(tuple(names), tuple(spans))
        if self._next.text != "(" or self._next.kind != SIGN:
            return path
        opening = self._take()
        arguments, end = self._list_until(")", opening)
        return Call(path, arguments, path.span.to(end))

    def _postfix(self, node: Node) -> Node:
        depth = self._depth
        while self._next.kind == SIGN and self._next.text in (".", "["):
            self._depth += 1
            self._check_depth(self._next)
            opening = self._take()
            node = self._member(node) if opening.text == "." else self._element(node, opening)
        self._depth = depth
        return node

    def _member(self, base: Node) -> Node:
        name = self._take()
        if name.kind != WORD:
            raise ExpressionError(Problem("a name must follow the dot", name.span))
        if self._next.text != "(" or self._next.kind != SIGN:
            return Access(base, name.text, None, None, base.span.to(name.span))
        arguments, end = self._list_until(")", self._take())
        return Access(base, name.text, None, arguments, base.span.to(end))

    def _element(self, base: Node, opening: Token) -> Node:
        index = self._nested(self._expression)
        end = self._close("]", opening)
        return Access(base, None, index, None, base.span.to(end))

    def _list_until(self, closing: str, opening: Token) -> tuple[tuple[Node, ...], Span]:
        items: list[Node] = []
        if self._next.text != closing:
            items.append(self._nested(self._expression))
            while self._next.text == "," and self._next.kind == SIGN:
                self._take()
                items.append(self._nested(self._expression))
        return tuple(items), self._close(closing, opening)

    def _close(self, closing: str, opening: Token) -> Span:
        token = self._next
        if token.kind == SIGN and token.text == closing:
            return self._take().span
        if token.kind == END:
            raise ExpressionError(Problem(f"this {opening.text} is not closed", opening.span))
        raise ExpressionError(Problem(f"expected {closing}, not {token.text}", token.span))

    def _expect(self, sign: str) -> None:
        token = self._take()
        if token.text != sign or token.kind != SIGN:
            said = f"expected {sign}, not {token.text or 'the end'}"
            raise ExpressionError(Problem(said, token.span))

    def _nested(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        self._check_depth(self._next)
        node = read()
        self._depth -= 1
        return node

    def _check_depth(self, token: Token) -> None:
        if self._depth > DEEPEST:
            said = f"this is nested more than {DEEPEST} levels deep"
            raise ExpressionError(Problem(said, token.span))


def _number(token: Token) -> int | float:
    if len(token.text) > LONGEST_NUMBER:
        said = f"this number has more than {LONGEST_NUMBER} characters"
        raise ExpressionError(Problem(said, token.span))
    return int(token.text) if token.text.isdigit() else float(token.text)


def _unexpected(token: Token) -> str:
    if token.kind == END:
        return "something is missing at the end"
    return f"unexpected {token.text}"
