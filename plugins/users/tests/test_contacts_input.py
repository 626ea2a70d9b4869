"""Email addresses and phone numbers are checked before they are sent."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


@pytest.mark.parametrize(
    "line",
    [
        "emails replace user_1 -f --email nonsense",
        "emails add user_1 --email ada@",
        "phones replace user_1 -f --phone 5551234567",
        "phones add user_1 --phone nonsense",
    ],
)
def test_a_value_that_cannot_be_one_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    noun = "an email address" if line.startswith("emails") else "a phone number"
    assert clerk.refuses("users", *line.split(), because=f"is not {noun} such as")
    assert fake_api.requests == []
