"""Tokens from JWT templates.

Source: https://clerk.com/docs/guides/sessions/jwt-templates
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

DEFAULT_CLAIMS = {"exp", "iat", "iss", "jti", "nbf", "sub"}
USER = {
    "first_name": "Maria",
    "last_name": "Doe",
    "email_address": ["maria@example.com"],
    "external_id": "m1",
    "public_metadata": {"profile": {"interests": ["reading"]}, "no": False, "zero": 0},
    "private_metadata": {"secret": 1},
    "unsafe_metadata": {"foo": {"bar": 42}, "pet-name": "Rex"},
}


@pytest.fixture
def user(make_user: Any) -> Any:
    return make_user(**USER)


@pytest.fixture
def session(api: Any, user: Any) -> Any:
    organization = api.ok("POST", "/organizations", {"name": "Acme", "created_by": user["id"]})
    body = {"user_id": user["id"], "active_organization_id": organization["id"]}
    return api.ok("POST", "/sessions", body)


def token_of(api: Any, session: Any, claims: Any, **options: Any) -> str:
    api.ok("POST", "/jwt_templates", {"name": "mine", "claims": claims, **options})
    return str(api.ok("POST", f"/sessions/{session['id']}/tokens/mine", {})["jwt"])


def decoded(token: str) -> Any:
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{user.first_name}}", "Maria"),
        ("{{ user.full_name }}", "Maria Doe"),
        ("{{user.external_id}}", "m1"),
        ("{{user.username}}", None),
        ("{{user.primary_email_address}}", "maria@example.com"),
        ("{{user.primary_phone_number}}", None),
        ("{{user.email_verified}}", True),
        ("{{user.phone_number_verified}}", False),
        ("{{user.has_image}}", False),
        ("{{user.two_factor_enabled}}", False),
        ("{{user.public_metadata.profile}}", {"interests": ["reading"]}),
        ("{{user.public_metadata.profile.interests}}", ["reading"]),
        ("{{user.unsafe_metadata.foo.bar}}", 42),
        ("{{user.unsafe_metadata.pet-name}}", "Rex"),
        ("{{user.private_metadata}}", None),
        ("{{user.i_dont_exist}}", None),
        ("{{nonsense}}", None),
        ("{{org.slug}}", "acme"),
        ("{{org.role}}", "org:admin"),
        ("{{org_membership.public_metadata}}", {}),
        ("{{session.actor.sub}}", None),
        ("{{user.username}} {{user.first_name}}", "null Maria"),
        ("{{user.has_image}}/{{user.unsafe_metadata.foo}}", 'false/{"bar": 42}'),
        ("{{user.email_verified || user.phone_number_verified}}", True),
        ("{{user.username || 'Awesome || User'}}", "Awesome || User"),
        ("{{user.public_metadata.age || user.unsafe_metadata.age || 30 }}", 30),
        ("{{user.public_metadata.no || user.username}}", None),
        ("{{user.username || user.public_metadata.no}}", False),
        ("{{user.public_metadata.zero || 5}}", 0),
        ("{{user.username || 1.5}}", 1.5),
        ("{{user.username || true}}", True),
        ("{{user.first_name", "{{user.first_name"),
        (7, 7),
        (None, None),
        ([{"a": "{{user.last_name}}"}], [{"a": "Doe"}]),
    ],
)
def test_a_shortcode_becomes_its_value(
    api: Any, session: Any, template: Any, expected: Any
) -> None:
    claims = decoded(token_of(api, session, {"claim": template}))
    assert claims["claim"] == expected
    assert type(claims["claim"]) is type(expected)


def test_times_are_seconds(api: Any, session: Any, user: Any) -> None:
    claims = decoded(token_of(api, session, {"at": "{{user.created_at}}"}))
    assert claims["at"] == user["created_at"] // 1000


def test_organizations_are_the_users_roles(api: Any, session: Any) -> None:
    claims = decoded(token_of(api, session, {"all": "{{user.organizations}}"}))
    assert claims["all"] == {session["last_active_organization_id"]: "org:admin"}


def test_a_token_has_the_claims_of_its_template_and_the_default_ones_alone(
    api: Any, session: Any
) -> None:
    assert decoded(token_of(api, session, {"aud": "x"})).keys() == DEFAULT_CLAIMS | {"aud"}


def test_lifetime_and_clock_skew_are_those_of_the_template(api: Any, session: Any) -> None:
    claims = decoded(token_of(api, session, {}, lifetime=300, allowed_clock_skew=30))
    assert (claims["exp"] - claims["iat"], claims["iat"] - claims["nbf"]) == (300, 30)


def test_lifetime_and_clock_skew_have_defaults(api: Any, session: Any) -> None:
    claims = decoded(token_of(api, session, {}))
    assert (claims["exp"] - claims["iat"], claims["iat"] - claims["nbf"]) == (60, 5)


@pytest.mark.parametrize("claim", ["azp", "exp", "iat", "iss", "jti", "nbf", "sub", "sid", "pla"])
def test_a_reserved_claim_is_refused(api: Any, claim: str) -> None:
    body = {"name": "mine", "claims": {claim: "{{user.id}}"}}
    assert api.errors("POST", "/jwt_templates", body) == (
        400,
        [("jwt_template_reserved_claim", None)],
    )


def pem(key: Any) -> tuple[str, str]:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@cache
def rsa_keys() -> tuple[str, str]:
    return pem(rsa.generate_private_key(65537, 2048))


@cache
def ec_keys() -> tuple[str, str]:
    return pem(ec.generate_private_key(ec.SECP256R1()))


def shared_secrets() -> tuple[str, str]:
    return SECRET, SECRET


SECRET = "a secret of at least thirty-two bytes"


@pytest.mark.parametrize(
    ("algorithm", "keys"),
    [("HS256", shared_secrets), ("RS256", rsa_keys), ("RS512", rsa_keys), ("ES256", ec_keys)],
)
def test_a_key_of_ones_own_signs_the_tokens_and_is_not_shown(
    api: Any, session: Any, algorithm: str, keys: Callable[[], tuple[str, str]]
) -> None:
    private, public = keys()
    options = {"custom_signing_key": True, "signing_algorithm": algorithm, "signing_key": private}
    token = token_of(api, session, {"aud": "api"}, **options)
    clock: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims = jwt.decode(token, public, algorithms=[algorithm], audience="api", options=clock)
    assert claims["sub"] == session["user_id"]
    (template,) = api.ok("GET", "/jwt_templates")
    assert template["signing_algorithm"] == algorithm
    assert not [name for name in template if name.endswith("signing_key") and "custom" not in name]
    assert api.ok("GET", f"/jwt_templates/{template['id']}") == template


@pytest.mark.parametrize(
    ("algorithm", "keys"),
    [("RS256", shared_secrets), ("RS256", ec_keys), ("ES384", ec_keys)],
)
def test_a_key_that_does_not_fit_the_algorithm_is_refused(
    api: Any, algorithm: str, keys: Callable[[], tuple[str, str]]
) -> None:
    key, _ = keys()
    options = {"custom_signing_key": True, "signing_algorithm": algorithm, "signing_key": key}
    body = {"name": "mine", "claims": {}, **options}
    error = ("form_param_value_invalid", "signing_key")
    assert api.errors("POST", "/jwt_templates", body) == (422, [error])


@pytest.mark.parametrize("algorithm", ["none", "HS1", "rs256"])
def test_an_unknown_algorithm_is_refused(api: Any, algorithm: str) -> None:
    options = {"custom_signing_key": True, "signing_algorithm": algorithm, "signing_key": SECRET}
    error = ("form_param_value_invalid", "signing_algorithm")
    body = {"name": "mine", "claims": {}, **options}
    assert api.errors("POST", "/jwt_templates", body) == (422, [error])
