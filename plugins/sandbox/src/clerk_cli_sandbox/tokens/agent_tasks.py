"""``/agents/tasks``: links with which an agent, or a test, is signed in as a user."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.formats import is_http_url, name_errors
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check, has_schema
from clerk_cli_sandbox.identity.contacts import fold_contact
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    USER,
    is_verified,
    require_user_who_may_sign_in,
)
from clerk_cli_sandbox.instance.domains import frontend_api_url
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store
from clerk_cli_sandbox.tokens import signing

routes = Routes()

AGENT_TASK = "agent_task"
LIFETIME = 30 * 60
"""How many seconds a session lasts, unless the request says otherwise."""

PATH = "/v1/agents/tasks/accept?ticket="


def _subject_errors(name: str, value: Body) -> list[ErrorObject]:
    """What is wrong with the user whom a task is for: it has an id or an identifier."""
    if bool(value.get("user_id")) != bool(value.get("identifier")):
        return []
    text = f"{name} must include either user_id or identifier."
    return [api_errors.invalid_value(name, text)]


def _redirect_errors(name: str, value: str) -> list[ErrorObject]:
    return is_http_url(name, value or " ")


CHECKS: dict[str, Check] = {
    "on_behalf_of": _subject_errors,
    "agent_name": name_errors,
    "task_description": name_errors,
    "redirect_url": _redirect_errors,
    "session_max_duration_in_seconds": has_schema({"minimum": 1}),
}


@routes.add("POST", "/agents/tasks", CHECKS)
def create_agent_task(request: Request) -> Any:
    """Create a task; its link signs the agent in as the user."""
    body, id = request.body, new_id("task")
    user = require_user_who_may_sign_in(request, _subject_id(request.store, body["on_behalf_of"]))
    agent_id = stable_id("agent", body["agent_name"].strip())
    task: JSONObject = {"id": id, "agent_id": agent_id, "status": "pending"}
    request.store.put(AGENT_TASK, task)
    claims = {
        "eid": id,
        "st": AGENT_TASK,
        "sub": user["id"],
        "exp": request.now // 1000 + LIFETIME,
        "session_max_duration": body.get("session_max_duration_in_seconds", LIFETIME),
        "redirect_url": body["redirect_url"],
    }
    url = frontend_api_url(request.store) + PATH + signing.sign(request.store, claims)
    return _serialize(task) | {"url": url}


@routes.add("POST", "/agents/tasks/{agent_task_id}/revoke")
def revoke_agent_task(request: Request) -> Any:
    """Revoke a pending task."""
    id = request.path_params["agent_task_id"]
    task = require_object(request.store, AGENT_TASK, id, code="agent_task_not_found")
    if task["status"] != "pending":
        text = f"Only pending agent tasks can be revoked; this one is {task['status']}."
        raise api_errors.refusal("agent_task_cannot_be_revoked", "not pending", text)
    request.store.put(AGENT_TASK, task | {"status": "revoked"})
    return _serialize(task)


def _subject_id(store: Store, subject: Body) -> str:
    """The id of the user whom a task is for.

    Raises:
        ErrorResponse: No user has the id or the verified identifier.
    """
    if id := subject.get("user_id"):
        user = store.get(USER, id)
    else:
        user = _user_with(store, subject["identifier"])
    if user is None:
        text = f"No user was found with {id or subject['identifier']}."
        raise api_errors.refusal("agent_task_subject_not_found", "not found", text)
    return str(user["id"])


def _user_with(store: Store, identifier: str) -> JSONObject | None:
    """The user with a verified email address or phone number, or with a username."""
    for kind in CONTACTS:
        contact = store.first(Selection(kind).where_equal(kind, fold_contact(kind, identifier)))
        if contact is not None and is_verified(contact):
            return store.get(USER, contact["user_id"])
    return store.first(Selection(USER).where_equal("username", identifier.strip().lower()))


def _serialize(task: JSONObject) -> JSONObject:
    """A task as the API shows it, with the name that its id had at first."""
    return {
        "object": AGENT_TASK,
        "agent_id": task["agent_id"],
        "agent_task_id": task["id"],
        "task_id": task["id"],
    }
