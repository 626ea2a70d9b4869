"""The tutorial for plugin authors does what it says."""

from __future__ import annotations

import inspect
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_sessions import ConsoleSession, differences, steps_of
from site_folder import describe
from walks import each

from clerk_cli import api, testing
from clerk_cli import plugins as manifest_api
from clerk_cli.packages.scaffold import scaffold
from clerk_cli.plugins.hooks import Hooks
from clerk_cli.testing import CommandLine

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/plugins/tutorial.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/plugins/reference.md").read_text(encoding="utf-8")
HOOKS = [name for name in vars(Hooks) if name.startswith("clerk_")]
LISTINGS = {
    match[1]: match[2]
    for match in re.finditer(r"^```\w+\n# (\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
}
"""The files that the page shows, by their paths."""

BLOCKS = [
    block
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    if not block.startswith("# ")
]
IMPORTS, COMMAND, TEST, SINGLE_FILE = BLOCKS
RANGE = re.compile(r"clerk-cli>=[\d.]+,<[\d.]+")
PACKAGE = "src/clerk_cli_greetings"


def new_plugin(folder: Path) -> Path:
    """The plugin that ``clerk plugins new greetings`` writes, as if it were installed."""
    project = scaffold("greetings", folder)
    describe(
        project / "src",
        "greetings",
        "clerk_cli_greetings",
        distribution="clerk-cli-greetings",
        version="0.1.0",
    )
    return project


@pytest.mark.parametrize("path", LISTINGS)
def test_a_file_of_the_page_is_what_a_new_plugin_has(tmp_path: Path, path: str) -> None:
    written = (scaffold("greetings", tmp_path) / path).read_text(encoding="utf-8")
    assert RANGE.sub("", LISTINGS[path]) == RANGE.sub("", written)


def test_the_page_names_every_file_of_a_new_plugin(tmp_path: Path) -> None:
    project = scaffold("greetings", tmp_path)
    names = [path.relative_to(project) for path in project.rglob("*") if path.is_file()]
    missing = [path for path in names if f"`{path}`" not in PAGE and f"`{path.name}`" not in PAGE]
    assert missing == []
    assert {"pyproject.toml", f"{PACKAGE}/__init__.py", f"{PACKAGE}/commands.py"} < set(LISTINGS)


def test_the_single_file_of_the_page_is_a_plugin(clerk: CommandLine) -> None:
    folder = clerk.home / "clerk-plugins"
    folder.mkdir()
    (folder / "tea.py").write_text(SINGLE_FILE, encoding="utf-8")
    session = ConsoleSession(clerk)
    for step in steps_of(PAGE):
        printed = session.run(step.command)
        assert differences(step.output, printed) == [], f"$ {step.command}\n{printed}"


def test_the_page_on_publishing_agrees_with_a_new_plugin(tmp_path: Path) -> None:
    page = (ROOT / "docs/plugins/publishing.md").read_text(encoding="utf-8")
    project = scaffold("weather", tmp_path)
    workflow = (project / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    manifest = (project / "pyproject.toml").read_text(encoding="utf-8")
    environment = re.search(r"environment: (\w+)", workflow)
    assert environment
    assert f"environment `{environment[1]}`" in page
    for command in ("python -m build", "python -m twine check --strict dist/*"):
        assert command in workflow
        assert command in page
    block = re.search(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert block
    assert block[1] in manifest
    assert ".".join(map(str, manifest_api.PLUGIN_API_VERSION)) in page
    pythons = re.search(
        r"python: \[(.*)\]", (project / ".github/workflows/test.yml").read_text(encoding="utf-8")
    )
    assert pythons
    assert f"for python in {pythons[1].replace(chr(34), '').replace(',', '')};" in page


@pytest.fixture
def greetings(
    clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """The command line with the plugin of the page."""
    project = scaffold("greetings", tmp_path)
    monkeypatch.syspath_prepend(str(project / "src"))
    clerk.add_plugin("greetings", "clerk_cli_greetings")
    yield clerk
    for name in [name for name in sys.modules if name.startswith("clerk_cli_greetings")]:
        del sys.modules[name]


def test_the_plugin_of_the_page_has_help(greetings: CommandLine) -> None:
    assert "--word <word>  What to say (default: Hello)" in greetings("gree", "hel", "--help").out


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
    (tmp_path / "clerk-cli-greetings" / PACKAGE / "commands.py").write_text(text)
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


@each("name", sorted({*api.__all__, *manifest_api.__all__, *testing.__all__}))
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
