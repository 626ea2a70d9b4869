"""The prompts to models."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli_protect.expressions.annotate import annotate
from clerk_cli_protect.expressions.syntax import Diagnostic
from clerk_cli_protect.schema.model import SchemaField

SYSTEM = """\
You write rule expressions for Clerk Protect. An expression decides, for each {ruleset} event,
whether a rule applies: it evaluates to true if the rule should apply.

The language:
- An expression must evaluate to a boolean.
- Fields are accessed with dots: ip.geo.country_code
- Comparisons: == != < > <= >=
- Logic: && || ! and parentheses. The words and, or, not do not exist.
- Strings are in double quotes. Numbers are integers or decimals. true and false are constants.
- Use a boolean field on its own: ip.privacy.is_vpn, without == true.
- To negate a boolean field, put ! before it: !ip.privacy.is_vpn

Use only fields of the schema below. A score is between 0 and 1, so 50% is 0.5. Countries are
two-letter ISO codes.

Answer with the expression only: no explanation, no quotes around it, no markup.

The fields of a {ruleset} event:
{fields}
"""
EXAMPLES = """
Examples, if the fields exist:
- "block VPN users" -> ip.privacy.is_vpn
- "requests from a datacenter" -> ip.privacy.is_datacenter
- "everybody except VPN users" -> !ip.privacy.is_vpn
- "requests from Russia or China" -> ip.geo.country_code == "RU" || ip.geo.country_code == "CN"
- "high bot scores above 70%" -> botScore.risk > 0.7
- "phone numbers outside the US" -> phoneNumber.country_code != "US"
"""
CHANGE = """
You will be given an expression and a requested change. Keep every part of the expression that the
change does not affect.
"""
TOOLS = """
You can call tools to look things up, such as the number of a network (ASN), an address or a domain.
Do so if the request names something whose value you do not know. Then answer with the expression
only.
"""
CUT_OFF_PROMPT = "Your answer was cut off before its end. Answer with the expression only."
MAX_DIAGNOSTICS = 10


def system_prompt(
    ruleset: str, event_type: SchemaField, *, has_tools: bool, has_expression: bool
) -> str:
    """The system prompt.

    Args:
        ruleset: The ruleset of the rule.
        event_type: The event type with the fields that it can use.
        has_tools: Whether the model can call tools.
        has_expression: Whether it changes an existing expression.
    """
    prompt = SYSTEM.format(ruleset=ruleset, fields="\n".join(_field_lines(event_type)))
    prompt += CHANGE if has_expression else EXAMPLES
    return prompt + (TOOLS if has_tools else "")


def change_prompt(expression: str, change: str) -> str:
    """Ask for a change of an expression."""
    return f"The expression:\n{expression}\n\nThe requested change: {change}"


def repair_prompt(answer: str, expression: str, diagnostics: Sequence[Diagnostic]) -> str:
    """Ask for a correction of an answer.

    Args:
        answer: The answer.
        expression: The expression in it; empty if there is none.
        diagnostics: What is wrong with the expression.
    """
    if not expression:
        return "Your answer contains no expression. Answer with the expression only."
    problems = "\n".join(
        annotate(expression, diagnostic) for diagnostic in diagnostics[:MAX_DIAGNOSTICS]
    )
    reminder = "" if answer.strip() == expression else "Answer with the expression only.\n"
    return (
        f"The expression has problems:\n{problems}\n{reminder}Answer with a corrected expression."
    )


def rejection_prompt(expression: str, rejection: str) -> str:
    """Ask for a correction of an expression that the API rejected."""
    return (
        f"Clerk rejected the expression:\n{expression}\n\nThe error: {rejection}\n"
        "Answer with a corrected expression only."
    )


def _field_lines(event_type: SchemaField) -> list[str]:
    """A line for each field that has a value: its path, type, description and values."""
    return [
        f"- {'.'.join(path)} ({field.label})"
        + (f": {field.description}" if field.description else "")
        + (f"; one of {', '.join(field.values)}" if field.values else "")
        for path, field in event_type.walk()
        if not field.fields
    ]
