"""An upgrade of the core alone, which pip and uv both allow, leaves outdated plugins."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from clean_environments import VERSION, Installation, Later, succeed

pytestmark = pytest.mark.packaging
OLD = ("users", "sandbox")


@pytest.fixture(params=["pip", "uv"])
def upgraded(
    request: pytest.FixtureRequest, install: Any, later: Later, wheelhouse: Path
) -> Installation:
    uv = shutil.which("uv")
    if request.param == "uv" and uv is None:
        pytest.skip("uv is not installed")
    environment: Installation = install("clerk-cli[users,sandbox]", pip=True)
    wanted = f"clerk-cli=={later.version}"
    links = ("--no-index", "--find-links", later.wheels, "--find-links", wheelhouse)
    python = environment.bin / "python"
    if uv is not None and request.param == "uv":
        succeed(uv, "pip", "install", "--python", python, *links, wanted)
    else:
        succeed(sys.executable, "-m", "pip", "--python", python, "install", *links, wanted)
    return environment


def test_an_outdated_plugin_is_one_line_and_one_command_fixes_all(
    upgraded: Installation, later: Later, wheelhouse: Path
) -> None:
    argv = ("-p", "sandbox", "users", "list")
    listed = upgraded.clerk(*argv)
    assert "Traceback" not in listed.stderr
    for name in OLD:
        line = (
            f'plugin "{name}" (clerk-cli-{name} {VERSION}): version differs from clerk '
            f"{later.version}; fix it with: clerk plugins update {name}"
        )
        assert [text for text in listed.stderr.splitlines() if line in text], listed.stderr
    links = {"PIP_FIND_LINKS": f"{later.wheels} {wheelhouse}", "PIP_NO_INDEX": "1"}
    fixed = upgraded.clerk("plugins", "update", *OLD, "--yes", **links)
    assert fixed.returncode == 0, fixed.stderr
    listed = upgraded.clerk(*argv)
    assert (listed.returncode, "linus@example.com" in listed.stdout) == (0, True)
    assert "version" not in listed.stderr
