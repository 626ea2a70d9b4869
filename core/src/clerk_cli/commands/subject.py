"""What the question of a command is about: reading the object, and describing it in a few words."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.commands.request import Route, get
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
        readable: Whether the API has such an operation.
        describe: Returns a short description of the object.
    """

    route: Route | None = None
    readable: bool = True
    describe: Callable[[APIObject], str] = describe

    def route_for(self, route: Route | None) -> Route | None:
        """The operation that reads the object; None if there is none.

        Args:
            route: The route of the command.
        """
        if self.route is not None or not self.readable or route is None:
            return self.route
        path, brace, _ = route.path.rpartition("}")
        return get(f"{path}{brace}") if brace else None


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
