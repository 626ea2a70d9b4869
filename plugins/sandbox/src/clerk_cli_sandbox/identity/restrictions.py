"""``/allowlist_identifiers`` and ``/blocklist_identifiers``."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.listing import array_or_page
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Handler, Request, Routes
from clerk_cli_sandbox.identity.access import ALLOWLIST, ANYBODY, BLOCKLIST, SUBDOMAINS
from clerk_cli_sandbox.identity.contacts import normalize_contact
from clerk_cli_sandbox.identity.invitations import invite
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection

routes = Routes()

ID_PREFIXES = {ALLOWLIST: "alid", BLOCKLIST: "blid"}


@routes.add("GET", "/allowlist_identifiers")
def list_allowlist(request: Request) -> Any:
    """List the identifiers on the allowlist."""
    return array_or_page(request, Selection(ALLOWLIST))


@routes.add("GET", "/blocklist_identifiers")
def list_blocklist(request: Request) -> Any:
    """List all identifiers on the blocklist, without pages."""
    entries = request.store.select(Selection(BLOCKLIST, order=[NEWEST_FIRST]))
    return {"data": entries, "total_count": len(entries)}


def identifier_type(identifier: str) -> str:
    """Whether an identifier is an email address (or its domain), a phone number or a wallet."""
    if identifier.startswith("+"):
        return "phone_number"
    return "web3_wallet" if identifier.startswith("0x") else "email_address"


def _create_handler(kind: str) -> Handler:
    def create_identifier(request: Request) -> Any:
        identifier = request.body["identifier"].strip().lower()
        if request.store.count(Selection(kind).where_equal("identifier", identifier)):
            text = f"the identifier {identifier} already exists"
            raise api_errors.refusal("duplicate_record", text, param_name="identifier")
        entry: JSONObject = {
            "id": new_id(ID_PREFIXES[kind]),
            "object": kind,
            "identifier": identifier,
            "identifier_type": identifier_type(identifier),
            "instance_id": INSTANCE_ID,
            "created_at": request.now,
            "updated_at": request.now,
        }
        if request.body.get("notify") and entry["identifier_type"] == "email_address":
            body = {"email_address": identifier, "ignore_existing": True}
            entry["invitation_id"] = invite(request, body)["id"]
        request.store.put(kind, entry)
        return entry

    return create_identifier


def _delete_handler(kind: str) -> Handler:
    def delete_identifier(request: Request) -> Any:
        entry = require_object(request.store, kind, request.path_params["identifier_id"])
        request.store.delete(kind, entry["id"])
        return deleted_object(entry)

    return delete_identifier


def _identifier_errors(name: str, value: str) -> list[ErrorObject]:
    identifier = value.strip().lower()
    local, at, host = identifier.rpartition("@")
    if at and local in ANYBODY:  # A domain, such as *@example.com, or all below it: *@*.example.com
        identifier = f"anybody@{host.removeprefix(SUBDOMAINS)}"
    try:
        normalize_contact(identifier_type(identifier), identifier)
    except ErrorResponse:
        text = (
            f"{name} must be an email address, a domain such as *@example.com, a phone number "
            "or the address of a wallet."
        )
        return [api_errors.invalid_format(name, text)]
    return []


for _kind in ID_PREFIXES:
    _checks = {"identifier": _identifier_errors}
    routes.add("POST", f"/{_kind}s", _checks)(_create_handler(_kind))
    routes.add("DELETE", f"/{_kind}s/{{identifier_id}}")(_delete_handler(_kind))
