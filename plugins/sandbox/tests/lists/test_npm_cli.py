"""The program ``clerk`` that Clerk publishes on npm, unmodified, against the sandbox.

It runs in a folder that is not linked to an application, with a secret key, and
``CLERK_BACKEND_API_URL`` names the sandbox. What it does with an account instead goes to Clerk's
Platform API, which the sandbox is not.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from npm_packages import npm_install
from plugins.sandbox.tests.lists.test_hostile_input import (
    NEEDS_A_SECRET,
    NEEDS_ANOTHER_INSTANCE,
    OPERATIONS,
    RolledBackError,
    identify,
    valid_request,
)

pytestmark = pytest.mark.javascript

PACKAGE = "clerk@3.3.0"
SECONDS = 60
AT_ONCE = 4
READABLE = {
    "instance": "/instance",
    "communication": "/instance/communication",
    "organization_settings": "/instance/organization_settings",
    "protect": "/instance/protect",
    "oauth_application_settings": "/instance/oauth_application_settings",
}
"""The groups of ``clerk config pull``, and where it reads them."""


class Done(NamedTuple):
    """What a run of the program did."""

    code: int
    out: str
    err: str


class Program:
    """The program, in a folder of its own."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.url = ""

    def __call__(self, *argv: str) -> Done:
        """Run it; a key and the URL of the sandbox are in its environment."""
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CLERK_CONFIG_DIR": str(self.folder),
            "CLERK_BACKEND_API_URL": self.url,
            "CLERK_SECRET_KEY": "sk_test_npm",
            "CLERK_TELEMETRY_DISABLED": "1",
            "CLERK_NO_UPDATE_CHECK": "1",
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [str(self.path), *argv],
            env=variables,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def json(self, *argv: str) -> Any:
        """What it prints, where it must succeed."""
        done = self(*argv)
        assert done.code == 0, done.err
        return json.loads(done.out)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("npm")
    npm_install(folder, PACKAGE)
    made = Program(folder / "node_modules" / ".bin" / "clerk", tmp_path_factory.mktemp("project"))
    if made("--version").code:
        pytest.skip(f"{PACKAGE} has no binary for this computer")
    return made


@pytest.fixture
def npm_clerk(program: Program, served: str) -> Program:
    """The program, for an empty sandbox."""
    program.url = served
    return program


def test_config_pull_shows_every_setting(npm_clerk: Program, api: Any) -> None:
    pulled = npm_clerk.json("config", "pull", "--keys", *READABLE)
    assert pulled == {name: api.ok("GET", path) for name, path in READABLE.items()}


def test_config_patch_changes_the_settings_of_every_group(npm_clerk: Program, api: Any) -> None:
    changes = {
        "instance": {"allowed_origins": ["https://app.example.com"], "test_mode": True},
        "communication": {"blocked_country_codes": ["FR"]},
        "restrictions": {"allowlist": True},
        "organization_settings": {"max_allowed_memberships": 9, "domains_enabled": False},
        "protect": {"rules_enabled": True},
        "instance_settings": {"from_email_address": "support"},
    }
    done = npm_clerk("config", "patch", "--json", json.dumps(changes), "--yes")
    assert done.code == 0, done.err
    assert "Config pushed successfully" in done.err
    assert "didn't come back" not in done.err
    assert api.ok("GET", "/instance")["allowed_origins"] == ["https://app.example.com"]
    assert api.ok("GET", "/instance/communication")["blocked_country_codes"] == ["FR"]
    settings = api.ok("GET", "/instance/organization_settings")
    assert (settings["max_allowed_memberships"], settings["domains_enabled"]) == (9, False)
    assert api.ok("PATCH", "/instance/restrictions", {})["allowlist"] is True


def test_config_patch_reports_a_setting_that_does_not_exist(npm_clerk: Program) -> None:
    done = npm_clerk("config", "patch", "--json", '{"protect": {"no_such": 1}}', "--yes")
    assert done.code == 1
    assert "form_param_unknown" in done.err


def test_organizations_are_enabled_with_every_option_and_disabled(
    npm_clerk: Program, api: Any
) -> None:
    api.ok("PATCH", "/instance/organization_settings", {"enabled": False})
    options = ["--force-selection", "--auto-create", "--domains", "--max-members", "12"]
    done = npm_clerk("enable", "orgs", *options, "--yes")
    assert done.code == 0, done.err
    settings = api.ok("GET", "/instance/organization_settings")
    assert (settings["enabled"], settings["max_allowed_memberships"]) == (True, 12)
    assert npm_clerk("disable", "orgs", "--yes").code == 0
    assert api.errors("GET", "/organizations")[0] == 403


def test_users_are_created_and_listed(npm_clerk: Program, make_user: Callable[..., Any]) -> None:
    grace = make_user(username="grace", email_address=["grace@example.com"])
    created = npm_clerk.json(
        "users", "create", "--email", "ada@example.com", "--first-name", "Ada", "--yes"
    )
    assert created["email_addresses"][0]["email_address"] == "ada@example.com"
    other = npm_clerk.json("users", "create", "-d", '{"username": "linus"}', "--yes")
    users = npm_clerk.json("users", "list", "--order-by", "+created_at")["data"]
    assert [user["id"] for user in users] == [grace["id"], created["id"], other["id"]]
    for option in ("--username=grace", "--email-address=grace@example.com", "--query=grac"):
        (found,) = npm_clerk.json("users", "list", option)["data"]
        assert found["id"] == grace["id"]
    assert npm_clerk.json("users", "list", "--limit", "1", "--offset", "1")["data"][0] == created


def test_the_key_of_the_sandbox_is_recognized(npm_clerk: Program, api: Any) -> None:
    shown = npm_clerk.json("whoami", "--json")
    assert shown["accountless"]["instanceId"] == api.ok("GET", "/instance")["id"]
    assert shown["accountless"]["environmentType"] == "development"


@pytest.fixture
def npm_clerk_of_instance(program: Program, instance: Any) -> Iterator[Program]:
    """The program, for an instance in which each request is taken back after its response."""
    from clerk_cli_sandbox.transports.server import make_server

    sandbox = instance.api.sandbox
    handle = sandbox.handle

    def handle_and_forget(request: Any) -> Any:
        with suppress(RolledBackError), sandbox.store.transaction():
            response = handle(request)
            raise RolledBackError
        return response

    sandbox.handle = handle_and_forget
    server = make_server(sandbox, "127.0.0.1", 0, allow_remote=False)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    program.url = server.url
    yield program
    server.shutdown()
    server.server_close()
    thread.join()
    sandbox.handle = handle


def test_api_calls_every_operation(npm_clerk_of_instance: Program, instance: Any) -> None:
    def failure(operation: Any) -> str | None:
        target, body = valid_request(operation, instance)
        argv = ["api", "-X", operation.method, target, "--yes"]
        if body is not None:
            argv += ["-d", json.dumps(body)]
        done = npm_clerk_of_instance(*argv)
        return None if done.code == 0 else f"{identify(operation)}: {done.out}{done.err}"

    unsuitable = NEEDS_A_SECRET | NEEDS_ANOTHER_INSTANCE
    operations = [
        entry
        for entry in OPERATIONS
        if identify(entry) not in unsuitable and not entry.takes_form  # it sends JSON alone
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        failures = [text for text in pool.map(failure, operations) if text]
    assert failures == []
