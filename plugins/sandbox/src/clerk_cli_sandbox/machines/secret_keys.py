"""The secret keys of machines: who a request is from, and what rotation leaves valid."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.machines.credentials import SECRET, find_by_secret, new_secret
from clerk_cli_sandbox.storage.store import JSONObject, Selection

MACHINE = "machine"
PREVIOUS_KEY = "machine_secret_key"
"""The kind of keys that were replaced; they are stored until their machine is deleted."""

PREFIX = "ak_"


def calling_machine(request: Request) -> JSONObject | None:
    """The machine that a request is from; None if it has the key of the instance.

    Raises:
        ErrorResponse: The key belongs to no machine, or is no longer valid.
    """
    if not request.key.startswith(PREFIX):
        return None
    machine = find_by_secret(request.store, MACHINE, request.key)
    if machine is None:
        previous = request.store.get(PREVIOUS_KEY, request.key)
        if previous and previous["expires_at"] > request.now:
            machine = request.store.get(MACHINE, previous["machine_id"])
    if machine is None:
        raise api_errors.invalid_key()
    return machine


def rotate(request: Request, machine: JSONObject, seconds: int) -> None:
    """Replace the key of a machine.

    Args:
        request: The request.
        machine: The machine.
        seconds: For how long the key that is replaced stays valid.
    """
    previous = {
        "id": machine[SECRET],
        "machine_id": machine["id"],
        "expires_at": request.now + seconds * 1000,
    }
    request.store.put(PREVIOUS_KEY, previous)
    machine |= {SECRET: new_secret("ak"), "updated_at": request.now}
    request.store.put(MACHINE, machine)


def delete_previous_keys(request: Request, machine_id: str) -> None:
    """Delete the keys of a machine that were replaced."""
    request.store.delete_all(Selection(PREVIOUS_KEY).where_equal("machine_id", machine_id))
