"""``clerk migrate import --rehearse``: what it refuses before it begins, and what it reads."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "correct horse battery staple"
DIGEST = {
    "password_digest": "pbkdf2_sha256$1000$abcdefghijkl$"
    "/kbMgJ7UhtmCvMuhdoGhoD586zaCxS3MuYTC1Q0EXuk=",
    "password_hasher": "pbkdf2_sha256_django",
}
REHEARSE = ("migrate", "import", "users.ndjson", "--rehearse")


@pytest.mark.parametrize(
    ("options", "because", "hint"),
    [
        (["--passwords", "none.csv"], "none.csv: cannot be read", "Usage: clerk migrate import"),
        (["--passwords", "."], "cannot be read", "Usage: clerk migrate import"),
        (["--passwords", "names.csv"], "lacks a column", "such as: external_id,password"),
        (["--passwords", "empty.csv"], "has no passwords", "such as: external_id,password"),
        (["--faults", "foo:1%"], '--faults: "foo:1%" is not a fault', "500:2%,reset:1%"),
        (["--faults", "500:60%,502:60%"], "--faults: the percentages add up", ""),
        (["--rate-limit", "x"], '--rate-limit: "x" is not a rate limit', "such as 20/10"),
    ],
)
def test_what_a_rehearsal_needs_is_checked_before_any_request(
    clerk: Any,
    fake_api: Any,
    write_records: Any,
    user: Any,
    options: list[str],
    because: str,
    hint: str,
) -> None:
    write_records([user(1)])
    (clerk.directory / "names.csv").write_text("name,password\na,b\n", encoding="utf-8")
    (clerk.directory / "empty.csv").write_text("external_id,password\n", encoding="utf-8")
    refused = clerk(*REHEARSE, *options)
    assert (refused.code, because in refused.err, hint in refused.err) == (2, True, True), (
        refused.err
    )
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--journal", "mine.db"], "--journal"),
        (["--keep-journal"], "--keep-journal"),
        (["--max-failures", "3"], "--max-failures"),
    ],
)
def test_options_without_an_effect_on_a_rehearsal_are_refused(
    clerk: Any, options: list[str], name: str
) -> None:
    because = f"--rehearse cannot be combined with {name}"
    assert clerk.refuses(*REHEARSE, *options, because=because)


def test_stdin_is_either_a_file_or_passwords(clerk: Any) -> None:
    argv = ("migrate", "import", "-", "--rehearse", "--passwords", "-")
    assert clerk.refuses(*argv, because="stdin cannot be both")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sample", "message"),
    [
        ("old_1,wrong\n", "1 password was not verified"),
        ("old_1,wrong\nold_2,wrong\n", "2 passwords were not verified"),
    ],
)
def test_a_rehearsal_says_what_failed_and_not_what_did_not(
    server: Any, write_records: Any, user: Any, sample: str, message: str
) -> None:
    write_records([user(1, **DIGEST), user(2, **DIGEST)])
    stdin = f"external_id;password\n{sample.replace(',', ';')}"
    done = server.run(*REHEARSE, "--passwords", "-", stdin=stdin)
    assert done.code == 1
    assert f"✗ {message}\n" in done.err
    assert "stdin:2" in done.out


@pytest.mark.slow
def test_a_rehearsal_reads_pipes_like_files(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    pipes = {
        "users.pipe": json.dumps(user(1, **DIGEST)),
        "passwords.pipe": f"external_id,password\nold_1,{PASSWORD}\n",
    }
    for name, content in pipes.items():
        path = Path(clerk.directory / name)
        os.mkfifo(path)
        threading.Thread(target=path.write_text, args=(content, "utf-8"), daemon=True).start()
    argv = ("migrate", "import", "users.pipe", "--rehearse", "--passwords", "passwords.pipe")
    done = server.run(*argv, "-o", "json")
    assert done.code == 0, done.err
    assert done.json["created"] == {"user": 1}
    assert "Every password of the sample was verified" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("has_key", [True, False])
def test_a_rehearsal_writes_the_report_and_the_failures(
    server: Any, write_records: Any, user: Any, clerk: Any, has_key: bool
) -> None:
    write_records([user(1), user(2, email_address=["nobody"]), user(3, password="password")])
    argv = (*REHEARSE, "--report", "report.ndjson", "--failures", "failures.ndjson")
    done = server.run(*argv) if has_key else clerk(*argv)
    assert done.code == 1
    lines = {
        name: [json.loads(line) for line in (clerk.directory / name).read_text().splitlines()]
        for name in ("report.ndjson", "failures.ndjson")
    }
    assert [row["line"] for row in lines["report.ndjson"]] == [2]
    assert [row["line"] for row in lines["failures.ndjson"]] == [2, 3]
