"""Searches of users: with the index and without it, before and after changes."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest


def found(api: Any, query: str) -> list[str]:
    users = api.ok("GET", f"/users?order_by=%2Bcreated_at&{query}")
    return [user["username"] for user in users]


@pytest.fixture(params=["index", "common text", "no index"])
def searched(api: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An API that looks texts up in each of the ways there are."""
    from clerk_cli_sandbox.storage import ids, user_texts

    # IDs are searched too, and three random letters may be those of a query.
    numbers = count()
    monkeypatch.setattr(ids, "random_text", lambda length: f"{next(numbers):0{length}}")
    if request.param == "common text":
        monkeypatch.setattr(user_texts, "MANY", 0)
    elif request.param == "no index":
        api.sandbox.store._users.has_trigrams = False
    api.ok("POST", "/users", {"username": "jose", "first_name": "José", "last_name": "Núñez"})
    api.ok("POST", "/users", {"username": "ada", "email_address": ["Ada.L@example.com"]})
    api.ok("POST", "/users", {"username": "odd", "first_name": 'a"b*c', "last_name": "OR d"})
    return api


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("query=nunez", ["jose"]),
        ("query=N%C3%9A%C3%91", ["jose"]),
        ("query=se+nu", ["jose"]),
        ("query=a.l%40exam", ["ada"]),
        ("username_query=da", ["ada"]),
        ("query=o", ["jose", "ada", "odd"]),
        ("query=a%22b%2A", ["odd"]),
        ("query=c+OR+d", ["odd"]),
        ("query=%22", ["odd"]),
        ("query=nobody", []),
        ("query=a%00b", []),
        ("name_query=jose", ["jose"]),
        ("name_query=example", []),
        ("username_query=example", []),
        ("email_address_query=example", ["ada"]),
    ],
)
def test_a_text_is_found_in_any_way(searched: Any, query: str, names: list[str]) -> None:
    users = found(searched, query)
    assert [name for name in users if name in ("jose", "ada", "odd")] == names
    assert searched.ok("GET", f"/users/count?{query}")["total_count"] == len(users)
    both = f"/users/count?{query}&username=ada"
    assert searched.ok("GET", both)["total_count"] == ("ada" in users)


def test_a_search_sees_every_change(api: Any) -> None:
    user = api.ok("POST", "/users", {"username": "first", "email_address": ["one@x.io"]})
    api.ok("PATCH", f"/users/{user['id']}", {"username": "second"})
    assert (found(api, "query=first"), found(api, "query=second")) == ([], ["second"])
    email = {"user_id": user["id"], "email_address": "two@x.io", "verified": True}
    added = api.ok("POST", "/email_addresses", email)
    assert found(api, "query=two%40x") == ["second"]
    api.ok("DELETE", f"/email_addresses/{added['id']}")
    assert found(api, "query=two%40x") == []
    api.ok("DELETE", f"/users/{user['id']}")
    assert found(api, "query=second") == []


def sorted_names(api: Any) -> list[str]:
    return [user["username"] for user in api.ok("GET", "/users?order_by=email_address")]


def test_users_are_sorted_by_their_primary_address(api: Any) -> None:
    one = api.ok("POST", "/users", {"username": "b", "email_address": ["b@x.io", "z@x.io"]})
    api.ok("POST", "/users", {"username": "c", "email_address": ["c@x.io"]})
    assert [user["username"] for user in api.ok("GET", "/users?order_by=email_address")] == [
        "b",
        "c",
    ]
    primary = one["email_addresses"][1]["id"]
    api.ok("PATCH", f"/users/{one['id']}", {"primary_email_address_id": primary})
    assert [user["username"] for user in api.ok("GET", "/users?order_by=email_address")] == [
        "c",
        "b",
    ]


def test_hidden_members_stay_hidden(api: Any) -> None:
    user = api.ok("POST", "/users", {"email_address": ["a@x.io"]})
    assert not [name for name in user if name.startswith("_")]
