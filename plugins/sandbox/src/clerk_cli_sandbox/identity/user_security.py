"""``/users/{id}``: passwords and second factors."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.events import user_signed_out
from clerk_cli_sandbox.identity.second_factors import release_phones, update_second_factors
from clerk_cli_sandbox.identity.totp import (
    BACKUP_CODES,
    DIGITS,
    TOTP_SECRET,
    matches_totp,
    use_backup_code,
)
from clerk_cli_sandbox.identity.user_objects import (
    PASSWORD_HASH,
    requested_user,
    save_user,
    serialize_user,
)
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

COMPROMISED = "_password_compromised"
FACTORS = {"totp_enabled": TOTP_SECRET, "backup_code_enabled": BACKUP_CODES}
"""What tells that a user has a second factor, and the hidden member with its secret."""

NOUNS = {"totp_enabled": "authenticator app", "backup_code_enabled": "backup codes"}


@routes.add("POST", "/users/{user_id}/verify_password", is_slow=True)
def verify_password(request: Request) -> Any:
    """Compare a password with the user's."""
    password_hash = requested_user(request).get(PASSWORD_HASH)
    if not password_hash:
        raise _no_password()
    if not passwords.verify_password(request.body["password"], password_hash):
        text = "The password you have provided is incorrect."
        raise api_errors.refusal("incorrect_password", "Incorrect password", text)
    return {"verified": True}


@routes.add("POST", "/users/{user_id}/verify_totp")
def verify_totp(request: Request) -> Any:
    """Compare a code with that of the user's authenticator app, or use up a backup code."""
    user, code = requested_user(request), request.body["code"]
    if not any(user[field] for field in FACTORS):
        text = "This user has neither TOTP nor backup codes configured for their account."
        raise api_errors.refusal("totp_disabled", "TOTP disabled", text)
    if user["totp_enabled"] and matches_totp(user, code, request.now):
        return {"verified": True, "code_type": "totp"}
    if user["backup_code_enabled"] and use_backup_code(user, code):
        user["backup_code_enabled"] = bool(user[BACKUP_CODES])
        update_second_factors(request, user)
        return {"verified": True, "code_type": "backup_code"}
    # A text that is not a number can be a backup code, whose length is up to who made it.
    if (code.isdecimal() or not code) and len(code) != DIGITS:
        text = f"The code of an authenticator app has {DIGITS} digits."
        raise api_errors.refusal("totp_invalid_length", "Invalid length", text, param_name="code")
    text = "The code you have provided is incorrect."
    raise api_errors.refusal("totp_incorrect_code", "Incorrect code", text)


@routes.add("POST", "/users/{user_id}/remove_password")
def remove_password(request: Request) -> Any:
    """Remove the password of a user, and sign the user out if asked."""
    user = requested_user(request)
    if not user["password_enabled"]:
        return serialize_user(request, user)
    if request.body.get("sign_out_of_other_sessions"):
        user_signed_out.happened(request, user["id"])
    user.pop(PASSWORD_HASH, None)
    user.pop(COMPROMISED, None)
    return save_user(request, user | {"password_enabled": False})


@routes.add("DELETE", "/users/{user_id}/mfa")
def disable_mfa(request: Request) -> Any:
    """Disable all second factors of a user."""
    user = requested_user(request) | {"totp_enabled": False, "backup_code_enabled": False}
    for hidden in FACTORS.values():
        user.pop(hidden, None)
    release_phones(request, user["id"])
    update_second_factors(request, user)
    return {"user_id": user["id"]}


@routes.add("POST", "/users/{user_id}/password/set_compromised")
def set_password_compromised(request: Request) -> Any:
    """Mark the password of a user as compromised, so that the user must change it."""
    user = _requested_user_with_password(request)
    if request.body.get("revoke_all_sessions"):
        user_signed_out.happened(request, user["id"])
    return save_user(request, user | {COMPROMISED: True})


@routes.add("POST", "/users/{user_id}/password/unset_compromised")
def unset_password_compromised(request: Request) -> Any:
    """Mark the password of a user as not compromised."""
    return save_user(request, _requested_user_with_password(request) | {COMPROMISED: False})


@routes.add("DELETE", "/users/{user_id}/totp")
def delete_totp(request: Request) -> Any:
    """Delete the authenticator app of a user."""
    return _disable_factor(request, "totp_enabled")


@routes.add("DELETE", "/users/{user_id}/backup_code")
def delete_backup_codes(request: Request) -> Any:
    """Delete the backup codes of a user."""
    return _disable_factor(request, "backup_code_enabled")


def _requested_user_with_password(request: Request) -> JSONObject:
    """The user in the path, who must have a password.

    Raises:
        ErrorResponse: The user does not exist, or has none.
    """
    user = requested_user(request)
    if not user["password_enabled"]:
        raise _no_password()
    return user


def _no_password() -> ErrorResponse:
    text = "This user does not have a password set for their account."
    return api_errors.refusal("no_password_set", "No password set", text)


def _disable_factor(request: Request, field: str) -> Any:
    user = requested_user(request)
    if not user[field]:
        text = f"The user {user['id']} has no {NOUNS[field]}."
        raise api_errors.lacks("resource_not_found", text)
    user.pop(FACTORS[field], None)
    update_second_factors(request, user | {field: False})
    return {"user_id": user["id"]}
