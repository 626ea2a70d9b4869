"""What a command wants from the API, and what the API answered, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from clerk_cli.errors import NetworkError
from clerk_cli.frozen import Frozen
from clerk_cli.results import APIObject, Json

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Route(Frozen):
    """A method and a path template, such as ``DELETE /v1/users/{user_id}``.

    Args:
        method: The HTTP method, in capitals.
        path: The path, with names of fields in braces.
    """

    method: str
    path: str

    def fill(self, values: Mapping[str, str]) -> str:
        """The path with each ``{name}`` replaced by its percent-encoded value."""
        from urllib.parse import quote

        encoded = {name: quote(value, safe="") for name, value in values.items()}
        return self.path.format_map(encoded)


def get(path: str) -> Route:
    """A route that reads."""
    return Route("GET", path)


def post(path: str) -> Route:
    """A route that creates or acts."""
    return Route("POST", path)


def put(path: str) -> Route:
    """A route that replaces."""
    return Route("PUT", path)


def patch(path: str) -> Route:
    """A route that changes."""
    return Route("PATCH", path)


def delete(path: str) -> Route:
    """A route that deletes."""
    return Route("DELETE", path)


class Request(Frozen):
    """One request to the Backend API.

    Args:
        method: The HTTP method, in capitals.
        path: The path with its ids percent-encoded, such as ``/v1/users/user_1``.
        query: Parameters by name; a list is sent as a repeated key.
        body: The JSON body, or None for a request without one.
        headers: Headers besides those of every request, such as ``If-Match``.
    """

    method: str
    path: str
    query: Mapping[str, Json] = NOTHING
    body: Any = None
    headers: Mapping[str, str] = NOTHING

    @property
    def json_object(self) -> APIObject:
        """The body as an object; an empty one where there is none."""
        return self.body or {}


class Response(Frozen):
    """One answer of the Backend API that reports success.

    Args:
        status: The HTTP status, 200 to 299.
        body: The decoded JSON body; None where there was none (204).
        headers: The headers, looked up without regard to case.
    """

    status: int
    body: Json = None
    headers: Mapping[str, str] = NOTHING

    @property
    def object(self) -> APIObject:
        """The body, which has to be a JSON object.

        Raises:
            NetworkError: It is something else, as where a proxy answered.
        """
        if isinstance(self.body, dict):
            return self.body
        raise NetworkError(
            f"the API returned {kind_of_json(self.body)} where an object was expected",
            hint="Check clerk.api.url, and whether a proxy or login page answers in its place.",
        )


def kind_of_json(value: Json) -> str:
    """The name of a JSON type, with its article."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, list):
        return "an array"
    return "an object" if isinstance(value, dict) else "a number"
