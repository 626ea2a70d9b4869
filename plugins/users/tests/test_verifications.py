"""Codes for email addresses and phone numbers, replacements, and sign-ups."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

VERIFICATION: dict[str, Any] = {
    "object": "verification_otp",
    "id": "ver_1",
    "status": "unverified",
    "strategy": "email_code",
    "attempts": 0,
    "expire_at": 1_700_000_000_000,
    "channel": None,
}
SIGN_UP: dict[str, Any] = {
    "id": "sua_1",
    "object": "sign_up_attempt",
    "status": "missing_requirements",
    "missing_fields": ["email_address", "username"],
    "unverified_fields": ["phone_number"],
    "phone_number": "+15551234567",
    "custom_action": False,
}


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        ("users emails prepare-verification idn_1", VERIFICATION,
         ("POST", "/v1/email_addresses/idn_1/prepare_verification", None)),
        ("users phones prepare-verification idn_1", VERIFICATION,
         ("POST", "/v1/phone_numbers/idn_1/prepare_verification", None)),
        ("users emails attempt-verification idn_1 --verification-id ver_1 --code 123456",
         {**VERIFICATION, "status": "verified"},
         ("POST", "/v1/email_addresses/idn_1/attempt_verification",
          {"verification_id": "ver_1", "code": "123456"})),
        ("users phones attempt-verification idn_1 --verification-id ver_1 --code 123456",
         {**VERIFICATION, "status": "verified"},
         ("POST", "/v1/phone_numbers/idn_1/attempt_verification",
          {"verification_id": "ver_1", "code": "123456"})),
        ("users emails replace user_1 --email a@x.io --status reserved --notify -f",
         {"id": "idn_2", "email_address": "a@x.io"},
         ("PUT", "/v1/users/user_1/email_address",
          {"email_address": "a@x.io", "identification_status": "reserved",
           "notify_primary_email_address_changed": True})),
        ("users phones replace user_1 --phone +15551234567 --status unverified -f",
         {"id": "idn_2", "phone_number": "+15551234567"},
         ("PUT", "/v1/users/user_1/phone_number",
          {"phone_number": "+15551234567", "identification_status": "unverified"})),
        ("signups get sua_1", SIGN_UP, ("GET", "/v1/sign_ups/sua_1", None)),
        ("signups update sua_1 --external-id crm_1 --custom-action", SIGN_UP,
         ("PATCH", "/v1/sign_ups/sua_1", {"external_id": "crm_1", "custom_action": True})),
        ("signup update sua_1 --external-id= --no-custom-action", SIGN_UP,
         ("PATCH", "/v1/sign_ups/sua_1", {"external_id": None, "custom_action": False})),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer)
    result = clerk(*argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent
    assert str(answer["id"]) in result.out


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("unverified", "The code is incorrect."),
        ("expired", "The code has expired."),
        ("failed", "Too many incorrect codes."),
        ("mislaid", "The verification is mislaid."),
    ],
)
def test_a_code_that_is_not_accepted_is_a_result_and_exit_1(
    clerk: CommandLine, fake_api: FakeAPI, status: str, message: str
) -> None:
    answer = {**VERIFICATION, "status": status, "attempts": 1}
    fake_api.answer(answer)
    argv = "users emails attempt-verification idn_1 --verification-id ver_1 --code - -o json"
    result = clerk(*argv.split(), stdin="123456\n")
    assert (result.code, result.json, message in result.err) == (1, answer, True)
    assert fake_api.requests[0].body["code"] == "123456"


def test_a_sign_up_shows_what_it_lacks(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SIGN_UP)
    out = clerk("sign-ups", "get", "sua_1").out
    assert "email_address, username" in out
    assert "phone_number" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("users emails replace user_1 --email a@x.io", "confirmation required"),
        ("users emails replace user_1", "missing required option: --email"),
        ("users phones replace user_1 --phone +1 --status odd", '"odd" is not one of'),
        ("users phones attempt-verification idn_1 --code 1", "--verification-id"),
        ("users emails attempt-verification user_1 --verification-id v --code 1", "is a user ID"),
        ("users emails prepare-verification sua_1", "clerk signups get"),
        ("users get client_1", "clerk clients get"),
        ("signups update sua_1", "no changes specified"),
        ("signups get", "missing required argument: signUpId"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


def test_a_replacement_is_the_only_email_address(
    clerk: CommandLine, sandbox_api: SandboxAPI
) -> None:
    clerk("users", "create", "--email", "ada@example.com,a@x.io", "--username", "ada")
    replaced = clerk("users", "emails", "replace", "@ada", "--email", "b@x.io", "-f")
    assert replaced.code == 0, replaced.err
    emails = clerk("users", "emails", "list", "@ada", "-o", "json").json["data"]
    assert [email["email_address"] for email in emails] == ["b@x.io"]


def test_a_test_address_is_verified_with_a_code_that_everybody_knows(
    clerk: CommandLine, sandbox_api: SandboxAPI
) -> None:
    clerk("users", "create", "--username", "ada")
    clerk("users", "emails", "add", "@ada", "--email", "a+clerk_test@x.io")
    emails, address = ["users", "emails"], "a+clerk_test@x.io"
    id = clerk(*emails, "prepare-verification", address, "-o", "json").json["id"]
    argv = [*emails, "attempt-verification", address, "--verification-id", id, "--code"]
    wrong, right = clerk(*argv, "123456"), clerk(*argv, "424242")
    assert (wrong.code, right.code) == (1, 0)
    assert "The code is correct." in right.err
    email = clerk(*emails, "get", address, "-o", "json").json
    assert email["verification"]["strategy"] == "email_code"


@pytest.mark.parametrize("argv", ["users emails", "users phones"])
def test_the_id_that_verifies_a_code_can_be_printed_alone(
    clerk: CommandLine, fake_api: FakeAPI, argv: str
) -> None:
    fake_api.answer(VERIFICATION)
    options = ("--fields", "id", "-o", "value")
    result = clerk(*argv.split(), "prepare-verification", "idn_1", *options)
    assert result.out == f"{VERIFICATION['id']}\n"
