"""Operations: a method, a path, the fields of the body, and the function that handles requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.body_schema import Body, Field
from clerk_cli_sandbox.http.quirks import Quirks
from clerk_cli_sandbox.storage.store import Store

DEFAULT_LIMIT, MAX_LIMIT = 10, 500


class Request(NamedTuple):
    """A parsed request to one operation.

    Args:
        store: The objects.
        now: The time, in Unix milliseconds.
        path_params: The values in the path, decoded.
        query_params: The query parameters in order; a repeated name appears several times.
        body: The body; empty if the operation takes none.
        items: The objects of a body that is an array.
        key: The bearer key.
        headers: The headers, with lowercase names.
        quirks: How to answer where the API is undocumented.
    """

    store: Store
    now: int
    path_params: Mapping[str, str]
    query_params: tuple[tuple[str, str], ...]
    body: Body
    items: tuple[Body, ...]
    key: str
    headers: Mapping[str, str]
    quirks: Quirks

    def params(self, name: str) -> list[str]:
        """Every value of a query parameter, spelled ``name`` or ``name[]``."""
        return [value for key, value in self.query_params if key in (name, f"{name}[]")]

    def param(self, name: str) -> str | None:
        """The last value of a query parameter."""
        values = self.params(name)
        return values[-1] if values else None

    def boolean_param(self, name: str) -> bool:
        """Whether a query parameter is ``true``."""
        return (self.param(name) or "").lower() == "true"

    def integer_param(
        self, name: str, default: int, *, minimum: int, maximum: int | None = None
    ) -> int:
        """A query parameter that is an integer.

        Raises:
            ErrorResponse: The value is not an integer, or is out of range.
        """
        text = self.param(name)
        if text is None or text == "":
            return default
        try:
            number = int(text.removesuffix(".0"))
        except ValueError:
            raise ErrorResponse(422, api_errors.invalid_type(name, "an integer")) from None
        if number < minimum or (maximum is not None and number > maximum):
            upper_bound = f" and at most {maximum}" if maximum is not None else ""
            message = f"{name} must be at least {minimum}{upper_bound}."
            raise ErrorResponse(422, api_errors.invalid_value(name, message))
        return number

    @property
    def limit(self) -> int:
        """How many objects a list returns at most."""
        return self.integer_param("limit", DEFAULT_LIMIT, minimum=1, maximum=MAX_LIMIT)

    @property
    def offset(self) -> int:
        """How many objects a list skips."""
        return self.integer_param("offset", 0, minimum=0)

    @property
    def non_null_fields(self) -> Body:
        """The fields of the body that are not null."""
        return {name: value for name, value in self.body.items() if value is not None}


class JSONResponse(NamedTuple):
    """A response with additional headers.

    Args:
        body: The body.
        headers: The headers, by name.
    """

    body: Any
    headers: Mapping[str, str]


Handler: TypeAlias = Callable[[Request], Any]


class Operation(NamedTuple):
    """One operation of the API.

    Args:
        method: The HTTP method.
        pattern: The path, with parameters in braces.
        handler: Handles a request and returns the body of the response.
        fields: The fields of the body; None if the operation takes no JSON object.
        array_body: Whether the body is an array of objects.
        status: The HTTP status of success.
        unversioned: Whether SDKs also use the path without ``/v1``.
        accepts_machine_key: Whether a machine secret key is accepted as well.
    """

    method: str
    pattern: str
    handler: Handler
    fields: Mapping[str, Field] | None
    array_body: bool = False
    status: int = 200
    unversioned: bool = False
    accepts_machine_key: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters in a path, still percent-encoded; None if the path does not match."""
        path = f"/v1{path}" if self.unversioned and not path.startswith("/v1/") else path
        regex = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.pattern))
        match = re.fullmatch(regex, path)
        return match.groupdict() if match else None


class Routes:
    """The operations of a resource, registered with decorators.

    Args:
        unversioned: Whether SDKs also use their paths without ``/v1``.
    """

    def __init__(self, *, unversioned: bool = False) -> None:
        self.operations: list[Operation] = []
        self._unversioned = unversioned

    def add(
        self,
        method: str,
        pattern: str,
        fields: Mapping[str, Field] | None = None,
        *,
        array_body: bool = False,
        status: int = 200,
        accepts_machine_key: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated function for a method and a path below ``/v1``."""

        def register(handler: Handler) -> Handler:
            operation = Operation(
                method,
                f"/v1{pattern}",
                handler,
                fields,
                array_body=array_body,
                status=status,
                unversioned=self._unversioned,
                accepts_machine_key=accepts_machine_key,
            )
            self.operations.append(operation)
            return handler

        return register
