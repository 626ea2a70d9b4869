"""What the core masks, the journal of the MCP server masks as well."""

from __future__ import annotations

import pytest
from planted_secrets import planted

from clerk_cli.output.redaction import Redactor, is_secret_name
from clerk_cli_mcp.journal import masked_text, without_secrets

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
BEGINNINGS = (
    "sk_test_", "sk_live_", "whsec_", "sk-ant-", "sk-proj-", "ak_", "mt_", "oat_", "ek_", "dvb_",
    "Authorization: Bearer ",
)  # fmt: skip
NAMES = (
    "password", "client_secret", "token", "authorization", "cookie", "credential", "signing_key",
    "api_key", "secret_key", "private_key", "backup_codes", "ticket", "certificate", "code", "jwt",
    "idp_metadata", "saml_response", "key", "otp", "nonce",
)  # fmt: skip


@pytest.mark.parametrize("beginning", [*BEGINNINGS, "https://ada:"])
def test_a_credential_is_masked_by_both(beginning: str) -> None:
    secret = planted(f"masked {beginning}")
    text = f"before {beginning}{secret}@host after"
    assert secret not in str(Redactor().data(text))
    assert secret not in masked_text(text)


def test_a_json_web_token_is_masked_by_both() -> None:
    assert JWT not in Redactor().text(JWT)
    assert masked_text(JWT) == "****"


@pytest.mark.parametrize("name", NAMES)
def test_a_member_with_the_name_of_a_secret_is_masked_by_both(name: str) -> None:
    assert is_secret_name(name)
    assert without_secrets({name: "plain"}) == {name: "****"}
