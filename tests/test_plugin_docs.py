"""The tutorial for plugin authors does what it says."""

from __future__ import annotations

import inspect
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerk_cli import api, testing
from clerk_cli import plugins as manifest
from clerk_cli.plugins.hooks import Hooks
from clerk_cli.testing import CommandLine, FakeAPI

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/plugins/tutorial.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/plugins/reference.md").read_text(encoding="utf-8")
HOOKS = [name for name in vars(Hooks) if name.startswith("clerk_")]
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def greetings(
    clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """The command line with the plugin of the page, written down as the page says."""
    package = tmp_path / "clerk_cli_greetings"
    package.mkdir()
    (package / "__init__.py").write_text(BLOCKS[0])
    (package / "commands.py").write_text(BLOCKS[1])
    monkeypatch.syspath_prepend(str(tmp_path))
    point = re.search(r'^(greetings) = "(\w+)"$', PAGE, re.MULTILINE)
    assert point
    clerk.add_plugin(point[1], point[2])
    yield clerk
    for name in [name for name in sys.modules if name.startswith("clerk_cli_greetings")]:
        del sys.modules[name]


def test_the_test_of_the_page_passes(greetings: CommandLine, fake_api: FakeAPI) -> None:
    written: dict[str, Any] = {}
    exec(compile(BLOCKS[2], "tutorial.md", "exec"), written)
    written["test_a_user_is_greeted"](greetings, fake_api)


def test_the_plugin_of_the_page_has_help(greetings: CommandLine) -> None:
    assert "--word <word>  What to say (default: Hello)" in greetings("gree", "hel", "--help").out


def test_the_command_of_the_page_has_examples(greetings: CommandLine) -> None:
    from clerk_cli_greetings.commands import Greet  # type: ignore[import-not-found]

    for example in Greet.spec.examples:
        assert example.command.startswith("clerk greetings hello user_123")


ROWS = re.findall(r"^\| `((\w+): .*?)` \| `(.*?)` \| .* \|$", PAGE, re.MULTILINE)
VALUES = {
    "user_id": "user_1", "name": "Ada", "names": ["a", "b", "c"], "limit": 5, "kind": "a",
    "emails": ["a", "b"], "data": {"plan": "gold"},
    "rows": [{"plan": "gold"}], "body": '{"plan": "gold"}', "token": "typed", "force_it": True,
    "secret": '{"plan": "gold"}', "notify": False, "owner": "user_1",
    "since": 1_700_000_000_000, "until": 1_700_000_000_000, "expires_in": 7200,
}  # fmt: skip
PROBE = """
from typing import Literal

from clerk_cli.api import *


class Probe(Command, name="greetings probe"):
    '''Show the value.'''

    {declaration}

    def run(self, context):
        return {{"value": self.{name}}}
"""


@pytest.mark.parametrize(("declaration", "name", "words"), ROWS, ids=[row[1] for row in ROWS])
def test_a_declaration_of_the_page_accepts_the_words_of_the_page(
    greetings: CommandLine, tmp_path: Path, declaration: str, name: str, words: str
) -> None:
    text = PROBE.format(declaration=declaration.replace("\\|", "|"), name=name)
    (tmp_path / "clerk_cli_greetings/commands.py").write_text(text)
    (greetings.directory / "file").write_text('{"plan": "gold"}')
    result = greetings("greetings", "probe", *words.split(), "-o", "json", stdin="typed\n")
    assert (result.code, result.json) == (0, {"value": VALUES[name]}), result.err


def test_every_declaration_of_the_page_is_tried() -> None:
    assert {name for _, name, _ in ROWS} == set(VALUES)


def sources(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for pattern in patterns for path in ROOT.glob(pattern)
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_section_a_caller_a_user_and_a_test(hook: str) -> None:
    assert f"### `{hook}(" in REFERENCE
    assert f'"{hook}"' in sources("core/src/clerk_cli/plugins/*.py")
    users = ("core/src/clerk_cli/builtin/*.py", "plugins/*/src/*/__init__.py")
    assert f"def {hook}(" in sources(*users, "examples/*/src/*/__init__.py")
    assert hook in sources("core/tests/**/*.py", "examples/*/tests/*.py")


@pytest.mark.parametrize(
    "name", sorted({*api.__all__, *manifest.__all__, *testing.__all__}), ids=str
)
def test_a_public_name_has_a_section_that_says_something(name: str) -> None:
    section = re.search(rf"^### `{name}\b.*\n\n(.+)", REFERENCE, re.MULTILINE)
    assert section
    assert not section[1].startswith("#")


def test_the_page_names_every_fixture() -> None:
    source = inspect.getsource(testing)
    fixtures = re.findall(r"@pytest.fixture\ndef (\w+)", source)
    assert fixtures
    for name in fixtures:
        assert f"`{name}" in PAGE
        assert f"    {name}: " in (testing.__doc__ or "")


def test_the_reference_is_current() -> None:
    generator = runpy.run_path(str(ROOT / "docs/plugins/generate_reference.py"))
    assert generator["page"]() == REFERENCE
