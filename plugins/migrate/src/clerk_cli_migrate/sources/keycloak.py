"""Keycloak: the export of a realm, with the credentials of its users."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clerk_cli_migrate.digests import Digest, DigestError
from clerk_cli_migrate.digests.conversion import WITHOUT_DIGEST, pbkdf2
from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.values import as_bool, as_object, as_text, exact_text

FUNCTIONS = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
PHONE, PHONE_VERIFIED, LOCALE = "phoneNumber", "phoneNumberVerified", "locale"
OTP = {"subType": "totp", "digits": 6, "period": 30, "algorithm": "HmacSHA1"}
"""The only kind of one-time passwords that Clerk takes."""


class Keycloak(Source):
    """Users of ``kc.sh export``, in one file for the realm or in files of users."""

    name = "keycloak"
    title = "Keycloak"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has what only users of Keycloak have."""
        return "createdTimestamp" in sample and {"username", "enabled"}.issubset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users, without those of service accounts."""
        for row in rows:
            values = row.values
            draft = Draft(row, values.get("id"))
            if values.get("serviceAccountClientId"):
                draft.skip("service account")
            attributes = _attributes(values)
            draft.email(values.get("email"), verified=as_bool(values.get("emailVerified")))
            verified = as_bool(attributes.pop(PHONE_VERIFIED, None))
            draft.phone(attributes.pop(PHONE, None), verified=verified)
            draft.username(values.get("username"))
            draft.name(values.get("firstName"), values.get("lastName"))
            draft.locale(attributes.pop(LOCALE, None))
            draft.time("created_at", values.get("createdTimestamp"))
            draft.put("banned", as_bool(values.get("enabled")) is False or None)
            draft.metadata("private", attributes)
            for credential in values.get("credentials") or ():
                _add_credential(draft, credential)
            for identity in values.get("federatedIdentities") or ():
                draft.external_account(identity.get("identityProvider"))
            for name in ("groups", "realmRoles"):
                if values.get(name):
                    draft.omit(name, name, f"{len(values[name])} {name}")
            yield draft.record()


def _attributes(values: Values) -> dict[str, Any]:
    """The attributes; lists of one value are that value."""
    attributes = values.get("attributes") or {}
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in attributes.items()
    }


def _add_credential(draft: Draft, credential: Values) -> None:
    kind = as_text(credential.get("type"))
    secret, data = (
        as_object(credential.get(name)) or {} for name in ("secretData", "credentialData")
    )
    if kind == "password":
        try:
            draft.digest(*reversed(_digest(secret, data)))
        except DigestError as error:
            draft.refuse(error.code, "password_digest", f"the digest {error.reason}", error.action)
    elif kind == "otp" and all(data.get(name) == value for name, value in OTP.items()):
        # The secret is the text that Keycloak made, unless it says that it is base32 already.
        value = exact_text(secret.get("value"))
        is_encoded = data.get("secretEncoding") == "BASE32"
        draft.totp(value if is_encoded else base64.b32encode(value.encode()).decode())
    else:
        draft.omit("second_factor", "credentials", f"a second factor ({kind})")


def _digest(secret: Values, data: Values) -> Digest:
    algorithm = as_text(data.get("algorithm"))
    convert: Callable[[Values, Values], Digest] = _argon2 if algorithm == "argon2" else _pbkdf2
    try:
        return convert(secret, data)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise DigestError(
            "unsupported_digest",
            f"is {algorithm or 'of an unknown algorithm'} in a form that cannot be converted",
            WITHOUT_DIGEST,
        ) from None


def _pbkdf2(secret: Values, data: Values) -> Digest:
    salt, key = (base64.b64decode(secret[name], validate=True) for name in ("salt", "value"))
    return pbkdf2(FUNCTIONS[data["algorithm"]], int(data["hashIterations"]), salt, key)


def _argon2(secret: Values, data: Values) -> Digest:
    parameters = {name: values[0] for name, values in data["additionalParameters"].items()}
    if parameters["version"] != "1.3" or parameters["type"] not in ("i", "id"):
        raise ValueError("another variant")
    hasher = f"argon2{parameters['type']}"
    cost = f"m={parameters['memory']},t={data['hashIterations']},p={parameters['parallelism']}"
    salt, key = (str(secret[name]).rstrip("=") for name in ("salt", "value"))
    return Digest(hasher, f"${hasher}$v=19${cost}${salt}${key}")
