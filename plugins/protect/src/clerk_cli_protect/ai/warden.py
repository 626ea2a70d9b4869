"""Runs a program, and ends all that it started once it has ended or the parent is gone.

Started as ``python -I -S warden.py PARENT_PID LIFELINE PROGRAM ARGUMENT…`` in a process group of
its own. The program has our stdin, stdout and stderr. A parent that is killed closes nothing; so we
look. The lifeline is a file: a parent in a hurry removes it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

LOOK_EVERY, GRACE, LAST_GRACE = 0.2, 0.5, 0.1
"""Seconds between two looks at the parent, for the program to end, and for what it leaves."""

NOT_STARTED = 127


def main() -> int:
    """Run the program of the command line; unless it cannot be started, this ends with it."""
    parent, lifeline, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    # Whoever ends this group means the program; a program that is ended must not leave others.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        program = subprocess.Popen(command)
    except OSError as error:
        sys.stderr.write(f"cannot start {command[0]}: {error.strerror}\n")
        return NOT_STARTED
    while program.poll() is None and os.getppid() == parent and _is_there(lifeline):
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(LOOK_EVERY)
    os.killpg(0, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(GRACE)
    # Its children may be there still; nobody tells whether they are.
    time.sleep(LAST_GRACE)
    os.killpg(0, signal.SIGKILL)
    return 0


def _is_there(path: str) -> bool:
    return os.access(path, os.F_OK)  # pathlib would be half of the start-up


if __name__ == "__main__":
    sys.exit(main())
