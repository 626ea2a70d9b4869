"""The tutorial for plugin authors does what it says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from clerk_cli import api
from clerk_cli.discovery import Plugins
from clerk_cli.hooks import Hooks
from clerk_cli.testing import CommandLine, FakeAPI

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/plugins/tutorial.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/plugins/reference.md").read_text(encoding="utf-8")
HOOKS = [name for name in vars(Hooks) if name.startswith("clerk_")]
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def greetings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plugins]:
    """The plugin of the page, written down as the page says."""
    package = tmp_path / "clerk_cli_greetings"
    package.mkdir()
    (package / "__init__.py").write_text(BLOCKS[0])
    (package / "commands.py").write_text(BLOCKS[1])
    monkeypatch.syspath_prepend(str(tmp_path))
    point = re.search(r'^(greetings) = "(\w+)"$', PAGE, re.MULTILINE)
    assert point
    yield Plugins([EntryPoint(point[1], point[2], "clerk_cli.plugins")])
    for name in [name for name in sys.modules if name.startswith("clerk_cli_greetings")]:
        del sys.modules[name]


def test_the_test_of_the_page_passes(
    clerk: CommandLine, fake_api: FakeAPI, greetings: Plugins
) -> None:
    clerk.plugins = greetings
    written: dict[str, Any] = {}
    exec(compile(BLOCKS[2], "tutorial.md", "exec"), written)
    written["test_a_user_is_greeted"](clerk, fake_api)


def test_the_plugin_of_the_page_has_help(clerk: CommandLine, greetings: Plugins) -> None:
    clerk.plugins = greetings
    assert "--word <word>  What to say (default: Hello)" in clerk("gree", "hel", "--help").out


def sources(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for each in patterns for path in ROOT.glob(each)
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_section_a_caller_a_user_and_a_test(hook: str) -> None:
    assert f"### `{hook}(" in REFERENCE
    assert hook in sources("core/src/clerk_cli/discovery.py")
    users = ("core/src/clerk_cli/builtin/*.py", "plugins/*/src/*/__init__.py")
    assert f"def {hook}(" in sources(*users, "examples/*/src/*/__init__.py")
    assert hook in sources("core/tests/*.py", "examples/*/tests/*.py")


@pytest.mark.parametrize("name", sorted(api.__all__))
def test_a_public_name_has_a_section(name: str) -> None:
    assert re.search(rf"^### `{name}\b", REFERENCE, re.MULTILINE)
