"""The program that installs into this environment: pip, uv, pipx, or uv's tools."""

from __future__ import annotations

import shlex
import shutil
import site
import sys
import sysconfig
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from clerk_cli import __version__
from clerk_cli.errors import ConfigError
from clerk_cli.packages.extras import PROGRAM
from clerk_cli.packages.requirements import Requirement

PIPX, RECEIPT = "pipx_metadata.json", "uv-receipt.toml"
KEEPS_PROGRAM = f"{PROGRAM}=={__version__}"
"""A requirement beside a third party's, which must not change the program."""


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

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version, such as ``>=0.2``."""


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
        return [*self.to_install, *_texts(requirements)]

    def uninstall(self, names: list[str]) -> list[str]:
        """Remove distributions."""
        return [*self.to_uninstall, *names]

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Bring distributions to the newest version that their requirements allow."""
        return [*self.to_upgrade, *_texts(requirements)]

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        return [*self.to_install, program_text(version, extras)]


@dataclass(frozen=True)
class Pipx:
    """The installer of an environment that pipx made.

    Args:
        venv: What pipx calls the environment, with ``--suffix`` not after the program.
        name: Its name.
    """

    venv: str
    name: str = "pipx"

    def install(self, requirements: list[Requirement]) -> list[str]:
        """Add distributions."""
        # Without --force it changes nothing that is already injected, and says nothing of it.
        return ["pipx", "inject", "--force", self.venv, *self._distributions(requirements)]

    def uninstall(self, names: list[str]) -> list[str]:
        """Remove distributions."""
        return ["pipx", "uninject", self.venv, *names]

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Bring distributions to the newest version that their requirements allow."""
        upgrade = ["pipx", "runpip", self.venv, "install", "--upgrade"]
        return [*upgrade, *self._distributions(requirements)]

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        return ["pipx", "runpip", self.venv, "install", program_text(version, extras)]

    @staticmethod
    def _distributions(requirements: list[Requirement]) -> list[str]:
        texts = (text for requirement in requirements for text in requirement.distributions)
        return list(dict.fromkeys(texts))


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

    def install(self, requirements: list[Requirement]) -> list[str]:
        """Say how to install.

        Raises:
            ConfigError: Always.
        """
        hint = self.hint or elsewhere(requirements)
        raise self._error(hint, self.by_hand.install(requirements) if self.by_hand else [])

    def uninstall(self, names: list[str]) -> list[str]:
        """Say how to uninstall.

        Raises:
            ConfigError: Always.
        """
        raise self._error(self.hint, self.by_hand.uninstall(names) if self.by_hand else [])

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Say how to upgrade.

        Raises:
            ConfigError: Always.
        """
        hint = self.hint or elsewhere(requirements)
        raise self._error(hint, self.by_hand.upgrade(requirements) if self.by_hand else [])

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        if self.by_hand:
            return self.by_hand.change_program(version, extras)
        return ["pipx", "install", program_text(version, extras)]

    def _error(self, hint: str, command: list[str]) -> ConfigError:
        lines = [hint] if hint else []
        if command:
            lines.append(f"To change it nevertheless, run: {shlex.join(command)}")
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
    if (prefix / PIPX).exists():
        return Pipx(prefix.name)
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
    program = shlex.quote(program_text("", extras))
    hint = f"Install clerk with: pipx install {program} (or uv tool install {program})"
    if all(requirement.official for requirement in requirements):
        return hint
    others = [requirement.text for requirement in requirements if not requirement.official]
    return f"{hint}\nThen run: clerk plugins install {shlex.join(others)}"


def program_text(version: str, extras: list[str]) -> str:
    """The program as a requirement."""
    return PROGRAM + (f"[{','.join(dict.fromkeys(extras))}]" if extras else "") + version


def _python(*module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *module)


def _pip(*options: str) -> CommandInstaller:
    install = (*_python("pip"), "install", *options)
    to_uninstall = [option for option in options if option != "--user"]
    uninstall = (*_python("pip"), "uninstall", "--yes", *to_uninstall)
    return CommandInstaller("pip", install, uninstall, (*install, "--upgrade"))


def _uv(uv: str) -> CommandInstaller:
    on = ("--python", sys.executable)
    install = (uv, "pip", "install", *on)
    return CommandInstaller("uv", install, (uv, "pip", "uninstall", *on), (*install, "--upgrade"))


def _texts(requirements: list[Requirement]) -> list[str]:
    """What is to be installed; a third party's plugin must not upgrade the program alone."""
    texts = [requirement.text for requirement in requirements]
    if all(requirement.official for requirement in requirements):
        return texts
    return [*texts, KEEPS_PROGRAM]


def _is_in_user_site() -> bool:
    return Path(site.getusersitepackages()) in Path(__file__).parents


def _is_managed() -> bool:
    return (Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED").exists()
