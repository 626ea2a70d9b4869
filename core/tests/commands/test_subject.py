"""How a question describes an object."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.commands.request import Route, delete, get, post
from clerk_cli.commands.subject import Subject, describe

EMAILS = [
    {"id": "1", "email_address": "a@example.com"},
    {"id": "2", "email_address": "b@example.com"},
]


@pytest.mark.parametrize(
    ("subject", "description"),
    [
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"first_name": None, "last_name": "Lovelace", "username": "ada"}, "Lovelace"),
        ({"username": "ada", "email_addresses": EMAILS}, "ada <a@example.com>"),
        (
            {"email_addresses": EMAILS, "primary_email_address_id": "2", "first_name": "B"},
            "B <b@example.com>",
        ),
        ({"name": "Acme", "slug": "acme"}, "Acme <acme>"),
        ({"name": "acme", "slug": "acme"}, "acme"),
        ({"name": "Accountant", "key": "org:accountant"}, "Accountant <org:accountant>"),
        ({"email_address": "x@example.com"}, "x@example.com"),
        ({"identifier": "*@example.com", "url": "https://x"}, "*@example.com"),
        ({"url": "app://callback"}, "app://callback"),
        ({"name": "  ", "slug": ""}, ""),
        ({"name": 5, "email_addresses": "none", "slug": ["x"]}, ""),
        ({"email_addresses": [None, 1, {"email_address": None}]}, ""),
        ({"name": "two\nlines"}, r"two\nlines"),
        ({"name": "{0} {__class__}"}, "{0} {__class__}"),
        ({}, ""),
    ],
)
def test_an_object_is_described_by_its_usual_members(
    subject: dict[str, Any], description: str
) -> None:
    assert describe(subject) == description


@pytest.mark.parametrize(
    ("subject", "route", "read"),
    [
        (Subject(), delete("/v1/users/{user_id}"), get("/v1/users/{user_id}")),
        (Subject(), delete("/v1/users/{user_id}/mfa"), get("/v1/users/{user_id}")),
        (Subject(), post("/v1/a/{a}/b/{b}/revoke"), get("/v1/a/{a}/b/{b}")),
        (Subject(), post("/v1/invitations"), None),
        (Subject(), None, None),
        (Subject(readable=False), delete("/v1/domains/{domain_id}"), None),
        (Subject(get("/v1/x/{x}")), delete("/v1/y/{y}"), get("/v1/x/{x}")),
        (Subject(get("/v1/x/{x}")), None, get("/v1/x/{x}")),
    ],
)
def test_a_subject_is_read_by_its_own_route_or_the_path_of_the_command(
    subject: Subject, route: Route | None, read: Route | None
) -> None:
    assert subject.route_for(route) == read
