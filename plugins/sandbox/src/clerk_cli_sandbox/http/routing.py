"""Operations: a method, a path, the fields of the body, and the function that handles requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from clerk_cli.operations import APIOperation, Parameter, Schema, find_operation
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.forms import FORM
from clerk_cli_sandbox.http.quirks import Quirks
from clerk_cli_sandbox.http.schemas import BOOLEANS, Body, BodyCheck, Check
from clerk_cli_sandbox.storage.store import Store

DEFAULT_LIMIT = 10
UNPROCESSABLE = 422
NO_CHECKS: Mapping[str, Check] = MappingProxyType({})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
NO_FILES: Mapping[str, bytes] = MappingProxyType({})
NO_FIELDS: Mapping[str, Schema] = MappingProxyType({})


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
        files: The contents of the files of a form, by the names of their fields.
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
    files: Mapping[str, bytes] = NO_FILES

    def params(self, name: str) -> list[str]:
        """Every value of a query parameter, spelled ``name`` or ``name[]``."""
        return [value for key, value in self.query_params if key in (name, f"{name}[]")]

    def param(self, name: str) -> str | None:
        """The last value of a query parameter."""
        values = self.params(name)
        return values[-1] if values else None

    def boolean_param(self, name: str) -> bool | None:
        """Whether a query parameter is true; None if the request does not have it."""
        return BOOLEANS.get((self.param(name) or "").lower())

    def integer_param(self, name: str, default: int = 0) -> int:
        """A query parameter that is an integer."""
        text = self.param(name)
        return int(text.partition(".")[0]) if text else default

    @property
    def limit(self) -> int:
        """How many objects a list returns at most."""
        return self.integer_param("limit", DEFAULT_LIMIT)

    @property
    def offset(self) -> int:
        """How many objects a list skips."""
        return self.integer_param("offset")

    @property
    def non_null_fields(self) -> Body:
        """The fields of the body that are not null."""
        return {name: value for name, value in self.body.items() if value is not None}


class JSONResponse(NamedTuple):
    """A response with additional headers, or another status.

    Args:
        body: The body; None for none.
        headers: The headers, by name.
        status: The status, if it is not that of the operation.
    """

    body: Any
    headers: Mapping[str, str] = NO_HEADERS
    status: int | None = None


class HTMLResponse(NamedTuple):
    """A page for a browser.

    Args:
        text: The page.
    """

    text: str


Handler: TypeAlias = Callable[[Request], Any]

Requirement: TypeAlias = Callable[[Request], None]
"""Raises ``ErrorResponse`` if the instance lacks what an operation is about."""


class Operation(NamedTuple):
    """One operation of the API.

    Args:
        method: The HTTP method.
        pattern: The path, with parameters in braces.
        handler: Handles a request and returns the body of the response.
        checks: What the spec does not say about the fields of the body, or else about the
            parameters of the query, by their names.
        body_check: The same about fields of the body that depend on each other.
        body: The schema of the body, if it is not that of the spec.
        undocumented: Fields that the body may have besides those of the spec, with their schemas:
            Clerk's own programs send them.
        parameters: The query parameters of an operation that is not in the spec.
        status: The HTTP status of success.
        invalid_status: The HTTP status of a request that is not valid.
        missing_status: The HTTP status of a request that lacks a field, if it is another one.
        unversioned: Whether SDKs also use the path without ``/v1``.
        accepts_machine_key: Whether a machine secret key is accepted as well.
        is_slow: Whether the handler computes for long, so that it runs outside a transaction, and
            other requests continue.
        is_frontend: Whether it is one of the Frontend API, which needs no key, and takes forms.
        is_public: Whether it needs no key; such a path has no parameters.
    """

    method: str
    pattern: str
    handler: Handler
    checks: Mapping[str, Check] = NO_CHECKS
    body_check: BodyCheck | None = None
    body: Schema | None = None
    undocumented: Mapping[str, Schema] = NO_FIELDS
    parameters: Sequence[Parameter] = ()
    status: int = 200
    invalid_status: int = UNPROCESSABLE
    missing_status: int | None = None
    unversioned: bool = False
    accepts_machine_key: bool = False
    is_slow: bool = False
    is_frontend: bool = False
    is_public: bool = False

    @property
    def body_schema(self) -> Schema | None:
        """The schema of the body; None if the operation takes none."""
        specification = _specification(self.method, self.pattern)
        if self.body is not None or specification is None:
            return self.body
        documented = specification.body
        if documented is None or not self.undocumented:
            return documented
        return {**documented, "properties": {**documented["properties"], **self.undocumented}}

    @property
    def body_required(self) -> bool:
        """Whether a request without a body is refused."""
        specification = _specification(self.method, self.pattern)
        return specification is not None and specification.body_required

    def status_for(self, errors: Sequence[ErrorObject]) -> int:
        """The HTTP status of a request with something wrong."""
        lacks_fields = all(error["code"] == "form_param_missing" for error in errors)
        return self.missing_status if lacks_fields and self.missing_status else self.invalid_status

    @property
    def takes_form(self) -> bool:
        """Whether the body is a form, with files."""
        specification = _specification(self.method, self.pattern)
        return specification is not None and specification.content_type == FORM

    @property
    def query_checks(self) -> Mapping[str, Check]:
        """What the spec does not say about the query; operations with a body check that alone."""
        return self.checks if self.body_schema is None else NO_CHECKS

    @property
    def query_parameters(self) -> Sequence[Parameter]:
        """The query parameters."""
        specification = _specification(self.method, self.pattern)
        return specification.parameters if specification else self.parameters

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters in a path, still percent-encoded; None if the path does not match."""
        path = f"/v1{path}" if self.unversioned and not path.startswith("/v1/") else path
        match = _path_regex(self.pattern).fullmatch(path)
        return match.groupdict() if match else None


@cache
def _path_regex(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern)))


@cache
def _specification(method: str, pattern: str) -> APIOperation | None:
    return find_operation(method, pattern.removeprefix("/v1"))


def _after(requirement: Requirement, handler: Handler) -> Handler:
    def handle(request: Request) -> Any:
        requirement(request)
        return handler(request)

    return handle


class Routes:
    """The operations of a resource, registered with decorators.

    Args:
        unversioned: Whether SDKs also use their paths without ``/v1``.
        invalid_status: The HTTP status of requests that are not valid.
        frontend: Whether they are of the Frontend API, whose paths have no ``/v1``.
        requirement: What an instance must have for each of the operations.
    """

    def __init__(
        self,
        *,
        unversioned: bool = False,
        invalid_status: int = UNPROCESSABLE,
        frontend: bool = False,
        requirement: Requirement | None = None,
    ) -> None:
        self._requirement = requirement
        self.operations: list[Operation] = []
        self._unversioned = unversioned
        self._invalid_status = invalid_status
        self._frontend = frontend

    def add(
        self,
        method: str,
        pattern: str,
        checks: Mapping[str, Check] = NO_CHECKS,
        *,
        body_check: BodyCheck | None = None,
        body: Schema | None = None,
        undocumented: Mapping[str, Schema] = NO_FIELDS,
        parameters: Sequence[Parameter] = (),
        status: int = 200,
        missing_status: int | None = None,
        accepts_machine_key: bool = False,
        is_slow: bool = False,
        is_public: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated function for a method and a path."""

        def register(handler: Handler) -> Handler:
            operation = Operation(
                method,
                pattern if self._frontend else f"/v1{pattern}",
                _after(self._requirement, handler) if self._requirement else handler,
                checks,
                body_check=body_check,
                body=body,
                undocumented=undocumented,
                parameters=parameters,
                status=status,
                invalid_status=self._invalid_status,
                missing_status=missing_status,
                unversioned=self._unversioned,
                accepts_machine_key=accepts_machine_key,
                is_slow=is_slow,
                is_frontend=self._frontend,
                is_public=is_public,
            )
            self.operations.append(operation)
            return handler

        return register
