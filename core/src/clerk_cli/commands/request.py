"""Requests to the Backend API and its responses, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from clerk_cli.errors import NetworkError
from clerk_cli.frozen import Frozen
from clerk_cli.results import APIObject, Json, Listing

NO_PARAMETERS: Mapping[str, Any] = MappingProxyType({})


class Route(Frozen):
    """A method and a path template, such as ``DELETE /v1/users/{user_id}``.

    Args:
        method: The HTTP method, in upper case.
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
    """A route that creates something or performs an action."""
    return Route("POST", path)


def put(path: str) -> Route:
    """A route that replaces."""
    return Route("PUT", path)


def patch(path: str) -> Route:
    """A route that updates."""
    return Route("PATCH", path)


def delete(path: str) -> Route:
    """A route that deletes."""
    return Route("DELETE", path)


class Request(Frozen):
    """One request to the Backend API.

    Args:
        method: The HTTP method, in upper case.
        path: The path with its IDs percent-encoded, such as ``/v1/users/user_1``.
        query: Parameters by name; a list is sent as a repeated key.
        body: The JSON body, or None for a request without one.
        headers: Additional headers, such as ``If-Match``.
    """

    method: str
    path: str
    query: Mapping[str, Json] = NO_PARAMETERS
    body: Any = None
    headers: Mapping[str, str] = NO_PARAMETERS

    @property
    def json_object(self) -> APIObject:
        """The body as an object; empty without a body."""
        return self.body or {}


class Response(Frozen):
    """A successful response of the Backend API.

    Args:
        status: The HTTP status, 200 to 299.
        body: The decoded JSON body; None if there was none (204).
        headers: The headers; names are case-insensitive.
    """

    status: int
    body: Json = None
    headers: Mapping[str, str] = NO_PARAMETERS

    @property
    def object(self) -> APIObject:
        """The body, which has to be a JSON object.

        Raises:
            NetworkError: It is something else, as when a proxy responded.
        """
        if isinstance(self.body, dict):
            return self.body
        raise NetworkError(
            f"the API returned {kind_of_json(self.body)} where an object was expected",
            hint="Check clerk.api.url, and whether a proxy or login page answers in its place.",
        )


def parse_list_response(body: Json, rows_name: str = "data") -> Listing:
    """The rows of a response, in either of the API's two shapes.

    Args:
        body: The response.
        rows_name: The member that holds the rows.
    """
    total: Any = None
    rows: Any = body or []
    if isinstance(body, dict):
        rows = body.get(rows_name) or []
        total = body.get("total_count")
    return Listing(rows, len(rows) if total is None else total)


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
