"""The operations that ask before they are sent: those that remove or revoke something."""

from __future__ import annotations

from clerk_cli.operations import APIOperation, destroys

WORDS = frozenset(
    {
        "ban", "cancel", "clear", "delete", "disable", "drop", "flush", "lock", "purge", "reject",
        "remove", "replace", "reset", "revoke", "rotate",
    }
)  # fmt: skip
"""Parts of the last word of operations that the table does not have yet.

They include those that the core looks for in the names of commands.
"""


def is_destructive(method: str, path: str, operation: APIOperation | None) -> bool:
    """Whether a request removes, revokes or replaces something.

    Args:
        method: The HTTP method, in capitals.
        path: The path.
        operation: The operation; None if the table does not have it.
    """
    if operation is not None:
        return destroys(method, operation.path)
    last = path.rstrip("/").rpartition("/")[2].lower().replace("-", "_")
    return destroys(method, path) or (method != "GET" and not WORDS.isdisjoint(last.split("_")))
