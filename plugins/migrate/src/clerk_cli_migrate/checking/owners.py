"""Users and organizations that records name and the instance has, though the files do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clerk_cli.api import APIObject, Request
from clerk_cli_migrate.instance import (
    FILTERED_AT_ONCE,
    PAGE,
    Send,
    organization_with,
    users_with,
)
from clerk_cli_migrate.journal.steps import Step
from clerk_cli_migrate.values import timestamp

PREFIX = "user_"
"""How the IDs of Clerk's users begin."""


class Owners:
    """Looks for them.

    Args:
        send: Sends a request that reads.
        ids: IDs of the instance, by what the source calls users and organizations.
    """

    def __init__(self, send: Send, ids: Mapping[str, str]) -> None:
        self._send = send
        self._ids = ids

    def users(self, names: Sequence[str]) -> Iterator[tuple[str, APIObject]]:
        """The users that have names as their external IDs, or whose IDs are known.

        Args:
            names: What memberships call them.
        """
        for start in range(0, len(names), FILTERED_AT_ONCE):
            batch = names[start : start + FILTERED_AT_ONCE]
            by_id = {self._ids.get(name, name): name for name in batch}
            ids = [clerk_id for clerk_id in by_id if clerk_id.startswith(PREFIX)]
            by_clerk = users_with(self._send, "user_id", ids) if ids else []
            users = {by_id[user["id"]]: user for user in by_clerk if user.get("id") in by_id}
            rest = [name for name in batch if name not in users]
            for user in users_with(self._send, "external_id", rest) if rest else ():
                users[str(user.get("external_id"))] = user
            yield from ((name, users[name]) for name in batch if name in users)

    def organization(self, key: str) -> APIObject | None:
        """The organization whose ID or slug is a key, or whose ID is known.

        Args:
            key: What memberships call it.
        """
        clerk_id = self._ids.get(key)
        return (organization_with(self._send, clerk_id) if clerk_id else None) or organization_with(
            self._send, key
        )

    def organization_of(self, step: Step) -> tuple[APIObject | None, bool]:
        """The organization that a step would create again.

        Args:
            step: The step.

        Returns:
            The organization; without one, whether another one has its name.
        """
        clerk_id = self._ids.get(step.key)
        if clerk_id and (organization := organization_with(self._send, clerk_id)):
            return organization, False
        if slug := str(step.body.get("slug") or ""):
            return organization_with(self._send, slug), False
        # Without a slug, one with its name that was created in the same millisecond is the same.
        name, created = step.body.get("name"), step.body.get("created_at")
        if not created:
            return None, False
        query: APIObject = {"query": str(name), "limit": PAGE}
        listed = self._send(Request("GET", "/v1/organizations", query)).listing().objects
        namesakes = [item for item in listed if item.get("name") == name]
        same = (item for item in namesakes if _is_at(item, created))
        return next(same, None), bool(namesakes)


def _is_at(organization: Mapping[str, Any], created: object) -> bool:
    at = organization.get("created_at")
    return at is not None and timestamp(at) == timestamp(created)
