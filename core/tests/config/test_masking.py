"""The masks of secrets."""

from __future__ import annotations

import pytest

from clerk_cli.config.masking import is_secret, mask_head, mask_tail
from clerk_cli.config.settings import CORE_SETTINGS


@pytest.mark.parametrize(
    ("secret", "tail", "head"),
    [
        ("sk_test_0123456789xxxx", "****xxxx", "sk_te****xxxx"),
        ("1234567890123", "****0123", "12345****0123"),
        ("123456789012", "****", "****"),
        ("x", "****", "****"),
    ],
)
def test_a_mask_shows_the_ends_of_a_long_secret(secret: str, tail: str, head: str) -> None:
    assert (mask_tail(secret), mask_head(secret)) == (tail, head)


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("clerk.key", True),
        ("my.key", True),
        ("api_token", True),
        ("a.secret.x", True),
        ("weather.password", True),
        ("Db.PassPhrase", True),
        ("weather.api-key", True),
        ("output", False),
        ("clerk.api.url", False),
        ("ai.openai.model", False),
        ("keyboard", False),
    ],
)
def test_a_setting_is_secret_by_declaration_or_name(key: str, secret: bool) -> None:
    assert is_secret(key, CORE_SETTINGS) is secret
