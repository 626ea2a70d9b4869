"""Requests that Schemathesis generates from Clerk's OpenAPI spec.

Runs where ``CLERK_OPENAPI`` names the spec and the program ``schemathesis`` is installed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "CLERK_OPENAPI"
METHODS = ("get", "post", "put", "patch", "delete")
CONTRADICTION = "does not match ^(user|org|mch)_"
"""In requests, the spec lets a directory (``scim_…``) have API keys; in responses it does not."""

CONFIGURATION = "[phases.coverage]\nunexpected-methods = []\n"

pytestmark = pytest.mark.skipif(
    not os.environ.get(VARIABLE) or not shutil.which("schemathesis"),
    reason=f"needs {VARIABLE} and schemathesis",
)


def without_names(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def served_part(spec: Any) -> Any:
    """The spec of the operations that the sandbox serves."""
    from clerk_cli_sandbox.rooms import operations

    served = {(entry.method, without_names(entry.pattern[3:])) for entry in operations()}
    paths = {
        path: {
            method: operation
            for method, operation in item.items()
            if method not in METHODS or (method.upper(), without_names(path)) in served
        }
        for path, item in spec["paths"].items()
    }
    return spec | {"paths": {path: item for path, item in paths.items() if set(item) & {*METHODS}}}


@pytest.fixture
def problems(api: Any, check_response: Any) -> list[str]:
    """What was wrong with the responses of a sandbox with demo data, as it answers them."""
    from clerk_cli_sandbox.local.seeds import load_seed

    load_seed(api.sandbox, "demo", Path())
    handle, problems = api.sandbox.handle, []

    def checked(request: Any) -> Any:
        response = handle(request)
        target = request.target.removeprefix("/v1")
        try:
            check_response(request.method, target, response)
        except AssertionError as error:
            if CONTRADICTION not in str(error):
                problems.append(f"{request.method} {target} {request.body!r}: {error}")
        return response

    api.sandbox.handle = checked
    return problems


def test_generated_requests_get_documented_responses(
    problems: list[str], served: str, tmp_path: Path
) -> None:
    spec = json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))
    (tmp_path / "spec.json").write_text(json.dumps(served_part(spec)))
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    argv = [
        "schemathesis", "run", "spec.json", "--url", f"{served}/v1",
        "--header", "Authorization: Bearer sk_test_anything", "--checks", "not_a_server_error",
        "--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--continue-on-failure",
    ]  # fmt: skip
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert problems == []
    assert done.returncode == 0, done.stdout[-4000:]
