"""Clerk's own Python SDK, unmodified, against the sandbox over a real socket.

One server and one client carry out all scenarios. What they call is recorded, and held against the
list of all operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Thread
from typing import Any

import pytest

pytest.register_assert_rewrite("plugins.sandbox.tests.sdk_scenarios")

from plugins.sandbox.tests.sdk_scenarios import (  # noqa: E402
    billing,
    directories,
    enterprise,
    instance,
    organizations,
    settings,
    users,
)
from plugins.sandbox.tests.sdk_scenarios.objects import Scenario  # noqa: E402

# The SDK reads its own deprecated fields.
pytestmark = pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")

SCENARIOS = [
    *users.scenarios,
    *organizations.scenarios,
    *instance.scenarios,
    *settings.scenarios,
    *billing.scenarios,
    *directories.scenarios,
    *enterprise.scenarios,
]

RULES = dict.fromkeys(
    (
        "GET /protect/schema",
        "PATCH /protect/rulesets/{ruleset}",
        "GET /protect/rulesets/{ruleset}/rules",
        "POST /protect/rulesets/{ruleset}/rules",
        "DELETE /protect/rulesets/{ruleset}/rules",
        "GET /protect/rulesets/{ruleset}/rules/{rule_id}",
        "PUT /protect/rulesets/{ruleset}/rules/{rule_id}",
        "DELETE /protect/rulesets/{ruleset}/rules/{rule_id}",
    ),
    "the rules of Protect are not in Clerk's spec, from which the SDK is generated",
) | {
    "POST /beta_features/change_domain": "a path of the JavaScript SDK, which the spec lacks",
    "POST /billing/subscription_items/{item_id}/discounts": "newer than the SDK",
    "DELETE /billing/subscription_items/{item_id}/discounts/{discount_id}": "newer than the SDK",
}
DIRECTORIES = dict.fromkeys(
    (
        "GET /directories",
        "POST /directories",
        "GET /directories/{directory_id}",
        "PATCH /directories/{directory_id}",
        "DELETE /directories/{directory_id}",
        "POST /directories/{directory_id}/rotate_api_key",
        "GET /directories/{directory_id}/group_role_mappings",
        "POST /directories/{directory_id}/group_role_mappings",
        "PUT /directories/{directory_id}/group_role_mappings",
        "DELETE /directories/{directory_id}/group_role_mappings/{mapping_id}",
    ),
    "version 7.0.0 has the older routes of directories alone",
)
WITHOUT_METHOD = {**RULES, **DIRECTORIES}
"""Operations of the sandbox that the SDK cannot call, and why."""


class Sweep:
    """Runs each scenario once, and records what it calls and what is wrong with the responses."""

    def __init__(self, sdk: Any, sandbox: Any, check_response: Callable[..., Any]) -> None:
        self.sdk = sdk
        self._done: set[str] = set()
        self._find = sandbox._find
        self.succeeded: set[str] = set()
        self.lists: dict[str, int] = {}
        self.problems: list[str] = []
        handle = sandbox.handle

        def checked(request: Any) -> Any:
            response = handle(request)
            if request.target.startswith("/images/"):
                return response
            try:
                target = request.target.removeprefix("/v1")
                body = check_response(request.method, target, response)
            except (AssertionError, KeyError) as problem:
                self.problems.append(f"{request.method} {request.target}: {problem!r}")
            else:
                if response.status < 300:
                    self._record(request, body)
            return response

        sandbox.handle = checked

    def run(self, scenario: Scenario) -> None:
        """Run a scenario, unless it was run before."""
        if scenario.__name__ not in self._done:
            self._done.add(scenario.__name__)
            scenario(self.sdk)

    def _record(self, request: Any, body: Any) -> None:
        operation, _ = self._find(request.method, request.target.partition("?")[0])
        name = name_of(operation)
        self.succeeded.add(name)
        rows = body.get("data") if isinstance(body, dict) else body
        if isinstance(rows, list):
            self.lists[name] = max(self.lists.get(name, 0), len(rows))


def name_of(operation: Any) -> str:
    return f"{operation.method} {operation.pattern.removeprefix('/v1')}"


@pytest.fixture(scope="module")
def sweep(
    open_api: Callable[[], AbstractContextManager[Any]], check_response: Callable[..., Any]
) -> Iterator[Sweep]:
    from clerk_backend_api import Clerk
    from clerk_backend_api.utils import BackoffStrategy, RetryConfig
    from httpx import AsyncClient

    from clerk_cli_sandbox.identity.user_imports import import_users
    from clerk_cli_sandbox.transports.server import make_server

    retry = RetryConfig("none", BackoffStrategy(1, 1, 1, 1), retry_connection_errors=False)
    with open_api() as api:
        import_users(api.sandbox.store, [users.SEEDED], api.clock)
        server = make_server(api.sandbox, "127.0.0.1", 0, allow_remote=False)
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        url = f"{server.url}/v1"
        with Clerk(
            bearer_auth="sk_test_sdk",
            server_url=url,
            retry_config=retry,
            timeout_ms=5000,
            # The SDK's own is closed by the garbage collector, also while a test parses a module.
            async_client=AsyncClient(),
        ) as sdk:
            yield Sweep(sdk, api.sandbox, check_response)
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_the_sdk_manages(sweep: Sweep, scenario: Scenario) -> None:
    sweep.run(scenario)


@pytest.fixture
def swept(sweep: Sweep) -> Sweep:
    """The sweep after all scenarios, also where only some tests are selected."""
    for scenario in SCENARIOS:
        sweep.run(scenario)
    return sweep


@pytest.mark.slow
@pytest.mark.steps
def test_the_sdk_calls_every_operation(swept: Sweep) -> None:
    from clerk_cli_sandbox import rooms

    operations = {name_of(operation) for operation in rooms.operations()}
    missing = sorted(operations - swept.succeeded - set(WITHOUT_METHOD))
    assert not missing, f"call {missing} in a scenario of plugins/sandbox/tests/sdk_scenarios"
    assert set(WITHOUT_METHOD) - (operations - swept.succeeded) == set()


def test_each_response_to_the_sdk_is_one_of_clerks(swept: Sweep) -> None:
    assert swept.problems == []


def test_each_list_that_the_sdk_parses_has_objects(swept: Sweep) -> None:
    assert [name for name, rows in swept.lists.items() if rows == 0] == []


def test_the_sdk_parses_an_error(sweep: Sweep) -> None:
    from clerk_backend_api.models import ClerkErrors

    with pytest.raises(ClerkErrors) as raised:
        sweep.sdk.users.get(user_id="user_nope")
    assert raised.value.data.errors[0].code == "resource_not_found"
