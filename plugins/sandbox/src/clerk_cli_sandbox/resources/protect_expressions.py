"""A rough compiler for rules: refuses what the live one would surely refuse."""

from __future__ import annotations

import re

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.protect_schema import knows

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_FIELD = re.compile(r"\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\b(?!\s*\()")
_SINGLE = re.compile(r"(?<![=!<>])=(?!=)")
_PAIRS = {")": "(", "]": "["}
_WORDS = {"true", "false", "null", "in"}


def compile_expression(ruleset: str, text: str) -> str:
    """The expression, if a ruleset can use it.

    Raises:
        Refusal: It is empty, not well-formed, or names a field that its events do not have.
    """
    bare = _TEXT.sub('""', text).strip()
    if not bare:
        raise _refused("the expression is empty")
    if "'" in bare or bare.count('"') % 2:
        raise _refused("unterminated or wrongly quoted text")
    if _SINGLE.search(bare):
        raise _refused("unexpected '='; did you mean '=='?")
    _check_pairs(bare)
    if re.search(r"(&&|\|\||[=!<>]=|[<>!.,])\s*$|^\s*(&&|\|\||[=<>])", bare):
        raise _refused("unexpected end of expression")
    for name in _FIELD.findall(re.sub(r"\b\d+(\.\d+)?\b", "0", bare)):
        if name not in _WORDS and not knows(ruleset, name.split(".")):
            raise _refused(f"undefined field '{name}'")
    return text.strip()


def _check_pairs(text: str) -> None:
    opened = []
    for character in text:
        if character in "([":
            opened.append(character)
        elif character in _PAIRS and (not opened or opened.pop() != _PAIRS[character]):
            raise _refused(f"unexpected '{character}'")
    if opened:
        raise _refused(f"missing closing of '{opened[-1]}'")


def _refused(why: str) -> Refusal:
    explained = f"The expression cannot be compiled: {why}."
    return Refusal(422, problems.wrong_value("expression", explained))
