"""What a model is told."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli_protect.event_schema import SchemaField
from clerk_cli_protect.expressions.pointing import pointed_at
from clerk_cli_protect.expressions.syntax import Problem

ROLE = """\
You write rule expressions for Clerk Protect. An expression decides, for each {ruleset} event,
whether a rule acts: it is true when the rule should act.

The language:
- An expression must be true or false.
- Fields are reached with dots: ip.geo.country_code
- Comparisons: == != < > <= >=
- Logic: && || ! and parentheses. The words and, or, not do not exist.
- Texts stand in double quotes. Numbers are whole or decimal. true and false are constants.
- A field that is true or false stands alone: ip.privacy.is_vpn, without == true.
- To negate a field put ! before it: !ip.privacy.is_vpn

Use only fields of the schema below. A score goes from 0 to 1, so that 50 % is 0.5. Countries are
two-letter ISO codes.

Answer with the expression alone: no explanation, no quotes around it, no markup.

The fields of a {ruleset} event:
{fields}
"""
EXAMPLES = """
Examples, where the fields exist:
- "block VPN users" -> ip.privacy.is_vpn
- "requests from a datacenter" -> ip.privacy.is_datacenter
- "everybody but VPN users" -> !ip.privacy.is_vpn
- "requests from Russia or China" -> ip.geo.country_code == "RU" || ip.geo.country_code == "CN"
- "high bot scores above 70 %" -> botScore.risk > 0.7
- "phone numbers outside the US" -> phoneNumber.country_code != "US"
"""
TOOLS = """
You can call tools to look things up, such as the number of a network (ASN), an address or a domain.
Do so where the request names something whose value you do not know. Then answer with the expression
alone.
"""
MOST_PROBLEMS = 10
CHANGE = """
You are given an expression and a wish to change it. Keep every part that the wish does not touch.
"""


def system_prompt(
    ruleset: str, event: SchemaField, *, tools: bool, changes_expression: bool
) -> str:
    """The role and rules of the model.

    Args:
        ruleset: The ruleset that the rule is for.
        event: The fields that it can use.
        tools: Whether there are tools.
        changes_expression: Whether there is an expression to begin with.
    """
    text = ROLE.format(ruleset=ruleset, fields="\n".join(field_lines(event)))
    text += CHANGE if changes_expression else EXAMPLES
    return text + (TOOLS if tools else "")


def field_lines(event: SchemaField) -> list[str]:
    """A line for each field with a value: its path, its type, what it means."""
    return [
        f"- {'.'.join(names)} ({each.label})"
        + (f": {each.description}" if each.description else "")
        + (f"; one of {', '.join(each.values)}" if each.values else "")
        for names, each in event.walk()
        if not each.fields
    ]


def change_request(expression: str, wish: str) -> str:
    """What to say to have an expression changed."""
    return f"The expression:\n{expression}\n\nThe wish: {wish}"


def repair_request(answer: str, expression: str, problems: Sequence[Problem]) -> str:
    """What to say to have an answer mended.

    Args:
        answer: The whole answer.
        expression: The expression that was found in it; empty for none.
        problems: What is wrong with it.
    """
    if not expression:
        return "Your answer holds no expression. Answer with the expression alone."
    listed = "\n".join(pointed_at(expression, problem) for problem in problems[:MOST_PROBLEMS])
    more = "" if answer.strip() == expression else "Answer with the expression alone.\n"
    return f"The expression has problems:\n{listed}\n{more}Answer with a corrected expression."


def refused_request(expression: str, refusal: str) -> str:
    """What to say to have an expression mended that the API refused."""
    return (
        f"Clerk refuses the expression:\n{expression}\n\nIt says: {refusal}\n"
        "Answer with a corrected expression alone."
    )
