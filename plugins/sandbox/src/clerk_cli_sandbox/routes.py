"""Operations: a method, a path, the fields they take, and the function that does the work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from clerk_cli.api import Frozen
from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Body, Field
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.quirks import Quirks
from clerk_cli_sandbox.store import Store

LIMIT, LARGEST_LIMIT = 10, 500


@dataclass(frozen=True)
class Invocation:
    """One call of an operation, checked.

    Args:
        store: The objects.
        now: The time, in Unix milliseconds.
        path: The values in the path, decoded.
        query: The query parameters in order; a repeated name stands several times.
        body: The body; empty without one.
        items: The objects of a body that is a list.
        key: The bearer key.
        headers: The headers, with lower-case names.
        quirks: How to answer where the contract is open.
    """

    store: Store
    now: int
    path: Mapping[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    body: Body = field(default_factory=dict)
    items: tuple[Body, ...] = ()
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    quirks: Quirks = field(default_factory=Quirks)

    def values(self, name: str) -> list[str]:
        """Every value of a query parameter, in either spelling of arrays."""
        return [value for each, value in self.query if each in (name, f"{name}[]")]

    def value(self, name: str) -> str | None:
        """The last value of a query parameter."""
        values = self.values(name)
        return values[-1] if values else None

    def number(self, name: str, default: int, *, smallest: int, largest: int | None = None) -> int:
        """A query parameter that is a whole number.

        Raises:
            Refusal: It is none, or out of range.
        """
        text = self.value(name)
        if text is None or text == "":
            return default
        try:
            number = int(text.removesuffix(".0"))
        except ValueError:
            raise Refusal(422, problems.wrong_type(name, "an integer")) from None
        if number < smallest or (largest is not None and number > largest):
            most = f" and at most {largest}" if largest is not None else ""
            text = f"{name} must be at least {smallest}{most}."
            raise Refusal(422, problems.wrong_value(name, text))
        return number

    @property
    def limit(self) -> int:
        """How many objects a list returns."""
        return self.number("limit", LIMIT, smallest=1, largest=LARGEST_LIMIT)

    @property
    def offset(self) -> int:
        """How many objects a list passes over."""
        return self.number("offset", 0, smallest=0)


class Reply(Frozen):
    """An answer with headers of its own.

    Args:
        body: The body.
        headers: The headers, by name.
    """

    body: Any
    headers: Mapping[str, str]


Handler: TypeAlias = Callable[[Invocation], Any]


class Operation(Frozen):
    """One operation of the API.

    Args:
        method: The HTTP method.
        pattern: The path, with ``{name}`` for its values.
        handler: Does the work and returns the body of the answer.
        fields: What the body may hold; None where the operation takes no body.
        takes_list: Whether the body is a list of objects instead.
        status: The HTTP status of success.
        bare: Whether SDKs also call it without ``/v1``.
        machines: Whether a machine's secret key is accepted as well.
    """

    method: str
    pattern: str
    handler: Handler
    fields: Mapping[str, Field] | None
    takes_list: bool = False
    status: int = 200
    bare: bool = False
    machines: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        """The values in a path, still percent-encoded; None for another path."""
        path = f"/v1{path}" if self.bare and not path.startswith("/v1/") else path
        regular = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.pattern))
        found = re.fullmatch(regular, path)
        return found.groupdict() if found else None


class Routes:
    """The operations of a resource, registered with decorators.

    Args:
        bare: Whether SDKs also call them without ``/v1``.
    """

    def __init__(self, *, bare: bool = False) -> None:
        self.operations: list[Operation] = []
        self._bare = bare

    def add(
        self,
        method: str,
        pattern: str,
        fields: Mapping[str, Field] | None = None,
        *,
        takes_list: bool = False,
        status: int = 200,
        machines: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated function for a method and a path below ``/v1``."""

        def register(handler: Handler) -> Handler:
            facts = (takes_list, status, self._bare, machines)
            self.operations.append(Operation(method, f"/v1{pattern}", handler, fields, *facts))
            return handler

        return register
