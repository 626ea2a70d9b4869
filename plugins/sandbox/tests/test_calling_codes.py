"""The countries of telephone numbers."""

from __future__ import annotations

import pytest

from clerk_cli_sandbox.instance.calling_codes import country_of


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("+12125550100", ("US", "1")),
        ("+14165550100", ("CA", "1416")),
        ("+18765550100", ("JM", "1876")),
        ("+79161234567", ("RU", "7")),
        ("+77011234567", ("KZ", "77")),
        ("+442071234567", ("GB", "44")),
        ("+441534123456", ("JE", "441534")),
        ("+33612345678", ("FR", "33")),
        ("+390669812345", ("VA", "3906698")),
        ("+80012345678", None),
    ],
)
def test_the_longest_code_that_matches_decides(phone: str, country: object) -> None:
    assert country_of(phone) == country
