"""``/users/{id}``: passwords and second factors."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.events import user_signed_out
from clerk_cli_sandbox.identity.second_factors import release_phones, update_second_factors
from clerk_cli_sandbox.identity.totp import (
    BACKUP_CODES,
    TOTP_SECRET,
    matches_totp,
    use_backup_code,
)
from clerk_cli_sandbox.identity.user_objects import (
    PASSWORD_HASH,
    USER,
    requested_user,
    save_user,
    serialize_user,
)

routes = Routes()

COMPROMISED = "_password_compromised"
FACTORS = {"totp_enabled": TOTP_SECRET, "backup_code_enabled": BACKUP_CODES}
"""What tells that a user has a second factor, and the hidden member with its secret."""


@routes.add("POST", "/users/{user_id}/verify_password", is_slow=True)
def verify_password(request: Request) -> Any:
    """Compare a password with the user's."""
    password_hash = requested_user(request).get(PASSWORD_HASH)
    if not password_hash:
        text = "This user does not have a password set for their account."
        raise api_errors.refusal("no_password_set", "No password set", text)
    if not passwords.verify_password(request.body["password"], password_hash):
        text = "The password you have provided is incorrect."
        raise api_errors.refusal("incorrect_password", "Incorrect password", text)
    return {"verified": True}


@routes.add("POST", "/users/{user_id}/verify_totp")
def verify_totp(request: Request) -> Any:
    """Compare a code with that of the user's authenticator app, or use up a backup code."""
    user, code = requested_user(request), request.body["code"]
    if not user["totp_enabled"]:
        text = "This user does not have TOTP configured for their account."
        raise api_errors.refusal("totp_disabled", "TOTP disabled", text)
    if matches_totp(user, code, request.now):
        return {"verified": True, "code_type": "totp"}
    if use_backup_code(user, code):
        request.store.put(USER, user)
        return {"verified": True, "code_type": "backup_code"}
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
    user = requested_user(request)
    if request.body.get("revoke_all_sessions"):
        user_signed_out.happened(request, user["id"])
    return save_user(request, user | {COMPROMISED: True})


@routes.add("POST", "/users/{user_id}/password/unset_compromised")
def unset_password_compromised(request: Request) -> Any:
    """Mark the password of a user as not compromised."""
    return save_user(request, requested_user(request) | {COMPROMISED: False})


@routes.add("DELETE", "/users/{user_id}/totp")
def delete_totp(request: Request) -> Any:
    """Delete the authenticator app of a user."""
    return _disable_factor(request, "totp_enabled")


@routes.add("DELETE", "/users/{user_id}/backup_code")
def delete_backup_codes(request: Request) -> Any:
    """Delete the backup codes of a user."""
    return _disable_factor(request, "backup_code_enabled")


def _disable_factor(request: Request, field: str) -> Any:
    user = requested_user(request)
    if not user[field]:
        raise api_errors.not_found(field.removesuffix("_enabled").replace("_", " "), user["id"])
    user.pop(FACTORS[field], None)
    update_second_factors(request, user | {field: False})
    return {"user_id": user["id"]}
