"""The source that the documentation shows does what it shows."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from clerk_cli.testing import CommandLine
from clerk_cli_migrate.sources import ENTRY_POINTS, Source, finding

PAGE = Path(__file__).parents[4] / "docs/migration.md"
MAX_LINES = 20
"""Lines of a class that the page promises to be small."""


def block(language: str) -> str:
    """The block of the section about sources."""
    section = PAGE.read_text(encoding="utf-8").partition("## Add a source")[2]
    match = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert match
    return match[1]


@pytest.fixture
def documented(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module, installed with its entry point."""
    match = re.search(r'\[.*"(.*)"\]\n(\S+) = "(\S+):(\S+)"', block("toml"))
    assert match
    group, name, module_name, class_name = match.groups()
    assert group == ENTRY_POINTS
    module = ModuleType(module_name)
    exec(block("python"), module.__dict__)
    monkeypatch.setitem(sys.modules, module_name, module)
    installed = metadata.entry_points
    added = EntryPoint(name, f"{module_name}:{class_name}", group)

    def entry_points(*, group: str) -> list[EntryPoint]:
        return [*installed(group=group), *([added] if group == added.group else [])]

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    finding.sources.cache_clear()
    yield module
    finding.sources.cache_clear()


def test_the_documented_source_is_small() -> None:
    code = block("python").partition("class ")[2]
    assert len([line for line in code.splitlines() if line.strip()]) <= MAX_LINES


def test_the_documented_source_is_imported(
    documented: ModuleType, sandbox_api: object, clerk: CommandLine
) -> None:
    digest = "$2b$10$5AsWUfOS6zP/hPeMpGYmmeBq99l/x9FDZFpbqef8fVlxljuvZcReS"
    text = f"acme_id,mail,name,hash\n7,ada@example.com,Ada Byron,{digest}\n"
    (clerk.directory / "acme.csv").write_text(text, encoding="utf-8")
    done = clerk("migrate", "import", "acme.csv", "-o", "json")
    assert done.code == 0, done.err
    (source,) = (item for item in vars(documented).values() if is_source(item))
    assert source.title in done.err
    assert done.json["source"] == source.name
    (user,) = clerk("users", "list", "-o", "json").json["data"]
    assert (user["external_id"], user["last_name"], user["password_enabled"]) == (
        "7",
        "Byron",
        True,
    )


def is_source(item: object) -> bool:
    return isinstance(item, type) and issubclass(item, Source) and item is not Source
