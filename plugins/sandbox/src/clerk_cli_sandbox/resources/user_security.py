"""``/users/{id}``: passwords and second factors."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import passwords, problems
from clerk_cli_sandbox.fields import Flag, Text
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.sessions import end_sessions
from clerk_cli_sandbox.resources.user_objects import PASSWORD, USER, require_user, shown_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document

routes = Routes()

COMPROMISED = "_password_compromised"


@routes.add(
    "POST", "/users/{user_id}/verify_password", {"password": Text(required=True, nullable=False)}
)
def verify_password(call: Invocation) -> Any:
    """Compare a password."""
    user = require_user(call.store, call.path["user_id"])
    kept = user.get(PASSWORD)
    if not kept:
        text = "This user does not have a password set for their account."
        raise Refusal(400, problems.error("no_password_set", "No password set", text))
    if not passwords.matches(call.body["password"], kept):
        text = "The password you have provided is incorrect."
        raise Refusal(422, problems.error("incorrect_password", "Incorrect password", text))
    return {"verified": True}


@routes.add("POST", "/users/{user_id}/remove_password", {"sign_out_of_other_sessions": Flag()})
def remove_password(call: Invocation) -> Any:
    """Take a user's password away."""
    user = require_user(call.store, call.path["user_id"])
    user.pop(PASSWORD, None)
    user["password_enabled"] = False
    return _save(call, user)


@routes.add("DELETE", "/users/{user_id}/mfa")
def disable_mfa(call: Invocation) -> Any:
    """Disable every second factor of a user."""
    user = require_user(call.store, call.path["user_id"])
    user |= {
        "totp_enabled": False,
        "backup_code_enabled": False,
        "two_factor_enabled": False,
        "mfa_disabled_at": call.now,
    }
    _save(call, user)
    return {"user_id": user["id"]}


@routes.add("POST", "/users/{user_id}/password/set_compromised", {"revoke_all_sessions": Flag()})
def set_password_compromised(call: Invocation) -> Any:
    """Make a user choose another password at the next sign-in."""
    user = require_user(call.store, call.path["user_id"])
    if call.body.get("revoke_all_sessions"):
        end_sessions(call, user["id"], "revoked")
    return _save(call, user | {COMPROMISED: True})


@routes.add("POST", "/users/{user_id}/password/unset_compromised")
def unset_password_compromised(call: Invocation) -> Any:
    """Let a user keep the password."""
    return _save(call, require_user(call.store, call.path["user_id"]) | {COMPROMISED: False})


@routes.add("DELETE", "/users/{user_id}/totp")
def delete_totp(call: Invocation) -> Any:
    """Delete the authenticator app of a user."""
    return _turn_off(call, "totp_enabled")


@routes.add("DELETE", "/users/{user_id}/backup_code")
def delete_backup_codes(call: Invocation) -> Any:
    """Delete the backup codes of a user."""
    return _turn_off(call, "backup_code_enabled")


def _turn_off(call: Invocation, factor: str) -> Any:
    user = require_user(call.store, call.path["user_id"])
    if not user[factor]:
        raise problems.not_found(factor.removesuffix("_enabled").replace("_", " "), user["id"])
    user[factor] = False
    if not user["totp_enabled"] and not user["backup_code_enabled"]:
        user |= {"two_factor_enabled": False, "mfa_disabled_at": call.now}
    _save(call, user)
    return {"user_id": user["id"]}


def _save(call: Invocation, user: Document) -> Any:
    user["updated_at"] = max(call.now, user["created_at"])
    call.store.put(USER, user)
    return shown_user(call.store, user)
