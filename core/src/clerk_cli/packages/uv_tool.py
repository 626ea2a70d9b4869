"""Tools of uv: an environment that is made anew from a receipt whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerk_cli.errors import ConfigError
from clerk_cli.packages.requirements import Requirement, normalized_name, short_name

PROGRAM = "clerk-cli"
PLACES = ("directory", "path", "url", "git")
"""Where the receipt says that something is, if it did not come from an index."""


@dataclass(frozen=True)
class ToolRequirement:
    """What the receipt has of one distribution.

    Args:
        name: The distribution.
        extras: Its extras.
        rest: Its version, or where it came from, as it stands behind the name.
        editable: The folder that it is installed from in place; empty for a copy.
    """

    name: str
    extras: tuple[str, ...] = ()
    rest: str = ""
    editable: str = ""

    @property
    def text(self) -> str:
        """What uv is asked for."""
        if self.editable:
            return self.editable
        return self.name + (f"[{','.join(self.extras)}]" if self.extras else "") + self.rest


@dataclass(frozen=True)
class UvTool:
    """The installer of an environment that ``uv tool install`` made.

    Args:
        program: The program itself, with its extras.
        others: What was installed along with it.
        python: The Python that was asked for; empty for any.
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
            tool = tomlkit.parse(receipt.read_text(encoding="utf-8")).unwrap().get("tool", {})
        except (OSError, UnicodeDecodeError, ParseError) as error:
            raise ConfigError(f"cannot read {receipt}: {error}") from error
        kept = [_tool_requirement(each) for each in tool.get("requirements", [])]
        program = next((each for each in kept if each.name == PROGRAM), ToolRequirement(PROGRAM))
        others = tuple(each for each in kept if each.name != PROGRAM)
        return cls(program, others, str(tool.get("python", "")))

    def install(self, wanted: list[Requirement]) -> list[str]:
        """Make the environment anew, with more in it."""
        new = {each.name for each in wanted if each.name}
        kept = [each for each in self.others if each.name not in new]
        return [*self._command(self.program, kept), *_with(each.text for each in wanted)]

    def upgrade(self, wanted: list[Requirement]) -> list[str]:
        """Make the environment anew, with newer versions in it."""
        newer = [word for each in wanted for word in ("--upgrade-package", each.name)]
        return [*self.install(wanted), *newer]

    def uninstall(self, names: list[str]) -> list[str]:
        """Make the environment anew, with less in it.

        Raises:
            ConfigError: One of them is there because of ``clerk-cli[all]``.
        """
        gone = {short_name(name) for name in names}
        kept = [each for each in self.others if each.name not in names]
        if "all" in self.program.extras and len(kept) + len(names) > len(self.others):
            raise ConfigError(
                f"{PROGRAM}[all] brings {', '.join(sorted(gone))}",
                hint=f"Disable it instead: clerk plugins disable {min(gone)}",
            )
        extras = tuple(each for each in self.program.extras if each not in gone)
        program = ToolRequirement(PROGRAM, extras, self.program.rest, self.program.editable)
        return self._command(program, kept)

    def _command(self, program: ToolRequirement, others: Iterable[ToolRequirement]) -> list[str]:
        words = ["uv", "tool", "install", *(("--editable",) if program.editable else ())]
        words += ["--python", self.python] if self.python else []
        words.append(program.text)
        for each in others:
            words += ["--with-editable" if each.editable else "--with", each.text]
        return words


def _with(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in ("--with", text)]


def _tool_requirement(entry: Mapping[str, Any]) -> ToolRequirement:
    place = next((str(entry[key]) for key in PLACES if key in entry), "")
    if "git" in entry:
        place = f"git+{place}"
    return ToolRequirement(
        normalized_name(str(entry["name"])),
        tuple(normalized_name(str(each)) for each in entry.get("extras", ())),
        f" @ {place}" if place else str(entry.get("specifier", "")),
        str(entry.get("editable", "")),
    )
