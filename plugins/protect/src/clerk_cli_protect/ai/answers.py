"""Finding the expression in what a model says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clerk_cli_protect.event_schema import SchemaField
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.syntax import ExpressionError, Problem
from clerk_cli_protect.expressions.tokens import tokens

_FENCE = re.compile(r"```(?:[ \t]*[\w+-]*[ \t]*\n)?(.*?)(?:```|\Z)", re.DOTALL)
"""A language is only what stands alone on the first line; the closing fence may be missing."""

_LABEL = re.compile(r"^(expression|rule|answer)\s*:\s*", re.IGNORECASE)


def expression_in(answer: str) -> str:
    """The expression of an answer without fences, quotes and labels; empty where there is none.

    Prose is not searched for an expression: what is left then cannot be read as one, and the model
    is asked again.
    """
    text = answer.strip()
    if fenced := _FENCE.search(text):
        text = fenced[1].strip()
    text = _LABEL.sub("", text)
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip()
    return text


def is_expression(text: str, problems: Sequence[Problem], event: SchemaField) -> bool:
    """Whether what is left of an answer is an expression, doubtful or not.

    "Sorry" reads like a field, and "N/A" like a division. So what has problems must at least name
    a field that there is.
    """
    try:
        parse(text)
    except ExpressionError:
        return False
    return not problems or any(token.text in event.fields for token in tokens(text))
