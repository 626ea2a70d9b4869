"""Everything that can go wrong in a way the user can mend, and the exit codes.

::

    ClerkError                  1   anything below, caught once, in ``console``
    ├── UsageError              2   the command line is wrong; nothing was sent
    ├── AuthenticationError     3   no key, or the API refused it
    ├── ConfigError             1   a configuration file or value cannot be used
    ├── NetworkError            1   no answer came
    ├── APIError                1   the API answered with errors (3 when it says 401)
    └── PluginError             1   a plugin cannot be loaded or failed

Every other exception is a bug of ours and is reported as one.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any


class ExitStatus(IntEnum):
    """What the process tells its caller."""

    OK = 0
    FAILED = 1
    USAGE = 2
    AUTHENTICATION = 3
    INTERRUPTED = 130


class ClerkError(Exception):
    """A failure that is shown as one line, with a way out where there is one.

    Args:
        message: One line that names the thing that is wrong.
        hint: What to do about it; may hold several lines.
    """

    status = ExitStatus.FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ClerkError):
    """The command line cannot be understood or carried out; nothing was sent."""

    status = ExitStatus.USAGE


class AuthenticationError(ClerkError):
    """There is no secret key, or nothing to read one from."""

    status = ExitStatus.AUTHENTICATION


class ConfigError(ClerkError):
    """A configuration file, or a value in one, cannot be used."""


class NetworkError(ClerkError):
    """The API could not be reached, or its answer never came."""


class PluginError(ClerkError):
    """A plugin cannot be loaded, or failed while it ran.

    Args:
        message: One line that names the thing that is wrong.
        hint: What to do about it; may hold several lines.
        group: The group of commands of the plugin, where only that is known of it.
    """

    def __init__(self, message: str, *, hint: str | None = None, group: str = "") -> None:
        super().__init__(message, hint=hint)
        self.group = group


class APIError(ClerkError):
    """The API answered with errors.

    Args:
        http_status: The status of the answer, 300 to 599.
        errors: The ``errors`` array of the answer, as it came.
        trace_id: ``clerk_trace_id``, for Clerk's support.
        hint: What to do about it.
    """

    def __init__(
        self,
        http_status: int,
        errors: list[dict[str, Any]],
        *,
        trace_id: str | None = None,
        hint: str | None = None,
    ) -> None:
        first = errors[0] if errors else {}
        text = first.get("long_message") or first.get("message")
        message = str(text or f"HTTP {http_status} error")
        super().__init__(message, hint=hint)
        self.http_status = http_status
        self.errors = errors
        self.trace_id = trace_id
        if http_status == 401:
            self.status = ExitStatus.AUTHENTICATION

    @property
    def codes(self) -> list[str]:
        """The ``code`` of each error, in order."""
        return [str(error.get("code", "")) for error in self.errors]
