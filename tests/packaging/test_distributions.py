"""The published distributions: built, inspected, and installed from their files."""

from __future__ import annotations

import json
import os
import re
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from clean_environments import MEMBERS, PLUGINS, succeed

pytestmark = pytest.mark.packaging


def wheel_of(built: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob(f"{name.replace('-', '_')}-0*.whl")))


def metadata(wheel: zipfile.ZipFile) -> Message:
    (path,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(wheel.read(path).decode())


@pytest.mark.parametrize("name", MEMBERS)
def test_a_wheel_carries_its_metadata_and_is_typed(built: Path, name: str) -> None:
    with wheel_of(built, name) as wheel:
        fields = metadata(wheel)
        names = wheel.namelist()
    assert (fields["Name"], fields["License-Expression"]) == (name, "MIT")
    assert fields["Requires-Python"] == ">=3.10"
    assert "Typing :: Typed" in fields.get_all("Classifier", [])
    labels = {url.split(",")[0] for url in fields.get_all("Project-URL", [])}
    assert labels == {"Documentation", "Changelog", "Issues", "Source"}
    assert len(str(fields.get_payload())) > 200
    assert any(name.endswith("/py.typed") for name in names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.mark.parametrize("name", MEMBERS)
def test_an_sdist_contains_only_files_of_its_distribution(built: Path, name: str) -> None:
    sdist = next(built.glob(f"{name.replace('-', '_')}-0*.tar.gz"))
    with tarfile.open(sdist) as archive:
        folders = {member.name.split("/")[1] for member in archive.getmembers()}
    expected = {"pyproject.toml", "PKG-INFO", "README.md", "LICENSE", ".gitignore", "tests"}
    of_the_core = {"core", "docs", "conftest.py", "CHANGELOG.md"}
    assert folders - expected == (of_the_core if name == "clerk-cli" else {"src"})


@pytest.mark.parametrize("name", MEMBERS)
def test_the_page_on_the_package_index_has_links_that_work_there(built: Path, name: str) -> None:
    with wheel_of(built, name) as wheel:
        links = re.findall(r"\](?:\(|: )([^)\n]+)", str(metadata(wheel).get_payload()))
    assert [link for link in links if not link.startswith("https://")] == []
    assert links or name != "clerk-cli"


def unpack(built: Path, name: str, folder: Path) -> Path:
    """Unpack the sdist of a distribution, and return its folder."""
    with tarfile.open(next(built.glob(f"{name.replace('-', '_')}-0*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
        return folder / archive.getnames()[0].split("/")[0]


def run_tests(folder: Path, tests: str) -> int:
    """The number of tests that pass."""
    here = {key: text for key, text in os.environ.items() if not key.startswith("PYTEST")}
    ran = succeed(sys.executable, "-m", "pytest", "-q", tests, cwd=folder, env=here)
    return int(re.findall(r"(\d+) passed", ran)[-1])


@pytest.mark.parametrize(
    ("name", "tests"),
    [("clerk-cli", "core/tests/http"), ("clerk-cli-users", "tests"), ("clerk-cli-jwks", "tests")],
)
def test_the_tests_of_an_sdist_run(built: Path, tmp_path: Path, name: str, tests: str) -> None:
    assert run_tests(unpack(built, name, tmp_path), tests) > 3


@pytest.mark.parametrize(
    ("plugin", "tests"),
    [
        ("mcp", "tests/test_bounds.py"),
        ("protect", "tests/test_editor_on_windows.py"),
        ("sandbox", "tests/test_idp_metadata.py"),
    ],
)
def test_the_tests_of_a_plugin_that_need_those_of_the_core_run_within_its_sdist(
    built: Path, tmp_path: Path, plugin: str, tests: str
) -> None:
    core = unpack(built, "clerk-cli", tmp_path)
    (core / "plugins").mkdir()
    unpack(built, f"clerk-cli-{plugin}", tmp_path).rename(core / "plugins" / plugin)
    assert run_tests(core, f"plugins/{plugin}/{tests}") > 3


def test_the_core_alone_works_and_names_what_is_missing(install: Any) -> None:
    core = install("clerk-cli")
    assert core.clerk("--version").stdout.startswith("clerk version ")
    assert core.clerk("config", "list").returncode == 0
    missing = core.clerk("users", "list")
    assert missing.returncode == 2
    assert "clerk plugins install users" in missing.stderr


def test_the_protect_extra_installs_protect_alone(install: Any) -> None:
    slim = install("clerk-cli[protect]")
    listed = json.loads(slim.clerk("plugins", "list", "-o", "json").stdout)["data"]
    assert [row["name"] for row in listed] == ["protect"]
    shown = slim.clerk("--help").stdout
    assert ("  protect " in shown, "  billing " in shown) == (True, False)
    assert "Manage" in slim.clerk("protect", "rules", "--help").stdout
    assert "ai.provider" in slim.clerk("config", "list").stdout
    missing = slim.clerk("billing", "plans", "list")
    assert (missing.returncode, "clerk plugins install billing" in missing.stderr) == (2, True)


def test_an_extra_installs_its_plugin_and_no_other(install: Any) -> None:
    slim = install("clerk-cli[users]")
    assert "users" in slim.clerk("--help").stdout
    assert "sandbox" not in slim.clerk("--help").stdout
    absent = slim.clerk("-p", "sandbox", "users", "list")
    assert (absent.returncode, "clerk plugins install sandbox" in absent.stderr) == (1, True)


LISTS = {
    "api": "api users",
    "billing": "billing plans list",
    "instance": "instance get",
    "jwks": "jwks get",
    "m2m": "m2m machines list",
    "mcp": "mcp serve --help",
    "migrate": "migrate runs",
    "protect": "protect rules list",
    "sandbox": "sandbox status",
    "sessions": "sessions list --user-id user_1",
    "stats": "stats",
    "webhooks": "webhooks url --dry-run",
}
"""A command that lists or reads, for plugins without ``clerk NAME list``."""


@pytest.mark.parametrize("name", [name.removeprefix("clerk-cli-") for name in PLUGINS])
def test_the_core_and_any_one_plugin_work_together(install: Any, empty_api: str, name: str) -> None:
    pair = install(f"clerk-cli-{name}")
    words = LISTS.get(name, f"{name} list").split()
    done = pair.clerk(*words, CLERK_API_URL=empty_api, CLERK_SECRET_KEY="sk_test_x")
    assert done.returncode == 0, done.stderr


def test_generation_without_its_libraries_names_the_extra(install: Any) -> None:
    slim = install("clerk-cli[protect]")
    argv = ["protect", "rules", "add", "SMS", "--generate", "VPNs", "--yes"]
    done = slim.clerk(*argv, OPENAI_API_KEY="sk-x", CLERK_SECRET_KEY="sk_test_x")
    assert done.returncode == 1
    assert "clerk plugins install 'protect[openai]'" in done.stderr


def test_everything_together_shows_users_of_the_sandbox(install: Any) -> None:
    full = install("clerk-cli[all]")
    listed = full.clerk("-p", "sandbox", "users", "list")
    assert listed.returncode == 0, listed.stderr
    assert "linus@example.com" in listed.stdout
