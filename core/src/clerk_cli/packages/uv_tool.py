"""Tools of uv: an environment that is rebuilt from a receipt whenever it changes.

Official plugins are extras of the program there, so that ``uv tool upgrade`` upgrades them with it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clerk_cli import __version__
from clerk_cli.errors import ConfigError
from clerk_cli.packages.extras import ALL, PROGRAM, parts_of_all, requirements_of
from clerk_cli.packages.requirements import Requirement, is_official, normalized_name, short_name

SOURCES = ("directory", "path", "url", "git")
"""The keys of the receipt for what was not installed from an index."""

OPTIONS = frozenset({
    "compile-bytecode", "exclude-newer", "extra-index-url", "find-links", "fork-strategy",
    "index-strategy", "index-url", "keyring-provider", "link-mode", "no-binary",
    "no-binary-package", "no-build", "no-build-isolation", "no-build-isolation-package",
    "no-build-package", "no-index", "no-sources", "no-sources-package", "prerelease",
    "resolution", "torch-backend",
})  # fmt: skip
"""The options of the receipt that ``uv tool install`` takes as they are."""

REPEATED = ("requirements", "python", "entrypoints", "options")
"""The keys of the receipt that a new command repeats, or that uv writes by itself."""


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
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        return f"{self.editable or self.name}{extras}{self.rest}"

    @property
    def is_pin(self) -> bool:
        """Whether it would keep an official plugin from being upgraded with the program."""
        return is_official(self.name) and not self.is_from_source

    @property
    def is_from_source(self) -> bool:
        """Whether it comes from a folder, a file or a URL, and not from an index."""
        return bool(self.editable) or self.rest.startswith(" @ ")

    def with_extras(self, extras: Iterable[str]) -> ToolRequirement:
        """This requirement with more extras."""
        return replace(self, extras=tuple(dict.fromkeys((*self.extras, *extras))))


@dataclass(frozen=True)
class UvTool:
    """The installer of an environment that ``uv tool install`` made.

    Args:
        program: The program itself, with its extras.
        others: What was installed with it.
        options: Further options, such as those for the index.
        lost: What the receipt has and no option of a new command repeats.
    """

    program: ToolRequirement
    others: tuple[ToolRequirement, ...] = ()
    options: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    name: str = "uv tool"
    variables: Mapping[str, str] = field(default_factory=dict)
    constraint: str = ""

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
            return cls._of(document.get("tool", {}))
        except (OSError, UnicodeDecodeError, ParseError) as error:
            raise ConfigError(f"cannot read {receipt}: {error}") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ConfigError(
                f"cannot read {receipt}: its format is not the one that this uv version writes",
                hint=f"Run it yourself with all of your extras: uv tool install '{PROGRAM}[NAME]'",
            ) from error

    @classmethod
    def _of(cls, receipt_tool: Mapping[str, Any]) -> UvTool:
        tools = [_tool_requirement(entry) for entry in receipt_tool.get("requirements", [])]
        program = next((tool for tool in tools if tool.name == PROGRAM), ToolRequirement(PROGRAM))
        others = tuple(tool for tool in tools if tool.name != PROGRAM)
        python = receipt_tool.get("python")
        options = [f"--python={python}"] if python else []
        lost = [key for key in receipt_tool if key not in REPEATED and receipt_tool[key]]
        for key, value in _without_span(receipt_tool.get("options", {})).items():
            words = _option_words(key, value)
            options += words or ()
            lost += [key] if words is None else []
        # uv itself adds what variables say to the receipt, each time.
        return cls(program, others, tuple(dict.fromkeys(options)), tuple(lost))

    def install(self, requirements: list[Requirement]) -> list[list[str]]:
        """Rebuild the environment, with more distributions."""
        return self.change(requirements, [])

    def upgrade(self, requirements: list[Requirement]) -> list[list[str]]:
        """Rebuild the environment, with newer versions."""
        names = [entry.name for entry in requirements if not entry.official]
        upgrades = [word for name in names for word in ("--upgrade-package", name)]
        return self._rebuilt(requirements, [], upgrades)

    def uninstall(self, names: list[str]) -> list[list[str]]:
        """Rebuild the environment, with fewer distributions.

        Raises:
            ConfigError: One of them is part of ``clerk-cli[all]``.
        """
        commands = self.change([], names)
        removed = sorted(map(short_name, _contents_of(ALL).intersection(names)))
        if ALL in self.program.extras and removed:
            raise ConfigError(
                f"{PROGRAM}[{ALL}] includes {', '.join(removed)}",
                hint=f"Disable it instead with: clerk plugins disable {removed[0]}\n"
                f"Or install the others by their names: {shlex.join(commands[0])}",
            )
        return commands

    def change(self, added: list[Requirement], removed: list[str]) -> list[list[str]]:
        """Rebuild the environment once, with more distributions and without others."""
        return self._rebuilt(added, removed, [])

    def change_program(self, version: str, extras: list[str]) -> list[str]:
        """Bring the program and its plugins to another version."""
        program, others = self._repeated(())
        changed = replace(program.with_extras(extras), rest=version)
        return self._checked([_command(self.options, changed, others)])[0]

    def _rebuilt(
        self, added: list[Requirement], removed: list[str], upgrades: list[str]
    ) -> list[list[str]]:
        """The commands for a change.

        A third party's plugin must not change the program. uv records the version that prevents it,
        and would never upgrade it again: the second command removes the version from the receipt.
        """
        thirds = [entry for entry in added if not entry.official]
        program, others = self._repeated({*removed, *(entry.name for entry in thirds)})
        program = replace(program, extras=_without(program.extras, removed))
        program = program.with_extras(_new_extras(program, added))
        with_own = {entry.name: entry.extras for entry in added if _has_own_extras(entry)}
        listed = [other.with_extras(with_own.pop(other.name, ())) for other in others]
        listed += [ToolRequirement(*item) for item in with_own.items()]
        listed += [ToolRequirement(entry.text) for entry in thirds]
        command = _command(self.options, program, listed)
        pinned = replace(program, rest=f"=={__version__}")
        if not thirds or program.is_from_source or pinned == program:
            return self._checked([[*command, *upgrades]])
        return self._checked([[*_command(self.options, pinned, listed), *upgrades], command])

    def _repeated(
        self, without: Iterable[str]
    ) -> tuple[ToolRequirement, tuple[ToolRequirement, ...]]:
        """What the receipt has, except for some distributions; official plugins become extras."""
        names = set(without)
        others = [other for other in self.others if other.name not in names]
        extras = [short_name(other.name) for other in others if other.is_pin]
        rest = [replace(o, rest="") if o.is_pin else o for o in others if o.extras or not o.is_pin]
        return self.program.with_extras(extras), tuple(rest)

    def _checked(self, commands: list[list[str]]) -> list[list[str]]:
        """Commands that lose nothing of the receipt.

        Raises:
            ConfigError: They would lose something.
        """
        if self.lost:
            lines = "".join(f"\n  {shlex.join(words)}" for words in commands)
            raise ConfigError(
                f"the receipt of this uv tool has {', '.join(self.lost)}, which would be lost",
                hint=f"Run it yourself with the options for that:{lines}",
            )
        return commands


def _command(
    options: Iterable[str], program: ToolRequirement, others: Iterable[ToolRequirement]
) -> list[str]:
    """The command that builds an environment."""
    words = ["uv", "tool", "install", *(("--editable",) if program.editable else ())]
    words += [*options, program.text]
    for other in others:
        words += ["--with-editable" if other.editable else "--with", other.text]
    return words


def _without(extras: Iterable[str], removed: Iterable[str]) -> tuple[str, ...]:
    """Extras of the program that install none of some plugins: ``all`` becomes the others."""
    names = set(removed)
    is_split = bool(names & _contents_of(ALL))
    parts = {ALL: parts_of_all()} if is_split else {}
    single = (part for extra in extras for part in parts.get(extra, [extra]))
    return tuple(extra for extra in single if not names & _contents_of(extra))


def _new_extras(program: ToolRequirement, added: Iterable[Requirement]) -> list[str]:
    """The extras that a change adds to the program; ``all`` has the official plugins already."""
    extras = [extra for entry in added for extra in entry.program_extras]
    if ALL in program.extras:
        return [extra for extra in extras if not is_official(f"{PROGRAM}-{extra}")]
    return extras


def _has_own_extras(requirement: Requirement) -> bool:
    """Whether it is an official plugin with extras of its own, which the program does not have."""
    return is_official(requirement.name) and bool(requirement.extras)


def _contents_of(extra: str) -> set[str]:
    """The distributions that an extra of the program installs."""
    named = {entry.name for entry in requirements_of(PROGRAM, (extra,))}
    return named | {f"{PROGRAM}-{extra}"}


def _without_span(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options in which a span such as ``P7D`` is not the moment that it was when uv recorded it."""
    plain = dict(options)
    if span := plain.pop("exclude-newer-span", None):
        plain["exclude-newer"] = span
    return plain


def _option_words(key: str, value: Any) -> list[str] | None:
    """An option of the receipt on the command line; None if there is no way to write it."""
    if key == "index":
        return [_index_option(entry) for entry in value]
    if key not in OPTIONS:
        return None
    if isinstance(value, bool):
        return [f"--{key}"] if value else []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in values):
        return None
    return [f"--{key}={item}" for item in values]


def _index_option(entry: Mapping[str, Any]) -> str:
    option = "--default-index" if entry.get("default") else "--index"
    name = f"{entry['name']}=" if entry.get("name") else ""
    return f"{option}={name}{entry['url']}"


def _tool_requirement(entry: Mapping[str, Any] | str) -> ToolRequirement:
    if isinstance(entry, str):  # as the first versions of uv wrote it
        from packaging.requirements import Requirement as Written

        written = Written(entry)
        source = f" @ {written.url}" if written.url else str(written.specifier)
        return ToolRequirement(normalized_name(written.name), tuple(sorted(written.extras)), source)
    source = next((str(entry[key]) for key in SOURCES if key in entry), "")
    if "git" in entry:
        source = f"git+{source}"
    return ToolRequirement(
        normalized_name(str(entry["name"])),
        tuple(normalized_name(str(extra)) for extra in entry.get("extras", ())),
        f" @ {source}" if source else str(entry.get("specifier", "")),
        str(entry.get("editable", "")),
    )
