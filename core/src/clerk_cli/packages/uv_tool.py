"""Tools of uv: an environment that is rebuilt from a receipt whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerk_cli.errors import ConfigError
from clerk_cli.packages.requirements import Requirement, normalized_name, short_name

PROGRAM = "clerk-cli"
SOURCES = ("directory", "path", "url", "git")
"""The keys of the receipt for what was not installed from an index."""


@dataclass(frozen=True)
class ToolRequirement:
    """A distribution in the receipt.

    Args:
        name: The distribution.
        extras: Its extras.
        rest: Its version or source, as it is written after the name.
        editable: The folder of an editable installation; empty otherwise.
    """

    name: str
    extras: tuple[str, ...] = ()
    rest: str = ""
    editable: str = ""

    @property
    def text(self) -> str:
        """The requirement for uv."""
        if self.editable:
            return self.editable
        return self.name + (f"[{','.join(self.extras)}]" if self.extras else "") + self.rest


@dataclass(frozen=True)
class UvTool:
    """The installer of an environment that ``uv tool install`` made.

    Args:
        program: The program itself, with its extras.
        others: What was installed with it.
        python: The Python that was requested; empty for any.
    """

    program: ToolRequirement
    others: tuple[ToolRequirement, ...] = ()
    python: str = ""
    name: str = "uv tool"

    @classmethod
    def of(cls, receipt: Path) -> UvTool:
        """Read a receipt.

        Raises:
            ConfigError: It cannot be read.
        """
        import tomlkit
        from tomlkit.exceptions import ParseError

        try:
            document = tomlkit.parse(receipt.read_text(encoding="utf-8")).unwrap()
        except (OSError, UnicodeDecodeError, ParseError) as error:
            raise ConfigError(f"cannot read {receipt}: {error}") from error
        receipt_tool = document.get("tool", {})
        tools = [_tool_requirement(entry) for entry in receipt_tool.get("requirements", [])]
        program = next((tool for tool in tools if tool.name == PROGRAM), ToolRequirement(PROGRAM))
        others = tuple(tool for tool in tools if tool.name != PROGRAM)
        return cls(program, others, str(receipt_tool.get("python", "")))

    def install(self, requirements: list[Requirement]) -> list[str]:
        """Rebuild the environment, with more distributions."""
        names = {requirement.name for requirement in requirements if requirement.name}
        others = [other for other in self.others if other.name not in names]
        added = [word for requirement in requirements for word in ("--with", requirement.text)]
        return [*self._command(self.program, others), *added]

    def upgrade(self, requirements: list[Requirement]) -> list[str]:
        """Rebuild the environment, with newer versions."""
        names = [requirement.name for requirement in requirements]
        upgrades = [word for name in names for word in ("--upgrade-package", name)]
        return [*self.install(requirements), *upgrades]

    def uninstall(self, names: list[str]) -> list[str]:
        """Rebuild the environment, with fewer distributions.

        Raises:
            ConfigError: One of them is part of ``clerk-cli[all]``.
        """
        removed = {short_name(name) for name in names}
        others = [other for other in self.others if other.name not in names]
        if "all" in self.program.extras and len(others) + len(names) > len(self.others):
            raise ConfigError(
                f"{PROGRAM}[all] includes {', '.join(sorted(removed))}",
                hint=f"Disable it instead with: clerk plugins disable {min(removed)}",
            )
        extras = tuple(extra for extra in self.program.extras if extra not in removed)
        program = ToolRequirement(PROGRAM, extras, self.program.rest, self.program.editable)
        return self._command(program, others)

    def _command(self, program: ToolRequirement, others: Iterable[ToolRequirement]) -> list[str]:
        words = ["uv", "tool", "install", *(("--editable",) if program.editable else ())]
        words += ["--python", self.python] if self.python else []
        words.append(program.text)
        for other in others:
            words += ["--with-editable" if other.editable else "--with", other.text]
        return words


def _tool_requirement(entry: Mapping[str, Any]) -> ToolRequirement:
    source = next((str(entry[key]) for key in SOURCES if key in entry), "")
    if "git" in entry:
        source = f"git+{source}"
    return ToolRequirement(
        normalized_name(str(entry["name"])),
        tuple(normalized_name(str(extra)) for extra in entry.get("extras", ())),
        f" @ {source}" if source else str(entry.get("specifier", "")),
        str(entry.get("editable", "")),
    )
