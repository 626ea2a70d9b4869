"""The refusal of changes: by ``CLERK_READONLY`` or a profile, or by what runs the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.request import is_read
from clerk_cli.errors import UsageError
from clerk_cli.operations.effects import DESTROYS, EFFECTS, READS, WRITES, destroys

if TYPE_CHECKING:
    from clerk_cli.commands.request import Request

METHOD_HEADERS = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
METHOD_PARAMETER = "_method"
"""What some servers take for the method in place of the one of the request."""


def read_only_error(what: str, source: str, *, sends: bool = True) -> UsageError:
    """The error for a change that is not made.

    Args:
        what: The command or the request, such as ``users ban``.
        source: Where the setting comes from, such as ``CLERK_READONLY``.
        sends: Whether it sends requests, which a dry run would show.
    """
    return UsageError(
        f"{what} would change the instance, but {source} allows only reading",
        hint="See what it would send with --dry-run." if sends else None,
    )


def effect_of(request: Request) -> str:
    """What a request does at most, as far as its method and its path tell.

    Args:
        request: The request.
    """
    if _overrides_method(request) or destroys(request.method, request.path):
        return DESTROYS
    return READS if is_read(request.method, request.path) else WRITES


def require_allowed(request: Request, read_only: str | None, at_most: str | None) -> None:
    """Refuse a request that does more than is allowed.

    Args:
        request: The request.
        read_only: Which setting forbids changes; None if they are allowed.
        at_most: The strongest effect that requests may have; None for any.

    Raises:
        UsageError: It is refused.
    """
    effect = effect_of(request)
    what = f"{request.method} {request.path}"
    if read_only is not None and effect != READS:
        raise read_only_error(what, read_only)
    if at_most is not None and EFFECTS.index(effect) > EFFECTS.index(at_most):
        done = "remove or revoke something" if at_most == WRITES else "change the instance"
        raise UsageError(f"{what} would {done}, which is not allowed here")


def _overrides_method(request: Request) -> bool:
    """Whether a server may take the request for one with another method."""
    body = request.body if isinstance(request.body, dict) else {}
    names = {name.lower() for name in request.headers}
    return (
        not METHOD_HEADERS.isdisjoint(names)
        or METHOD_PARAMETER in request.query
        or METHOD_PARAMETER in body
    )
