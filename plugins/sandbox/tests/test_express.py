"""An Express app with Clerk's middleware, unmodified, lets in whom it must and nobody else."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from npm_packages import npm_install

APP = Path(__file__).with_name("express")
ORIGIN, ELSEWHERE = "https://app.example.com", "https://elsewhere.example.com"
HOUR = 3_600_000
TIMEOUT = 60
SIGN_IN = "/sign-in"


class Visitor(NamedTuple):
    """Somebody who has a token for the app.

    Args:
        token: The token; empty for none.
        user_id: The user; None for nobody whom the app may know.
        organization_id: The active organization, or None.
        role: The role in it, or None.
    """

    token: str
    user_id: str | None = None
    organization_id: str | None = None
    role: str | None = None


class Instance:
    """An organization, and users with sessions.

    Args:
        api: Sends requests to the sandbox.
    """

    def __init__(self, api: Any) -> None:
        self.api = api
        permission = {"name": "Invoices", "key": "org:invoices:read"}
        granted = [api.ok("POST", "/organization_permissions", permission)["id"]]
        role = {"name": "Accountant", "key": "org:accountant", "permissions": granted}
        api.ok("POST", "/organization_roles", role)
        self.organization_id = api.ok("POST", "/organizations", {"name": "Acme"})["id"]

    def new_member(self, name: str, role: str) -> str:
        """The id of a new user in the organization."""
        user_id: str = self.api.ok("POST", "/users", {"username": name, "first_name": name})["id"]
        path = f"/organizations/{self.organization_id}/memberships"
        self.api.ok("POST", path, {"user_id": user_id, "role": role})
        return user_id

    def new_session(self, user_id: str, *, personal: bool = False) -> str:
        """The id of a new session of a user."""
        active = "" if personal else self.organization_id
        body = {"user_id": user_id, "active_organization_id": active}
        return str(self.api.ok("POST", "/sessions", body)["id"])

    def token(self, session_id: str, origin: str = ORIGIN) -> str:
        """A token of a session, for an application."""
        self.api.headers["origin"] = origin
        token: str = self.api.ok("POST", f"/sessions/{session_id}/tokens", {})["jwt"]
        del self.api.headers["origin"]
        return token

    def refreshed(self, session_id: str, token: str) -> str:
        """The token that replaces an expired one; the expired one if that is refused."""
        body = {"expired_token": token, "refresh_token": "any", "request_origin": ORIGIN}
        status, response = self.api("POST", f"/sessions/{session_id}/refresh", body)
        return str(response["jwt"]) if status == 200 else token


@pytest.fixture
def visitors(api: Any) -> dict[str, Visitor]:
    """Visitors of the app, by name."""
    from clerk_cli_sandbox.application import now

    # The middleware compares the times in tokens with its own clock.
    api.sandbox._clock = lambda: now() - HOUR
    instance = Instance(api)
    roles = {"ada": "org:admin", "bob": "org:member", "eve": "org:accountant"}
    users = {name: instance.new_member(name, role) for name, role in roles.items()}
    kept, revoked = (instance.new_session(users["ada"]) for _ in range(2))
    expired = {session_id: instance.token(session_id) for session_id in (kept, revoked)}
    api.sandbox._clock = now
    api.ok("POST", f"/sessions/{revoked}/revoke")
    known = {
        name: Visitor(
            instance.token(instance.new_session(user_id)),
            user_id,
            instance.organization_id,
            roles[name],
        )
        for name, user_id in users.items()
    }
    personal = instance.token(instance.new_session(users["ada"], personal=True))
    head, _, signature = known["ada"].token.rpartition(".")
    return known | {
        "personal": Visitor(personal, users["ada"]),
        "refreshed": known["ada"]._replace(token=instance.refreshed(kept, expired[kept])),
        "nobody": Visitor(""),
        "expired": Visitor(expired[kept]),
        "revoked": Visitor(instance.refreshed(revoked, expired[revoked])),
        "elsewhere": Visitor(instance.token(kept, ELSEWHERE)),
        "forged": Visitor(f"{head}.{'A' * len(signature)}"),
    }


ALLOWED = {
    "/public": "ada bob eve personal refreshed nobody expired revoked elsewhere forged",
    "/private": "ada bob eve personal refreshed",
    "/profile": "ada bob eve personal refreshed",
    "/organization": "ada bob eve refreshed",
    "/admins": "ada refreshed",
    "/invoices": "eve",
}
"""The paths of the app, and the visitors who may see them."""

REDIRECTING = {"/private", "/profile"}
"""The paths with ``requireAuth``, which sends others to sign in."""


@pytest.fixture
def answers(tmp_path: Path, served: str, visitors: dict[str, Visitor]) -> dict[Any, Any]:
    """What the app answers to each visitor on each path."""
    directory = tmp_path / "express"
    shutil.copytree(APP, directory)
    npm_install(directory)
    questions = [(path, name) for path in ALLOWED for name in visitors]
    requests = [{"path": path, "token": visitors[name].token} for path, name in questions]
    process = subprocess.run(
        ["node", "app.mjs", ORIGIN],
        cwd=directory,
        env=os.environ
        | {
            "CLERK_API_URL": served,
            "CLERK_SECRET_KEY": "sk_test_express",
            "CLERK_PUBLISHABLE_KEY": f"pk_test_{base64.b64encode(b'clerk.sandbox.test$').decode()}",
            "CLERK_TELEMETRY_DISABLED": "1",
        },
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return dict(zip(questions, json.loads(process.stdout), strict=True))


def expected_status(path: str, name: str) -> int:
    """The status that the app answers a visitor with."""
    if name in ALLOWED[path].split():
        return 200
    return 302 if path in REDIRECTING else 403


@pytest.mark.javascript
def test_an_express_app_lets_in_whom_it_must(
    answers: dict[Any, Any], visitors: dict[str, Visitor]
) -> None:
    statuses = {question: answer["status"] for question, answer in answers.items()}
    assert statuses == {question: expected_status(*question) for question in answers}
    redirected = [answer["location"] for answer in answers.values() if answer["status"] == 302]
    assert set(redirected) == {SIGN_IN}
    for (path, name), answer in answers.items():
        if answer["status"] == 200 and path != "/profile":
            shown = [answer["body"][member] for member in ("userId", "orgId", "orgRole")]
            assert shown == list(visitors[name][1:])
    assert answers["/profile", "eve"]["body"] == {"firstName": "eve"}
