"""``/templates``: the text of emails and text messages."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.formats import has_format
from clerk_cli_sandbox.http.listing import array_or_page
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.http.timestamps import BUILT_IN_CREATED_AT
from clerk_cli_sandbox.instance.default_templates import (
    DEFAULT_TEMPLATES,
    EMAIL,
    SMS,
    DefaultTemplate,
)
from clerk_cli_sandbox.instance.domains import accounts_portal_url, primary_domain
from clerk_cli_sandbox.instance.settings import INSTANCE_ID, sender
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes()

TEMPLATE = "template"
COLLECTION_PATH = "/templates/{template_type}"
RESOURCE_PATH = COLLECTION_PATH + "/{slug}"
SYSTEM, CUSTOM = "system", "user"
TEXTS = ("subject", "body", "from_email_name", "reply_to_email_name")
OF_EMAIL = ("subject", "from_email_name", "reply_to_email_name")
"""The members that mean nothing to a text message."""

VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
EXPRESSION = re.compile(r"\{\{[^{}]*\}\}")
SAMPLES = {
    "app.name": "Sandbox",
    "otp_code": "424242",
    "org.name": "Acme",
    "inviter_name": "Ada Lovelace",
    "device_type": "Firefox on Linux",
    "user.email_address": "grace@example.com",
    "new_email_address": "grace@example.org",
    "requested_at": "1 January 2026, 12:00 UTC",
    "requested_by": "Firefox, 192.0.2.1",
}
"""What a preview has in place of variables, apart from URLs."""

is_local_part = has_format(r"[A-Za-z0-9._+-]+", "the part of an email address before the @")
CHECKS: dict[str, Check] = {
    "from_email_name": is_local_part,
    "reply_to_email_name": is_local_part,
}


@routes.add("GET", COLLECTION_PATH)
def list_templates(request: Request) -> Any:
    """List the templates of a type by their position."""
    selection = _select_templates(request.store)
    selection.where_equal("template_type", _template_type(request))
    selection.order = [f"{json_field('position')} ASC"]
    return array_or_page(request, selection, lambda template: _serialize(request, template))


@routes.add("GET", RESOURCE_PATH)
def get_template(request: Request) -> Any:
    """Show a template."""
    return _serialize(request, _require_template(request))


@routes.add("PUT", RESOURCE_PATH, CHECKS)
def replace_template(request: Request) -> Any:
    """Change a template, which is the instance's own from then on."""
    template = _require_template(request)
    changes = request.non_null_fields
    if template["template_type"] == SMS:
        changes = {name: value for name, value in changes.items() if name not in OF_EMAIL}
    if "body" in changes and changes["body"] != template["body"]:
        _check_body(template, changes["body"])
    template |= changes
    return _save(request, template | {"resource_type": CUSTOM, "instance_id": INSTANCE_ID})


@routes.add("POST", RESOURCE_PATH + "/revert")
def revert_template(request: Request) -> Any:
    """Take back every change of a template."""
    template = _require_template(request)
    if template["resource_type"] == SYSTEM:
        text = "The template was not changed."
        raise api_errors.refusal("template_revert_error", text)
    original = _template(DEFAULT_TEMPLATES[template["position"]], template["position"])
    return _save(request, original)


@routes.add("POST", RESOURCE_PATH + "/preview", CHECKS)
def preview_template(request: Request) -> Any:
    """Show a template with examples in place of its variables, and changes that are not saved."""
    template = _serialize(request, _require_template(request)) | request.non_null_fields
    _check_braces(template["body"])
    samples = _samples(request.store)
    return {
        name: VARIABLE.sub(lambda match: samples.get(match[1], ""), template[name] or "")
        for name in TEXTS
    }


@routes.add("POST", RESOURCE_PATH + "/toggle_delivery")
def toggle_delivery(request: Request) -> Any:
    """Say who delivers the messages of a template; the sandbox delivers none."""
    template = _require_template(request)
    template["delivered_by_clerk"] = request.body.get("delivered_by_clerk", False)
    return _save(request, template)


def _template_type(request: Request) -> str:
    """The type that the path names.

    Raises:
        ErrorResponse: There is no such type.
    """
    template_type = request.path_params["template_type"]
    if template_type not in (EMAIL, SMS):
        text = f"The type of a template must be {EMAIL} or {SMS}, not {template_type}."
        raise api_errors.refusal("template_type_unsupported", "unsupported type", text)
    return template_type


def _require_template(request: Request) -> JSONObject:
    """The template that the path names.

    Raises:
        ErrorResponse: There is no such type, or no template of it with this slug.
    """
    template_type, slug = _template_type(request), request.path_params["slug"]
    selection = _select_templates(request.store).where_equal("template_type", template_type)
    template = request.store.first(selection.where_equal("slug", slug))
    if template is None:
        raise api_errors.not_found("template", slug)
    return template


def _select_templates(store: Store) -> Selection:
    """All templates; the first use stores the default ones."""
    if not store.count(Selection(TEMPLATE)):
        rows = [_template(default, number) for number, default in enumerate(DEFAULT_TEMPLATES)]
        store.put_many(TEMPLATE, rows)
    return Selection(TEMPLATE)


def _template(default: DefaultTemplate, position: int) -> JSONObject:
    return {
        "object": TEMPLATE,
        "id": stable_id("tmpl", f"{default.type}:{default.slug}"),
        "instance_id": None,
        "resource_type": SYSTEM,
        "template_type": default.type,
        "name": default.name,
        "slug": default.slug,
        "position": position,
        "can_delete": False,
        "can_edit_body": not default.has_fixed_body,
        "can_toggle": default.type == SMS and default.is_notification,
        "subject": default.subject or None,
        "markup": "",
        "body": default.body,
        "available_variables": list(default.variables),
        "required_variables": list(default.required),
        "from_email_name": None,
        "reply_to_email_name": "",
        "delivered_by_clerk": True,
        "enabled": True,
        "flagged_as_suspicious": False,
        "created_at": BUILT_IN_CREATED_AT,
        "updated_at": BUILT_IN_CREATED_AT,
    }


def _check_body(template: JSONObject, body: str) -> None:
    """Check that a template can have a text.

    Raises:
        ErrorResponse: The text is fixed, lacks a variable, or has braces in the wrong place.
    """
    if not template["can_edit_body"]:
        text = "The text of this template cannot be changed."
        raise api_errors.refusal("template_body_modification_restricted", text)
    _check_braces(body)
    missing = sorted({*template["required_variables"]} - {*VARIABLE.findall(body)})
    if missing:
        text = f"The body must have {', '.join(missing)} in double braces."
        raise api_errors.refusal("required_variable_missing", "missing", text, param_name="body")


def _check_braces(body: str) -> None:
    """Check that double braces come in pairs.

    Raises:
        ErrorResponse: One is missing.
    """
    rest = EXPRESSION.sub("", body)
    if "{{" in rest or "}}" in rest:
        text = "The body has double braces without their counterpart."
        raise api_errors.refusal("invalid_template_body", "is invalid", text, param_name="body")


def _samples(store: Store) -> dict[str, str]:
    """What a preview has in place of variables, with the URLs of the instance."""
    accounts = accounts_portal_url(store)
    return SAMPLES | {
        "app.url": f"https://{primary_domain(store)['name']}",
        "magic_link": f"{accounts}/verify",
        "action_url": f"{accounts}/sign-up",
    }


def _save(request: Request, template: JSONObject) -> JSONObject:
    template = template | {"updated_at": request.now}
    request.store.put(TEMPLATE, template)
    return _serialize(request, template)


def _serialize(request: Request, template: JSONObject) -> JSONObject:
    """A template as the API shows it; emails come from the instance's address by default."""
    sent_by = sender(request.store) if template["template_type"] == EMAIL else ""
    return template | {
        "can_revert": template["resource_type"] == CUSTOM,
        "from_email_name": template["from_email_name"] or sent_by,
    }
