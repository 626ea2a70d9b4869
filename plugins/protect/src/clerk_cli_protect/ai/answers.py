"""Finding the expression in what a model says."""

from __future__ import annotations

import re

_FENCE = re.compile(r"```[ \t]*[\w+-]*[ \t]*\n?(.*?)```", re.DOTALL)
_LABEL = re.compile(r"^(expression|rule|answer)\s*:\s*", re.IGNORECASE)


def expression_in(answer: str) -> str:
    """The expression of an answer without fences, quotes and labels; empty where there is none.

    Prose is not searched for an expression: what is left then cannot be read as one, and the model
    is asked again.
    """
    text = answer.strip()
    if fenced := _FENCE.findall(text):
        text = fenced[0].strip()
    elif text.startswith("```"):
        text = text.removeprefix("```").strip()
    text = _LABEL.sub("", text)
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip()
    return text
