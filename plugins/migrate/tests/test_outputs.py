"""Files that are written are none of those that are read."""

from __future__ import annotations

import os
from typing import Any

import pytest

LINE = '{"external_id": "a", "email_address": ["a@example.com"]}\n'


@pytest.mark.parametrize("option", ["--report", "--failures", "--journal"])
@pytest.mark.parametrize("name", ["users.ndjson", "./users.ndjson", "linked.ndjson"])
@pytest.mark.parametrize("mode", ["--dry-run", "--skip-invalid"])
def test_no_output_replaces_what_is_imported(
    clerk: Any, fake_api: Any, option: str, name: str, mode: str
) -> None:
    path = clerk.directory / "users.ndjson"
    path.write_text(LINE, encoding="utf-8")
    os.link(path, clerk.directory / "linked.ndjson")
    done = clerk("migrate", "import", "users.ndjson", option, name, mode)
    assert done.code == 2
    assert "is an input file" in done.err
    assert path.read_text(encoding="utf-8") == LINE
    assert fake_api.requests == []


def test_no_output_replaces_a_mapping_or_passwords(clerk: Any, fake_api: Any) -> None:
    for name in ("users.ndjson", "map.yaml", "passwords.csv"):
        (clerk.directory / name).write_text(LINE, encoding="utf-8")
    users = ("migrate", "import", "users.ndjson")
    because = "--report: map.yaml is an input file"
    assert clerk.refuses(*users, "--map", "map.yaml", "--report", "map.yaml", because=because)
    passwords = ("--rehearse", "--passwords", "passwords.csv", "--report", "passwords.csv")
    assert clerk.refuses(*users, *passwords, because="passwords.csv is an input file")
    to_itself = ("migrate", "map", "users.ndjson", "--to", "users.ndjson", "--force")
    assert clerk.refuses(*to_itself, because="--to: users.ndjson is an input file")
    assert (clerk.directory / "users.ndjson").read_text(encoding="utf-8") == LINE


def test_failures_beside_a_journal_do_not_replace_the_failures_that_are_imported(
    clerk: Any, fake_api: Any
) -> None:
    (clerk.directory / "run.failures.ndjson").write_text(LINE, encoding="utf-8")
    argv = ("migrate", "import", "run.failures.ndjson", "--journal", "run.db")
    assert clerk.refuses(*argv, because="run.failures.ndjson is an input file")


def test_two_outputs_are_two_files(clerk: Any, fake_api: Any) -> None:
    (clerk.directory / "users.ndjson").write_text(LINE, encoding="utf-8")
    argv = ("migrate", "import", "users.ndjson", "--report", "out", "--failures", "out")
    assert clerk.refuses(*argv, because="--failures and --report name the same file")


def test_failures_of_a_resumed_run_do_not_replace_its_files(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    path = write_records([user(1), user(2, password="password")])
    before = path.read_text(encoding="utf-8")
    server.run("migrate", "import", "users.ndjson", "--max-failures", "0")
    argv = ("migrate", "import", "--resume", "last", "--failures", "users.ndjson")
    done = server.run(*argv)
    assert done.code != 0
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "a=username"), ("--set", "hasher=auto"), ("--source", "generic"),
        ("--require", "username"), ("--skip-invalid",), ("--report", "r"), ("--journal", "j"),
    ],
)  # fmt: skip
def test_a_resumed_run_refuses_options_of_its_check(
    clerk: Any, fake_api: Any, options: tuple[str, ...]
) -> None:
    because = f"--resume cannot be combined with {options[0]}"
    assert clerk.refuses("migrate", "import", "--resume", "last", *options, because=because)


@pytest.mark.parametrize("options", [("--journal", "j.db"), ("--keep-journal",)])
def test_a_rehearsal_refuses_a_journal_of_its_own(
    clerk: Any, fake_api: Any, options: tuple[str, ...]
) -> None:
    (clerk.directory / "users.ndjson").write_text(LINE, encoding="utf-8")
    argv = ("migrate", "import", "users.ndjson", "--rehearse", *options)
    assert clerk.refuses(*argv, because="--rehearse cannot be combined with")


@pytest.mark.parametrize("content", [None, "mail,secret\na,b\n"])
def test_a_rehearsal_reads_its_passwords_first(
    clerk: Any, fake_api: Any, content: str | None
) -> None:
    (clerk.directory / "users.ndjson").write_text(LINE, encoding="utf-8")
    if content is not None:
        (clerk.directory / "p.csv").write_text(content, encoding="utf-8")
    argv = ("migrate", "import", "users.ndjson", "--rehearse", "--passwords", "p.csv")
    assert clerk.refuses(*argv, because="--passwords: p.csv")
    assert fake_api.requests == []
