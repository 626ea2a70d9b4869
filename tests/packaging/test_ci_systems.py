"""The action for GitHub and the Dockerfile, run with the built distributions and without docker."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from clean_environments import ROOT

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(sys.platform == "win32", reason="shells of POSIX"),
]

ACTION = ROOT / ".github/actions/setup-clerk"
DOCKERFILE = ROOT / ".github/docker/Dockerfile"
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
FOLDER = "/opt/clerk"
KEY = "sk_test_ci_systems_0123456789"


@pytest.fixture
def variables(built: Path, wheelhouse: Path, tmp_path: Path) -> dict[str, str]:
    """An environment whose ``python`` is this one, and whose pip has the built distributions."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    home = tmp_path / "home"
    home.mkdir()
    return {
        "HOME": str(home),
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": f"{built} {wheelhouse}",
    }


def shell(script: str, variables: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        env=variables, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def version() -> str:
    text = (ROOT / "pyproject.toml").read_text()
    return str(re.findall(r'^version = "(.*)"', text, re.MULTILINE)[0])


def action_step(inputs: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The script of the action's own step and its variables, with the inputs of a job."""
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    defaults = {name: item.get("default", "") for name, item in action["inputs"].items()}
    (step,) = (step for step in action["runs"]["steps"] if "run" in step)
    values = defaults | inputs
    env = {
        name: INPUT.sub(lambda match: values[match[1]], text) for name, text in step["env"].items()
    }
    return step["run"], env


def test_a_job_that_uses_the_action_runs_clerk_with_the_key(
    variables: dict[str, str], tmp_path: Path
) -> None:
    temp = tmp_path / "runner"
    temp.mkdir()
    files = {"GITHUB_ENV": temp / "env", "GITHUB_PATH": temp / "path"}
    runner = {name: str(path) for name, path in files.items()} | {"RUNNER_TEMP": str(temp)}
    inputs = {"version": version(), "plugins": "users sandbox", "secret-key": KEY}
    script, env = action_step(inputs)
    runner["GITHUB_ACTION_PATH"] = str(ACTION)
    done = shell(script, variables | runner | env, tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout
    assert KEY not in done.stdout + done.stderr
    assert f"clerk version {version()}" in done.stdout

    exported = dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text().splitlines())
    path = f"{files['GITHUB_PATH'].read_text().strip()}:{variables['PATH']}"
    later = variables | exported | {"PATH": path}
    who = shell("clerk whoami -o json; clerk -p sandbox users count; env", later, tmp_path)
    assert who.returncode == 0, who.stderr
    assert ('"profile": "ci"' in who.stdout, "\n12\n" in who.stdout) == (True, True)
    assert KEY not in who.stdout
    assert not list(Path(variables["HOME"]).glob(".config/clerk"))


def test_the_image_is_what_the_dockerfile_installs(
    variables: dict[str, str], tmp_path: Path
) -> None:
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    (install,) = (line for line in text.splitlines() if line.startswith("RUN python"))
    script = install.removeprefix("RUN ").replace(FOLDER, str(tmp_path / "clerk"))
    unsaid = shell(script, variables | {"PLUGINS": "all"}, tmp_path)
    assert unsaid.returncode != 0
    assert "write --build-arg VERSION=" in unsaid.stderr

    arguments = {"VERSION": version(), "PLUGINS": "users,sandbox,jq"}
    done = shell(script, variables | arguments, tmp_path)
    assert done.returncode == 0, done.stderr
    in_image = {**variables, "PATH": f"{tmp_path / 'clerk/bin'}:/usr/bin:/bin"}
    entry = re.findall(r'^ENTRYPOINT \["(.*)"\]$', text, re.MULTILINE)[0]
    ran = shell(f"{entry} -p sandbox users list --limit 2 --jq .id", in_image, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.split()) == 2
