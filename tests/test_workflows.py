"""The workflows: their files exist, permissions are minimal, and no password is stored."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))


def commands(workflow: Any) -> str:
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    return "\n".join(step.get("run", "") for step in steps)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_file_that_a_workflow_names_exists(path: Path) -> None:
    text = commands(yaml.safe_load(path.read_text(encoding="utf-8")))
    named = re.findall(r"(?<![\w./])((?:\.github/|docs/|\.ci/)[\w./-]+)", text)
    named += re.findall(r"[\w.]+\.(?:txt|md)\b", text)
    assert named
    for name in named:
        assert (ROOT / name).exists() or name == "notes.md", name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_only_read_permission_unless_a_job_declares_more(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_a_release_is_built_checked_and_only_then_published() -> None:
    jobs = load("release")["jobs"]
    order = ["build", "check", "publish", "release"]
    assert list(jobs) == order
    for before, job in zip(order, order[1:], strict=False):
        assert jobs[job]["needs"] == before
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "hatchling build" in commands({"jobs": {"build": jobs["build"]}})
    checked = commands({"jobs": {"check": jobs["check"]}})
    assert "--no-index --find-links dist" in checked
    assert "pytest core/tests plugins tests" in checked


def test_a_release_needs_its_section_of_the_changelog() -> None:
    text = commands(load("release"))
    assert 'grep -q "^## \\[${GITHUB_REF_NAME#v}\\]" CHANGELOG.md' in text
    assert "--notes-file notes.md" in text


def test_changes_are_tested_with_the_example_from_its_wheel() -> None:
    workflow = load("test")
    assert ".ci/run" in commands(workflow)
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert "packaging" in tox.partition("env_list")[2].partition("\n")[0]
