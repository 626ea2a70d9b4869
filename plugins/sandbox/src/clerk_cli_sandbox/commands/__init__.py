"""The commands of ``clerk sandbox``."""

from __future__ import annotations

from clerk_cli_sandbox.commands.contents import (
    SandboxMessages,
    SandboxReset,
    SandboxRestore,
    SandboxSeed,
    SandboxSnapshot,
    SandboxStatus,
)
from clerk_cli_sandbox.commands.serving import SandboxRun, SandboxServe

__all__ = [
    "SandboxMessages",
    "SandboxReset",
    "SandboxRestore",
    "SandboxRun",
    "SandboxSeed",
    "SandboxServe",
    "SandboxSnapshot",
    "SandboxStatus",
]
