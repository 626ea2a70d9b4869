"""What this computer caused, told from bugs: a full disk, a lost stream, a lack of memory."""

from __future__ import annotations

import errno

from clerk_cli.errors import LocalError
from clerk_cli.startup.standard_streams import OutputError

REMEDIES = {
    errno.ENOSPC: "Free some space on that disk and try again.",
    errno.EFBIG: "The file size limit is too low; see ulimit -f.",
    errno.EROFS: "Use a writable folder.",
    errno.EIO: "Check the disk.",
    errno.EMFILE: "The open file limit is too low; see ulimit -n.",
    errno.ENFILE: "Too many files are open on this computer.",
    errno.ENOMEM: "Close other programs and try again.",
    errno.EAGAIN: "The process or thread limit is too low; see ulimit -u.",
    errno.EACCES: "Check the permissions of the file and of its folder.",
    errno.EPERM: "Check the permissions of the file and of its folder.",
    errno.ELOOP: "Remove the link, which points to itself.",
    errno.ENAMETOOLONG: "Use a shorter name.",
}
"""Errors that no program causes by itself, and what helps."""

if hasattr(errno, "EDQUOT"):
    REMEDIES[errno.EDQUOT] = "Free some space, or request a larger quota."


def local_error(error: BaseException) -> LocalError | None:
    """The error to show for an exception that this computer caused; None for any other one."""
    if isinstance(error, OutputError):
        return output_error(error)
    if isinstance(error, MemoryError):
        return LocalError("not enough memory", hint=REMEDIES[errno.ENOMEM])
    if not isinstance(error, OSError) or error.errno not in REMEDIES:
        return None
    place = f": {error.filename}" if error.filename is not None else ""
    return LocalError(f"{_reason(error)}{place}", hint=REMEDIES[error.errno])


def output_error(error: OutputError) -> LocalError:
    """The error for data that cannot be written to stdout."""
    if error.errno == errno.EBADF:
        return LocalError(
            "cannot write to stdout: it is closed",
            hint="Redirect it to a file, or to /dev/null if you do not need the output.",
        )
    if error.errno == errno.EPIPE:
        return LocalError("cannot write to stdout: its reader is gone")
    return LocalError(
        f"cannot write to stdout: {_reason(error)}", hint=REMEDIES.get(error.errno or 0)
    )


def _reason(error: OSError) -> str:
    text = error.strerror or type(error).__name__
    return f"{text[:1].lower()}{text[1:]}"
