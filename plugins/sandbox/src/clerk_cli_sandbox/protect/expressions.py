"""A rough compiler for expressions: rejects what the live one would certainly reject."""

from __future__ import annotations

import re

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.protect.schema import has_field

_STRING = r'"(?:[^"\\]|\\.)*"'
_FIELD = r"\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\b(?!\s*\()"
_SINGLE_EQUALS = r"(?<![=!<>])=(?!=)"
_DANGLING_OPERATOR = r"(&&|\|\||[=!<>]=|[<>!.,])\s*$|^\s*(&&|\|\||[=<>])"
_BRACKETS = {")": "(", "]": "["}
_KEYWORDS = {"true", "false", "null", "in"}


def compile_expression(ruleset: str, text: str) -> str:
    """The expression, without surrounding spaces, if a ruleset can use it.

    Raises:
        ErrorResponse: The expression is empty or malformed, or uses a field that its events do
            not have.
    """
    expression = re.sub(_STRING, '""', text).strip()
    if not expression:
        raise _rejected("the expression is empty")
    if "'" in expression or expression.count('"') % 2:
        raise _rejected("unterminated or wrongly quoted text")
    if re.search(_SINGLE_EQUALS, expression):
        raise _rejected("unexpected '='; did you mean '=='?")
    _check_brackets(expression)
    if re.search(_DANGLING_OPERATOR, expression):
        raise _rejected("unexpected end of expression")
    for name in re.findall(_FIELD, re.sub(r"\b\d+(\.\d+)?\b", "0", expression)):
        if name not in _KEYWORDS and not has_field(ruleset, name.split(".")):
            raise _rejected(f"undefined field '{name}'")
    return text.strip()


def _check_brackets(text: str) -> None:
    open_brackets = []
    for character in text:
        if character in "([":
            open_brackets.append(character)
        elif character in _BRACKETS and open_brackets[-1:] != [_BRACKETS[character]]:
            raise _rejected(f"unexpected '{character}'")
        elif character in _BRACKETS:
            open_brackets.pop()
    if open_brackets:
        raise _rejected(f"missing closing of '{open_brackets[-1]}'")


def _rejected(reason: str) -> ErrorResponse:
    text = f"The expression cannot be compiled: {reason}."
    return ErrorResponse(422, api_errors.invalid_value("expression", text))
