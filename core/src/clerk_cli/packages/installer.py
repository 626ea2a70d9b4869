"""The program that installs into this environment: pip, uv, pipx, or uv's tools."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clerk_cli.config.child_environment import environment_without_keys
from clerk_cli.environment import Environment
from clerk_cli.errors import ClerkError, ConfigError
from clerk_cli.packages.requirements import Requirement
from clerk_cli.platform import set_program_aside

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

PIPX, RECEIPT = "pipx_metadata.json", "uv-receipt.toml"
NOISE = "Requirement already satisfied"
"""How pip begins a line for every library that it need not install, of which there are dozens."""

FORCES_COLOR = ("FORCE_COLOR", "CLICOLOR_FORCE")
"""Variables with which an installer would write colors to a pipe."""

INDEXES = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")


class Installer(Protocol):
    """How an environment is changed: every method returns the words of one command."""

    @property
    def name(self) -> str:
        """``pip``, ``uv``, ``pipx`` or ``uv tool``."""

    def install(self, requirements: list[Requirement]) -> list[str]:
        """Add distributions."""

    def uninstall(self, names: list[str]) -> list[str]:
        """Remove distributions."""

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Bring distributions to the newest version that their requirements allow."""


@dataclass(frozen=True)
class CommandInstaller:
    """An installer that takes requirements at the end of the command.

    Args:
        name: Its name.
        to_install: The words before the requirements to install.
        to_uninstall: The words before the names to remove.
        to_upgrade: The words before the requirements to upgrade.
    """

    name: str
    to_install: tuple[str, ...]
    to_uninstall: tuple[str, ...]
    to_upgrade: tuple[str, ...]

    def install(self, requirements: list[Requirement]) -> list[str]:
        """Add distributions."""
        return [*self.to_install, *(requirement.text for requirement in requirements)]

    def uninstall(self, names: list[str]) -> list[str]:
        """Remove distributions."""
        return [*self.to_uninstall, *names]

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Bring distributions to the newest version that their requirements allow."""
        return [*self.to_upgrade, *(requirement.text for requirement in requirements)]


def detect(prefix: Path | None = None) -> Installer:
    """The installer of an environment.

    Args:
        prefix: The environment; None for the running one.

    Raises:
        ConfigError: The system manages it, there is neither pip nor uv, or the program is a
            single file.
    """
    if not Path(__file__).is_file():
        raise ConfigError(
            "plugins cannot be installed into a single-file clerk",
            hint="Install clerk with: pipx install clerk-cli (or uv tool install clerk-cli)",
        )
    prefix = prefix or Path(sys.prefix)
    if (prefix / PIPX).exists():
        # pipx names its environments, and with --suffix not after the program.
        venv = prefix.name
        return CommandInstaller(
            "pipx", ("pipx", "inject", venv), ("pipx", "uninject", venv),
            ("pipx", "runpip", venv, "install", "--upgrade"),
        )  # fmt: skip
    if (prefix / RECEIPT).exists():
        from clerk_cli.packages.uv_tool import UvTool

        return UvTool.of(prefix / RECEIPT)
    if prefix == Path(sys.base_prefix) and _managed_by_system():
        raise ConfigError(
            "this Python is managed by the system, and plugins cannot be installed into it",
            hint="Install clerk with: pipx install clerk-cli (or uv tool install clerk-cli)",
        )
    if find_spec("pip"):
        pip = (sys.executable, "-m", "pip")
        uninstall = (*pip, "uninstall", "--yes")
        return CommandInstaller("pip", (*pip, "install"), uninstall, (*pip, "install", "--upgrade"))
    if uv := shutil.which("uv"):
        on = ("--python", sys.executable)
        install = (uv, "pip", "install", *on)
        return CommandInstaller(
            "uv", install, (uv, "pip", "uninstall", *on), (*install, "--upgrade")
        )
    raise ConfigError(
        f"neither pip nor uv is available to install into {prefix}", hint="Install uv or pip."
    )


def run(
    command: list[str],
    environment: Environment,
    settings: Iterable[Setting] = (),
    *,
    show: Callable[[str], None],
) -> None:
    """Run an installer without the keys and without colors; its output is shown as it comes.

    Args:
        command: The installer and its arguments.
        environment: Streams, variables and working directory.
        settings: Those of the plugins, which say in which variables there are secrets.
        show: Takes each line of its output.

    Raises:
        ClerkError: It fails.
        ConfigError: It cannot be started.
    """
    variables = environment_without_keys(environment.variables, settings) | {"NO_COLOR": "1"}
    for name in FORCES_COLOR:
        variables.pop(name, None)
    with set_program_aside(windows=environment.windows):
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, errors="replace", env=variables, cwd=environment.directory,
            )  # fmt: skip
        except OSError as error:
            raise ConfigError(f"cannot start {command[0]}: {error.strerror}") from error
        with process:
            for line in process.stdout or ():
                if not line.startswith(NOISE):
                    show(line)
    if process.returncode:
        raise ClerkError(
            f"{shlex.join(command[:4])} … failed with exit code {process.returncode}",
            hint="Its output is above. Nothing else was changed.",
        )


def index_page(distribution: str, environment: Environment) -> str:
    """The page of a distribution, to look at before it is installed."""
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


def _managed_by_system() -> bool:
    return (Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED").exists()
