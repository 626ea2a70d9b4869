"""What Clerk's documentation says about state: tables of scenarios, each with its source.

The tables are in ``state_scenarios``. Each scenario has a sandbox of its own, and the fixture
``api`` compares each response with Clerk's spec and its error codes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from plugins.sandbox.tests.state_scenarios import (
    billing,
    codes,
    credentials,
    directories,
    enterprise,
    instance,
    invitations,
    machines,
    oauth,
    organization_settings,
    organizations,
    protect,
    roles,
    sign_ups,
    tokens,
    users,
)
from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    SEED,
    Scenario,
    Step,
    filled_in,
    look_up,
)

from clerk_cli.operations import all_operations

ROOMS = (
    users, codes, credentials, sign_ups, invitations, organizations, organization_settings, roles,
    tokens, machines, oauth, directories, billing,
    enterprise, protect, instance,
)  # fmt: skip
SCENARIOS: list[Scenario] = [scenario for room in ROOMS for scenario in room.SCENARIOS]
CODES = Path(__file__).with_name("error_codes.txt")
PAGES = ("https://clerk.com/docs/", "https://github.com/clerk/")
MIN_SCENARIOS, MIN_REFUSALS = 60, 20
ROWS = ("data", "m2m_tokens", "rules")
"""The members of responses that list rows."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.title for scenario in SCENARIOS])
def test_the_sandbox_does_what_clerk_documents(api: Any, scenario: Scenario) -> None:
    responses: dict[str, Any] = {}
    for number, step in enumerate(scenario.steps, 1):
        try:
            responses[step.name] = take(api, step, responses)
        except AssertionError as error:
            raise AssertionError(f"step {number}, {step.method} {step.path}: {error}") from error


def take(api: Any, step: Step, responses: dict[str, Any]) -> Any:
    """The response of a step, which must be the one that the step expects."""
    api.clock.time += int(step.seconds * 1000)
    if step.method == SEED:
        from clerk_cli_sandbox.identity.user_imports import import_users

        import_users(api.sandbox.store, [filled_in(step.body, responses)], api.clock)
        return api.ok("GET", f"/users?username={step.name}")[0]
    instance_headers = api.headers
    if step.key:
        api.headers = {"authorization": f"Bearer {look_up(responses, step.key)}"}
    if step.origin:
        api.headers = api.headers | {"origin": step.origin}
    status, response = api(
        step.method, filled_in(step.path, responses), filled_in(step.body, responses)
    )
    api.headers = instance_headers
    codes = [error["code"] for error in (response or {}).get("errors", ())] if step.code else []
    assert (status, codes) == (step.status, [step.code] if step.code else []), response
    compare(response, step.members, responses)
    if step.claims:
        compare(claims_of(response["jwt"]), step.claims, responses)
    if step.ids is not None:
        expected = sorted(filled_in(list(step.ids), responses))
        assert sorted(row["id"] for row in rows_of(response)) == expected
    return response


def compare(value: Any, members: Mapping[str, Any], responses: dict[str, Any]) -> None:
    """Check members of a response, or claims."""
    actual = {path: look_up(value, path) for path in members}
    assert actual == filled_in(members, responses)


def claims_of(jwt: str) -> Any:
    """The claims of a token, whose signature other tests check."""
    payload = jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def rows_of(response: Any) -> list[Any]:
    """The rows of a list."""
    if isinstance(response, list):
        return response
    return next(response[name] for name in ROWS if name in response)


def test_the_tables_cover_every_room() -> None:
    assert len(SCENARIOS) >= MIN_SCENARIOS
    assert sum(scenario.refuses for scenario in SCENARIOS) >= MIN_REFUSALS
    assert len({scenario.title for scenario in SCENARIOS}) == len(SCENARIOS)


def test_every_table_is_among_them() -> None:
    tables = {path.stem for path in CODES.with_name("state_scenarios").glob("*.py")} - {"steps"}
    assert {room.__name__.rpartition(".")[2] for room in ROOMS} == tables, "add it to ROOMS"


def test_every_scenario_has_a_source_and_steps() -> None:
    known = {operation.id for operation in all_operations()}
    known |= {line.split()[0] for line in CODES.read_text().splitlines()}
    assert [
        scenario.title
        for scenario in SCENARIOS
        if scenario.source not in known and not scenario.source.startswith(PAGES)
    ] == []
    assert [scenario.title for scenario in SCENARIOS if len(scenario.steps) < 2] == []


def test_a_missing_member_is_equal_to_nothing_else() -> None:
    assert look_up({"a": [{"b": None}]}, "a.0.b") is None
    assert look_up({"a": [{"b": None}]}, "a.0.c") is ABSENT
