"""Clerk's own Python SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.register_assert_rewrite("plugins.sandbox.tests.sdk_scenarios")

from plugins.sandbox.tests.sdk_scenarios import billing, instance, organizations, users  # noqa: E402
from plugins.sandbox.tests.sdk_scenarios.objects import Scenario  # noqa: E402

# The SDK reads its own deprecated fields.
pytestmark = pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")

SCENARIOS = [
    *users.scenarios,
    *organizations.scenarios,
    *instance.scenarios,
    *billing.scenarios,
]
MIN_OPERATIONS = 150


@pytest.fixture
def sdk(served: str) -> Iterator[Any]:
    from clerk_backend_api import Clerk
    from clerk_backend_api.utils import BackoffStrategy, RetryConfig

    retry = RetryConfig("none", BackoffStrategy(1, 1, 1, 1), retry_connection_errors=False)
    with Clerk(
        bearer_auth="sk_test_sdk", server_url=f"{served}/v1", retry_config=retry, timeout_ms=5000
    ) as client:
        yield client


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_the_sdk_manages(sdk: Any, scenario: Scenario) -> None:
    scenario(sdk)


def test_the_scenarios_call_most_operations(api: Any, sdk: Any) -> None:
    operations, find = set(), api.sandbox._find

    def recorded(method: str, path: str) -> Any:
        operation, path_params = find(method, path)
        operations.add((operation.method, operation.pattern))
        return operation, path_params

    api.sandbox._find = recorded
    for scenario in SCENARIOS:
        scenario(sdk)
    assert len(operations) >= MIN_OPERATIONS, len(operations)


def test_the_sdk_parses_an_error(sdk: Any) -> None:
    from clerk_backend_api.models import ClerkErrors

    with pytest.raises(ClerkErrors) as raised:
        sdk.users.get(user_id="user_nope")
    assert raised.value.data.errors[0].code == "resource_not_found"
