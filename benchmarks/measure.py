"""Running commands and taking their time and memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 1024
LAUNCH = """
import os, sys, time
null = os.open(os.devnull, os.O_WRONLY)
quiet = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - begun
sys.stderr.write(f"{seconds} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")
"""
"""Starts a command from a small process: Linux counts the memory of the one that starts it too."""


@dataclass(frozen=True)
class Run:
    """One command to be measured.

    Args:
        argv: The program and its words.
        variables: Environment variables besides those of every run.
    """

    argv: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Figures:
    """What repeated runs of one command took."""

    seconds: list[float] = field(default_factory=list)
    kibibytes: list[int] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median time in seconds."""
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        """The largest resident memory of all runs in MiB."""
        return max(self.kibibytes) / MEBIBYTE


def take(run: Run, variables: Mapping[str, str], figures: Figures) -> None:
    """Run a command once and add what it took.

    Raises:
        RuntimeError: The command failed: the time of an error message is not a measurement.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCH, *run.argv],
        env={**variables, **run.variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kibibytes, status = done.stderr.split()
    if int(status):
        raise RuntimeError(f"{' '.join(run.argv)} ended with status {status}")
    figures.seconds.append(float(seconds))
    figures.kibibytes.append(int(kibibytes))


def measure(
    runs: Mapping[str, Run], variables: Mapping[str, str], rounds: int
) -> dict[str, Figures]:
    """Run every command in turns, so that what else the machine does falls on all of them alike.

    Args:
        runs: The commands by name.
        variables: The environment of all of them.
        rounds: How often each is run; once more before, which does not count.
    """
    figures = {name: Figures() for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            take(run, variables, figures[name] if number else Figures())
    return figures
