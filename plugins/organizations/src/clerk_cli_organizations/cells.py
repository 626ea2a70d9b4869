"""Cells that several tables of organizations have."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import APIObject


def keys_of(member: str) -> Callable[[APIObject], str]:
    """A cell with the keys of nested objects, such as the permissions of a role.

    Args:
        member: The name of the list in the API object.
    """

    def cell(row: APIObject) -> str:
        return ", ".join(str(nested.get("key")) for nested in row.get(member) or [])

    return cell
