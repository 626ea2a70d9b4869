"""Results of a bounded size."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clerk_cli_mcp.bounds import bounded
from clerk_cli_mcp.offers import Offers


def offer(*options: str) -> Any:
    described = {
        "command": "stars list",
        "summary": "List stars",
        "description": "",
        "effect": "reads",
        "local": False,
        "prints_secret": False,
        "arguments": [],
        "options": [{"name": name, "type": "integer", "help": ""} for name in options],
    }
    return Offers({"data": [described]}).find("stars list")


ROWS = [{"id": f"star_{number}", "text": "x" * 80} for number in range(10)]
LISTED = {"data": ROWS, "total_count": 40}


@pytest.mark.parametrize(
    ("options", "arguments", "skip", "shown", "following"),
    [
        (["--offset"], {"limit": 10}, 0, [0, 1, 2, 3], {"limit": 10, "offset": 4}),
        (["--offset"], {"offset": 20}, 0, [0, 1, 2, 3], {"offset": 24}),
        (["--offset"], {"offset": 20}, 8, [8, 9], {"offset": 30}),
        (["--offset"], {"offset": 30}, 8, [8, 9], None),
        ([], {}, 0, [0, 1, 2, 3], 4),
        ([], {}, 4, [4, 5, 6, 7], 8),
        ([], {}, 8, [8, 9], None),
    ],
)
def test_a_list_is_cut_between_rows_and_says_how_to_continue(
    options: list[str], arguments: dict[str, Any], skip: int, shown: list[int], following: Any
) -> None:
    part = bounded(LISTED, offer(*options), arguments, skip, limit=460)
    assert part.value["data"] == [ROWS[number] for number in shown]
    rest = part.next or {}
    assert rest.get("arguments", rest.get("skip")) == following


def test_an_object_loses_its_largest_members_and_says_which() -> None:
    part = bounded({"id": "a", "big": "x" * 5000, "small": 1}, offer(), {}, 0, limit=400)
    assert (part.value["id"], part.value["small"]) == ("a", 1)
    assert part.next is not None
    assert part.next["omitted"] == ["big"]


@pytest.mark.parametrize("result", ["x" * 5000, ["y" * 300] * 20, {"data": [{"big": "x" * 5000}]}])
def test_nothing_is_larger_than_the_limit(result: Any) -> None:
    assert len(json.dumps(bounded(result, offer(), {}, 0, limit=400).value)) <= 450
