"""Which operation of the API a request is."""

from __future__ import annotations

from functools import cache

from clerk_cli.operations import APIOperation, find_operation, operation_names

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@cache
def first_words() -> frozenset[str]:
    """The words that paths of the API begin with, such as ``users``."""
    return frozenset(path.split("/")[1] for _, path, _ in operation_names())


def methods_at(path: str) -> list[str]:
    """The methods that the API has for a path, the most usual one first.

    Args:
        path: The path below ``/v1``, decoded, with values for its parameters.
    """
    rows = [(template, method) for method, template, _ in operation_names() if fits(path, template)]
    closest = min((template.count("{") for template, _ in rows), default=0)
    methods = {method for template, method in rows if template.count("{") == closest}
    return [method for method in METHODS if method in methods]


def operation_of(method: str, path: str) -> APIOperation | None:
    """The operation of a request; None if the API's spec has no such operation.

    Args:
        method: The HTTP method, in capitals.
        path: The path below ``/v1``, decoded, with values for its parameters.
    """
    templates = [
        template
        for name, template, _ in operation_names()
        if name == method and fits(path, template)
    ]
    # /users/count is an operation of its own, not a user with the ID count.
    template = min(templates, key=lambda text: text.count("{"), default=None)
    return find_operation(method, template) if template else None


def fits(path: str, template: str) -> bool:
    """Whether a path is one of a template, such as ``/users/{user_id}``.

    Args:
        path: The path below ``/v1``, with values.
        template: The path with parameters in braces.
    """
    parts, places = path.split("/"), template.split("/")
    return len(parts) == len(places) and all(
        place == part or place.startswith("{") for part, place in zip(parts, places, strict=True)
    )
