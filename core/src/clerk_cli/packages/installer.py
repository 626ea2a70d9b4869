"""The program that installs into this environment: pip, uv, pipx, or uv's tools."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from clerk_cli.environment import Environment
from clerk_cli.errors import ClerkError, ConfigError

PROGRAM = "clerk-cli"
RECEIPT = "uv-receipt.toml"


@dataclass(frozen=True)
class Installer:
    """How this environment is changed.

    Args:
        name: ``pip``, ``uv``, ``pipx`` or ``uv tool``.
        install: The words before what is to be installed.
        uninstall: The words before what is to be removed.
        upgrade: The words before what is to be upgraded.
    """

    name: str
    install: tuple[str, ...]
    uninstall: tuple[str, ...]
    upgrade: tuple[str, ...]


def detect(prefix: Path | None = None) -> Installer:
    """The installer of an environment.

    Args:
        prefix: The environment; None for the running one.

    Raises:
        ConfigError: The system manages it, or nothing is there that could install.
    """
    prefix = prefix or Path(sys.prefix)
    if (prefix / "pipx_metadata.json").exists():
        runpip = ("pipx", "runpip", PROGRAM)
        return Installer(
            "pipx", ("pipx", "inject", PROGRAM), ("pipx", "uninject", PROGRAM),
            (*runpip, "install", "--upgrade"),
        )  # fmt: skip
    if (prefix / RECEIPT).exists():
        return _uv_tool(prefix)
    if prefix == Path(sys.base_prefix) and _managed_by_system():
        raise ConfigError(
            "the system's package manager owns this Python, and nothing else may install into it",
            hint="Install clerk with: pipx install clerk-cli (or uv tool install clerk-cli)",
        )
    if importlib.util.find_spec("pip"):
        pip = (sys.executable, "-m", "pip")
        uninstall = (*pip, "uninstall", "--yes")
        return Installer("pip", (*pip, "install"), uninstall, (*pip, "install", "--upgrade"))
    if uv := shutil.which("uv"):
        on = ("--python", sys.executable)
        install = (uv, "pip", "install", *on)
        uninstall = (uv, "pip", "uninstall", *on)
        return Installer("uv", install, uninstall, (*install, "--upgrade"))
    raise ConfigError(
        f"neither pip nor uv is there to install into {prefix}", hint="Install uv, or pip."
    )


def run(command: list[str], environment: Environment) -> None:
    """Run an installer; what it says goes to stderr.

    Raises:
        ClerkError: It cannot be started, or fails.
    """
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ConfigError(f"cannot start {command[0]}: {error.strerror}") from error
    environment.stderr.write(done.stdout + done.stderr)
    if done.returncode:
        raise ClerkError(f"{shlex.join(command[:3])} … failed with {done.returncode}")


def index_page(distribution: str, environment: Environment) -> str:
    """Where a distribution can be looked at before it is installed."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if url := environment.variable(name):
            return f"{url.rstrip('/')}/{distribution}/"
    try:
        from pip._internal.models.index import PyPI
    except ImportError:
        return f"{distribution} on the index of your installer"
    return f"{PyPI.url.rstrip('/')}/project/{distribution}/"


def _managed_by_system() -> bool:
    return (Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED").exists()


def _uv_tool(prefix: Path) -> Installer:
    """Uv's tools are installed anew, with all that they had: the receipt tells what that is."""
    import tomlkit

    receipt = tomlkit.parse((prefix / RECEIPT).read_text(encoding="utf-8"))
    wanted = receipt.get("tool", {}).get("requirements", [])
    kept = [str(each["name"]) for each in wanted if each.get("name") != PROGRAM]
    words = ["uv", "tool", "install", PROGRAM]
    for name in kept:
        words += ["--with", name]
    install = (*words, "--with")
    on = ("--python", str(prefix / "bin" / "python"))
    uninstall = ("uv", "pip", "uninstall", *on)
    return Installer("uv tool", install, uninstall, ("uv", "pip", "install", *on, "--upgrade"))
