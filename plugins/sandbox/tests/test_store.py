"""The database file: several processes, invalid files, seeds, many users."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.api import ConfigError, LocalError, UsageError
from clerk_cli.testing import CommandLine

ADD_TWENTY = """
import json, sys
from pathlib import Path
from clerk_cli_sandbox.application import HTTPRequest
from clerk_cli_sandbox.local.instance import open_sandbox
sandbox = open_sandbox(Path(sys.argv[1]))
for number in range(20):
    body = json.dumps({"username": f"{sys.argv[2]}{number}"}).encode()
    headers = {"authorization": "Bearer sk_test_x"}
    response = sandbox.handle(HTTPRequest("POST", "/v1/users", headers, body))
    assert response.status == 200, response
sandbox.store.close()
"""


def count(path: Path) -> int:
    from clerk_cli_sandbox.storage.store import Store

    store = Store(path)
    counts = store.counts()
    store.close()
    return counts.get("user", 0)


def test_two_processes_load_one_seed_and_lose_no_writes(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD_TWENTY, str(path), name]) for name in "ab"
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert count(path) == 12 + 40


def test_the_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.instance import open_sandbox

    open_sandbox(tmp_path / "new" / "sandbox.db").store.close()
    assert (tmp_path / "new" / "sandbox.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_not_a_database_is_reported_with_a_remedy(tmp_path: Path) -> None:
    from clerk_cli_sandbox.storage.store import Store

    path = tmp_path / "sandbox.db"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(
        ConfigError, match=r"cannot open the sandbox database .*sandbox\.db"
    ) as raised:
        Store(path)
    assert "clerk sandbox reset" in (raised.value.hint or "")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A sandbox in which the pages after the first are overwritten."""
    from clerk_cli_sandbox.local.instance import open_sandbox

    path = tmp_path / "sandbox.db"
    open_sandbox(path).store.close()
    damage(path)
    return path


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def test_a_damaged_file_is_reported_with_a_remedy(damaged: Path) -> None:
    from clerk_cli_sandbox.storage.store import Store

    with pytest.raises(ConfigError, match="cannot open the sandbox database") as raised:
        Store(damaged)
    assert f"clerk sandbox reset --force --db {damaged}" in (raised.value.hint or "")


@pytest.mark.parametrize("version", [0, 3, 99])
def test_the_database_of_another_program_stays_as_it_is(tmp_path: Path, version: int) -> None:
    from clerk_cli_sandbox.local.instance import open_sandbox, reset

    path = tmp_path / "app.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE objects (name TEXT)")
    database.execute(f"PRAGMA user_version = {version}")
    database.close()
    before = path.read_bytes()
    with pytest.raises(LocalError, match="it is the database of another program"):
        open_sandbox(path)
    with pytest.raises(LocalError, match="it is the database of another program"):
        reset(path, "empty", tmp_path)
    assert path.read_bytes() == before


def test_reset_replaces_a_damaged_file(damaged: Path) -> None:
    from clerk_cli_sandbox.local.instance import reset

    reset(damaged, "empty", damaged.parent)
    assert count(damaged) == 0


def test_damage_during_use_is_answered_with_a_remedy(tmp_path: Path) -> None:
    from clerk_cli_sandbox.application import HTTPRequest
    from clerk_cli_sandbox.local.instance import open_sandbox

    path = tmp_path / "sandbox.db"
    sandbox = open_sandbox(path)
    with sqlite3.connect(path) as other:
        # Another writer makes the sandbox read the pages again.
        other.execute("UPDATE objects SET document = document")
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    damage(path)
    request = HTTPRequest("GET", "/v1/users", {"authorization": "Bearer sk_test_x"})
    response = sandbox.handle(request)
    sandbox.store.close()
    assert response.status == 503
    assert b"clerk sandbox reset --force" in response.body


def test_a_file_of_a_newer_version_is_rejected(tmp_path: Path) -> None:
    from clerk_cli_sandbox.storage.store import Store

    path = tmp_path / "sandbox.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ConfigError, match="newer version"):
        Store(path)


def test_a_directory_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    from clerk_cli_sandbox.storage.store import Store

    (tmp_path / "file").write_text("")
    with pytest.raises(LocalError, match="cannot create the sandbox database"):
        Store(tmp_path / "file" / "sandbox.db")


def test_reset_replaces_an_invalid_file(tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.instance import reset

    path = tmp_path / "sandbox.db"
    path.write_bytes(b"this is not a database" * 100)
    reset(path, "empty", tmp_path)
    assert count(path) == 0


def test_demo_ids_are_the_same_in_every_sandbox(tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.instance import open_sandbox
    from clerk_cli_sandbox.storage.store import Selection

    ids = []
    for name in ("one", "two"):
        store = open_sandbox(tmp_path / name).store
        ids.append(sorted(user["id"] for user in store.select(Selection("user"))))
        store.close()
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"users": [{"username": "a"}, {"emails": []}]}', r"users\[1\]\.emails: emails is not"),
        ('{"users": [{"username": "a"}, {}]}', r"users\[1\]"),
        ('{"users": [{"username": "a"}, {"username": "a"}]}', r"users\[1\]\.username: That"),
        (
            '{"users": [{"email_address": ["b@x.io"]}, {"email_address": ["B@x.io"]}]}',
            r"users\[1\]",
        ),
        ('{"users": [{"username": "' + "[" * 300 + '"}, [' + "[" * 300, "more than 200 levels"),
        ("[]", "is not a valid seed"),
        ('{"users": [], "sign_ups": {}}', "is not a valid seed"),
        ('{"users": [{"username": "a"}], "sign_ups": [{"email": "a@b.co"}]}',
         r"sign_ups\[0\]\.email: email is not"),
        ('{"users": [{"email_address": ["b@x.io"]}], "sign_ups": [{"email_address": "B@x.io"}]}',
         r"sign_ups\[0\]\.email_address: That"),
        ("{", "cannot read .* as JSON"),
    ],
)  # fmt: skip
def test_an_invalid_seed_is_reported_and_not_loaded(
    api: Any, tmp_path: Path, text: str, message: str
) -> None:
    from clerk_cli_sandbox.local.seeds import load_seed

    (tmp_path / "seed.json").write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_seed(api.sandbox, "seed.json", tmp_path)
    assert api.ok("GET", "/users/count")["total_count"] == 0


def test_a_seed_creates_what_the_api_creates(api: Any, tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.seeds import load_seed

    body = {
        "username": "ada", "first_name": "Ada", "email_address": ["ada@x.io", "a@x.io"],
        "email_address_identification_status": ["reserved", "verified"],
        "phone_number": ["+15550100001"], "password": "a long enough one",
        "created_at": "2026-01-01T00:00:00Z", "public_metadata": {"plan": "gold"},
    }  # fmt: skip
    created = api.ok("POST", "/users", body)
    api.ok("DELETE", f"/users/{created['id']}")
    (tmp_path / "seed.json").write_text(json.dumps({"users": [body]}))
    assert load_seed(api.sandbox, "seed.json", tmp_path) == 1
    (seeded,) = api.ok("GET", "/users?query=ada%40x")
    assert without_ids_and_times(seeded) == without_ids_and_times(created)
    path = f"/users/{seeded['id']}/verify_password"
    assert api.ok("POST", path, {"password": body["password"]}) == {"verified": True}


def test_a_seed_can_have_sign_ups(api: Any, tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.seeds import load_seed

    seed = {"users": [], "sign_ups": [{"email_address": "ada@x.io", "first_name": "Ada"}]}
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    assert load_seed(api.sandbox, "seed.json", tmp_path) == 0
    (client,) = api.ok("GET", "/clients")
    sign_up = api.ok("GET", f"/sign_ups/{client['sign_up_id']}")
    assert (sign_up["email_address"], sign_up["first_name"]) == ("ada@x.io", "Ada")


def without_ids_and_times(value: Any) -> Any:
    if isinstance(value, list):
        return [without_ids_and_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: without_ids_and_times(item)
        for name, item in value.items()
        if not (item and name.endswith(("id", "_at")))
    }


def test_a_seed_has_nobody_who_exists(api: Any, tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.seeds import load_seed

    api.ok("POST", "/users", {"email_address": ["ada@x.io"]})
    (tmp_path / "seed.json").write_text('{"users": [{"email_address": ["ADA@x.io"]}]}')
    with pytest.raises(ConfigError, match=r"users\[0\]\.email_address"):
        load_seed(api.sandbox, "seed.json", tmp_path)


def test_a_missing_seed_is_a_usage_error(api: Any, tmp_path: Path) -> None:
    from clerk_cli_sandbox.local.seeds import load_seed

    with pytest.raises(UsageError, match=r"the seed .*nope\.json does not exist"):
        load_seed(api.sandbox, "nope.json", tmp_path)


@pytest.mark.slow
def test_a_page_of_many_users_is_fast(api: Any) -> None:
    from clerk_cli_sandbox.identity.user_objects import new_user

    users = ({**new_user(f"user_{n}", n), "username": f"u{n}"} for n in range(20_000))
    api.sandbox.store.put_many("user", users)
    started = time.perf_counter()
    page = api.ok("GET", "/users?limit=10&order_by=-created_at")
    elapsed = time.perf_counter() - started
    assert page[0]["id"] == "user_19999"
    assert elapsed < 1.0
    json.dumps(page)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize(
    ("thing", "reason"),
    [("folder", "it is a folder"), ("pipe", "it is a pipe or a device"),
     ("/dev/null", "it is a pipe or a device"), ("loop", "Too many levels of symbolic links")],
)  # fmt: skip
@pytest.mark.parametrize("line", ["users list", "sandbox status", "sandbox reset --force"])
def test_what_is_not_a_file_is_named_and_stays(
    clerk: CommandLine, thing: str, reason: str, line: str
) -> None:
    clerk.config.mkdir(parents=True)
    path = clerk.config / "sandbox.db"
    if thing == "folder":
        path.mkdir()
    elif thing == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path if thing == "loop" else thing)
    result = clerk("-p", "sandbox", *line.split())
    assert (result.code, result.out) == (1, "")
    assert f"cannot use the sandbox database {path}: {reason}" in result.err
    assert "plugin" not in result.err
    assert os.path.lexists(path)
    assert not path.is_file()


def test_a_database_of_another_user_is_not_used(tmp_path: Path) -> None:
    from clerk_cli_sandbox.storage.store import Store

    path = tmp_path / "sandbox.db"
    path.touch()
    try:
        os.chown(path, 54321, -1)
    except PermissionError:
        pytest.skip("only root can give a file to somebody else")
    with pytest.raises(LocalError, match=r"belongs to another user \(uid 54321\)"):
        Store(path)
