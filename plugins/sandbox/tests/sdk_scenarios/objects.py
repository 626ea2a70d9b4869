"""Scenarios, and the objects that they start from."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any, TypeAlias
from urllib.request import Request, urlopen

Scenario: TypeAlias = Callable[[Any], None]

PASSWORD = "a long enough one"
IMAGE = b"\x89PNG\r\n\x1a\n\r\n--and so on\x00"
numbers = count(1)


class Scenarios(list[Scenario]):
    """What the SDK does with some resources, one function each."""

    def add(self, scenario: Scenario) -> Scenario:
        """Register the decorated function."""
        self.append(scenario)
        return scenario


def new_user(sdk: Any) -> Any:
    number = next(numbers)
    return sdk.users.create(
        email_address=[f"ada{number}@example.com"],
        phone_number=[f"+1555020{number:04}"],
        web3_wallet=[f"0x{number:040x}"],
        first_name="Ada",
        password=PASSWORD,
        public_metadata={"plan": "gold"},
    )


def new_organization(sdk: Any, owner: Any = None) -> Any:
    owner = owner or new_user(sdk)
    request = {"name": f"Acme {next(numbers)}", "created_by": owner.id}
    return sdk.organizations.create(request=request)


def ids(page: Any) -> list[str]:
    return [row.id for row in getattr(page, "data", page)]


def of_the_sandbox(sdk: Any, method: str, path: str, body: Any = None) -> Any:
    """The response to an operation that only the sandbox has."""
    url, _ = sdk.sdk_configuration.get_server_details()
    raw = None if body is None else json.dumps(body).encode()
    headers = {"authorization": "Bearer sk_test_sdk", "content-type": "application/json"}
    with urlopen(Request(f"{url}{path}", raw, headers, method=method)) as response:
        return json.load(response)
