"""The program that installs into this environment: pip, uv, pipx, or uv's tools."""

from __future__ import annotations

import shlex
import shutil
import site
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from clerk_cli.errors import ConfigError
from clerk_cli.packages.extras import ALL, KEEPS_PROGRAM, program_text
from clerk_cli.packages.requirements import Requirement
from clerk_cli.plugins.official import OFFICIAL

PIPX, RECEIPT = "pipx_metadata.json", "uv-receipt.toml"
DISABLE = "Disable plugins instead with: clerk plugins disable NAME"
PIPX_VENVS, UV_CACHE, UV_LOCK = "venvs", "archive-v", "uv.lock"


class Installer(Protocol):
    """How an environment is changed: the words of the commands that run one after the other.

    None of them changes the program itself, except for ``change_program``.
    """

    @property
    def name(self) -> str:
        """``pip``, ``uv``, ``pipx`` or ``uv tool``."""

    @property
    def variables(self) -> Mapping[str, str]:
        """Environment variables that the commands need."""

    @property
    def constraint(self) -> str:
        """What the commands keep to and do not record, such as ``clerk-cli==1.0``; or empty."""

    def install(self, requirements: list[Requirement]) -> list[list[str]]:
        """Add distributions."""

    def uninstall(self, names: list[str]) -> list[list[str]]:
        """Remove distributions."""

    def upgrade(self, requirements: list[Requirement]) -> list[list[str]]:
        """Bring distributions to the newest version that their requirements allow."""

    def change(self, added: list[Requirement], removed: list[str]) -> list[list[str]]:
        """Add distributions and remove others."""

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version, such as ``>=0.2``."""


@dataclass(frozen=True)
class CommandInstaller:
    """An installer that takes requirements at the end of the command.

    Args:
        name: Its name.
        to_install: The words before the requirements to install.
        to_uninstall: The words before the names to remove.
        upgrades_by_name: Whether the option for upgrades takes a name; without one it would
            upgrade what the distribution requires as well.
    """

    name: str
    to_install: tuple[str, ...]
    to_uninstall: tuple[str, ...]
    upgrades_by_name: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    constraint: str = ""

    def install(self, requirements: list[Requirement]) -> list[list[str]]:
        """Add distributions."""
        texts = [requirement.text for requirement in requirements]
        is_kept = all(requirement.official for requirement in requirements)
        return [[*self.to_install, *texts, *(() if is_kept else (KEEPS_PROGRAM,))]]

    def uninstall(self, names: list[str]) -> list[list[str]]:
        """Remove distributions."""
        return [[*self.to_uninstall, *names]]

    def upgrade(self, requirements: list[Requirement]) -> list[list[str]]:
        """Bring distributions to the newest version that their requirements allow."""
        options = ["--upgrade"]
        if self.upgrades_by_name:
            options = [w for entry in requirements for w in ("--upgrade-package", entry.name)]
        texts = [requirement.text for requirement in requirements]
        return [[*self.to_install, *options, *texts, KEEPS_PROGRAM]]

    def change(self, added: list[Requirement], removed: list[str]) -> list[list[str]]:
        """Add distributions and remove others."""
        commands = self.install(added) if added else []
        return commands + (self.uninstall(removed) if removed else [])

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        return [*self.to_install, program_text(version, extras)]


@dataclass(frozen=True)
class NoInstaller:
    """An environment that this program does not change: it says what to run.

    Args:
        reason: Why not.
        hint: The beginning of the hint.
        by_hand: What people can use for it themselves, if there is such a thing.
        name: Its name.
    """

    reason: str
    hint: str = ""
    by_hand: CommandInstaller | None = None
    name: str = "none"
    variables: Mapping[str, str] = field(default_factory=dict)
    constraint: str = ""

    def install(self, requirements: list[Requirement]) -> list[list[str]]:
        """Say how to install.

        Raises:
            ConfigError: Always.
        """
        return self.change(requirements, [])

    def uninstall(self, names: list[str]) -> list[list[str]]:
        """Say how to uninstall.

        Raises:
            ConfigError: Always.
        """
        return self.change([], names)

    def upgrade(self, requirements: list[Requirement]) -> list[list[str]]:
        """Say how to upgrade.

        Raises:
            ConfigError: Always.
        """
        commands = self.by_hand.upgrade(requirements) if self.by_hand else []
        raise self._error(self.hint or elsewhere(requirements), commands)

    def change(self, added: list[Requirement], removed: list[str]) -> list[list[str]]:
        """Say how to install and uninstall.

        Raises:
            ConfigError: Always.
        """
        commands = self.by_hand.change(added, removed) if self.by_hand else []
        raise self._error(self.hint or (elsewhere(added) if added else DISABLE), commands)

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        if self.by_hand:
            return self.by_hand.change_program(version, extras)
        return ["pipx", "install", program_text(version, extras)]

    def _error(self, hint: str, commands: list[list[str]]) -> ConfigError:
        lines = [hint] if hint else []
        if commands:
            shown = " && ".join(map(shlex.join, commands))
            lines.append(f"To change it nevertheless, run: {shown}")
        return ConfigError(self.reason, hint="\n".join(lines) or None)


def detect(prefix: Path | None = None) -> Installer:
    """The installer of an environment.

    Args:
        prefix: The environment; None for the running one.

    Raises:
        ConfigError: The receipt of an environment of ``uv tool`` cannot be used.
    """
    if not Path(__file__).is_file():
        return NoInstaller("plugins cannot be installed into a single-file clerk")
    prefix = prefix or Path(sys.prefix)
    if _is_temporary(prefix):
        return NoInstaller("this environment is temporary, so plugins would be lost with it")
    if (prefix / PIPX).exists():
        from clerk_cli.packages.pipx import Pipx

        return Pipx.of(prefix / PIPX)
    if (prefix / RECEIPT).exists():
        from clerk_cli.packages.uv_tool import UvTool

        return UvTool.of(prefix / RECEIPT)
    is_base = prefix == Path(sys.base_prefix)
    user = ("--user",) if is_base and _is_in_user_site() else ()
    if is_base and _is_managed():
        return NoInstaller(
            "this Python is managed by the system, and plugins cannot be installed into it",
            by_hand=_pip(*user, "--break-system-packages"),
        )
    if find_spec("pip"):
        return _pip(*user)
    if uv := shutil.which("uv"):
        return _uv(uv)
    return NoInstaller(
        f"neither pip nor uv is available to install into {prefix}",
        f"Install uv, or run: {shlex.join(_python('ensurepip'))}\nThen run this command again.",
    )


def elsewhere(requirements: list[Requirement]) -> str:
    """How to install the program in an environment of its own, with plugins."""
    extras = [extra for requirement in requirements for extra in requirement.program_extras]
    extras = [ALL] if set(OFFICIAL) <= set(extras) else extras
    program = shlex.quote(program_text("", extras))
    hint = f"Install clerk with: pipx install {program} (or uv tool install {program})"
    if all(requirement.official for requirement in requirements):
        return hint
    others = [requirement.text for requirement in requirements if not requirement.official]
    return f"{hint}\nThen run: clerk plugins install {shlex.join(others)}"


def project_command(requirements: list[Requirement], prefix: Path | None = None) -> str:
    """The command that adds plugins to the project of uv whose environment this is.

    Args:
        requirements: The plugins.
        prefix: The environment; None for the running one.

    Returns:
        The command; empty if the environment is not that of a project.
    """
    prefix = prefix or Path(sys.prefix)
    if not (prefix.parent / UV_LOCK).is_file():
        return ""
    extras = [extra for requirement in requirements for extra in requirement.program_extras]
    others = [requirement.text for requirement in requirements if not requirement.official]
    program = [program_text("", extras)] if extras else []
    return shlex.join(["uv", "add", *program, *others])


def _python(*module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *module)


def _pip(*options: str) -> CommandInstaller:
    install = (*_python("pip"), "install", *options)
    to_uninstall = [option for option in options if option != "--user"]
    uninstall = (*_python("pip"), "uninstall", "--yes", *to_uninstall)
    return CommandInstaller("pip", install, uninstall)


def _uv(uv: str) -> CommandInstaller:
    on = ("--python", sys.executable)
    install, uninstall = (uv, "pip", "install", *on), (uv, "pip", "uninstall", *on)
    return CommandInstaller("uv", install, uninstall, upgrades_by_name=True)


def _is_temporary(prefix: Path) -> bool:
    """Whether ``pipx run`` or ``uvx`` made the environment in its cache."""
    is_of_pipx = (prefix / PIPX).exists() and prefix.parent.name != PIPX_VENVS
    return is_of_pipx or prefix.parent.name.startswith(UV_CACHE)


def _is_in_user_site() -> bool:
    return Path(site.getusersitepackages()) in Path(__file__).parents


def _is_managed() -> bool:
    return (Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED").exists()
