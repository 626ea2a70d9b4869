"""Finding the expression in a model's answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.syntax import Diagnostic, ExpressionError
from clerk_cli_protect.expressions.tokens import tokenize
from clerk_cli_protect.schema.model import SchemaField

_CODE_BLOCK = re.compile(r"```(?:[ \t]*[\w+-]*[ \t]*\n)?(.*?)(?:```|\Z)", re.DOTALL)
"""A word on the first line is only a language if nothing follows it; the end may be missing."""

_LABEL = re.compile(r"^(expression|rule|answer)\s*:\s*", re.IGNORECASE)


def extract_expression(answer: str) -> str:
    """The expression in an answer, without code fences, quotes and labels; empty if there is none.

    Prose is not searched for an expression: it is returned, cannot be parsed, and so the model is
    asked again.
    """
    text = answer.strip()
    if code_block := _CODE_BLOCK.search(text):
        text = code_block[1].strip()
    text = _LABEL.sub("", text)
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip()
    return text


def is_plausible(
    expression: str, diagnostics: Sequence[Diagnostic], event_type: SchemaField
) -> bool:
    """Whether what was extracted from an answer is an expression, rather than prose.

    "Sorry" parses as a field, and "N/A" as a division. So an expression with problems must name at
    least one field of the schema.
    """
    try:
        parse(expression)
    except ExpressionError:
        return False
    return not diagnostics or any(token.text in event_type.fields for token in tokenize(expression))
