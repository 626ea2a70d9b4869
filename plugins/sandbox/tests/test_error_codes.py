"""The sandbox answers with Clerk's error codes, and with the statuses that Clerk gives them.

The fixture ``api`` checks this for each response of each test as well.

``error_codes.txt`` has each code of https://clerk.com/docs/guides/development/errors/backend-api
with its statuses, as of November 2026, and ``too_many_requests`` of
https://clerk.com/docs/pr/2236/errors/rate-limits, which that list of operations' codes omits.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("error_codes.txt")
SOURCES = Path(__file__).parents[1] / "src" / "clerk_cli_sandbox"
FIRST_ARGUMENTS = {"error_object", "refusal"}
"""The functions whose first argument is a code."""


def clerks_statuses() -> dict[str, set[int]]:
    rows = (line.split() for line in LIST.read_text().splitlines())
    return {code: {int(status) for status in row if status != "?"} for code, *row in rows}


def codes_in_sources() -> Iterator[tuple[str, str]]:
    """Every code that a module names, and where; a code in parts has ``*`` for what varies."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                places = node.args[:1] if name in FIRST_ARGUMENTS else []
                places += [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                for place in places:
                    if text := pattern_of(place):
                        yield text, f"{path.name}:{node.lineno}"


def pattern_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        return "".join(map(str, parts))
    return None


def pattern_for(code: str) -> str:
    return re.escape(code).replace(r"\*", "[a-z_]*")


def sandbox_statuses() -> dict[str, int]:
    from clerk_cli_sandbox.http.error_codes import STATUSES

    return dict(STATUSES)


@pytest.mark.parametrize("code", sorted(sandbox_statuses()))
def test_a_code_has_the_status_that_clerk_gives_it(code: str) -> None:
    assert sandbox_statuses()[code] in clerks_statuses()[code]


def test_a_code_that_a_module_names_is_clerks() -> None:
    assert [
        f"{place}: {code}"
        for code, place in codes_in_sources()
        if not any(re.fullmatch(pattern_for(code), known) for known in sandbox_statuses())
    ] == []


def test_each_code_in_the_table_is_used() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path.name != "error_codes.py"
    )
    patterns = [pattern_for(code) for code, _ in codes_in_sources()]
    assert [
        code
        for code in sandbox_statuses()
        if f'"{code}"' not in text and not any(re.fullmatch(each, code) for each in patterns)
    ] == []
