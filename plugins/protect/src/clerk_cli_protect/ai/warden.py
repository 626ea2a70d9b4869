"""Runs a program, and ends it with everything that it started when the parent is gone.

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

LOOK_EVERY, GRACE = 0.2, 0.5
"""Seconds between two looks at the parent, and until the program is killed."""

NOT_STARTED = 127


def main() -> int:
    """Run the program of the command line and return its exit status."""
    parent, lifeline, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    try:
        program = subprocess.Popen(command)
    except OSError as error:
        sys.stderr.write(f"cannot start {command[0]}: {error.strerror}\n")
        return NOT_STARTED
    while True:
        try:
            return program.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            if os.getppid() != parent or not os.path.exists(lifeline):  # noqa: PTH110 - lean
                _end_group(program)


def _end_group(program: subprocess.Popen[bytes]) -> None:
    """Ask everything in this process group to end, and then make it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
