"""The client of a dry run: it notes requests, and sends only what planning others needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from clerk_cli.commands.request import Request, Response, ResponseObject, is_read
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.http.client import Client

UNKNOWN = re.compile(r"\{[\w.]+ of step \d+\}|%7B[\w.]+%20of%20step%20\d+%7D")
"""A value that only the response to an earlier request would tell, also percent-encoded."""

SECRET_PATHS = ("/secret_key",)
"""How the paths of operations end whose responses are secrets, which no dry run reads."""


class Step(NamedTuple):
    """One request of a dry run.

    Args:
        request: The request.
        was_sent: Whether it was sent, as it only reads.
        key_of_machine: Whether a machine's key is used instead of the profile's.
    """

    request: Request
    was_sent: bool
    key_of_machine: bool = False


class PlannedObject(ResponseObject):
    """The object that a request would return: what is not known is named in braces.

    Args:
        number: The number of the request.
        members: What is known.
        request: The request.
    """

    def __init__(self, number: int, members: dict[str, Any], request: Request) -> None:
        super().__init__(members, request)
        self._number = number

    def __missing__(self, name: str) -> Any:
        return f"{{{name} of step {self._number}}}"

    def get(self, name: str, default: Any = None) -> Any:
        """A member, or the default; every object has an ID."""
        return self[name] if name == "id" else super().get(name, default)

    def integer(self, name: str) -> int:
        """A whole number, which is not known."""
        value = self.get(name, 0)
        return value if isinstance(value, int) else 0

    def rows(self, name: str) -> list[Any]:
        """A list, which is not known."""
        value = self.get(name)
        return value if isinstance(value, list) else []


class PlannedResponse(Response):
    """The response to a request that was not sent."""

    @property
    def object(self) -> ResponseObject:
        """The object that it would have."""
        assert isinstance(self.body, ResponseObject)
        return self.body

    def listing(self, rows_name: str = "data") -> Listing:
        """The objects that the request names by their IDs; it is about no others that are known."""
        members = self.request.body if self.request else None
        lists = members.values() if isinstance(members, dict) else ()
        ids = [item for member in lists if isinstance(member, list) for item in member]
        return Listing([{"id": item} for item in ids if isinstance(item, str)], None)


class PlanningClient:
    """Takes requests like ``Client``, and notes them.

    Args:
        connect: Makes the client that sends what has to be read; only then a key is needed.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None
        self.steps: list[Step] = []
        """The requests, in order."""
        self.sends_reads = True
        """Whether requests that read are sent, because others depend on their responses."""
        self.notes_reads = False
        """Whether they are noted; a command that reports its own dry run may send many."""

    def send(self, request: Request, *, key: str | None = None) -> Response:
        """Note a request, and send it if others depend on its response.

        Args:
            request: The request.
            key: A key to use instead of the client's.

        Raises:
            ClerkError: What ``Client.send`` raises.
        """
        return self.begin(request, key=key)()

    def begin(self, request: Request, *, key: str | None = None) -> Callable[[], Response]:
        """Note a request, and return what reads its response.

        Args:
            request: The request.
            key: A key to use instead of the client's.

        Raises:
            ClerkError: What ``Client.begin`` raises.
        """
        if self._is_needed(request):
            self._client = self._client or self._connect()
            if self.notes_reads:
                self.steps.append(Step(request, was_sent=True))
            return self._client.begin(request, key=key)
        self.steps.append(Step(request, was_sent=False, key_of_machine=key is not None))
        members = {"deleted": True} if request.method == "DELETE" else {}
        body = PlannedObject(len(self.steps), members, request)
        response = PlannedResponse(200, body, request=request)
        return lambda: response

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _is_needed(self, request: Request) -> bool:
        if not self.sends_reads or not is_read(request.method, request.path):
            return False
        if request.path.endswith(SECRET_PATHS):
            return False
        return not UNKNOWN.search(f"{request.path} {request.query} {request.body}")
