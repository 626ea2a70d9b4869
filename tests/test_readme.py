"""The README shows what the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomlkit
from console_sessions import steps_of
from source_tree import ROOT

from clerk_cli.plugins.official import OFFICIAL
from clerk_cli.testing import CommandLine

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = "https://github.com/clerk-cli/clerk-cli/blob/main/"
READMES = [ROOT / "README.md", *sorted((ROOT / "plugins").glob("*/README.md"))]
"""They are also pages of the package index, where no file lies beside them."""

LINKS = re.findall(rf"\](?:\(|: ){re.escape(PAGES)}([^)#\n]+)", README)


def without_dates(text: str) -> list[str]:
    """The lines of a text, in order of the alphabet: stderr and stdout mix on a terminal."""
    return sorted(re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "DATE", text).splitlines())


def test_the_sample_session_is_what_the_program_prints(clerk: CommandLine) -> None:
    for step in steps_of(README):
        result = clerk(*step.command.split()[1:])
        assert without_dates(result.out + result.err) == without_dates(step.output.strip())


@pytest.mark.steps
def test_the_table_of_distributions_names_every_official_plugin() -> None:
    extras = set(re.findall(r"^\| `clerk-cli\[([a-z0-9]+)\]`", README, re.MULTILINE))
    assert extras == {*OFFICIAL, "all"}, "edit the table in README.md"


def test_every_extra_that_all_leaves_out_is_named() -> None:
    project = tomlkit.parse((ROOT / "pyproject.toml").read_text(encoding="utf-8")).unwrap()
    extras = project["project"]["optional-dependencies"]
    included = set(extras["all"][0].partition("[")[2].rstrip("]").split(","))
    sentence = README.partition("`[all]` excludes")[2].partition("\n\n")[0]
    assert set(re.findall(r"`\[([a-z-]+)\]`", sentence)) == {*extras} - included - {"all"}


def test_the_list_of_documentation_is_the_same_in_the_docs_folder() -> None:
    entries = re.findall(r"^\* .*\]\(https://.*/docs/.*$", README, re.MULTILINE)
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    assert index.splitlines()[2:] == [entry.replace(f"]({PAGES}docs/", "](") for entry in entries]


@pytest.mark.parametrize("target", LINKS)
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.parent.name)
def test_a_link_works_on_the_package_index(path: Path) -> None:
    links = re.findall(r"\](?:\(|: )([^)\n]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("https://")] == []


@pytest.mark.parametrize("path", READMES[1:], ids=lambda path: path.parent.name)
def test_what_a_plugin_says_of_its_source_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = re.findall(r"`([a-z_]+(?:\.py|/))`", text)
    (package,) = (entry.parent for entry in path.parent.glob("src/*/__init__.py"))
    missing = [name for name in names if not any(package.rglob(name.rstrip("/")))]
    assert missing == []


def test_a_link_by_name_has_its_target() -> None:
    used = set(re.findall(r"\]\[(.+?)\]", README))
    assert used == set(re.findall(r"^\[(.+?)\]: ", README, re.MULTILINE))
