"""Groups with their roles: an object on the command line, a list in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from clerk_cli.api import Command, Request, UsageError

GROUP_ROLES_HELP = (
    'Group roles by precedence, such as {"group": "role_123"} (JSON, @FILE, or - for stdin)'
)
MEMBERS = ("group_role_mappings", "mappings")
"""The members of bodies that have the list."""


def require_role_id(label: str, role_id: str) -> None:
    """Refuse the key of a role, where the API takes IDs alone.

    Args:
        label: What the message begins with.
        role_id: The ID.

    Raises:
        UsageError: It is a key, such as ``org:member``.
    """
    if ":" in role_id:
        raise UsageError(
            f"{label} is a role key, not an ID",
            hint="Find the ID with: clerk organizations roles list",
        )


class SendsGroupRoles(Command):
    """A command with an option that maps groups to roles.

    Each role is an ID, or an object with ``role_id`` and other members that the API takes.
    """

    group_member: ClassVar[str] = "directory_group_id"
    """What the API calls the ID of a group."""

    def check(self) -> None:
        """Refuse a group without a role.

        Raises:
            UsageError: There is one.
        """
        super().check()
        for name in MEMBERS:
            value = getattr(self, name, None)
            for group, role in value.items() if isinstance(value, dict) else ():
                role_id = role.get("role_id") if isinstance(role, dict) else role
                label = name.replace("_", "-")
                if not group.strip() or not isinstance(role_id, str) or not role_id.strip():
                    raise UsageError(
                        f'--{label}: "{group}" has no role ID',
                        hint='Write {"group": "role_123"}, or an object with "role_id".',
                    )
                require_role_id(f'--{label}: "{role_id}"', role_id)

    def build(self) -> Request:
        """The request; the API takes the groups as a list, in the order of their precedence."""
        request = super().build()
        body = request.json_object
        for name in MEMBERS:
            # The body of --input has the list itself.
            if isinstance(value := body.get(name), dict):
                body = {**body, name: [self._mapping(group, value[group]) for group in value]}
        return request.replace(body=body)

    def _mapping(self, group: str, role: Any) -> dict[str, Any]:
        members = role if isinstance(role, dict) else {"role_id": role}
        return {self.group_member: group, **members}
