"""``/allowlist_identifiers`` and ``/blocklist_identifiers``."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Field, Flag, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged_if_asked
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.instance import INSTANCE_ID
from clerk_cli_sandbox.routes import Handler, Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

PREFIXES = {"allowlist_identifier": "alid", "blocklist_identifier": "blid"}
IDENTIFIER = Text(required=True, nullable=False)


@routes.add("GET", "/allowlist_identifiers")
def list_allowed(call: Invocation) -> Any:
    """List the allowlist, paged."""
    return paged_if_asked(call, Selection("allowlist_identifier"))


@routes.add("GET", "/blocklist_identifiers")
def list_blocked(call: Invocation) -> Any:
    """List the whole blocklist."""
    rows = call.store.select(Selection("blocklist_identifier", order=["o.rowid DESC"]))
    return {"data": rows, "total_count": len(rows)}


def kind_of(identifier: str) -> str:
    """Whether an identifier is an email address (or domain), a phone number or a wallet."""
    if identifier.startswith("+"):
        return "phone_number"
    return "web3_wallet" if identifier.startswith("0x") else "email_address"


def _creator(kind: str) -> Handler:
    def create_identifier(call: Invocation) -> Any:
        identifier = call.body["identifier"].strip().lower()
        if not identifier:
            raise Refusal(422, problems.wrong_format("identifier", "identifier must not be empty."))
        if call.store.count(Selection(kind).where(f"{member('identifier')} = ?", identifier)):
            text = f"the identifier {identifier} already exists"
            raise Refusal(400, problems.error("duplicate_record", text, param_name="identifier"))
        entry: Document = {
            "id": new_id(PREFIXES[kind]),
            "object": kind,
            "identifier": identifier,
            "identifier_type": kind_of(identifier),
            "instance_id": INSTANCE_ID,
            "created_at": call.now,
            "updated_at": call.now,
        }
        call.store.put(kind, entry)
        return entry

    return create_identifier


def _remover(kind: str) -> Handler:
    def remove_identifier(call: Invocation) -> Any:
        id = call.path["identifier_id"]
        if call.store.get(kind, id) is None:
            raise problems.not_found(kind.replace("_", " "), id)
        call.store.delete(kind, id)
        return {"id": id, "object": kind, "deleted": True}

    return remove_identifier


def _register(kind: str, fields: dict[str, Field]) -> None:
    routes.add("POST", f"/{kind}s", fields)(_creator(kind))
    routes.add("DELETE", f"/{kind}s/{{identifier_id}}")(_remover(kind))


_register("allowlist_identifier", {"identifier": IDENTIFIER, "notify": Flag()})
_register("blocklist_identifier", {"identifier": IDENTIFIER})
