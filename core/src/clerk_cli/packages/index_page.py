"""The page of a distribution on the package index, to look at before it is installed."""

from __future__ import annotations

import subprocess
import sys

from clerk_cli.config.child_environment import environment_without_keys
from clerk_cli.environment import Environment

INDEXES = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")


def index_page(distribution: str, environment: Environment) -> str:
    """The page of a distribution, or where to look for it.

    Args:
        distribution: The distribution.
        environment: The variables, which may name an index.
    """
    for name in INDEXES:
        if url := environment.variable(name):
            return f"{_without_password(url).rstrip('/')}/{distribution}/"
    if url := _configured_index(environment):
        return f"{_without_password(url).rstrip('/')}/{distribution}/"
    try:
        from pip._internal.models.index import PyPI
    except ImportError:
        return f"{distribution} on your package index"
    return f"{PyPI.url.rstrip('/')}/project/{distribution}/"


def _configured_index(environment: Environment) -> str:
    """The index in pip's configuration files; empty without one, or without pip."""
    import re

    process = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True, text=True, check=False,
        env=environment_without_keys(environment.variables),
    )  # fmt: skip
    match = re.search(r"^(?:global|install)\.index-url='(.*)'$", process.stdout, re.MULTILINE)
    return match[1] if match else ""


def _without_password(url: str) -> str:
    """A URL without user name and password."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"
