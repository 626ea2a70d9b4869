"""Other tools that are installed here, to compare with."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

OFFICIAL = "clerk (npm)"
OTHERS = ("gh", "aws", "poetry")
QUIET = {"CLERK_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}
"""So that nothing but the command itself is measured, and nothing is sent anywhere."""


def installed_peers(npm: Path | None) -> dict[str, str]:
    """The programs by name.

    Args:
        npm: A folder in which ``npm install clerk`` was run, if there is one.
    """
    peers = {name: path for name in OTHERS if (path := shutil.which(name))}
    native = next(iter((npm or Path()).glob("node_modules/@clerk/cli-*/bin/clerk")), None)
    return {OFFICIAL: str(native), **peers} if native else peers


def version(path: str) -> str:
    """What a program says of its version, on one line."""
    variables = {**os.environ, **QUIET}
    done = subprocess.run(
        [path, "--version"], capture_output=True, text=True, check=True, env=variables
    )
    return done.stdout.strip().splitlines()[0]
