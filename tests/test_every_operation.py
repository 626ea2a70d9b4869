"""Every operation of the API has a command, or a reason to have none.

What commands reach is recorded: the lines of the test of outputs run against the sandbox, and so do
lines for the requests that commands choose only while they run.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from instance_with_one_of_each import Maker, place
from test_command_outputs import EXAMPLES, one_of_each

from clerk_cli.operations import all_operations
from clerk_cli.testing import CommandLine

__all__ = ["one_of_each"]

OTHER_ROUTES = """
users update {user} --public-metadata {json}
users ban {user} {other}
users unban {user} {other}
organizations update {org} --public-metadata {json}
sessions create-token {session} --template mine
restrictions add --allow friend@example.com
restrictions remove {blocked}
billing credits get {org}
billing credits adjust {org} --action increase --amount 500 -f
protect status --disable-rules
"""
"""Lines for requests that a command sends with some arguments, and the test of outputs without."""

DEPRECATED = "deprecated in the spec"
WITHOUT_COMMAND = {
    "GetPublicInterstitial": "a page for browsers",
    "GetTemplateList": DEPRECATED,
    "GetTemplate": DEPRECATED,
    "UpsertTemplate": DEPRECATED,
    "RevertTemplate": DEPRECATED,
    "PreviewTemplate": DEPRECATED,
    "ToggleTemplateDelivery": DEPRECATED,
    "ListPendingOrganizationInvitations": (
        f"{DEPRECATED}: clerk organizations invitations list --status pending"
    ),
    "UpdateProductionInstanceDomain": f"{DEPRECATED}: clerk instance change-domain",
}
"""The operations that only ``clerk api`` reaches, and why."""

MAX_WITHOUT_COMMAND = 19
"""Of 249 operations at least 230 have a command."""

PATTERNS = [
    (operation.id, operation.method, re.compile(re.sub(r"\{\w+\}", "[^/]+", operation.path)))
    for operation in sorted(all_operations(), key=lambda operation: operation.path.count("{"))
]
"""How each operation is recognized; a literal path such as /users/count goes first."""


def operation_of(method: str, path: str) -> list[str]:
    """The id of the operation of a request; none for the rules of Protect, which the spec lacks."""
    fitting = (id for id, verb, regex in PATTERNS if verb == method and regex.fullmatch(path))
    return list(fitting)[:1]


@pytest.fixture
def instance(
    one_of_each: tuple[Path, dict[str, str]], tmp_path: Path
) -> tuple[Path, dict[str, str]]:
    """A sandbox with one object of each kind, and what lines call them."""
    original, names = one_of_each
    path = tmp_path / "sandbox.db"
    shutil.copy(original, path)
    maker = Maker(path)
    maker.make("blocked", "/blocklist_identifiers", {"identifier": "spam@example.com"})
    maker.close()
    return path, names | maker.ids


@pytest.fixture
def reached(
    clerk: CommandLine, instance: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> set[str]:
    """The operations that commands call with success, by their ids."""
    database, names = instance
    operations: set[str] = set()
    send = requests.Session.send

    def record(
        self: requests.Session, request: requests.PreparedRequest, **options: object
    ) -> requests.Response:
        response = send(self, request, **options)  # type: ignore[arg-type]
        if response.ok:
            path = urlsplit(str(request.url)).path.removeprefix("/v1")
            operations.update(operation_of(str(request.method), path))
        return response

    monkeypatch.setattr(requests.Session, "send", record)
    clerk.config.mkdir(parents=True)
    for line in [*(line for line, _ in EXAMPLES), *OTHER_ROUTES.strip().splitlines()]:
        place(database, clerk.config / "sandbox.db", line)
        result = clerk("-p", "sandbox", *shlex.split(line.format_map(names)), "-o", "json")
        assert result.code == 0, f"{line}: {result.err}"
    return operations


@pytest.mark.slow
def test_every_operation_has_a_command_or_a_reason(reached: set[str]) -> None:
    ids = {operation.id for operation in all_operations()}
    assert ids - reached - set(WITHOUT_COMMAND) == set()
    assert reached & set(WITHOUT_COMMAND) == set(), "it has a command: remove its reason"


def test_a_reason_belongs_to_an_operation_and_few_have_one() -> None:
    assert set(WITHOUT_COMMAND) <= {operation.id for operation in all_operations()}
    assert len(WITHOUT_COMMAND) <= MAX_WITHOUT_COMMAND
    assert all(WITHOUT_COMMAND.values())
