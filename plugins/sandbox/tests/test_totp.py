"""Codes of authenticator apps: those of RFC 6238, and how long they count."""

from __future__ import annotations

from typing import Any

import pytest

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B, in base 32."""

VECTORS = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
]
"""Times in seconds, and the last six digits of the codes there."""


def verify(api: Any, user_id: str, code: str, seconds: float) -> Any:
    """The status of a verification at a time, and the kind of the code."""
    api.clock.time = int(seconds * 1000) - 1000  # The clock moves on when it is read.
    status, response = api("POST", f"/users/{user_id}/verify_totp", {"code": code})
    return status, response.get("code_type")


@pytest.fixture
def user_id(make_user: Any) -> str:
    id: str = make_user(username="ada", totp_secret=SECRET)["id"]
    return id


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_rfc(api: Any, user_id: str, seconds: int, code: str) -> None:
    assert verify(api, user_id, code, seconds) == (200, "totp")


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        (1_111_111_080 - 31, 422),
        (1_111_111_080 - 30, 200),
        (1_111_111_080, 200),
        (1_111_111_109.999, 200),
        (1_111_111_139.999, 200),
        (1_111_111_140, 422),
    ],
)
def test_a_code_counts_one_period_early_and_one_late(
    api: Any, user_id: str, seconds: float, status: int
) -> None:
    assert verify(api, user_id, "081804", seconds)[0] == status


@pytest.mark.parametrize("code", ["", "81804", "0818044", " 081804", "０８１８０４", "081805"])
def test_another_code_is_incorrect(api: Any, user_id: str, code: str) -> None:
    assert verify(api, user_id, code, 1_111_111_109)[0] == 422


@pytest.mark.parametrize("secret", [SECRET.lower(), f"{SECRET}====", "GEZDGNBVGY3TQOJQGE"])
def test_a_secret_may_have_small_letters_and_padding(api: Any, make_user: Any, secret: str) -> None:
    id = make_user(username="grace", totp_secret=secret)["id"]
    expected = 200 if SECRET in secret.upper() else 422
    assert verify(api, id, "081804", 1_111_111_109)[0] == expected


def test_backup_codes_and_secrets_are_not_shown(api: Any, make_user: Any) -> None:
    user = make_user(username="grace", totp_secret=SECRET, backup_codes=["only once"])
    assert SECRET not in str(user)
    assert "only once" not in str(user)
    stored = api.sandbox.store.get("user", user["id"])
    assert "only once" not in str(stored)


def test_a_backup_code_can_be_a_digest_of_bcrypt(api: Any, make_user: Any) -> None:
    bcrypt = pytest.importorskip("bcrypt")
    digest = bcrypt.hashpw(b"only once", bcrypt.gensalt(4)).decode()
    id = make_user(username="grace", totp_secret=SECRET, backup_codes=[digest])["id"]
    assert verify(api, id, "only once", 1_111_111_109) == (200, "backup_code")
    assert verify(api, id, "only once", 1_111_111_109)[0] == 422
    assert verify(api, id, digest, 1_111_111_109)[0] == 422


def test_a_wrong_digest_refuses_every_code(api: Any, make_user: Any) -> None:
    id = make_user(username="grace", totp_secret=SECRET, backup_codes=["$2b$nonsense"])["id"]
    assert verify(api, id, "$2b$nonsense", 1_111_111_109)[0] == 422
