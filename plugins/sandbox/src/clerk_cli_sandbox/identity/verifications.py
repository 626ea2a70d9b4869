"""``…/prepare_verification`` and ``…/attempt_verification``: one-time codes for contacts."""

from __future__ import annotations

import math
import re
import secrets
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import public_members
from clerk_cli_sandbox.http.routing import Handler, Request, Routes
from clerk_cli_sandbox.identity import messages
from clerk_cli_sandbox.identity.contacts import (
    is_claimed_by_another,
    require_contact,
    update_primary,
)
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    EMAIL,
    PHONE,
    STRATEGIES,
    VERIFICATION,
    code_verification,
    is_verified,
)
from clerk_cli_sandbox.instance.communication import require_unblocked
from clerk_cli_sandbox.instance.settings import read_instance
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection

routes = Routes()

BAD_REQUEST, TOO_MANY_REQUESTS = 400, 429

CODE, CONTACT_ID = "_code", "_contact_id"
LIFETIME = 10 * 60 * 1000
"""How long a code is valid, in milliseconds."""

PAUSE = 30 * 1000
"""How long after a text message the next one can be sent to the same number, in milliseconds.

Source: https://clerk.com/docs/pr/2236/errors/rate-limits
"""

MAX_ATTEMPTS = 3
TEST_CODE = "424242"
TEST_CONTACTS = {EMAIL: r"[^@]*\+clerk_test@.*", PHONE: r"\+1[0-9]{3}55501[0-9]{2}"}
"""The contacts that are verified with the same code in test mode, and get no messages.

Source: https://clerk.com/docs/guides/development/testing/test-emails-and-phones
"""


def _prepare_handler(kind: str) -> Handler:
    def prepare_verification(request: Request) -> Any:
        contact = require_contact(request, kind)
        if kind == PHONE:
            require_unblocked(request, contact[kind])
            _require_pause(request, contact)
        is_test = _is_test_contact(request, contact)
        code = TEST_CODE if is_test else f"{secrets.randbelow(10**6):06}"
        if not is_test:
            text = f"{code} is your verification code"
            messages.send(request, kind, contact[kind], text, code)
        verification: JSONObject = {
            "object": "verification_otp",
            "id": new_id("ver"),
            "status": "unverified",
            "strategy": STRATEGIES[kind],
            "attempts": 0,
            "expire_at": request.now + LIFETIME,
            "channel": "sms" if kind == PHONE else None,
            "user_id": contact["user_id"],
            CONTACT_ID: contact["id"],
            CODE: code,
            "_kind": kind,
            "_created_at": request.now,
        }
        request.store.put(VERIFICATION, verification)
        return _serialize(verification)

    return prepare_verification


def _attempt_handler(kind: str) -> Handler:
    def attempt_verification(request: Request) -> Any:
        contact = require_contact(request, kind)
        verification = _requested_verification(request, contact)
        if verification["status"] == "verified":
            text = "This verification has already been verified."
            raise api_errors.refusal("verification_already_verified", "already verified", text)
        if verification["status"] != "unverified":
            return _serialize(verification)
        if request.now >= verification["expire_at"]:
            verification["status"] = "expired"
        else:
            verification["attempts"] += 1
            if secrets.compare_digest(request.body["code"].encode(), verification[CODE].encode()):
                verification["status"] = "verified"
                _accept(request, contact, verification)
            elif verification["attempts"] >= MAX_ATTEMPTS:
                verification["status"] = "failed"
        request.store.put(VERIFICATION, verification)
        return _serialize(verification)

    return attempt_verification


def _requested_verification(request: Request, contact: JSONObject) -> JSONObject:
    """The verification that the body names, which must be one of the contact."""
    id = request.body["verification_id"]
    verification = request.store.get(VERIFICATION, id)
    if verification is None or verification[CONTACT_ID] != contact["id"]:
        raise api_errors.not_found("verification", id)
    return verification


def _accept(request: Request, contact: JSONObject, verification: JSONObject) -> None:
    """Mark a contact as verified, unless it already is.

    Raises:
        ErrorResponse: Another user was faster.
    """
    if is_verified(contact):
        return
    kind = contact["object"]
    if is_claimed_by_another(request.store, contact):
        text = f"Another user has verified or reserved this {kind.replace('_', ' ')}."
        raise api_errors.refusal("identification_claimed", "already claimed", text)
    attempts, expire_at = verification["attempts"], verification["expire_at"]
    contact |= {
        "verification": code_verification(kind, attempts, expire_at),
        "reserved": False,
        "updated_at": request.now,
    }
    request.store.put(kind, contact)
    update_primary(request, contact)


def _is_test_contact(request: Request, contact: JSONObject) -> bool:
    """Whether a contact gets no messages: test mode is on unless the instance turned it off."""
    kind = contact["object"]
    is_on = read_instance(request.store).get("test_mode", True)
    return is_on and re.fullmatch(TEST_CONTACTS[kind], contact[kind]) is not None


def _require_pause(request: Request, contact: JSONObject) -> None:
    """Check that the last text message was sent a while ago.

    Raises:
        ErrorResponse: It was not.
    """
    selection = Selection(VERIFICATION, order=[NEWEST_FIRST])
    selection.where_equal("user_id", contact["user_id"]).where_equal(CONTACT_ID, contact["id"])
    last = request.store.first(selection)
    if last is not None and (remaining := last["_created_at"] + PAUSE - request.now) > 0:
        seconds = math.ceil(remaining / 1000)
        text = f"Wait {seconds} seconds before you request another code."
        error = api_errors.error_object(
            "verification_code_too_many_requests", "Too many verification code requests", text
        )
        raise ErrorResponse(TOO_MANY_REQUESTS, error, headers={"Retry-After": str(seconds)})


def _serialize(verification: JSONObject) -> JSONObject:
    members = public_members(verification)
    del members["user_id"]
    return members


for _kind, _plural in CONTACTS.items():
    _path = f"/{_plural}/{{contact_id}}"
    routes.add("POST", f"{_path}/prepare_verification")(_prepare_handler(_kind))
    routes.add("POST", f"{_path}/attempt_verification", missing_status=BAD_REQUEST)(
        _attempt_handler(_kind)
    )
