"""``/machines``: programs that talk to each other."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.credentials import SECRET, new_secret
from clerk_cli_sandbox.fields import Field, Integer, Text, Texts
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.instance import INSTANCE_ID
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

MACHINE = "machine"
ONE = "/machines/{machine_id}"
TTL, LONGEST_TTL = 3600, 315_360_000
LONGEST_OVERLAP = 28_800
NAME = Text(required=True, nullable=False, longest=255)
LIFETIME = Integer(smallest=1, largest=LONGEST_TTL)
CREATE: dict[str, Field] = {
    "name": NAME,
    "scoped_machines": Texts(most=150),
    "default_token_ttl": LIFETIME,
}
SCOPES = "_scopes"


def machine_of(store: Store, secret: str) -> Document | None:
    """The machine that a secret key belongs to."""
    found = store.select(Selection(MACHINE).where(f"{member(SECRET)} = ?", secret))
    return found[0] if found else None


def require_machine(store: Store, id: str) -> Document:
    """The machine with an id.

    Raises:
        Refusal: There is none.
    """
    machine = store.get(MACHINE, id)
    if machine is None:
        raise problems.not_found("machine", id)
    return machine


@routes.add("GET", "/machines")
def list_machines(call: Invocation) -> Any:
    """List machines."""
    selection = Selection(MACHINE)
    if text := call.value("query"):
        test = f"(instr(lower({member('name')}), ?) OR o.id = ?)"
        selection.where(test, text.lower(), text)
    return paged(call, selection, lambda each: _shown(call.store, each))


@routes.add("GET", ONE)
def get_machine(call: Invocation) -> Any:
    """Show a machine."""
    return _shown(call.store, require_machine(call.store, call.path["machine_id"]))


@routes.add("POST", "/machines", CREATE)
def create_machine(call: Invocation) -> Any:
    """Create a machine, and show its secret key."""
    scopes = call.body.get("scoped_machines") or []
    for id in scopes:
        require_machine(call.store, id)
    machine: Document = {
        "id": new_id("mch"),
        "object": MACHINE,
        "name": call.body["name"],
        "instance_id": INSTANCE_ID,
        "default_token_ttl": call.body.get("default_token_ttl") or TTL,
        "created_at": call.now,
        "updated_at": call.now,
        SCOPES: scopes,
        SECRET: new_secret("ak"),
    }
    call.store.put(MACHINE, machine)
    return _shown(call.store, machine) | {"secret_key": machine[SECRET]}


@routes.add("PATCH", ONE, {"name": Text(longest=255), "default_token_ttl": LIFETIME})
def update_machine(call: Invocation) -> Any:
    """Change a machine."""
    machine = require_machine(call.store, call.path["machine_id"])
    machine |= {name: value for name, value in call.body.items() if value is not None}
    machine["updated_at"] = call.now
    call.store.put(MACHINE, machine)
    return _shown(call.store, machine)


@routes.add("DELETE", ONE)
def delete_machine(call: Invocation) -> Any:
    """Delete a machine, also from the scopes of others."""
    machine = require_machine(call.store, call.path["machine_id"])
    call.store.delete(MACHINE, machine["id"])
    for other in call.store.select(Selection(MACHINE)):
        if machine["id"] in other[SCOPES]:
            other[SCOPES].remove(machine["id"])
            call.store.put(MACHINE, other)
    return {"id": machine["id"], "object": MACHINE, "deleted": True}


@routes.add("GET", ONE + "/secret_key")
def get_secret(call: Invocation) -> Any:
    """Show the secret key of a machine."""
    machine = require_machine(call.store, call.path["machine_id"])
    return {"object": "machine_secret_key", "secret": machine[SECRET]}


@routes.add(
    "POST",
    ONE + "/secret_key/rotate",
    {"previous_token_ttl": Integer(required=True, nullable=False, largest=LONGEST_OVERLAP)},
)
def rotate_secret(call: Invocation) -> Any:
    """Give a machine another secret key; the old one ends at once here."""
    machine = require_machine(call.store, call.path["machine_id"])
    machine |= {SECRET: new_secret("ak"), "updated_at": call.now}
    call.store.put(MACHINE, machine)
    return {"object": "machine_secret_key", "secret": machine[SECRET]}


@routes.add("POST", ONE + "/scopes", {"to_machine_id": Text(required=True, nullable=False)})
def add_scope(call: Invocation) -> Any:
    """Let a machine talk to another one."""
    machine = require_machine(call.store, call.path["machine_id"])
    other = require_machine(call.store, call.body["to_machine_id"])["id"]
    if other in machine[SCOPES]:
        raise Refusal(409, problems.error("machine_scope_already_exists", "scope exists already"))
    machine[SCOPES].append(other)
    call.store.put(MACHINE, machine)
    scope = {"object": "machine_scope", "from_machine_id": machine["id"], "to_machine_id": other}
    return scope | {"created_at": call.now}


@routes.add("DELETE", ONE + "/scopes/{other_id}")
def remove_scope(call: Invocation) -> Any:
    """Stop a machine from talking to another one."""
    machine, other = require_machine(call.store, call.path["machine_id"]), call.path["other_id"]
    if other not in machine[SCOPES]:
        raise problems.not_found("machine scope", other)
    machine[SCOPES].remove(other)
    call.store.put(MACHINE, machine)
    scope = {"object": "machine_scope", "from_machine_id": machine["id"], "to_machine_id": other}
    return scope | {"deleted": True}


def _shown(store: Store, machine: Document) -> Document:
    scoped = [_own(require_machine(store, id)) for id in machine[SCOPES]]
    return _own(machine) | {"scoped_machines": scoped}


def _own(machine: Document) -> Document:
    return {name: value for name, value in machine.items() if not name.startswith("_")}
