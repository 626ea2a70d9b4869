"""Which commands a group has: those of its module, or of the modules of its package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerk_cli.console.tree import Branch, root
from clerk_cli.plugins import Group

WATER = """
from clerk_cli.api import Command

class Water(Command, name="garden water"):
    '''Water the garden.'''
"""
IMPORTED = """
from garden_tools.water import Water

__all__ = ["Water"]
"""


@pytest.fixture
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "garden_tools"
    folder.mkdir()
    (folder / "water.py").write_text(WATER)
    (folder / "__init__.py").write_text(IMPORTED)
    (tmp_path / "garden_shed.py").write_text(IMPORTED)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith("garden_")]:
        del sys.modules[name]


def refuse(warning: str) -> None:
    raise AssertionError(warning)


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("garden_tools.water", [("water",)]),
        ("garden_tools", [("water",)]),
        ("garden_shed", []),
    ],
)
def test_a_group_has_the_commands_of_its_module_or_package(
    module: str, words: list[tuple[str, ...]]
) -> None:
    (group,) = root([Group("garden", "Tend the garden", module)], refuse).children
    assert isinstance(group, Branch)
    assert [node.words for node in group.children] == words
