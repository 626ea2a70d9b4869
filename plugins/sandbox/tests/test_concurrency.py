"""Readers and writers of one database file at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.api import LocalError

FIRST_USE = """
import sys
from pathlib import Path
from clerk_cli_sandbox.storage.store import Store
store = Store(Path(sys.argv[1]))
print(store._database.execute("PRAGMA journal_mode").fetchone()[0])
store.close()
"""
OLD_TABLES = """
CREATE TABLE objects (kind TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL,
                      PRIMARY KEY (kind, id));
PRAGMA user_version = 1;
"""


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Any]:
    from clerk_cli_sandbox.local.instance import open_sandbox

    sandbox = open_sandbox(tmp_path / "sandbox.db")
    yield sandbox
    sandbox.store.close()


def request(sandbox: Any, method: str, target: str) -> int:
    from clerk_cli_sandbox.application import HTTPRequest

    headers = {"authorization": "Bearer sk_test_x"}
    return int(sandbox.handle(HTTPRequest(method, f"/v1{target}", headers)).status)


def test_a_read_does_not_wait_for_a_write(sandbox: Any) -> None:
    statuses: list[int] = []
    with sandbox.store.transaction():
        sandbox.store.put("user", {"id": "user_x"})
        thread = threading.Thread(
            target=lambda: statuses.append(request(sandbox, "GET", "/users?query=ada"))
        )
        thread.start()
        thread.join(timeout=5)
        assert statuses == [200]


def test_a_read_sees_one_state_of_the_data(sandbox: Any) -> None:
    store = sandbox.store
    with store.reading():
        before = store.counts()["user"]
        writer = threading.Thread(target=store.put, args=("user", {"id": "user_x"}))
        writer.start()
        writer.join()
        assert store.counts()["user"] == before
    assert store.counts()["user"] == before + 1


def test_a_block_that_reads_does_not_write(sandbox: Any) -> None:
    from clerk_cli_sandbox.storage.store import ReadOnlyError

    with pytest.raises(ReadOnlyError), sandbox.store.reading():
        sandbox.store.put("user", {"id": "user_x"})


def test_a_get_that_creates_something_on_first_use_succeeds(sandbox: Any) -> None:
    from clerk_cli_sandbox.storage.store import Selection

    sandbox.store.delete_all(Selection("signing_key"))
    assert request(sandbox, "GET", "/jwks") == 200
    assert sandbox.store.count(Selection("signing_key")) == 1


def test_processes_that_create_a_file_at_once_agree_on_its_mode(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", FIRST_USE, str(tmp_path / "sandbox.db")]
    processes = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in processes] == ["wal\n"] * 4


def test_closing_interrupts_a_long_query(sandbox: Any) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    )
    started, errors = threading.Event(), []

    def query() -> None:
        try:
            with sandbox.store.reading(), sandbox.store._access() as database:
                started.set()
                database.execute(endless).fetchall()
        except LocalError as error:
            errors.append(type(error).__name__)

    thread = threading.Thread(target=query)
    thread.start()
    started.wait()
    while thread.is_alive():
        sandbox.store.close()
        thread.join(0.01)
    assert errors == ["LocalError"]


def test_other_requests_continue_while_a_password_is_verified(
    api: Any, make_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clerk_cli_sandbox.identity import passwords

    started, done = threading.Event(), threading.Event()

    def verify_slowly(*_: str) -> bool:
        started.set()
        return done.wait(timeout=10)

    monkeypatch.setattr(passwords, "verify_password", verify_slowly)
    id = make_user(username="ada", password="a long enough one")["id"]
    responses: list[Any] = []
    path, body = f"/users/{id}/verify_password", {"password": "a long enough one"}
    thread = threading.Thread(target=lambda: responses.append(api.ok("POST", path, body)))
    thread.start()
    assert started.wait(timeout=10)
    other = make_user(username="bob")
    assert api.ok("GET", f"/users/{other['id']}")["username"] == "bob"
    assert responses == []
    done.set()
    thread.join()
    assert responses == [{"verified": True}]


def test_a_database_of_an_older_version_is_upgraded(tmp_path: Path) -> None:
    from clerk_cli_sandbox.application import Sandbox
    from clerk_cli_sandbox.identity.user_objects import new_contact, new_user
    from clerk_cli_sandbox.storage.store import Store

    path = tmp_path / "sandbox.db"
    template = Store(None)
    user = new_user("user_1", 1) | {"primary_email_address_id": "idn_1", "first_name": "Zoë"}
    template.put("user", user)
    template.put("email_address", new_contact("email_address", "idn_1", "user_1", "z@x.io", 1))
    with sqlite3.connect(path) as old:
        old.executescript(OLD_TABLES)
        rows = template._database.execute("SELECT kind, id, document FROM objects")
        old.executemany("INSERT INTO objects VALUES (?, ?, ?)", rows)
    old.close()
    template.close()
    store = Store(path)
    sandbox = Sandbox(store)
    for query in ("query=zoe", "email_address_query=z@x", "order_by=email_address"):
        assert request(sandbox, "GET", f"/users?{query}") == 200
    assert store._database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert store.text_condition("zoe", ["name"])[0].startswith("o.rowid IN")
    store.close()
