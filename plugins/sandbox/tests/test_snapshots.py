"""``clerk sandbox snapshot`` and ``restore``."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from clerk_cli.api import Environment
from clerk_cli.testing import CommandLine


def users(clerk: CommandLine) -> str:
    return clerk("-p", "sandbox", "users", "count").out.strip()


def create(clerk: CommandLine, name: str) -> None:
    assert clerk("-p", "sandbox", "users", "create", "--username", name).code == 0


def test_a_snapshot_brings_back_what_was_there(clerk: CommandLine) -> None:
    create(clerk, "one")
    assert clerk("sandbox", "snapshot", "before").code == 0
    create(clerk, "two")
    assert clerk("-p", "sandbox", "users", "list", "--query", "two", "-o", "json").json["data"]
    result = clerk("sandbox", "restore", "before", "--force", "-o", "json")
    assert (result.code, result.json["users"]) == (0, 13)
    assert not clerk("-p", "sandbox", "users", "list", "--query", "two", "-o", "json").json["data"]


def test_restore_asks(clerk: CommandLine) -> None:
    clerk("sandbox", "snapshot", "before")
    create(clerk, "one")
    assert clerk("sandbox", "restore", "before").code == 2
    assert users(clerk) == "13"


def test_an_existing_snapshot_is_replaced_only_on_request(clerk: CommandLine) -> None:
    clerk("sandbox", "snapshot", "same")
    create(clerk, "one")
    refused = clerk("sandbox", "snapshot", "same")
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert clerk("sandbox", "snapshot", "same", "--replace").code == 0
    clerk("sandbox", "reset", "--force")
    clerk("sandbox", "restore", "same", "--force")
    assert users(clerk) == "13"


def test_a_missing_snapshot_is_reported_with_those_that_exist(clerk: CommandLine) -> None:
    clerk("sandbox", "snapshot", "before")
    result = clerk("sandbox", "restore", "after", "--force")
    assert (result.code, "Snapshots: before" in result.err) == (1, True)


def test_a_missing_snapshot_is_reported_before_anything_is_confirmed(clerk: CommandLine) -> None:
    result = clerk("sandbox", "restore", "after")
    assert (result.code, "Save one with: clerk sandbox snapshot NAME" in result.err) == (1, True)


@pytest.mark.parametrize("command", ["delete", "update --api-url https://api.example.com"])
def test_the_built_in_profile_cannot_be_changed(clerk: CommandLine, command: str) -> None:
    name, *rest = command.split()
    result = clerk("config", "profile", name, "sandbox", *rest)
    assert result.code == 1
    assert 'profile "sandbox" is built in' in result.err
    assert "A built-in profile cannot be changed or deleted." in result.err


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "x" * 65, "-"])
@pytest.mark.parametrize("command", ["snapshot", "restore"])
def test_a_name_is_the_name_of_a_file_everywhere(
    clerk: CommandLine, command: str, name: str
) -> None:
    words = ["--force"] if command == "restore" else []
    assert clerk("sandbox", command, *words, "--", name).code == 2


def test_a_snapshot_is_readable_only_by_its_owner(clerk: CommandLine) -> None:
    path = Path(clerk("sandbox", "snapshot", "before", "-o", "json").json["path"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["before.db"]


def test_an_open_sandbox_sees_a_restored_snapshot(tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.instance import open_sandbox, reset
    from clerk_cli_sandbox.local.snapshots import restore_snapshot, take_snapshot

    path = tmp_path / "sandbox.db"
    store = open_sandbox(path).store
    take_snapshot(Environment(), path, "before", replace=False)
    reset(path, "empty", tmp_path)
    assert store.counts().get("user", 0) == 0
    thread = threading.Thread(target=restore_snapshot, args=(path, "before"))
    thread.start()
    thread.join()
    assert store.counts()["user"] == 12
    store.close()
