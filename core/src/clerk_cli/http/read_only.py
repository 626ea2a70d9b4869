"""The refusal of changes where ``CLERK_READONLY`` or a profile forbids them."""

from __future__ import annotations

from clerk_cli.errors import UsageError


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
