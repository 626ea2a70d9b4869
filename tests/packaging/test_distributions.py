"""The published distributions: built, inspected, and installed from their files."""

from __future__ import annotations

import json
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from clean_environments import MEMBERS, PLUGINS

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
    expected = {"pyproject.toml", "PKG-INFO", "README.md", "LICENSE", ".gitignore"}
    assert folders - expected <= {"src", "core", "CHANGELOG.md"}


def test_the_core_alone_works_and_names_what_is_missing(install: Any) -> None:
    core = install("clerk-cli")
    assert core.clerk("--version").stdout.startswith("clerk version ")
    assert core.clerk("config", "list").returncode == 0
    missing = core.clerk("users", "list")
    assert missing.returncode == 2
    assert "pip install 'clerk-cli[users]'" in missing.stderr


def test_the_protect_extra_installs_protect_alone(install: Any) -> None:
    slim = install("clerk-cli[protect]")
    listed = json.loads(slim.clerk("plugins", "list", "-o", "json").stdout)["data"]
    assert [row["name"] for row in listed] == ["protect"]
    shown = slim.clerk("--help").stdout
    assert ("  protect " in shown, "  billing " in shown) == (True, False)
    assert "Manage" in slim.clerk("protect", "rules", "--help").stdout
    assert "ai.provider" in slim.clerk("config", "list").stdout
    missing = slim.clerk("billing", "plans", "list")
    assert (missing.returncode, "clerk-cli[billing]" in missing.stderr) == (2, True)


def test_an_extra_installs_its_plugin_and_no_other(install: Any) -> None:
    slim = install("clerk-cli[users]")
    assert "users" in slim.clerk("--help").stdout
    assert "sandbox" not in slim.clerk("--help").stdout
    absent = slim.clerk("-p", "sandbox", "users", "list")
    assert (absent.returncode, "clerk-cli[sandbox]" in absent.stderr) == (1, True)


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
    assert "pip install 'clerk-cli-protect[openai]'" in done.stderr


def test_everything_together_shows_users_of_the_sandbox(install: Any) -> None:
    full = install("clerk-cli[all]")
    listed = full.clerk("-p", "sandbox", "users", "list")
    assert listed.returncode == 0, listed.stderr
    assert "linus@example.com" in listed.stdout
