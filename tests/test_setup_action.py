"""The action for GitHub and the Dockerfile: what is pinned, and where the key goes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from planted_secrets import planted
from source_tree import ROOT

from clerk_cli.testing import CommandLine

ACTION = ROOT / ".github/actions/setup-clerk"
DOCKERFILE = ROOT / ".github/docker/Dockerfile"
PYTHON = """\
#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >> "%s"\\n' "$RUNNER_TEMP/installed" > "$3/bin/pip"
printf '#!/bin/sh\\nexec "{python}" -m clerk_cli "$@"\\n' > "$3/bin/clerk"
chmod +x "$3/bin/pip" "$3/bin/clerk"
"""
"""Makes a virtual environment whose pip notes what it is told to install."""


class Job:
    """A job that uses the action, without a network.

    Args:
        clerk: Has a home.
    """

    def __init__(self, clerk: CommandLine) -> None:
        self.clerk = clerk
        self.temp = clerk.directory / "temp"
        tools = clerk.directory / "tools"
        for folder in (self.temp, tools):
            folder.mkdir()
        (tools / "python").write_text(PYTHON.format(python=sys.executable))
        (tools / "python").chmod(0o755)
        self.path = f"{tools}:{os.environ['PATH']}"

    def run(self, *, version: str, plugins: str, key: str = "") -> subprocess.CompletedProcess[str]:
        variables = {name: text for name, text in self.clerk.variables.items() if name != "PATH"}
        return subprocess.run(
            ["sh", str(ACTION / "install.sh")],
            env=variables
            | {
                "PATH": self.path,
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ENV": str(self.temp / "env"),
                "GITHUB_PATH": str(self.temp / "path"),
                "CLERK_VERSION": version,
                "CLERK_PLUGIN_NAMES": plugins,
                "NEW_KEY": key,
                "NEW_PROFILE": "ci",
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def job(clerk: CommandLine) -> Job:
    return Job(clerk)


def test_the_action_installs_one_version_and_keeps_the_key_in_a_profile(job: Job) -> None:
    key = planted("sk_test_action_0123456789")
    done = job.run(version="0.1.0", plugins="users, organizations", key=key)
    assert done.returncode == 0, done.stderr
    assert "clerk-cli[users,organizations]==0.1.0" in (job.temp / "installed").read_text()
    environment = (job.temp / "env").read_text()
    name, _, folder = environment.strip().partition("=")
    assert name == "CLERK_CONFIG_DIR"
    assert Path(folder).is_relative_to(job.temp)
    masked = job.clerk("config", "get", "clerk.key", env={"CLERK_CONFIG_DIR": folder})
    assert masked.out == "****6789\n"
    assert (job.temp / "path").read_text() == f"{job.temp}/clerk/program/bin\n"


@pytest.mark.parametrize(
    ("version", "plugins"),
    [("", "users"), ("0.1.0", "users]; echo"), (">=0", "users"), ("0.1.0", "$(id)")],
)
def test_the_action_refuses_what_is_not_a_name_or_a_version(
    job: Job, version: str, plugins: str
) -> None:
    done = job.run(version=version, plugins=plugins)
    assert (done.returncode, done.stdout[:9]) == (2, "::error::")
    assert not (job.temp / "installed").exists()


def test_the_action_hands_inputs_over_as_variables_and_pins_actions() -> None:
    text = (ACTION / "action.yml").read_text(encoding="utf-8")
    for step in yaml.safe_load(text)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    for line in uses:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    assert uses[0] in (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")


def test_the_image_is_slim_and_its_user_has_no_rights() -> None:
    lines = DOCKERFILE.read_text(encoding="utf-8").splitlines()
    assert {line for line in lines if line.startswith("FROM")} == {
        "FROM python:3.13-slim AS build", "FROM python:3.13-slim",
    }  # fmt: skip
    last_user = [line for line in lines if line.startswith("USER")][-1]
    assert last_user == "USER clerk"
    assert not [line for line in lines if "SECRET" in line]
