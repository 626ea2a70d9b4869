"""From the source of an expression to its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clerk_cli_protect.expressions.syntax import ExpressionError, Span, error_at

NAME, NUMBER, STRING, SYMBOL, END = "name", "number", "string", "symbol", "end"

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<symbol>&&|\|\||==|!=|<=|>=|[=<>!()\[\],.?:+\-*/%])
    """,
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_HINTS = {
    "&": "use && instead of &",
    "|": "use || instead of |",
    "`": "use double quotes for strings, and no quotes for fields",
    "“": 'use straight quotes: "',
    "”": 'use straight quotes: "',
    "‘": 'use straight double quotes: "',
    "’": 'use straight double quotes: "',
    "#": "comments are not supported",
    "{": "braces are not supported",
    "}": "braces are not supported",
}


@dataclass(frozen=True)
class Token:
    """A name, number, string or symbol.

    Args:
        kind: Which of them it is.
        text: Its source.
        span: Where it is in the source.
    """

    kind: str
    text: str
    span: Span

    def is_symbol(self, text: str) -> bool:
        """Whether this is a certain symbol, rather than a string that looks like it."""
        return self.kind == SYMBOL and self.text == text


def tokenize(source: str) -> Iterator[Token]:
    """The tokens of an expression, and a last one that marks the end.

    Raises:
        ExpressionError: A character begins no token, or a string is unterminated.
    """
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise _invalid_character(source, position)
        kind = match.lastgroup or ""
        if kind != "space":
            yield Token(kind, match.group(), Span(position, match.end()))
        position = match.end()
    yield Token(END, "", Span(position, position))


def unquote(text: str) -> str:
    """The value of a string token."""
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text[1:-1])


def quote(value: str) -> str:
    """A value as a string in double quotes, which ``unquote`` turns back into it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    for letter, character in _ESCAPES.items():
        escaped = escaped.replace(character, f"\\{letter}")
    return f'"{escaped}"'


def _invalid_character(source: str, position: int) -> ExpressionError:
    character, span = source[position], Span(position, position + 1)
    if character in "\"'":
        return error_at(span, "unterminated string")
    hint = f"; {_HINTS[character]}" if character in _HINTS else ""
    return error_at(span, f"unexpected {character!r}{hint}")
