"""Runs a program, and ends it and its children when it exits or the parent process is gone.

Started as ``python -I -S process_supervisor.py PARENT_PID KEEPALIVE PROGRAM ARGUMENT…`` in a
process group of its own. The program inherits stdin, stdout and stderr. A parent that is killed
closes nothing, so its process ID is polled. KEEPALIVE is a file that the parent removes in order to
end the program at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

POLL_SECONDS = 0.2
PROGRAM_GRACE_SECONDS, CHILDREN_GRACE_SECONDS = 0.5, 0.1
"""How long the program, and then its children, may take to end after SIGTERM."""

NOT_STARTED = 127


def main() -> int:
    """Run the program of the command line; returns only if it cannot be started."""
    parent, keepalive, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    # SIGTERM for the group is meant for the program; afterwards its children must be ended.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        program = subprocess.Popen(command)
    except OSError as error:
        sys.stderr.write(f"cannot start {command[0]}: {error.strerror}\n")
        return NOT_STARTED
    while program.poll() is None and os.getppid() == parent and _exists(keepalive):
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(POLL_SECONDS)
    os.killpg(0, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(PROGRAM_GRACE_SECONDS)
    # There is no way to wait for the program's children.
    time.sleep(CHILDREN_GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)
    return 0


def _exists(path: str) -> bool:
    return os.access(path, os.F_OK)  # pathlib would be half of the start-up


if __name__ == "__main__":
    sys.exit(main())
