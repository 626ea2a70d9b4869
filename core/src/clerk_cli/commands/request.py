"""Requests to the Backend API and its responses, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from clerk_cli.errors import NetworkError, UsageError
from clerk_cli.frozen import Frozen
from clerk_cli.results import APIObject, Json, Listing, kind_of_json

T = TypeVar("T")
NO_PARAMETERS: Mapping[str, Any] = MappingProxyType({})
CHECK_URL = "Check clerk.api.url, and whether a proxy or login page responds instead of the API."
UNKNOWN_OUTCOME = "The request may have succeeded; check before retrying."
NOT_IN_PATHS = ("", ".", "..")
"""Values that would change the path of a request."""
READING_POSTS = frozenset(
    {
        "/v1/api_keys/verify",
        "/v1/clients/verify",
        "/v1/m2m_tokens/verify",
        "/v1/oauth_applications/access_tokens/verify",
        "/v1/templates/{}/{}/preview",
        "/v1/users/{}/verify_password",
    }
)
"""The operations that read with POST. ``verify_totp`` does not: it uses up a backup code."""


def is_read(method: str, path: str) -> bool:
    """Whether a request changes nothing; what is not known to read is a write.

    Args:
        method: The HTTP method, in capitals.
        path: The path, with its version.
    """
    if method in ("GET", "HEAD"):
        return True
    return method == "POST" and any(_matches(path, pattern) for pattern in READING_POSTS)


def _matches(path: str, pattern: str) -> bool:
    """Whether a path is that of an operation; ``{}`` is a part without an encoded slash."""
    parts, expected = path.split("/"), pattern.split("/")
    return len(parts) == len(expected) and all(
        wanted == part or (wanted == "{}" and "%" not in part and part not in NOT_IN_PATHS)
        for part, wanted in zip(parts, expected, strict=True)
    )


def fits_path(text: str) -> bool:
    """Whether a text can be a part of a path: visible, and leading nowhere else."""
    return text.strip() not in NOT_IN_PATHS and text.isprintable()


class Route(Frozen):
    """A method and a path template, such as ``DELETE /v1/users/{user_id}``.

    Args:
        method: The HTTP method, in upper case.
        path: The path, with names of fields in braces.
    """

    method: str
    path: str

    @property
    def placeholders(self) -> list[str]:
        """The names in braces of the path, in order."""
        return names_in_braces(self.path)

    def fill(self, values: Mapping[str, str]) -> str:
        """The path with each ``{name}`` replaced by its percent-encoded value.

        Raises:
            UsageError: A value would change the path of the request.
        """
        from urllib.parse import quote

        for name, value in values.items():
            # A command that leaves out the last part on purpose fills in an empty text.
            if value and not fits_path(value):
                raise UsageError(f'"{value}" is not a valid {name.replace("_", " ")}')
        encoded = {name: quote(value, safe="") for name, value in values.items()}
        return self.path.format_map(encoded)


def names_in_braces(template: str) -> list[str]:
    """The names that a template has in braces, in order."""
    return [part.split("}")[0] for part in template.split("{")[1:]]


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
        files: Files by the name of their field, each with its path, of which the last part is sent,
            and its content; the members of the body are then fields of a form.
        retries: Whether the client may send it again by itself.
    """

    method: str
    path: str
    query: Mapping[str, Json] = NO_PARAMETERS
    body: Any = None
    headers: Mapping[str, str] = NO_PARAMETERS
    files: Mapping[str, tuple[str, bytes]] = NO_PARAMETERS
    retries: bool = True

    @property
    def hint_if_unreadable(self) -> str:
        """What to do if the response to this request cannot be read."""
        if is_read(self.method, self.path):
            return CHECK_URL
        return f"{UNKNOWN_OUTCOME}\n{CHECK_URL}"

    @property
    def json_object(self) -> APIObject:
        """The body as an object; empty without a body."""
        return self.body or {}


class ResponseObject(dict[str, Any]):
    """A JSON object of the API.

    It is a dictionary that blames the response where it lacks a member: ``object["id"]`` raises
    ``NetworkError`` instead of ``KeyError``.

    Args:
        members: The members.
        request: The request, if it is known; it decides the hint of errors.
    """

    def __init__(self, members: Mapping[str, Any], request: Request | None = None) -> None:
        super().__init__(members)
        self._request = request

    @classmethod
    def of(cls, value: Json, request: Request | None = None) -> ResponseObject:
        """A value, which has to be an object.

        Raises:
            NetworkError: It is something else.
        """
        if isinstance(value, dict):
            return cls(value, request)
        raise unreadable(f"{kind_of_json(value)} where an object was expected", request)

    def __missing__(self, name: str) -> NoReturn:
        raise unreadable(f'an object without "{name}"', self._request)

    def integer(self, name: str) -> int:
        """A member, which has to be a whole number.

        Raises:
            NetworkError: It is missing, or something else.
        """
        value = self[name]
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self._wrong(name, "a whole number")

    def text(self, name: str) -> str:
        """A member that has to be text.

        Raises:
            NetworkError: It is missing, or something else.
        """
        return self._of_type(name, str, "text")

    def path_value(self, name: str = "id") -> str:
        """A member that can be a part of the path of another request.

        Raises:
            NetworkError: It is missing, or would lead elsewhere.
        """
        value = self.text(name)
        if not fits_path(value):
            raise unreadable(f'an object without a usable "{name}"', self._request)
        return value

    def rows(self, name: str) -> list[Any]:
        """A member, which has to be a list.

        Raises:
            NetworkError: It is missing, or something else.
        """
        return self._of_type(name, list, "a list")

    def _of_type(self, name: str, kind: type[T], expected: str) -> T:
        value = self[name]
        if isinstance(value, kind):
            return value
        raise self._wrong(name, expected)

    def _wrong(self, name: str, expected: str) -> NetworkError:
        kind = kind_of_json(self[name])
        return unreadable(f'{kind} as "{name}" where {expected} was expected', self._request)


class Response(Frozen):
    """A successful response of the Backend API.

    Its accessors check what the response promises, once for all commands.

    Args:
        status: The HTTP status, 200 to 299.
        body: The decoded JSON body; None if there was none (204).
        headers: The headers; names are case-insensitive.
        request: The request, if it is known; it decides the hint of errors.
    """

    status: int
    body: Json = None
    headers: Mapping[str, str] = NO_PARAMETERS
    request: Request | None = None

    def require_empty_or_object(self) -> None:
        """Make sure that the response is what an API says to a change, where nothing else matters.

        Raises:
            NetworkError: It is something else.
        """
        if self.body is not None:
            ResponseObject.of(self.body, self.request)

    def require_deletion(self) -> None:
        """Make sure that the response is empty or an object, and does not deny a deletion.

        Raises:
            NetworkError: It says that nothing was deleted, or is something else.
        """
        self.require_empty_or_object()
        if self.body is not None and self.object.get("deleted") is False:
            raise unreadable("no confirmation of the deletion", self.request)

    @property
    def object(self) -> ResponseObject:
        """The body, which has to be a JSON object.

        Raises:
            NetworkError: It is something else, as when a proxy responded.
        """
        return ResponseObject.of(self.body, self.request)

    @property
    def has_count(self) -> bool:
        """Whether the body has a member for the total of a list, valid or not."""
        return isinstance(self.body, dict) and "total_count" in self.body

    def listing(self, rows_name: str = "data") -> Listing:
        """The list of the body, in either of the API's two shapes.

        Args:
            rows_name: The member that holds the rows, unless the body is an array.

        Raises:
            NetworkError: There is no list.
        """
        return parse_list_response(self.body, rows_name, self.request)


def parse_list_response(
    body: Json, rows_name: str = "data", request: Request | None = None
) -> Listing:
    """The rows of a response, in either of the API's two shapes.

    Args:
        body: The response.
        rows_name: The member that holds the rows.
        request: The request, if it is known; it decides the hint of errors.

    Raises:
        NetworkError: There is no list.
    """
    if isinstance(body, list):
        return Listing(body, len(body))  # type: ignore[arg-type] # checked where they are shown
    if not isinstance(body, dict):
        raise unreadable(f"{kind_of_json(body)} where a list was expected", request)
    rows = ResponseObject(body, request).rows(rows_name)
    if "total_count" not in body:
        return Listing(rows, len(rows))
    total = body["total_count"]
    is_count = isinstance(total, int) and not isinstance(total, bool) and total >= 0
    return Listing(rows, total if is_count else None)  # type: ignore[arg-type] # is_count


def unreadable(what: str, request: Request | None = None) -> NetworkError:
    """The error for a response that is not what its operation promises.

    Args:
        what: What the API returned.
        request: The request, if it is known.
    """
    hint = CHECK_URL if request is None else request.hint_if_unreadable
    return NetworkError(f"the API returned {what}", hint=hint)
