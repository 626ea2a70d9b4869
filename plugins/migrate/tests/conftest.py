"""Servers and files of the tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from typing import Any

import pytest
from forked_runs import start_forked

from clerk_cli.testing import CommandLine

KEY = "sk_test_migration"


@dataclass
class Server:
    """``clerk sandbox serve`` in a process of its own.

    Args:
        url: Where it listens.
        clerk: Runs command lines.
    """

    url: str
    clerk: CommandLine

    @property
    def variables(self) -> dict[str, str]:
        """The variables with which a command reaches it."""
        return {"CLERK_API_URL": self.url, "CLERK_SECRET_KEY": KEY}

    def run(self, *argv: str, **options: Any) -> Any:
        """Run a command line against it, in this process."""
        return self.clerk(*argv, env=self.variables, **options)

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        """Start a command line against it."""
        return subprocess.Popen(
            [sys.executable, "-m", "clerk_cli", *argv],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.clerk.directory,
            env={**self.clerk.variables, **self.variables},
        )

    def users(self) -> list[dict[str, Any]]:
        """Every user that it has."""
        return self.listed("users", "list", "--all")

    def listed(self, *argv: str) -> list[dict[str, Any]]:
        """The objects of a list, read again as often as the faults of the server ask for it."""
        listed = self.run(*argv, "-o", "json")
        for _ in range(20):
            if listed.code:
                time.sleep(0.6)  # the limit of the server counts real seconds
                listed = self.run(*argv, "-o", "json")
        assert listed.code == 0, listed.err
        objects: list[dict[str, Any]] = listed.json["data"]
        return objects


@pytest.fixture
def serve(clerk: CommandLine, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts sandboxes with options of ``clerk sandbox serve``."""
    with ExitStack() as stack:
        numbers = iter(range(100))

        def start(*options: str) -> Server:
            argv = ["sandbox", "serve", "--port", "0", "--seed", "empty", *options]
            argv += ["--db", str(tmp_path / f"{next(numbers)}.db")]
            read, write = os.pipe()
            process = start_forked(clerk, *argv, stderr=write)
            os.close(write)
            stack.callback(process.wait)
            stack.callback(process.send_signal, SIGTERM)
            messages = stack.enter_context(os.fdopen(read, encoding="utf-8"))
            match = re.search(r"http://127\.0\.0\.1:\d+", messages.readline())
            assert match
            return Server(match[0], clerk)

        yield start


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    """A sandbox without faults."""
    return serve()


WriteRecords = Callable[..., Path]


@pytest.fixture
def write_records(clerk: CommandLine) -> WriteRecords:
    """Writes records as NDJSON into the working directory."""

    def write(records: list[dict[str, Any]], name: str = "users.ndjson") -> Path:
        path = clerk.directory / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return path

    return write


@pytest.fixture
def user() -> Callable[..., dict[str, Any]]:
    """Makes the body of a user with a number."""

    def make(number: int, **fields: Any) -> dict[str, Any]:
        return {
            "external_id": f"old_{number}",
            "email_address": [f"user{number}@example.com"],
            "first_name": "User",
            "last_name": str(number),
            **fields,
        }

    return make


@pytest.fixture
def organization_records() -> Callable[[int], list[dict[str, Any]]]:
    """Makes records of every kind, as a file of failures has them, for some organizations."""

    def make(organizations: int) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = [
            {
                "kind": "organization",
                "key": f"o{number}",
                "fields": {
                    "name": f"Organization {number}",
                    "created_by": f"u{number}",
                    # Those without a slug can only be found by their name.
                    **({"slug": f"organization-{number}"} if number % 2 else {}),
                },
                "domains": [{"name": f"example-{number}.com", "verified": True}],
                "invitations": [
                    {"email_address": f"guest{number}@example.org", "role": "org:member"}
                ],
            }
            for number in range(organizations)
        ]
        for number in range(2 * organizations):
            memberships = [{"organization": f"o{number % organizations}", "role": "org:admin"}]
            memberships += [
                {"organization": f"o{(number + 1) % organizations}", "role": "org:member"}
            ]
            records.append(
                {
                    "kind": "user",
                    "source_id": f"u{number}",
                    "fields": {
                        "external_id": f"old_{number}",
                        "email_address": [f"user{number}@example.com"],
                    },
                    "emails": [{"email_address": f"second{number}@example.com", "verified": False}],
                    "phones": [{"phone_number": f"+1555555{number:04}", "verified": True}],
                    "memberships": memberships,
                }
            )
        permissions = [{"name": "Fly", "key": "org:plane:fly"}]
        for name in ("pilot", "cadet"):
            key = f"org:{name}"
            fields = {"name": name.title(), "key": key}
            records.append(
                {"kind": "role", "key": key, "fields": fields, "permissions": permissions}
            )
        return [{"record": record} for record in records]

    return make


@pytest.fixture
def require_organizations() -> Callable[[Server, int], dict[str, int]]:
    """Makes sure that a server has what the records of some organizations say, each once."""

    def require(server: Server, number: int) -> dict[str, int]:
        users = server.users()
        assert [len(user["email_addresses"]) for user in users] == [2] * number * 2
        assert [len(user["phone_numbers"]) for user in users] == [1] * number * 2
        roles = server.listed("organizations", "roles", "list")
        assert len(roles) == len({role["key"] for role in roles}) == 4
        organizations = server.listed("organizations", "list", "--all")
        names = sorted(f"Organization {index}" for index in range(number))
        assert sorted(item["name"] for item in organizations) == names
        for item in organizations:
            members = server.listed("organizations", "members", "list", item["id"])
            expected = [*["org:admin"] * 2, *["org:member"] * 2]
            assert sorted(member["role"] for member in members) == expected
            for kind in ("domains", "invitations"):
                assert len(server.listed("organizations", kind, "list", item["id"])) == 1
        return {
            "user": 2 * number, "email_address": 2 * number, "phone_number": 2 * number,
            "permission": 1, "role": 2, "organization": number, "domain": number,
            "membership": 4 * number, "invitation": number,
        }  # fmt: skip

    return require
