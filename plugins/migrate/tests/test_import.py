"""Imports from their check to their end."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


def journals(clerk: CommandLine) -> list[Path]:
    return sorted((clerk.config / "migrations").glob("*.db"))


def test_every_user_is_created_once_with_all_of_its_fields(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(30)])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert done.code == 0, done.err
    assert done.json["created"] == {"user": 30}
    assert {found["external_id"] for found in server.users()} == {f"old_{n}" for n in range(30)}
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert (verified.code, verified.json["data"]) == (0, [])


def test_a_user_without_an_id_gets_one_of_the_run_and_its_line(
    server: Any, write_records: Any
) -> None:
    write_records([{"email_address": ["a@example.com"]}])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    (found,) = server.users()
    assert found["external_id"] == f"{done.json['run']}:1"


def test_a_dry_run_reports_and_sends_and_leaves_nothing(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1), user(2, email_address=["user1@example.com"])])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    assert done.code == 1
    (problem,) = done.json["problems"]
    assert (problem["code"], problem["count"]) == ("duplicate_in_file", 1)
    assert problem["examples"][0]["line"] == 2
    assert "users.ndjson:1" in problem["message"]
    assert server.users() == []
    assert journals(clerk) == []


def test_a_refused_record_keeps_all_others_from_being_imported(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1), user(1)])
    done = server.run("migrate", "import", "users.ndjson", "--report", "report.ndjson")
    assert done.code == 1
    assert "--skip-invalid imports the rest" in done.err
    assert (server.users(), journals(clerk)) == ([], [])
    lines = (clerk.directory / "report.ndjson").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["field"] for line in lines} == {"external_id", "email_address"}


def test_the_others_are_imported_on_request_and_the_refused_are_written(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1), user(1, first_name="Twin")])
    done = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    assert done.code == 0, done.err
    assert len(server.users()) == 1
    failures = Path(done.json["failures"])
    assert stat.S_IMODE(failures.stat().st_mode) == 0o600
    (line,) = map(json.loads, failures.read_text(encoding="utf-8").splitlines())
    assert (line["code"], line["line"]) == ("duplicate_in_file", 2)
    assert line["original"]["first_name"] == "Twin"


def test_what_the_instance_refuses_can_be_corrected_and_imported_again(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1), user(2, password="password")])
    done = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    failures = Path(done.json["failures"])
    (line,) = map(json.loads, failures.read_text(encoding="utf-8").splitlines())
    assert line["record"]["fields"]["external_id"] == "old_2"
    assert line["action"]
    line["record"]["fields"]["skip_password_checks"] = True
    (clerk.directory / "corrected.ndjson").write_text(json.dumps(line) + "\n", encoding="utf-8")
    again = server.run("migrate", "import", "corrected.ndjson", "-o", "json")
    assert (again.code, again.json["created"]) == (0, {"user": 1}), again.err
    assert len(server.users()) == 2


def test_users_that_exist_are_left_alone(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1)])
    server.run("migrate", "import", "users.ndjson")
    write_records([user(1), user(2)])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert (done.code, done.json["existing"], done.json["created"]) == (0, 1, {"user": 1})


def test_an_identifier_of_another_user_is_a_refusal(
    server: Any, write_records: Any, user: Any
) -> None:
    server.run("users", "create", "--email", "user1@example.com")
    write_records([user(1)])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    assert done.code == 1
    assert done.json["problems"][0]["code"] == "form_identifier_exists"


def test_fields_of_require_are_asked_of_every_user(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1, username="one"), user(2)])
    argv = ["migrate", "import", "users.ndjson", "--require", "username", "--dry-run", "-o", "json"]
    (problem,) = server.run(*argv).json["problems"]
    assert (problem["code"], problem["examples"][0]["line"]) == ("form_data_missing", 2)


def test_the_journal_is_private_and_loses_its_secrets(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    password = "a-very-long-passphrase-of-the-test"
    write_records([user(1, password=password, skip_password_checks=True)])
    assert server.run("migrate", "import", "users.ndjson").code == 0
    (journal,) = journals(clerk)
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    for path in journal.parent.iterdir():
        assert password.encode() not in path.read_bytes()
    kept = server.run("migrate", "verify", "last", "-o", "json")
    assert kept.json["data"] == []


def test_keep_journal_keeps_them(server: Any, write_records: Any, user: Any, clerk: Any) -> None:
    password = "a-very-long-passphrase-of-the-test"
    write_records([user(1, password=password, skip_password_checks=True)])
    server.run("migrate", "import", "users.ndjson", "--keep-journal")
    (journal,) = journals(clerk)
    rows = sqlite3.connect(journal).execute("SELECT body FROM steps").fetchall()
    assert password in rows[0][0]


@pytest.mark.parametrize(
    ("status", "code"),
    [(402, "unsupported_subscription_plan_features"), (403, "user_quota_exceeded")],
)
def test_what_holds_for_every_record_ends_the_run_at_once(
    clerk: CommandLine, fake_api: FakeAPI, write_records: Any, user: Any, status: int, code: str
) -> None:
    instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    write_records([user(number) for number in range(50)])
    fake_api.fail(status, code, "not possible")
    done = clerk("migrate", "import", "users.ndjson")
    assert done.code == 1
    assert "--resume" in done.err
    assert len([sent for sent in fake_api.requests if sent.method == "POST"]) == 1
    row = clerk("migrate", "runs", "-o", "json").json["data"][0]
    assert (row["state"], row["open"], row["failed"]) == ("stopped", 50, 0)


def test_too_many_failures_end_the_run(server: Any, write_records: Any, user: Any) -> None:
    bad = {"password": "password"}
    write_records([user(0), *(user(number, **bad) for number in range(1, 60))])
    argv = ["migrate", "import", "users.ndjson", "--max-failures", "3", "--rate", "200"]
    done = server.run(*argv, "-o", "json")
    assert done.code == 1
    assert done.json["open"] > 0
    assert "--max-failures 3" in done.err


def test_nothing_is_sent_where_only_reading_is_allowed(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1)])
    env = {**server.variables, "CLERK_READONLY": "1"}
    done = server.clerk("migrate", "import", "users.ndjson", env=env)
    assert done.code == 2
    assert server.users() == []


@pytest.mark.parametrize(
    ("argv", "because"),
    [
        ([], "no file to import"),
        (["no-such-file.ndjson"], "cannot be read"),
        (["users.ndjson", "--max-failures", "many"], "neither a number nor a percentage"),
        (["users.ndjson", "--passwords", "p.csv"], "are for --rehearse"),
        (["--resume", "never"], 'run "never" does not exist'),
        (["users.ndjson", "--set", "nothing"], "not NAME=VALUE"),
        (["users.ndjson", "--require", "emial"], 'there is no field "emial"'),
        (["users.ndjson", "--failures", "no/such/file"], "the folder of no/such/file does not"),
        (["--resume", "last", "--rehearse"], "cannot be combined"),
    ],
)
def test_mistakes_are_named_before_any_request(
    clerk: CommandLine, argv: list[str], because: str
) -> None:
    assert clerk.refuses("migrate", "import", *argv, because=because)
