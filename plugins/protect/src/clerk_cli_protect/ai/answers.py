"""Finding the expression in a model's answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.syntax import Diagnostic, ExpressionError
from clerk_cli_protect.expressions.tokens import STRING, tokenize, unquote
from clerk_cli_protect.schema.model import SchemaField

_THOUGHTS = "(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad)"
_THOUGHT = re.compile(rf"<({_THOUGHTS})(?:\s[^>]*)?>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHT = re.compile(rf".*</{_THOUGHTS}\s*>", re.DOTALL | re.IGNORECASE)
"""Some servers leave out the first tag, which is part of the model's prompt."""

_UNFINISHED_THOUGHT = re.compile(rf"<{_THOUGHTS}(?:\s[^>]*)?>", re.IGNORECASE)

_CODE_BLOCK = re.compile(
    r"(?P<fence>`{3,}|~{3,})(?P<language>[ \t]*[\w+#-]*[ \t]*(?=\n))?(?P<code>.*?)"
    r"(?:(?P=fence)[`~]*|\Z)",
    re.DOTALL,
)
"""A word on the first line is only a language if nothing follows it; the end may be missing."""

_LABEL = re.compile(
    r"^(?:\*\*|__)?(?:the )?(?:final |rule )?(?:expression|rule|answer)(?: is)?"
    r"(?:\s*:\s*(?:\*\*|__)|(?:\*\*|__)?\s*:)\s*",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"^(?:[-*+•]|\d{1,2}[.)])[ \t]+(?=\S)")
"""The mark of a list with one item; no expression begins like that."""

_WRAPPINGS = (
    ("``", "``"),
    ("`", "`"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ('"', '"'),
    ("'", "'"),
    ("“", "”"),
    ("‘", "’"),
    ("«", "»"),
    ("<code>", "</code>"),
    ("$", "$"),
)
MAX_WRAPPINGS = 6


def extract_expression(answer: str) -> str:
    """The expression in an answer, without thoughts, fences, quotes and labels; empty if none.

    Prose is not searched for an expression: it is returned, cannot be parsed, and so the model is
    asked again. An answer that ends in a thought is none.
    """
    text = _without_thoughts(answer.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for _ in range(MAX_WRAPPINGS):
        unmarked = _LIST_ITEM.sub("", _unfenced(_unquoted(text)))
        inner = _unwrapped(_LABEL.sub("", unmarked).strip())
        if inner == text:
            break
        text = inner
    return text


def _without_thoughts(text: str) -> str:
    """What a model says after it has thought; empty if it has not finished."""
    text = _END_OF_THOUGHT.sub("", _THOUGHT.sub("", text))
    return "" if _UNFINISHED_THOUGHT.search(text) else text


def _unquoted(text: str) -> str:
    """A text without the marks of a quotation in Markdown."""
    lines = text.split("\n")
    if not all(line.startswith(">") for line in lines):
        return text
    return "\n".join(line[1:].strip() for line in lines).strip()


def _unfenced(text: str) -> str:
    """The first code block of a text, if there is one; a text that parses has none."""
    blocks = [] if _parses(text) else list(_CODE_BLOCK.finditer(text))
    for group in ("code", "language"):
        for block in blocks:
            if code := (block[group] or "").strip():
                return code
    return "" if blocks else text


def _unwrapped(text: str) -> str:
    """A text without one pair of quotes or marks around all of it."""
    for start, end in _WRAPPINGS:
        inner = text[len(start) : -len(end)]
        if len(text) <= len(start + end) or not (text.startswith(start) and text.endswith(end)):
            continue
        if start in "\"'" and _is_string(text):
            return unquote(text).strip()
        if (start not in inner and end not in inner) or (_parses(inner) and not _parses(text)):
            return inner.strip()
    return text


def _is_string(text: str) -> bool:
    """Whether a text is one string, rather than an expression."""
    try:
        tokens = list(tokenize(text))
    except ExpressionError:
        return False
    return len(tokens) == 2 and tokens[0].kind == STRING


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


def is_plausible(
    expression: str, diagnostics: Sequence[Diagnostic], event_type: SchemaField
) -> bool:
    """Whether what was extracted from an answer is an expression, rather than prose.

    "Sorry" parses as a field, and "N/A" as a division. So an expression with problems must name at
    least one field of the schema.
    """
    return _parses(expression) and (
        not diagnostics or any(token.text in event_type.fields for token in tokenize(expression))
    )
