"""Who may create, list, verify and revoke M2M tokens, and for how long.

Sources: the descriptions of these operations in Clerk's OpenAPI spec, and
https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Machines:
    """Machines: the sender may call the receiver.

    Args:
        sender: The machine that creates tokens.
        receiver: The machine that verifies them.
        stranger: A machine that has nothing to do with the others.
    """

    api: Any
    sender: Any
    receiver: Any
    stranger: Any

    @contextmanager
    def acting(self, machine: Any) -> Iterator[None]:
        """Send requests with the key of a machine, or with any key."""
        before = self.api.headers
        key = machine if isinstance(machine, str) else machine["secret_key"]
        self.api.headers = {"authorization": f"Bearer {key}"}
        yield
        self.api.headers = before

    def token(self, **body: Any) -> Any:
        """A new token of the sender."""
        with self.acting(self.sender):
            status, token = self.api("POST", "/m2m_tokens", body)
        assert status == 201, token
        return token

    def verify(self, token: Any) -> Any:
        """What the receiver learns: the status, and the body of the response."""
        with self.acting(self.receiver):
            return self.api("POST", "/m2m_tokens/verify", {"token": token["token"]})


@pytest.fixture
def machines(api: Any) -> Machines:
    receiver = api.ok("POST", "/machines", {"name": "Receiver"})
    body = {"name": "Sender", "scoped_machines": [receiver["id"]]}
    sender = api.ok("POST", "/machines", body)
    return Machines(api, sender, receiver, api.ok("POST", "/machines", {"name": "Stranger"}))


Send = Callable[[Any, Any], tuple[int, Any]]

CALLS: dict[str, Send] = {
    "list": lambda api, token: api("GET", f"/m2m_tokens?subject={token['subject']}"),
    "verify": lambda api, token: api("POST", "/m2m_tokens/verify", {"token": token["token"]}),
    "revoke": lambda api, token: api("POST", f"/m2m_tokens/{token['id']}/revoke", {}),
    "create": lambda api, _: api("POST", "/m2m_tokens", {}),
}


@pytest.mark.parametrize(
    ("caller", "statuses"),
    [
        ("sender", {"list": 200, "verify": 404, "revoke": 200, "create": 201}),
        ("receiver", {"list": 403, "verify": 200, "revoke": 404, "create": 201}),
        ("stranger", {"list": 403, "verify": 404, "revoke": 404, "create": 201}),
        ("sk_test_instance", {"list": 200, "verify": 200, "revoke": 200, "create": 401}),
        ("garbage", {"list": 401, "verify": 401, "revoke": 401, "create": 401}),
        ("ak_unknown", {"list": 401, "verify": 401, "revoke": 401, "create": 401}),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_an_operation_takes_the_keys_that_the_spec_names(
    api: Any, machines: Machines, caller: str, statuses: dict[str, int], call: str
) -> None:
    token = machines.token()
    with machines.acting(getattr(machines, caller, caller)):
        assert CALLS[call](api, token)[0] == statuses[call]


@pytest.mark.parametrize("form", ["opaque", "jwt"])
def test_a_valid_token_shows_the_receiver_who_sent_it(machines: Machines, form: str) -> None:
    token = machines.token(token_format=form, claims={"a": [1]})
    status, seen = machines.verify(token)
    assert (status, seen["id"], seen["subject"]) == (200, token["id"], machines.sender["id"])
    assert (seen["claims"], seen["scopes"]) == ({"a": [1]}, [machines.receiver["id"]])
    assert "token" not in seen
    assert re.fullmatch(r"mt_[0-9a-f]{32}", token["id"])


@pytest.mark.parametrize("form", ["opaque", "jwt"])
def test_an_expired_token_is_refused(api: Any, machines: Machines, form: str) -> None:
    token = machines.token(token_format=form, seconds_until_expiration=60)
    api.clock.time += 61_000
    assert machines.verify(token)[0] == 400


def test_a_revoked_token_is_refused(api: Any, machines: Machines) -> None:
    token = machines.token()
    api.ok("POST", f"/m2m_tokens/{token['id']}/revoke", {"revocation_reason": "leaked"})
    assert machines.verify(token)[0] == 400


@pytest.mark.parametrize("form", ["opaque", "jwt"])
def test_the_tokens_of_a_deleted_machine_are_refused(
    api: Any, machines: Machines, form: str
) -> None:
    token = machines.token(token_format=form)
    api.ok("DELETE", f"/machines/{machines.sender['id']}")
    assert machines.verify(token)[0] == 404


def test_a_token_keeps_the_scopes_that_it_was_created_with(api: Any, machines: Machines) -> None:
    token = machines.token()
    sender, receiver = machines.sender["id"], machines.receiver["id"]
    api.ok("DELETE", f"/machines/{sender}/scopes/{receiver}")
    assert machines.verify(token)[0] == 200
    assert machines.verify(machines.token())[0] == 404


def test_a_json_web_token_is_not_stored(api: Any, machines: Machines) -> None:
    token = machines.token(token_format="jwt")
    assert token["token"].count(".") == 2
    assert api.ok("GET", f"/m2m_tokens?subject={token['subject']}")["total_count"] == 0
    assert api.errors("POST", f"/m2m_tokens/{token['id']}/revoke", {})[0] == 404


@pytest.mark.parametrize("other", ["session", "damaged"])
def test_another_json_web_token_is_refused(
    api: Any, machines: Machines, make_user: Any, other: str
) -> None:
    jwt = machines.token(token_format="jwt")["token"][:-6] + "AAAAAA"
    if other == "session":
        session = api.ok("POST", "/sessions", {"user_id": make_user(username="ada")["id"]})
        jwt = api.ok("POST", f"/sessions/{session['id']}/tokens", {})["jwt"]
    assert machines.verify({"token": jwt})[0] == 404


def test_claims_of_a_json_web_token_cannot_replace_its_own(api: Any, machines: Machines) -> None:
    with machines.acting(machines.sender):
        body = {"token_format": "jwt", "claims": {"sub": "mch_other"}}
        status, ((code, _),) = api.errors("POST", "/m2m_tokens", body)
    assert (status, code) == (400, "machine_token_reserved_claim")


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({}, 3600),
        ({"seconds_until_expiration": None}, 3600),
        ({"seconds_until_expiration": 90}, 90),
        ({"seconds_until_expiration": 90.0}, 90),
        ({"seconds_until_expiration": 0.5}, 0.5),
    ],
)
def test_a_token_lives_as_long_as_asked_else_by_the_default_of_its_machine(
    machines: Machines, body: Any, seconds: float
) -> None:
    token = machines.token(**body)
    assert token["expiration"] - token["created_at"] == seconds * 1000


def test_a_number_with_a_point_is_an_integer_if_it_is_whole(api: Any) -> None:
    body = {"name": "Whole", "default_token_ttl": 7200.0}
    assert api.ok("POST", "/machines", body)["default_token_ttl"] == 7200
    assert api.errors("POST", "/machines", body | {"default_token_ttl": 7200.5})[0] == 422


def test_a_token_that_lives_long_enough_is_used_again(api: Any, machines: Machines) -> None:
    first = machines.token(min_remaining_ttl_seconds=240)
    again = machines.token(min_remaining_ttl_seconds=240)
    assert (again["id"], again["token"]) == (first["id"], first["token"])
    assert machines.token(min_remaining_ttl_seconds=240, claims={"a": 1})["id"] != first["id"]
    assert machines.token()["id"] != first["id"]
    api.clock.time += 3_500_000
    assert machines.token(min_remaining_ttl_seconds=240)["id"] != first["id"]


def test_a_revoked_token_is_not_used_again(api: Any, machines: Machines) -> None:
    first = machines.token(min_remaining_ttl_seconds=0)
    api.ok("POST", f"/m2m_tokens/{first['id']}/revoke", {})
    assert machines.token(min_remaining_ttl_seconds=0)["id"] != first["id"]


@pytest.mark.parametrize("seconds", [3600, 4000])
def test_a_remaining_time_that_no_new_token_has_is_refused(
    api: Any, machines: Machines, seconds: int
) -> None:
    with machines.acting(machines.sender):
        error = api.errors("POST", "/m2m_tokens", {"min_remaining_ttl_seconds": seconds})
    assert error == (400, [("form_param_value_invalid", "min_remaining_ttl_seconds")])


def test_both_keys_of_a_machine_are_valid_for_a_time_after_rotation(
    api: Any, machines: Machines
) -> None:
    path = f"/machines/{machines.sender['id']}/secret_key/rotate"
    new_key = api.ok("POST", path, {"previous_token_ttl": 60})["secret"]
    for key, status in ((machines.sender["secret_key"], 201), (new_key, 201)):
        with machines.acting(key):
            assert api("POST", "/m2m_tokens", {})[0] == status
    api.clock.time += 61_000
    for key, status in ((machines.sender["secret_key"], 401), (new_key, 201)):
        with machines.acting(key):
            assert api("POST", "/m2m_tokens", {})[0] == status


def test_no_key_of_a_deleted_machine_is_valid(api: Any, machines: Machines) -> None:
    path = f"/machines/{machines.sender['id']}"
    new_key = api.ok("POST", f"{path}/secret_key/rotate", {"previous_token_ttl": 60})["secret"]
    api.ok("DELETE", path)
    for key in (machines.sender["secret_key"], new_key):
        with machines.acting(key):
            assert api.errors("POST", "/m2m_tokens", {})[0] == 401
