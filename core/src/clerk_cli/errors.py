"""Every failure that the user can fix, and the exit codes.

::

    ClerkError                  1   base class; caught once, in ``console``
    ├── UsageError              2   the command line is wrong; nothing was sent
    ├── AuthenticationError     3   the secret key is missing, or the API rejected it
    ├── ConfigError             1   a configuration file or value cannot be used
    ├── NetworkError            1   the API or an index could not be reached, or a response not used
    ├── APIError                1   the API returned errors (3 for HTTP 401)
    ├── IncompleteListError     1   objects are missing from a list; the others were written
    ├── PluginError             1   a plugin cannot be loaded, or failed
    ├── LocalError              1   this computer prevents it: a full disk, a closed stream
    ├── InterruptedRunError   130   Ctrl-C or a signal (129 SIGHUP, 143 SIGTERM)
    ├── HaltError             any   a program of --jq ended the run, with a status of its own
    └── UnexpectedError         1   a bug

    DeclarationError                a plugin declares or returns what no command can have; a bug

Every other exception is a bug and is reported as one. ``code`` names the kind of a failure for
programs; ``docs/output.md`` lists the codes.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ExitStatus(IntEnum):
    """The exit status of the process."""

    OK = 0
    FAILED = 1
    USAGE = 2
    AUTHENTICATION = 3
    HANGUP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class ClerkError(Exception):
    """A failure that is shown as one line, with a hint where one helps.

    Args:
        message: One line that names what is wrong.
        hint: How to fix it; may have several lines.
    """

    code: ClassVar[str] = "failed"
    """The kind of the failure, for programs. It never changes."""

    status: int = ExitStatus.FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ClerkError):
    """The command line is invalid; nothing was sent."""

    code = "usage"
    status = ExitStatus.USAGE


class AuthenticationError(ClerkError):
    """The secret key is missing or cannot be used."""

    code = "authentication"
    status = ExitStatus.AUTHENTICATION


class ConfigError(ClerkError):
    """A configuration file, or a value in it, cannot be used."""

    code = "config"


class NetworkError(ClerkError):
    """The API or a package index could not be reached, or its response cannot be used."""

    code = "network"


class IncompleteListError(ClerkError):
    """Objects are missing from a list that was read to its end.

    Args:
        count: How many were read.
        total: How many there are; None if that is unknown.
    """

    code = "incomplete_list"

    def __init__(self, count: int, total: int | None = None) -> None:
        if total is None:
            message = f"the list may be incomplete: {count:,} read, then the same page again"
        else:
            message = f"the list is incomplete: {count:,} of {total:,} read"
        hint = "Objects may have been added or deleted meanwhile; run the command again."
        super().__init__(message, hint=hint)


class PluginError(ClerkError):
    """A plugin cannot be loaded, or failed while it ran.

    Args:
        message: One line that names what is wrong.
        hint: How to fix it; may have several lines.
        group: The plugin's group of commands, if nothing else about the plugin is known.
    """

    code = "plugin"

    def __init__(self, message: str, *, hint: str | None = None, group: str = "") -> None:
        super().__init__(message, hint=hint)
        self.group = group


class LocalError(ClerkError):
    """A problem on this computer: a full disk, a closed stream, a folder that was deleted."""

    code = "local"


class InterruptedRunError(ClerkError):
    """Ctrl-C or a signal ended the run.

    Args:
        message: What is known of the changes that were under way.
        status: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP.
    """

    code = "interrupted"
    status = ExitStatus.INTERRUPTED

    def __init__(self, message: str, status: ExitStatus) -> None:
        super().__init__(message)
        self.status = status


class HaltError(ClerkError):
    """A program of ``--jq`` ended the run: ``halt`` or ``halt_error``.

    Args:
        text: What it says; shown as it is. Empty for nothing.
        status: The exit status, which may be 0.
    """

    code = "halted"

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text or "--jq ended the run")
        self.text = text
        self.status = status


class UnexpectedError(ClerkError):
    """A bug, in the program or in a plugin."""

    code = "unexpected"


CALLEE = "clerk_cli_callee"
"""The attribute of an exception with the module of what was called."""


class Calling:
    """Around a call of an object that may be a plugin's: its plugin is named if the call fails.

    No frame of a traceback tells whose it is where it cannot be called, or returns nonsense.

    Args:
        callee: The object.
    """

    def __init__(self, callee: object) -> None:
        self._callee = callee

    def __enter__(self) -> None:
        """Begin the call."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Note what was called, unless a call inside it failed."""
        if error is not None:
            vars(error).setdefault(CALLEE, type(self._callee).__module__)


class DeclarationError(TypeError):
    """A plugin declares or returns something that the program cannot use."""


class APIError(ClerkError):
    """The API returned errors.

    Args:
        http_status: The status of the response, 300 to 599.
        errors: The ``errors`` array of the response.
        trace_id: ``clerk_trace_id``, for Clerk's support.
        hint: How to fix it.
        headers: The headers of the response.
        body: The response, if it is JSON.
    """

    code = "api"

    def __init__(
        self,
        http_status: int,
        errors: list[dict[str, Any]],
        *,
        trace_id: str | None = None,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> None:
        first = errors[0] if errors else {}
        text = first.get("long_message") or first.get("message")
        message = str(text or f"HTTP {http_status} error")
        super().__init__(message, hint=hint)
        self.http_status = http_status
        self.errors = errors
        self.trace_id = trace_id
        self.headers = headers or {}
        self.body = body
        self.retry_after: float | None = None
        """The seconds that ``Retry-After`` asks to wait; None without one."""
        if http_status == 401:
            self.status = ExitStatus.AUTHENTICATION

    @property
    def codes(self) -> list[str]:
        """The ``code`` of each error, in order."""
        return [str(error.get("code", "")) for error in self.errors]


def series(items: Sequence[str], conjunction: str = "and") -> str:
    """Items as a sentence lists them: ``a``, ``a and b``, ``a, b, and c``.

    Args:
        items: The items; at least one.
        conjunction: The word before the last one.
    """
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}, {conjunction} {items[-1]}"
