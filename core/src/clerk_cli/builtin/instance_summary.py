"""What a secret key gives access to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.commands.request import Request
from clerk_cli.errors import AuthenticationError, ClerkError, ExitStatus

if TYPE_CHECKING:
    from clerk_cli.http.client import Client
    from clerk_cli.results import APIObject


class InstanceSummary(NamedTuple):
    """The instance behind a secret key.

    Args:
        id: Its ID.
        environment: ``development``, ``staging`` or ``production``.
        users: How many users it has; None if the API does not say.
    """

    id: str
    environment: str
    users: int | None

    @property
    def sentence(self) -> str:
        """The summary in words."""
        users = "" if self.users is None else f", {self.users:,} user{'s'[: self.users != 1]}"
        return f"{self.id} ({self.environment}{users})"

    @property
    def data(self) -> APIObject:
        """The summary as an object."""
        return {"id": self.id, "environment_type": self.environment, "users": self.users}


def summary_of(client: Client) -> InstanceSummary:
    """Ask the API about the instance of a client's key, with two reads.

    Raises:
        AuthenticationError: The API does not accept the key.
        ClerkError: The API cannot be reached, or answers something else.
    """
    try:
        instance = client.send(Request("GET", "/v1/instance")).object
        summary = InstanceSummary(instance.text("id"), instance.text("environment_type"), None)
    except ClerkError as error:
        if error.status != ExitStatus.AUTHENTICATION:
            raise
        raise AuthenticationError(f"the API does not accept the key: {error.message}") from error
    try:
        count = client.send(Request("GET", "/v1/users/count")).object
        return summary._replace(users=count.integer("total_count"))
    except ClerkError:  # The number is an extra: the key was accepted.
        return summary
