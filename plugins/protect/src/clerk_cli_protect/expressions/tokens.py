"""From the text of an expression to its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clerk_cli_protect.expressions.syntax import ExpressionError, Problem, Span

WORD, NUMBER, TEXT, SIGN, END = "word", "number", "text", "sign", "end"

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<sign>&&|\|\||==|!=|<=|>=|[=<>!()\[\],.?:+\-*/%])
    """,
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_HINTS = {
    "&": "use && for and",
    "|": "use || for or",
    "`": "use double quotes for texts, and none for fields",
    "“": 'use straight quotes: "',
    "”": 'use straight quotes: "',
    "‘": 'use straight double quotes: "',
    "’": 'use straight double quotes: "',
    "#": "expressions have no comments",
    "{": "expressions have no braces",
    "}": "expressions have no braces",
}


@dataclass(frozen=True)
class Token:
    """A word, number, text or sign.

    Args:
        kind: What it is.
        text: As it is written.
        span: Where it stands.
    """

    kind: str
    text: str
    span: Span


def tokens(text: str) -> Iterator[Token]:
    """The words of an expression, and an end.

    Raises:
        ExpressionError: A character belongs to none, or a text is not closed.
    """
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unreadable(text, at)
        kind = found.lastgroup or ""
        if kind != "blank":
            yield Token(kind, found.group(), Span(at, found.end()))
        at = found.end()
    yield Token(END, "", Span(at, at))


def unquoted(text: str) -> str:
    """The value of a text in quotes."""
    return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), text[1:-1])


def quoted(value: str) -> str:
    """A value as a text in double quotes, which reads back as the value."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    for letter, character in _ESCAPES.items():
        escaped = escaped.replace(character, f"\\{letter}")
    return f'"{escaped}"'


def _unreadable(text: str, at: int) -> ExpressionError:
    character = text[at]
    if character in "\"'":
        return ExpressionError(Problem("this text is not closed", Span(at, at + 1)))
    hint = f"; {_HINTS[character]}" if character in _HINTS else ""
    return ExpressionError(Problem(f"unexpected {character!r}{hint}", Span(at, at + 1)))
