"""What the question of a command is about: reading the object, and describing it in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clerk_cli.commands.request import NO_PARAMETERS, Request, Response, Route, get
from clerk_cli.errors import ClerkError
from clerk_cli.frozen import Frozen
from clerk_cli.output.sanitize import clean
from clerk_cli.results import APIObject

MAX_LENGTH = 60
"""Characters that a question shows of one member of an object."""

NAMES = ("name", "title", "username")
DETAILS = ("email_address", "identifier", "slug", "url", "key", "phone_number")
"""Members that tell an object from others, the best one first."""


def describe(subject: APIObject) -> str:
    """A short description of an object, such as ``Ada Lovelace <ada@example.com>``.

    Args:
        subject: The object, as the API returned it.

    Returns:
        Empty if the object has none of the usual members.
    """
    full_name = " ".join(filter(None, (_text(subject, "first_name"), _text(subject, "last_name"))))
    name = full_name or _first(subject, NAMES)
    detail = _primary_email(subject) or _first(subject, DETAILS)
    if name and detail and detail != name:
        return f"{name} <{detail}>"
    return name or detail


class Subject(Frozen):
    """The object that the question of a command is about.

    On a terminal it is read before the question, so that the question names it.

    Args:
        route: The operation that reads it; by default, ``GET`` of the path of the command's route
            up to its last field.
        readable: Whether the API has such an operation, or a list that can be asked for one object.
        describe: Returns a short description of the object.
        listed: A list that has the object, where the API has no operation for a single one.
        query: The query of that list; the value ``{}`` stands for the ID.
        rows_name: The member of the response that holds the rows.
        field: The field of the command that has the ID; by default, the last one of its route.
    """

    route: Route | None = None
    readable: bool = True
    describe: Callable[[APIObject], str] = describe
    listed: Route | None = None
    query: Mapping[str, Any] = NO_PARAMETERS
    rows_name: str = "data"
    field: str = ""

    def route_for(self, route: Route | None) -> Route | None:
        """The operation that reads the object, or the list that has it; None if there is none.

        Args:
            route: The route of the command.
        """
        if self.listed is not None or self.route is not None:
            return self.listed or self.route
        if not self.readable or route is None:
            return None
        path, brace, _ = route.path.rpartition("}")
        return get(f"{path}{brace}") if brace else None

    def field_for(self, route: Route | None) -> str:
        """The field of the command that has the object's ID; empty if there is none.

        Args:
            route: The route of the command.
        """
        read = route if self.listed is not None else self.route_for(route)
        names = read.placeholders if read is not None else ()
        return self.field or (names[-1] if names else "")

    def request_for(self, route: Route, values: Mapping[str, str], identifier: str) -> Request:
        """The request that reads the object, or the list that has it.

        Args:
            route: What ``route_for`` returns.
            values: The values of the fields in its path.
            identifier: The object's ID.
        """
        query = {
            name: identifier if value == "{}" else value
            for name, value in (self.query.items() if self.listed is not None else ())
        }
        return Request(route.method, route.fill(values), query)

    def find_in(self, response: Response, identifier: str) -> APIObject | None:
        """The object in a response; None if a list does not have it.

        Args:
            response: The response to ``request_for``.
            identifier: The object's ID, or another name that the API takes, such as a slug.

        Raises:
            NetworkError: The response is neither an object nor a list.
            ClerkError: It is another object than the one that was asked for.
        """
        if self.listed is not None:
            rows: Sequence[object] = response.listing(self.rows_name).data
            objects = (row for row in rows if isinstance(row, dict))
            return next((row for row in objects if row.get("id") == identifier), None)
        body = response.object
        other = body.get("id")
        if isinstance(other, str) and identifier not in body.values():
            raise another_object(other, identifier)
        return body


def another_object(returned: str, expected: str) -> ClerkError:
    """The error for a response that is about another object: nobody may confirm one and lose it.

    Args:
        returned: The ID in the response.
        expected: The ID, or another name, that was asked for.
    """
    return ClerkError(
        f'the API returned "{clean(returned)}" where "{clean(expected)}" was expected',
        hint="Nothing was changed. Check clerk.api.url with: clerk config list",
    )


def _first(subject: APIObject, names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(subject, name) for name in names)), "")


def _text(subject: APIObject, name: str) -> str:
    """A member on one line, shortened; empty if it is not text."""
    value = subject.get(name)
    text = clean(value.strip()) if isinstance(value, str) else ""
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"


def _primary_email(subject: APIObject) -> str:
    entries = subject.get("email_addresses")
    if not isinstance(entries, list):
        return ""
    emails = [entry for entry in entries if isinstance(entry, dict)]
    primary = subject.get("primary_email_address_id")
    emails.sort(key=lambda email: email.get("id") != primary)
    return next(filter(None, (_text(email, "email_address") for email in emails)), "")
