"""One-time codes for email addresses and phone numbers, and contacts that replace others."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.state_scenarios.steps import (
    MINUTE,
    Scenario,
    Step,
    delete,
    get,
    later,
    patch,
    post,
    put,
    scenario,
    user,
)

TEST_MODE = "https://clerk.com/docs/guides/development/testing/test-emails-and-phones"
RATE_LIMITS = "https://clerk.com/docs/pr/2236/errors/rate-limits"
TEST_CODE = "424242"
CODE = "{messages.data.0.code}"
WRONG_CODE = "no code"


def email(user_name: str, address: str, name: str = "email", **body: Any) -> Step:
    """A new email address of a user, not verified."""
    path, user_id = "/email_addresses", f"{{{user_name}.id}}"
    return post(path, user_id=user_id, email_address=address, **body).named(name)


def prepare(name: str = "email", plural: str = "email_addresses") -> Step:
    """A request that sends a code."""
    return post(f"/{plural}/{{{name}.id}}/prepare_verification").named("sent")


def attempt(code: str = CODE, name: str = "email", plural: str = "email_addresses") -> Step:
    """A request that verifies a code."""
    path = f"/{plural}/{{{name}.id}}/attempt_verification"
    return post(path, verification_id="{sent.id}", code=code)


def messages(to: str) -> Step:
    """A request for what was sent to a contact."""
    return get(f"/sandbox/messages?to={to}").named("messages")


CODES = [
    scenario(
        "the code that was sent verifies an email address, once",
        "AttemptEmailAddressVerification",
        user("ada"),
        email("ada", "ada@example.org").gives(verification=None),
        prepare().gives(status="unverified", strategy="email_code", attempts=0, channel=None),
        messages("ada@example.org").gives({"total_count": 1, "data.0.channel": "email"}),
        attempt(WRONG_CODE).gives(status="unverified", attempts=1),
        get("/email_addresses/{email.id}").gives(verification=None),
        attempt().gives(status="verified", attempts=2),
        get("/email_addresses/{email.id}").gives(
            {"verification.status": "verified", "verification.strategy": "email_code"}
        ),
        attempt().is_refused(400, "verification_already_verified"),
    ),
    scenario(
        "the code that was sent verifies a phone number, which becomes the primary one",
        "AttemptPhoneNumberVerification",
        user("ada"),
        post("/phone_numbers", user_id="{ada.id}", phone_number="+4915112345678").named("phone"),
        get("/users/{ada.id}").gives(primary_phone_number_id=None),
        prepare("phone", "phone_numbers").gives(strategy="phone_code", channel="sms"),
        messages("%2B4915112345678").gives({"data.0.channel": "sms"}),
        attempt(name="phone", plural="phone_numbers").gives(status="verified"),
        get("/users/{ada.id}").gives(
            {"primary_phone_number_id": "{phone.id}",
             "phone_numbers.0.verification.channel": "sms"}
        ),
    ),
    scenario(
        "a code expires",
        "AttemptEmailAddressVerification",
        user("ada"),
        email("ada", "ada@example.org"),
        prepare(),
        messages("ada@example.org"),
        later(10 * MINUTE, attempt()).gives(status="expired", attempts=0),
        attempt().gives(status="expired"),
        get("/email_addresses/{email.id}").gives(verification=None),
    ),
    scenario(
        "a code fails after too many attempts, and another one can be sent",
        "AttemptEmailAddressVerification",
        user("ada"),
        email("ada", "ada@example.org"),
        prepare(),
        messages("ada@example.org"),
        attempt(WRONG_CODE).gives(status="unverified", attempts=1),
        attempt(WRONG_CODE).gives(status="unverified", attempts=2),
        attempt(WRONG_CODE).gives(status="failed", attempts=3),
        attempt().gives(status="failed", attempts=3),
        prepare(),
        messages("ada@example.org").gives(total_count=2),
        attempt().gives(status="verified", attempts=1),
    ),
    scenario(
        "a code verifies only the contact that it was sent to",
        "AttemptEmailAddressVerification",
        user("ada"),
        email("ada", "ada@example.org", "other"),
        email("ada", "ada@example.net"),
        prepare(),
        messages("ada@example.net"),
        attempt(name="other").is_refused(404, "resource_not_found"),
        attempt().gives(status="verified"),
    ),
    scenario(
        "a code leaves a verified email address as it is",
        "PrepareEmailAddressVerification",
        user("ada"),
        email("ada", "ada@example.org", verified=True),
        prepare().gives(status="unverified"),
        messages("ada@example.org"),
        attempt().gives(status="verified"),
        get("/email_addresses/{email.id}").gives(verification="{email.verification}"),
    ),
    scenario(
        "a code goes with its email address",
        "DeleteEmailAddress",
        user("ada"),
        email("ada", "ada@example.org"),
        prepare(),
        delete("/email_addresses/{email.id}").gives(deleted=True),
        attempt(TEST_CODE).is_refused(404, "resource_not_found"),
    ),
    scenario(
        "a test email address gets no message, and has a code that everybody knows",
        TEST_MODE,
        user("ada"),
        email("ada", "ada+clerk_test@example.com"),
        prepare(),
        messages("ada%2Bclerk_test@example.com").gives(total_count=0),
        attempt("123456").gives(status="unverified"),
        attempt(TEST_CODE).gives(status="verified"),
    ),
    scenario(
        "a fictional phone number gets no message, and has a code that everybody knows",
        TEST_MODE,
        user("ada", phone_number=["+12015550199"]),
        prepare("ada.phone_numbers.0", "phone_numbers"),
        messages("%2B12015550199").gives(total_count=0),
        attempt(TEST_CODE, "ada.phone_numbers.0", "phone_numbers").gives(status="verified"),
    ),
    scenario(
        "a phone number outside of the fictional ones gets a message",
        TEST_MODE,
        user("ada", phone_number=["+12015550200"]),
        prepare("ada.phone_numbers.0", "phone_numbers"),
        messages("%2B12015550200").gives(total_count=1),
        attempt(name="ada.phone_numbers.0", plural="phone_numbers").gives(status="verified"),
    ),
    scenario(
        "without test mode a test email address is like another",
        TEST_MODE,
        user("ada"),
        email("ada", "ada+clerk_test@example.com"),
        patch("/instance", test_mode=False).is_answered(204),
        prepare(),
        messages("ada%2Bclerk_test@example.com").gives(total_count=1),
        attempt().gives(status="verified"),
    ),
    scenario(
        "a phone number of a blocked country gets no code",
        "unsupported_country_code",
        user("ada", phone_number=["+14165550123", "+12125550123"]),
        patch("/instance/communication", blocked_country_codes=["CA"]),
        prepare("ada.phone_numbers.0", "phone_numbers").is_refused(403, "unsupported_country_code"),
        prepare("ada.phone_numbers.1", "phone_numbers").gives(status="unverified"),
        patch("/instance/communication", blocked_country_codes=["US"]),
        prepare("ada.phone_numbers.0", "phone_numbers").gives(status="unverified"),
    ),
    scenario(
        "a phone number gets the next code after half a minute",
        RATE_LIMITS,
        user("ada", phone_number=["+12015550100"]),
        prepare("ada.phone_numbers.0", "phone_numbers"),
        prepare("ada.phone_numbers.0", "phone_numbers").is_refused(
            429, "verification_code_too_many_requests"
        ),
        later(MINUTE / 2, prepare("ada.phone_numbers.0", "phone_numbers")),
        attempt(TEST_CODE, "ada.phone_numbers.0", "phone_numbers").gives(status="verified"),
    ),
    scenario(
        "an email address is that of the first user who verifies it",
        "ReplaceUserEmailAddress",
        user("ada"),
        user("bob"),
        email("ada", "both@example.com", "hers"),
        email("bob", "both@example.com", "his"),
        prepare("hers"),
        messages("both@example.com"),
        email("bob", "both@example.com").is_refused(422, "form_identifier_exists"),
        patch("/email_addresses/{his.id}", verified=True).gives(
            {"verification.status": "verified"}
        ),
        patch("/email_addresses/{hers.id}", verified=True).is_refused(
            422, "form_identifier_exists"
        ),
        attempt(name="hers").is_refused(400, "identification_claimed"),
        user("both").is_refused(422, "form_identifier_exists"),
        patch("/email_addresses/{his.id}", verified=False),
        attempt(name="hers").gives(status="verified", attempts=1),
    ),
]  # fmt: skip


def replace(address: str, user_name: str = "ada", **body: Any) -> Step:
    """A request that replaces the email addresses of a user."""
    return put(f"/users/{{{user_name}.id}}/email_address", email_address=address, **body)


REPLACEMENTS = [
    scenario(
        "a verified email address replaces all others, and is the primary one",
        "ReplaceUserEmailAddress",
        user("ada", email_address=["ada@example.com", "ada@example.org"]),
        replace("ADA@example.net").named("email").gives(
            {"email_address": "ada@example.net", "verification.strategy": "admin",
             "reserved": False}
        ),
        get("/users/{ada.id}").gives(
            {"email_addresses": ["{email}"], "primary_email_address_id": "{email.id}"}
        ),
        get("/email_addresses/{ada.email_addresses.0.id}").is_refused(404, "resource_not_found"),
        user("bob", email_address=["ada@example.com"]),
    ),
    scenario(
        "the email address of another user replaces nothing",
        "ReplaceUserEmailAddress",
        user("ada"),
        user("bob"),
        replace("bob@example.com").is_refused(422, "form_identifier_exists"),
        get("/users/{ada.id}").gives({"email_addresses.0.email_address": "ada@example.com"}),
        replace("ada@example.com").gives(email_address="ada@example.com"),
    ),
    scenario(
        "a reserved email address is locked, and an unverified one is not",
        "ReplaceUserEmailAddress",
        user("ada"),
        user("bob"),
        replace("new@example.com", identification_status="reserved").gives(
            reserved=True, verification=None
        ),
        replace("new@example.com", "bob").is_refused(422, "form_identifier_exists"),
        replace("new@example.com", identification_status="unverified").gives(
            reserved=False, verification=None
        ),
        replace("new@example.com", "bob").gives({"verification.status": "verified"}),
    ),
    scenario(
        "the owner of the previous primary email address is told if the request says so",
        "ReplaceUserEmailAddress",
        user("ada", email_address=["ada@example.com", "ada@example.org"]),
        replace("ada@example.com", notify_primary_email_address_changed=True),
        get("/sandbox/messages").gives(total_count=0),
        replace("ada@example.net"),
        get("/sandbox/messages").gives(total_count=0),
        replace("ada@example.org", notify_primary_email_address_changed=True),
        get("/sandbox/messages").gives({"total_count": 1, "data.0.to": "ada@example.net"}),
    ),
    scenario(
        "a phone number that replaces a second factor disables it",
        "ReplaceUserPhoneNumber",
        user("ada", phone_number=["+12015550100"]),
        patch("/phone_numbers/{ada.phone_numbers.0.id}", reserved_for_second_factor=True),
        get("/users/{ada.id}").gives(two_factor_enabled=True),
        put("/users/{ada.id}/phone_number", phone_number="+12015550101").named("phone").gives(
            reserved_for_second_factor=False
        ),
        get("/users/{ada.id}").gives(
            two_factor_enabled=False,
            phone_numbers=["{phone}"],
            primary_phone_number_id="{phone.id}",
        ),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*CODES, *REPLACEMENTS]
