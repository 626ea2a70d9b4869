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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_has_a_time_limit(path: Path) -> None:
    for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
        assert 0 < job.get("timeout-minutes", 0) <= 60, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_by_digest_with_its_version(path: Path) -> None:
    lines = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_the_same_digest_everywhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    uses = {line for text in texts for line in re.findall(r"uses: (.*)", text)}
    assert len(uses) == len({line.partition("@")[0] for line in uses})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_checkout_keeps_no_credentials(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_no_text_of_others(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "pull_request_target" not in path.read_text(encoding="utf-8")
    assert "${{" not in commands(workflow)


def test_only_the_jobs_that_publish_have_more_permissions() -> None:
    for path in WORKFLOWS:
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
        more = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
        expected = {
            "attest": {"contents": "read", "id-token": "write", "attestations": "write"},
            "publish": {"id-token": "write"},
            "release": {"contents": "write"},
        }
        assert more == (expected if path.stem == "release" else {})


def test_a_release_has_checksums_and_a_bill_of_materials() -> None:
    jobs = load("release")["jobs"]
    checked = commands({"jobs": {"check": jobs["check"]}})
    materials = checked.index("write_sbom.py clerk-cli.cdx.json dist/* extra/*")
    assert checked.index("render_formula.py") < materials < checked.index("sha256sum")
    assert "(cd dist && sha256sum *) > SHA256SUMS" in checked
    assert "(cd extra && sha256sum *) >> SHA256SUMS" in checked
    published = commands({"jobs": {"publish": jobs["publish"]}})
    assert "sha256sum --check --strict --ignore-missing ../extra/SHA256SUMS" in published
    assert "extra/* dist/*" in commands({"jobs": {"release": jobs["release"]}})


def test_every_file_of_a_release_is_attested() -> None:
    steps = load("release")["jobs"]["attest"]["steps"]
    attested = {
        step["uses"].partition("@")[0]: step["with"] for step in steps if "attest" in step["uses"]
    }
    provenance = attested["actions/attest-build-provenance"]
    assert provenance["subject-path"].split() == ["dist/*", "extra/*"]
    materials = attested["actions/attest-sbom"]
    assert materials["subject-path"].split() == ["dist/*", "extra/clerk.*"]
    assert materials["sbom-path"] == "extra/clerk-cli.cdx.json"


def test_plugins_are_published_before_the_core_whose_extras_name_them() -> None:
    steps = load("release")["jobs"]["publish"]["steps"]
    published = [step["with"] for step in steps if "pypi-publish" in step.get("uses", "")]
    assert [step["packages-dir"] for step in published] == ["dist/", "core/"]
    assert all(step["attestations"] and step["skip-existing"] for step in published)
    assert "mv dist/clerk_cli-* core/" in commands({"jobs": {"publish": {"steps": steps}}})


def test_the_single_file_is_built_twice_and_tried_on_the_oldest_and_the_newest_python() -> None:
    check = load("release")["jobs"]["check"]
    checked = commands({"jobs": {"check": check}})
    assert "cmp extra/clerk.pyz again/clerk.pyz" in checked
    (setup,) = (step for step in check["steps"] if "setup-python" in step.get("uses", ""))
    versions = setup["with"]["python-version"].split()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    supported = re.findall(r"Python :: (3\.\d+)", project)
    assert versions == [supported[0], supported[-1]]
    for version in versions:
        assert f"try_program.py python{version} -I -S extra/clerk.pyz" in checked


def test_a_release_is_built_checked_and_only_then_published() -> None:
    jobs = load("release")["jobs"]
    order = ["build", "check", "attest", "publish", "release"]
    assert list(jobs) == order
    for before, job in zip(order, order[1:], strict=False):
        assert jobs[job]["needs"] == before
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "hatchling build" in commands({"jobs": {"build": jobs["build"]}})
    checked = commands({"jobs": {"check": jobs["check"]}})
    assert "--no-index --find-links dist" in checked
    assert "pytest --every-case core/tests plugins tests" in checked


def test_a_release_needs_its_section_of_the_changelog() -> None:
    text = commands(load("release"))
    assert 'grep -q "^## \\[${GITHUB_REF_NAME#v}\\]" CHANGELOG.md' in text
    assert "--notes-file notes.md" in text


def test_changes_are_tested_on_windows_and_macos() -> None:
    jobs = load("test")["jobs"]
    assert "macos-latest" in jobs["tests"]["strategy"]["matrix"]["os"]
    windows = jobs["windows"]
    assert windows["runs-on"] == "windows-latest"
    tried = commands({"jobs": {"windows": windows}})
    for name in ("tests/test_windows.py", "core/tests/test_platform.py", "tests/powershell.py"):
        assert name in tried
    assert "try_program.py clerk" in tried


def test_the_lowest_versions_are_installed_on_every_python() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    job = load("test")["jobs"]["lowest"]
    supported = re.findall(r"Python :: (3\.\d+)", project)
    assert job["strategy"]["matrix"]["python"] == supported
    assert "tox -e lowest" in commands({"jobs": {"lowest": job}})


def test_changes_are_tested_with_the_example_from_its_wheel() -> None:
    workflow = load("test")
    assert ".ci/run" in commands(workflow)
    assert "packaging" in workflow["jobs"]["long"]["strategy"]["matrix"]["environment"]
