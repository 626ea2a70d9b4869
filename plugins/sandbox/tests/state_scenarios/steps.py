"""The parts of a scenario: requests, each with the response that Clerk's documentation promises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

MINUTE, HOUR, DAY, YEAR = 60, 3600, 86_400, 365 * 86_400

NAME = re.compile(r"\{([a-z_]\w*(?:\.\w+)*)\}")
"""A value of an earlier response, such as ``{user.email_addresses.0.id}``."""

SEED = "SEED"
"""The method of a step that is no request: a user is loaded as from a seed file."""

NO_MEMBERS: Mapping[str, Any] = MappingProxyType({})

ABSENT = object()
"""What a member that a response does not have is compared with."""


class Step(NamedTuple):
    """One request, and what its response must be.

    Args:
        method: The HTTP method, or ``SEED``.
        path: The path below ``/v1`` with the query.
        body: The body; None for none.
        name: What later steps call the response.
        key: The key in the header ``Authorization``; empty for the key of the instance.
        origin: The header ``Origin``; empty for none.
        status: The status that the response must have.
        code: The code of its error; empty for a success.
        members: Members that it must have, with their paths and values.
        claims: The same for the claims of the token in the response.
        ids: The ids of the rows that a list must have, in any order; None for any.
        seconds: How much time passes before the request.
    """

    method: str
    path: str
    body: Any = None
    name: str = ""
    key: str = ""
    origin: str = ""
    status: int = 200
    code: str = ""
    members: Mapping[str, Any] = NO_MEMBERS
    claims: Mapping[str, Any] = NO_MEMBERS
    ids: tuple[str, ...] | None = None
    seconds: float = 0

    def named(self, name: str) -> Step:
        """The step, whose response later steps can use."""
        return self._replace(name=name)

    def as_machine(self, name: str) -> Step:
        """The step, sent with the key of a machine or with another one that has a secret."""
        return self._replace(key=name)

    def from_origin(self, origin: str) -> Step:
        """The step, sent by an application."""
        return self._replace(origin=origin)

    def gives(self, members: dict[str, Any] | None = None, /, **more: Any) -> Step:
        """The step, whose response has these members."""
        return self._replace(members={**(members or {}), **more})

    def signs(self, claims: dict[str, Any]) -> Step:
        """The step, whose response is a token with these claims."""
        return self._replace(claims=claims)

    def lists(self, *ids: str) -> Step:
        """The step, whose response lists these objects and no others."""
        return self._replace(ids=ids)

    def is_answered(self, status: int) -> Step:
        """The step, with another status of success than 200."""
        return self._replace(status=status)

    def is_refused(self, status: int, code: str) -> Step:
        """The step, whose response is an error."""
        return self._replace(status=status, code=code)


class Scenario(NamedTuple):
    """Something that Clerk's documentation says about state.

    Args:
        title: What holds.
        source: Who says so: an operation of Clerk's spec, one of its error codes, or a page.
        steps: The requests that show it.
    """

    title: str
    source: str
    steps: tuple[Step, ...]

    @property
    def refuses(self) -> bool:
        """Whether a request of the scenario is refused."""
        return any(step.code for step in self.steps)


def scenario(title: str, source: str, *steps: Step) -> Scenario:
    """A row of a table of scenarios."""
    return Scenario(title, source, steps)


def get(path: str) -> Step:
    """A request that reads."""
    return Step("GET", path)


def post(path: str, items: Any = None, /, **body: Any) -> Step:
    """A request that creates or acts; its body is an array, or an object with the arguments."""
    return Step("POST", path, body if items is None else items)


def patch(path: str, **body: Any) -> Step:
    """A request that updates."""
    return Step("PATCH", path, body)


def put(path: str, **body: Any) -> Step:
    """A request that replaces."""
    return Step("PUT", path, body)


def delete(path: str) -> Step:
    """A request that deletes."""
    return Step("DELETE", path)


def later(seconds: float, step: Step) -> Step:
    """A step after some time."""
    return step._replace(seconds=seconds)


def user(name: str, **body: Any) -> Step:
    """A new user, with an email address that is its name at example.com."""
    return post("/users", **({"email_address": [f"{name}@example.com"]} | body)).named(name)


def seeded_user(name: str, **body: Any) -> Step:
    """A user of a seed, which has what only users themselves can add."""
    return Step(SEED, "/users", {"username": name} | body).named(name)


def organization(name: str, owner: str = "", **body: Any) -> Step:
    """A new organization; its owner becomes an administrator."""
    creator = {"created_by": f"{{{owner}.id}}"} if owner else {}
    return post("/organizations", **({"name": name.title()} | creator | body)).named(name)


def member(organization_name: str, user_name: str, role: str = "org:member") -> Step:
    """A new member of an organization."""
    path = f"/organizations/{{{organization_name}.id}}/memberships"
    return post(path, user_id=f"{{{user_name}.id}}", role=role).named("membership")


def session(user_name: str, name: str = "session", **body: Any) -> Step:
    """A new session of a user."""
    return post("/sessions", user_id=f"{{{user_name}.id}}", **body).named(name)


def look_up(responses: Any, path: str) -> Any:
    """The member of a response at a path; ``ABSENT`` if there is none."""
    value = responses
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else ABSENT
        else:
            value = value.get(part, ABSENT) if isinstance(value, dict) else ABSENT
    return value


def filled_in(value: Any, responses: dict[str, Any]) -> Any:
    """A value with parts of earlier responses in the place of names in braces."""
    if isinstance(value, Mapping):
        return {name: filled_in(item, responses) for name, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item, responses) for item in value]
    if not isinstance(value, str):
        return value
    if whole := NAME.fullmatch(value):
        return _known(responses, whole[1])
    return NAME.sub(lambda match: str(_known(responses, match[1])), value)


def _known(responses: dict[str, Any], path: str) -> Any:
    value = look_up(responses, path)
    assert value is not ABSENT, f"no response has {path}"
    return value
