"""From the source of an expression to its syntax tree, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Conditional,
    Diagnostic,
    ListLiteral,
    Literal,
    Node,
    Operation,
    Path,
    Span,
    Unary,
    error_at,
)
from clerk_cli_protect.expressions.tokens import (
    END,
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    Token,
    tokenize,
    unquote,
)

PRECEDENCE = (
    ("||",),
    ("&&",),
    ("==", "!=", "<", ">", "<=", ">=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Operators, those that bind weakest first; all are left-associative."""

CORRECTIONS = {"=": "==", "and": "&&", "or": "||"}
"""Operators of other languages, and the ones that their authors mean."""

CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
MAX_NUMBER_LENGTH = 300
MAX_DEPTH = 50
"""How deep parentheses, lists, calls and unary operators may be nested."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression.

    Args:
        source: The source.
        node: The syntax tree.
        diagnostics: Mistakes whose meaning is clear, such as ``=`` for ``==``.
    """

    source: str
    node: Node
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)


def parse(source: str) -> Expression:
    """Parse an expression.

    Raises:
        ExpressionError: It cannot be parsed; its diagnostic says where.
    """
    parser = _Parser(list(tokenize(source)))
    node = parser.parse()
    return Expression(source, node, tuple(parser.diagnostics))


class _Parser:
    """Reads tokens from left to right, and none of them twice."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0
        self.diagnostics: list[Diagnostic] = []

    def parse(self) -> Node:
        """Parse all tokens as one expression."""
        if self._next.kind == END:
            raise error_at(self._next.span, "the expression is empty")
        node = self._expression()
        token = self._next
        if token.kind != END:
            is_closing = token.text in (")", "]")
            message = f"unmatched {token.text}" if is_closing else _unexpected(token)
            raise error_at(token.span, message)
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._tokens[self._position]
        self._position += token.kind != END
        return token

    def _expression(self) -> Node:
        condition = self._operation(0)
        if not self._next.is_symbol("?"):
            return condition
        self._take()
        if_true = self._nested(self._expression)
        self._expect(":")
        return Conditional(condition, if_true, self._nested(self._expression))

    def _operation(self, level: int) -> Node:
        if level == len(PRECEDENCE):
            return self._unary()
        operands, operators, spans = [self._operation(level + 1)], [], []
        while (operator := self._take_operator(PRECEDENCE[level])) is not None:
            operators.append(operator[0])
            spans.append(operator[1])
            operands.append(self._operation(level + 1))
        if not operators:
            return operands[0]
        return Operation(tuple(operands), tuple(operators), tuple(spans))

    def _take_operator(self, operators: tuple[str, ...]) -> tuple[str, Span] | None:
        token = self._next
        if token.kind not in (SYMBOL, NAME):
            return None
        text = token.text.lower() if token.kind == NAME else token.text
        operator = CORRECTIONS.get(text, token.text)
        if operator not in operators:
            return None
        self._take()
        if operator != token.text:
            self._correct(token, operator)
        return operator, token.span

    def _correct(self, token: Token, correct: str) -> None:
        self.diagnostics.append(Diagnostic(f"use {correct} instead of {token.text}", token.span))

    def _unary(self) -> Node:
        token = self._next
        is_word = token.kind == NAME and token.text.lower() == "not" and self._operand_follows()
        if not (is_word or token.is_symbol("!") or token.is_symbol("-")):
            return self._postfix(self._primary())
        self._take()
        if is_word:
            self._correct(token, "!")
        operand = self._nested(self._unary)
        return Unary("!" if is_word else token.text, operand, token.span.to(operand.span))

    def _operand_follows(self) -> bool:
        """Whether the token after the next one begins an operand."""
        token = self._tokens[self._position + 1]
        return token.kind in (NAME, NUMBER, STRING) or token.text in ("(", "!")

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == NUMBER:
            return Literal(_number(token), token.span)
        if token.kind == STRING:
            if token.text.startswith("'"):
                message = "use double quotes for strings"
                self.diagnostics.append(Diagnostic(message, token.span))
            return Literal(unquote(token.text), token.span)
        if token.kind == NAME:
            return self._path_or_call(token)
        if token.is_symbol("("):
            node = self._nested(self._expression)
            self._close(")", token)
            return node
        if token.is_symbol("["):
            items, end = self._list_until("]", token)
            return ListLiteral(items, token.span.to(end))
        raise error_at(token.span, _unexpected(token))

    def _path_or_call(self, token: Token) -> Node:
        if token.text in CONSTANTS:
            return Literal(CONSTANTS[token.text], token.span)
        names, spans = [token.text], [token.span]
        while self._next.is_symbol("."):
            self._take()
            name = self._take_name()
            names.append(name.text)
            spans.append(name.span)
        path = Path(tuple(names), tuple(spans))
        if not self._next.is_symbol("("):
            return path
        arguments, end = self._list_until(")", self._take())
        return Call(path, arguments, path.span.to(end))

    def _postfix(self, node: Node) -> Node:
        depth = self._depth
        while self._next.is_symbol(".") or self._next.is_symbol("["):
            self._depth += 1
            self._check_depth(self._next)
            opening = self._take()
            node = self._member(node) if opening.text == "." else self._element(node, opening)
        self._depth = depth
        return node

    def _member(self, base: Node) -> Node:
        name = self._take_name()
        if not self._next.is_symbol("("):
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
            while self._next.is_symbol(","):
                self._take()
                items.append(self._nested(self._expression))
        return tuple(items), self._close(closing, opening)

    def _take_name(self) -> Token:
        token = self._take()
        if token.kind != NAME:
            raise error_at(token.span, "expected a name after the dot")
        return token

    def _close(self, closing: str, opening: Token) -> Span:
        token = self._next
        if token.is_symbol(closing):
            return self._take().span
        if token.kind == END:
            raise error_at(opening.span, f"unclosed {opening.text}")
        raise error_at(token.span, f"expected {closing}, not {token.text}")

    def _expect(self, symbol: str) -> None:
        token = self._take()
        if not token.is_symbol(symbol):
            raise error_at(token.span, f"expected {symbol}, not {token.text or 'the end'}")

    def _nested(self, parse_part: Callable[[], Node]) -> Node:
        self._depth += 1
        self._check_depth(self._next)
        node = parse_part()
        self._depth -= 1
        return node

    def _check_depth(self, token: Token) -> None:
        if self._depth > MAX_DEPTH:
            raise error_at(token.span, f"nested more than {MAX_DEPTH} levels deep")


def _number(token: Token) -> int | float:
    if len(token.text) > MAX_NUMBER_LENGTH:
        raise error_at(token.span, f"number longer than {MAX_NUMBER_LENGTH} characters")
    return int(token.text) if token.text.isdigit() else float(token.text)


def _unexpected(token: Token) -> str:
    return "unexpected end of expression" if token.kind == END else f"unexpected {token.text}"
