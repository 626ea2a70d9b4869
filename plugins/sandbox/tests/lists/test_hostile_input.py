"""No input makes the sandbox answer 500: every path, parameter and field gets hostile values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest

from clerk_cli.operations import Schema

pytestmark = pytest.mark.early

PASSWORD = "correct horse battery staple"
IMAGE = "\x89PNG\r\n\x1a\nand so on"


def operations() -> list[Any]:
    from clerk_cli_sandbox.rooms import operations

    return operations()


OPERATIONS = operations()

TEXTS = (
    "", " ", "\0", "null", "x" * 20_000, "\U0001f4a5\u0301", "'; DROP TABLE objects; --", "%",
    "../..", "{{user.id}}", "{{user.public_metadata.a}}{{", "-1", "9" * 30, "a@b.co", "org:admin",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-02-30", "https://[", "a\ud83d",
)  # fmt: skip
NUMBERS = (0, -1, 1, 31, 2**31, 2**63 - 1, 2**63, 10**300, 1.5, 1e308, True)
OBJECTS: tuple[Any, ...] = (
    {},
    {"": {"": ""}},
    {"a": None, "b": [None, {"c": 10**40}]},
    {"sub": "x", "exp": "never", "iss": None, "a": "{{user}}", "b": ["{{session.id}}"]},
    json.loads('{"a":' * 190 + '"\\ud83d"' + "}" * 190),
    dict.fromkeys(map(str, range(2_000)), "x"),
)
ARRAYS: tuple[Any, ...] = ([], [""], ["x"] * 3_000, [None], [{}], [["a"]], ["a@b.co", "A@b.co"])
BY_TYPE: dict[str, tuple[Any, ...]] = {
    "string": TEXTS,
    "integer": NUMBERS,
    "number": NUMBERS,
    "boolean": (True, False),
    "object": OBJECTS,
    "array": ARRAYS,
}
ANYTHING: tuple[Any, ...] = (None, "x", 1, 1.5, True, [], {})

IDS = {
    "user_id": "ada", "organization_id": "navy", "session_id": "first", "invitation_id": "long",
    "role_id": "pilot", "permission_id": "may-pilot", "key_or_id": "pilots", "rule_id": "rule",
    "domain_id": "satellite", "machine_id": "worker", "other_id": "database", "token_id": "valid",
    "api_key_id": "deploy", "item_id": "trial-of-jose", "owner_id": "jose",
    "template_id": "template-a", "redirect_url_id": "url-a", "identifier_id": "allow-a",
    "statement_id": "statement", "entry_id": "waiting", "oauth_application_id": "reports",
    "passkey_id": "passkey", "account_id": "account", "wallet_id": "wallet",
    "device_id": "device", "provider": "provider", "client_id": "client-of-first",
    "sign_up_id": "visitor", "directory_id": "staff", "mapping_id": "mapping-of-staff",
    "agent_task_id": "task", "discount_id": "welcome",
    "connection_id": "okta", "saml_connection_id": "okta-saml",
}  # fmt: skip
"""Objects that a path can name, so that requests reach the handlers."""

WORDS = {
    "ruleset": "SIGN_IN", "template_name": "a", "template_type": "email", "slug": "invitation",
}  # fmt: skip
"""What a path can name that has no id."""

OTHER_IDS = {
    "/email_addresses/": {"contact_id": "email"},
    "/phone_numbers/": {"contact_id": "phone"},
    "/blocklist_identifiers/": {"identifier_id": "blocked"},
    "/organizations/{organization_id}/memberships/": {"user_id": "jose"},
    "/organizations/{organization_id}/invitations/": {"invitation_id": "bob-short"},
    "/organizations/{organization_id}/domains/": {"domain_id": "navy.test"},
    "/sign_in_tokens/": {"token_id": "sign-in"},
    "/actor_tokens/": {"token_id": "acting"},
    "/admin_portal_link_tokens/": {"token_id": "portal"},
    "POST /v1/organization_roles/": {"permission_id": "may-cook"},
}
"""The same for operations whose name or path contains a text."""

VALUES = {
    "user_id": "{ada}", "user_ids": ["{ada}"], "email_address": "new@example.com",
    "identifier": "new@example.com",
    "role": "org:member", "phone_number": "+15550109999", "subject": "{ada}", "key": "org:new",
    "roles": ["org:cook"], "default_role_key": "org:cook", "creator_role_key": "org:cook",
    "role_keys": ["org:cook"], "role_key": "org:pilot", "to_role_key": "org:cook",
    "dest_role_set_key": "role_set:cooks", "url": "https://new.example", "is_satellite": True,
    "discount_id": "{loyalty}",
    "claims": {}, "actor": {"sub": "{jose}"}, "extend_to": "2027-03-01T00:00:00Z",
    "plan_id": "{plan-pro}", "amount": 100, "to_price_id": "{price-7000}",
    "to_machine_id": "{database}", "action": "increase", "previous_token_ttl": 0,
    "file": IMAGE,
    "verification_id": "{code-for-email}", "code": "000000", "token": "{token-of-first}",
    "rule_ids": ["{rule}"], "role_id": "{cook}", "mappings": [], "expression": "true",
    "name": "new.example", "password": PASSWORD, "on_behalf_of": {"user_id": "{ada}"},
    "permissions": "*", "redirect_url": "https://new.example",
    "enterprise_connection_id": "{entra}",
}  # fmt: skip
"""Values for required fields, with which a request is valid."""

OTHER_VALUES: dict[str, dict[str, Any]] = {
    "POST /v1/users": {"username": "new"},
    "POST /v1/users/{user_id}/verify_totp": {"code": "one"},
    "POST /v1/users/{user_id}/profile_image": {"file": IMAGE},
    "POST /v1/organizations/{organization_id}/memberships": {"user_id": "{bob}"},
    "POST /v1/organizations/{organization_id}/domains": {"name": "new.example"},
    "POST /v1/organization_permissions": {"key": "org:ship:sink"},
    "POST /v1/role_sets": {"key": "role_set:new"},
    "POST /v1/protect/rulesets/{ruleset}/rules": {"action": "BLOCK"},
    "PUT /v1/protect/rulesets/{ruleset}/rules/{rule_id}": {"expression": "true", "action": "BLOCK"},
    "POST /v1/billing/subscription_items/{item_id}/price_transition": {
        "from_price_id": "{price-of-pro}"
    },
    "POST /v1/machines/{machine_id}/scopes": {"to_machine_id": "{worker}"},
    "POST /v1/phone_numbers/{contact_id}/attempt_verification": {
        "verification_id": "{code-for-phone}"
    },
    "POST /v1/directories/{directory_id}/group_role_mappings": {"directory_group_id": "new"},
    "POST /v1/instance/change_domain": {"home_url": "https://www.new.example"},
    "PUT /v1/beta_features/domain": {"home_url": "https://www.new.example"},
    "POST /v1/beta_features/change_domain": {"home_url": "https://www.new.example"},
    "POST /v1/proxy_checks": {
        "domain_id": "{satellite}",
        "proxy_url": "https://satellite.example/__clerk",
    },
    "POST /v1/enterprise_connections": {"provider": "saml_okta", "domains": ["new.example"]},
    "POST /v1/saml_connections": {"provider": "saml_okta", "domains": ["new.example"]},
}
"""The same for single operations."""

REQUIRED = {
    "GET /v1/sessions": "?user_id={ada}",
    "GET /v1/m2m_tokens": "?subject={worker}",
    "GET /v1/api_keys": "?subject={ada}",
    "GET /v1/public/interstitial": "?frontend_api=clerk.example.com",
}
"""Parameters without which a list is refused."""

NEEDS_ANOTHER_INSTANCE = {"POST /v1/webhooks/svix"}
"""Operations that make the only object of an instance, which this one has."""

NEEDS_A_SECRET = {
    "POST /v1/sessions/{session_id}/refresh",
    "POST /v1/m2m_tokens",
    "POST /v1/m2m_tokens/verify",
    "POST /v1/api_keys/verify",
    "POST /v1/oauth_applications/access_tokens/verify",
    "POST /v1/oauth_applications/{oauth_application_id}/revoke_token",
}
"""Operations that need a secret or a token which another one has just answered."""


def filled_in(value: Any, instance: Any) -> Any:
    """A value with ids in the place of names in braces."""
    text = json.dumps(value)
    return json.loads(re.sub(r"\{([a-z0-9-]+)\}", lambda match: instance.ids[match[1]], text))


def path_of(operation: Any, instance: Any) -> str:
    names = dict(IDS)
    for text, others in OTHER_IDS.items():
        names |= others if text in identify(operation) else {}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in names:
            return str(instance.ids[names[name]])
        return WORDS.get(name, "some_id")

    path: str = re.sub(r"\{(\w+)\}", value, operation.pattern.removeprefix("/v1"))
    return path


def object_schema(operation: Any) -> Schema:
    body = operation.body_schema or {}
    schema: Schema = body.get("items", body)
    return schema


def bodies(operation: Any, instance: Any) -> Iterator[Any]:
    """A valid body, and bodies in which one field is hostile."""
    schema = object_schema(operation)
    fields = schema.get("properties", {})
    valid = {
        name: filled_in(VALUES.get(name, "x"), instance) for name in schema.get("required", ())
    }
    valid |= filled_in(OTHER_VALUES.get(identify(operation), {}), instance)
    yield valid
    for name, field in fields.items():
        for value in (*BY_TYPE.get(field.get("type", ""), ()), *ANYTHING):
            yield {**valid, name: value}


def query_names(operation: Any) -> list[str]:
    return [entry.name for entry in operation.query_parameters if entry.place == "query"]


class RolledBackError(Exception):
    """Ends a transaction without a trace."""


def answer(instance: Any, method: str, target: str, body: Any = None) -> int:
    """The status of a request, which changes nothing."""
    status = 0
    with suppress(RolledBackError), instance.api.sandbox.store.transaction():
        status = instance.api(method, target, body)[0]
        raise RolledBackError
    return status


def identify(operation: Any) -> str:
    return f"{operation.method} {operation.pattern}"


def valid_request(operation: Any, instance: Any) -> tuple[str, Any]:
    """The target and the body of a request that is valid."""
    body = None
    if operation.body_schema is not None:
        body = next(bodies(operation, instance))
        body = [body] if operation.body_schema["type"] == "array" else body
    query = REQUIRED.get(identify(operation), "").format_map(instance.ids)
    return path_of(operation, instance) + query, body


@pytest.mark.parametrize("operation", OPERATIONS, ids=identify)
def test_a_valid_request_succeeds(instance: Any, operation: Any) -> None:
    status = answer(instance, operation.method, *valid_request(operation, instance))
    assert status < 300 or identify(operation) in NEEDS_A_SECRET | NEEDS_ANOTHER_INSTANCE, (
        f"{status}: add the ID in the path to IDS, or a field to VALUES, in {__file__}"
    )


@pytest.mark.matrix
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.body_schema is not None], ids=identify
)
def test_hostile_fields_break_nothing(instance: Any, operation: Any) -> None:
    path = path_of(operation, instance)
    is_array = operation.body_schema.get("type") == "array"
    for body in bodies(operation, instance):
        assert answer(instance, operation.method, path, [body] if is_array else body) < 500, body


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if query_names(each)], ids=identify
)
def test_hostile_parameters_break_nothing(instance: Any, operation: Any) -> None:
    path = path_of(operation, instance)
    values = [quote(text, errors="replace") for text in (*TEXTS, *map(str, NUMBERS))]
    for parameter in query_names(operation):
        for value in (*values, "%ED%A0%80", "%FF", "%00%", "+", "x" * 6_000):
            for name in (parameter, f"{parameter}[]"):
                assert answer(instance, operation.method, f"{path}?{name}={value}") < 500


@pytest.mark.matrix
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if "{" in each.pattern], ids=identify
)
def test_hostile_paths_break_nothing(instance: Any, operation: Any) -> None:
    valid = next(bodies(operation, instance)) if operation.body_schema else None
    if valid and operation.body_schema["type"] == "array":
        valid = [valid]
    for text in TEXTS[2:]:
        path = re.sub(r"\{\w+\}", quote(text, safe="", errors="replace"), operation.pattern[3:])
        assert answer(instance, operation.method, path, valid) < 500


@pytest.mark.parametrize(
    "target",
    ["", "//[", "?", "/users?&&=&=x", "/users#x", "/users/%", "/" + "x" * 100_000, "/..", "*"],
)  # fmt: skip
def test_hostile_targets_break_nothing(instance: Any, target: str) -> None:
    assert 400 <= answer(instance, "GET", target) < 500 or target.startswith("/users")
