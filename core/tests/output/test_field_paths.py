"""Paths for ``--fields`` and ``--sort``."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.errors import UsageError
from clerk_cli.output.field_paths import read_path, read_paths, select, selection
from clerk_cli.output.sorting import Order

ROW: dict[str, Any] = {
    "id": "user_1",
    "plan": {"name": "pro", "size": {"seats": 3}},
    "meta": {"a.b": 1, "c, d": {"e[]": 2}, 'f"g': 3},
    "emails": [{"id": "e1", "tags": ["a", "b"]}, {"id": "e2", "tags": []}],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "user_1"),
        ("plan.size.seats", 3),
        ("plan.missing.seats", None),
        ("emails[].id", ["e1", "e2"]),
        ("emails.id", ["e1", "e2"]),
        ("emails[].tags[]", ["a", "b"]),
        ("id.name", None),
        ('meta."a.b"', 1),
        ('meta."c, d"."e[]"', 2),
        (r'meta."f\"g"', 3),
    ],
)
def test_a_path_leads_to_a_value(path: str, value: object) -> None:
    assert read_path(path, "--fields").value(ROW) == value


@pytest.mark.parametrize(
    ("fields", "selected"),
    [
        ("id", {"id": "user_1"}),
        ("plan.name, id", {"plan": {"name": "pro"}, "id": "user_1"}),
        ("plan.name,plan", {"plan": ROW["plan"]}),
        ("plan,plan.name", {"plan": ROW["plan"]}),
        ("emails[].id", {"emails": [{"id": "e1"}, {"id": "e2"}]}),
        ("missing.a", {"missing": None}),
        ('meta."c, d","meta"."a.b"', {"meta": {"c, d": {"e[]": 2}, "a.b": 1}}),
        ("plan.x", {"plan": {"x": None}}),
    ],
)
def test_selected_members_stay_where_they_are(fields: str, selected: object) -> None:
    assert select(ROW, selection(read_paths(fields, "--fields"))) == selected


@pytest.mark.parametrize(
    ("fields", "position"),
    [
        ("", 1),
        ("a,,b", 3),
        ("a,", 3),
        ("a..b", 3),
        ("a.", 3),
        (".a", 1),
        ("a[0]", 2),
        ("a, b c", 5),
        ('"a', 1),
        ('"a"b', 4),
        ("a, a", 4),
        ("a.b,c,a[].b", 7),
    ],
)
def test_an_error_has_its_position(fields: str, position: int) -> None:
    with pytest.raises(UsageError, match=f"--fields, character {position}: "):
        read_paths(fields, "--fields")


@pytest.mark.parametrize(
    ("descending", "order"),
    [(False, [True, 2, 10, "A", "a", None]), (True, ["a", "A", 10, 2, True, None])],
)
def test_rows_without_a_value_are_last(descending: bool, order: list[object]) -> None:
    rows = [{"n": value} for value in (None, "a", 10, True, "A", 2)]
    by_n = Order(read_path("n", "--sort"), descending=descending)
    assert [row["n"] for row in by_n.sorted(rows)] == order
