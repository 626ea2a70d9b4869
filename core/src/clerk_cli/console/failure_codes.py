"""Exit codes and error codes, with what they mean, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerk_cli.errors import (
    APIError,
    AuthenticationError,
    ClerkError,
    ExitStatus,
    IncompleteListError,
    NetworkError,
)

if TYPE_CHECKING:
    from clerk_cli.results import APIObject

MEANINGS = {
    ExitStatus.OK: "success, or a prompt was answered with no",
    ExitStatus.FAILED: "failure: the API, the network, a file",
    ExitStatus.USAGE: "usage error; nothing was sent",
    ExitStatus.AUTHENTICATION: "no secret key, or the API rejected it",
    ExitStatus.HANGUP: "interrupted by SIGHUP",
    ExitStatus.INTERRUPTED: "interrupted by Ctrl-C",
    ExitStatus.TERMINATED: "interrupted by SIGTERM",
}
OF_REQUESTS: tuple[type[ClerkError], ...] = (AuthenticationError, NetworkError, APIError)


def exit_codes() -> list[APIObject]:
    """Every exit code with its meaning."""
    return [{"code": int(status), "meaning": meaning} for status, meaning in MEANINGS.items()]


def error_codes() -> list[APIObject]:
    """Every ``code`` of a failure with its meaning and the usual exit code."""
    return [
        {
            "code": error.code,
            "meaning": (error.__doc__ or "").split("\n", 1)[0],
            "exit_code": int(error.status),
        }
        for error in _errors()
    ]


def codes_of(*, calls_api: bool, reads_lists: bool) -> APIObject:
    """The codes with which a command can fail.

    Args:
        calls_api: Whether it sends requests.
        reads_lists: Whether it reads lists to their end.
    """
    excluded: set[type[ClerkError]] = set() if reads_lists else {IncompleteListError}
    excluded.update(() if calls_api else OF_REQUESTS)
    statuses = [int(status) for status in MEANINGS]
    if not calls_api:
        statuses.remove(ExitStatus.AUTHENTICATION)
    return {
        "exit_codes": statuses,
        "error_codes": [error.code for error in _errors() if error not in excluded],
    }


def _errors() -> Iterator[type[ClerkError]]:
    yield ClerkError
    yield from ClerkError.__subclasses__()
