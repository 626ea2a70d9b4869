"""Environments of pipx, which records what was injected and upgrades it with the program."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clerk_cli.packages.extras import KEEPS_PROGRAM, program_text
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import Requirement, normalized_name

_END_OF_NAME = re.compile(r"[^\w.-]")


@dataclass(frozen=True)
class Pipx:
    """The installer of an environment that pipx made.

    ``pipx inject`` does not change what is installed, and with ``--force`` it reinstalls everything
    that a plugin requires, the program too. So it only adds, and ``pipx runpip`` changes.

    Args:
        venv: What pipx calls the environment, with ``--suffix`` not after the program.
        home: The folder with its environments, which is another one with ``pipx install --global``.
        injected: What was injected; None if that is not known.
        name: Its name.
        constraint: Keeps the program as it is, in every command. An option of ``pipx inject`` would
            be recorded, and repeated by the next upgrade.
    """

    venv: str
    home: Path
    injected: frozenset[str] | None = None
    name: str = "pipx"
    constraint: str = KEEPS_PROGRAM

    @classmethod
    def of(cls, metadata: Path) -> Pipx:
        """The installer of the environment with a file of metadata."""
        prefix = metadata.parent
        import json

        try:
            recorded = json.loads(metadata.read_text(encoding="utf-8"))["injected_packages"]
            injected = frozenset(map(normalized_name, recorded))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(prefix.name, prefix.parents[1])
        return cls(prefix.name, prefix.parents[1], injected)

    @property
    def variables(self) -> dict[str, str]:
        """With these, pipx finds the environment whatever the others say."""
        return {"PIPX_HOME": str(self.home)}

    def install(self, requirements: list[Requirement]) -> list[list[str]]:
        """Add distributions, and change those that are installed already."""
        added, changed = [], []
        for text in _distributions(requirements):
            is_file = _is_file(text)
            is_installed = not is_file and bool(version_of(_END_OF_NAME.split(text)[0]))
            if not is_installed:
                added.append(text)
            if is_installed or is_file:
                changed.append(text)
        commands = [["pipx", "inject", self.venv, *added]] if added else []
        return commands + ([self._runpip("install", *changed, KEEPS_PROGRAM)] if changed else [])

    def uninstall(self, names: list[str]) -> list[list[str]]:
        """Remove distributions; pipx itself removes only what was injected."""
        injected = [name for name in names if self.injected is None or name in self.injected]
        others = [name for name in names if name not in injected]
        commands = [["pipx", "uninject", self.venv, *injected]] if injected else []
        return commands + ([self._runpip("uninstall", "--yes", *others)] if others else [])

    def upgrade(self, requirements: list[Requirement]) -> list[list[str]]:
        """Bring distributions to the newest version that their requirements allow."""
        return [self._runpip("install", "--upgrade", *_distributions(requirements), KEEPS_PROGRAM)]

    def change(self, added: list[Requirement], removed: list[str]) -> list[list[str]]:
        """Add distributions and remove others."""
        return self.install(added) + self.uninstall(removed)

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        return self._runpip("install", program_text(version, extras))

    def _runpip(self, *words: str) -> list[str]:
        return ["pipx", "runpip", self.venv, *words]


def _distributions(requirements: Iterable[Requirement]) -> list[str]:
    """What is to be installed; pip runs in another folder, so that paths are absolute."""
    texts = (
        text if entry.name or "://" in text else str(Path(text).expanduser().absolute())
        for entry in requirements
        for text in entry.distributions
    )
    return list(dict.fromkeys(texts))


def _is_file(text: str) -> bool:
    """Whether a text is a file, a folder or a URL, of which the name is not known."""
    return "://" in text or Path(text).is_absolute()
