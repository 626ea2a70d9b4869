"""Secrets in files: ``clerk.key = !file ~/.clerk-key``."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import ConfigError

PREFIX = "!file "


def read(reference: str) -> str | None:
    """The first line of the file that a reference names; None for other references.

    Raises:
        ConfigError: The file cannot be read.
    """
    if not reference.startswith(PREFIX):
        return None
    path = Path(reference.removeprefix(PREFIX).strip()).expanduser()
    try:
        return path.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except OSError as error:
        raise ConfigError(f"cannot read the secret in {path}: {error.strerror}") from error
