"""Exports: complete, read back by imports, and continued where they were interrupted."""

from __future__ import annotations

import csv
import json
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGINT, SIGKILL, Signals
from typing import Any

import pytest
import requests

from clerk_cli.api import Environment
from clerk_cli.testing import TEST_KEY, CommandLine, FakeAPI, SandboxAPI
from clerk_cli_migrate.export.layouts import LAYOUTS
from clerk_cli_migrate.export.part import PartFile
from clerk_cli_migrate.reading import Wanted, open_reading
from clerk_cli_migrate.records import UserRecord

FORMATS = ("ndjson", "json", "csv")


def post(api: SandboxAPI, path: str, **body: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {TEST_KEY}"}
    response = requests.post(f"{api.url}/v1{path}", json=body, headers=headers, timeout=60)
    assert response.status_code == 200, response.text
    created: dict[str, Any] = response.json()
    return created


@pytest.fixture
def instance(sandbox_api: SandboxAPI) -> SandboxAPI:
    """Users with everything, and an organization."""
    ada = post(
        sandbox_api, "/users", external_id="crm_1", email_address=["ada@example.com", "b@c.co"],
        email_address_identification_status=["verified", "reserved"], username="ada",
        first_name='Ada "Countess"', last_name="Byron\nKing", phone_number=["+15555550100"],
        web3_wallet=[f"0x{'a' * 40}"], password="correct horse battery staple",
        public_metadata={"plan": "pro"}, private_metadata={"note": "a,b|c"},
        unsafe_metadata={"theme": "dark"}, banned=True, delete_self_enabled=False,
        create_organizations_limit=3, created_at="2024-05-01T10:00:00.000Z",
    )  # fmt: skip
    for number in range(3):
        post(
            sandbox_api, "/users", email_address=[f"user{number}@example.com"],
            skip_password_requirement=True, created_at=f"2024-05-0{number + 2}T10:00:00.000Z",
        )  # fmt: skip
    organization = post(
        sandbox_api, "/organizations", name="Engines", slug="engines", created_by=ada["id"],
        private_metadata={"tier": "gold"},
    )  # fmt: skip
    path = f"/organizations/{organization['id']}"
    post(sandbox_api, f"{path}/domains", name="example.com", enrollment_mode="manual_invitation")
    post(
        sandbox_api, f"{path}/invitations", email_address="new@example.com", role="org:member",
        inviter_user_id=ada["id"],
    )  # fmt: skip
    return sandbox_api


def export(clerk: CommandLine, name: str, *options: str) -> dict[str, Any]:
    result = clerk("migrate", "export", name, "-o", "json", *options)
    assert result.code == 0, result.err
    summary: dict[str, Any] = result.json
    return summary


def comparable(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stays the same of users when they are imported elsewhere."""
    names = (
        "external_id", "username", "first_name", "last_name", "public_metadata",
        "private_metadata", "unsafe_metadata", "banned", "delete_self_enabled",
        "create_organizations_limit", "created_at",
    )  # fmt: skip
    return [
        {name: user.get(name) for name in names}
        | {
            "emails": [
                (item["email_address"], item["reserved"]) for item in user["email_addresses"]
            ]
        }
        for user in oldest_first(users)
    ]


def oldest_first(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(users, key=lambda user: int(user["created_at"]))


def listed(clerk: CommandLine) -> list[dict[str, Any]]:
    users: list[dict[str, Any]] = clerk("users", "list", "--all", "-o", "json").json["data"]
    return users


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_read_back_by_an_import(
    instance: SandboxAPI, clerk: CommandLine, name: str
) -> None:
    before = listed(clerk)
    summary = export(clerk, f"out.{name}")
    assert summary["users"] == 4
    reset = clerk("sandbox", "reset", "--seed", "empty", "--force")
    assert reset.code == 0, reset.err
    done = clerk("migrate", "import", f"out.{name}")
    assert done.code == 0, done.err
    after = listed(clerk)
    ids = {user["id"]: user["external_id"] or user["id"] for user in before}
    assert comparable(after) == [
        {**user, "external_id": ids[original["id"]]}
        for user, original in zip(
            comparable(before),
            sorted(before, key=lambda user: str(user["created_at"])),
            strict=True,
        )
    ]
    if name != "csv":
        (organization,) = clerk("organizations", "list", "-o", "json").json["data"]
        assert (organization["slug"], organization["private_metadata"]) == (
            "engines",
            {"tier": "gold"},
        )
        members = clerk("organizations", "members", "list", organization["id"], "-o", "json").json
        assert [member["role"] for member in members["data"]] == ["org:admin"]


def test_an_export_says_what_the_api_does_not_return(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    result = clerk("migrate", "export", "out.ndjson")
    assert "The API does not return 1 password of users." in result.err
    assert "clerk migrate import out.ndjson dashboard.csv" in result.err


@pytest.mark.parametrize("name", FORMATS)
def test_the_csv_of_the_dashboard_brings_the_passwords(
    instance: SandboxAPI, clerk: CommandLine, name: str
) -> None:
    export(clerk, f"out.{name}", "--what", "users")
    ada = next(user for user in listed(clerk) if user["username"] == "ada")
    digest = "$2b$10$5AsWUfOS6zP/hPeMpGYmmeBq99l/x9FDZFpbqef8fVlxljuvZcReS"
    (clerk.directory / "dashboard.csv").write_text(
        "id,primary_email_address,verified_email_addresses,password_digest,password_hasher\n"
        f"{ada['id']},ada@example.com,ada@example.com,{digest},bcrypt\n"
        f"user_other,other@example.com,other@example.com,{digest},bcrypt\n",
        encoding="utf-8",
    )
    assert clerk("sandbox", "reset", "--seed", "empty", "--force").code == 0
    done = clerk("migrate", "import", f"out.{name}", "dashboard.csv")
    assert done.code == 0, done.err
    users = {user["external_id"]: user["password_enabled"] for user in listed(clerk)}
    assert users["crm_1"] is True
    assert users["user_other"] is True
    assert list(users.values()).count(False) == 3


def test_an_export_is_for_its_owner_only(instance: SandboxAPI, clerk: CommandLine) -> None:
    export(clerk, "out.ndjson")
    assert stat.S_IMODE((clerk.directory / "out.ndjson").stat().st_mode) == 0o600
    assert [path.name for path in clerk.directory.glob("out*")] == ["out.ndjson"]


def test_an_export_has_the_objects_of_the_api(instance: SandboxAPI, clerk: CommandLine) -> None:
    summary = export(clerk, "out.ndjson")
    lines = (clerk.directory / "out.ndjson").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row for row in rows if row["object"] == "user"] == oldest_first(listed(clerk))
    counts = {name: summary[name] for name in ("organizations", "domains", "invitations")}
    assert counts == dict.fromkeys(counts, 1)
    assert len(rows) == sum(summary[name] for name in (*counts, "users", "roles", "memberships"))


def test_a_layout_takes_precedence_over_the_name_of_the_file(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    export(clerk, "users.txt", "--what", "users", "--layout", "json")
    users = json.loads((clerk.directory / "users.txt").read_text(encoding="utf-8"))
    assert [user["id"] for user in users["data"]] == [
        user["id"] for user in oldest_first(listed(clerk))
    ]


def cut(clerk: CommandLine, name: str, facts: dict[str, Any], size: int) -> Path:
    """What is left of an export that was killed after so many bytes."""
    target = clerk.directory / name
    part = target.with_name(f"{name}.part")
    part.write_bytes(target.read_bytes()[:size])
    target.with_name(f"{name}.part.json").write_text(json.dumps(facts), encoding="utf-8")
    target.unlink()
    return target


@pytest.mark.faults
@pytest.mark.parametrize("name", FORMATS)
def test_an_export_that_was_killed_is_continued_from_any_byte(
    instance: SandboxAPI, clerk: CommandLine, name: str
) -> None:
    what = ["users"] if name == "csv" else ["users", "organizations"]
    export(clerk, f"out.{name}")
    complete = (clerk.directory / f"out.{name}").read_bytes()
    facts = {"instance": clerk("api", "/v1/instance").json["id"], "format": name, "selection": what}
    for size in range(0, len(complete), max(1, len(complete) // 13)):
        target = cut(clerk, f"out.{name}", facts, size)
        export(clerk, f"out.{name}", "--resume")
        assert target.read_bytes() == complete, size


def test_users_that_are_created_meanwhile_come_last(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    export(clerk, "out.ndjson", "--what", "users")
    facts = {
        "instance": clerk("api", "/v1/instance").json["id"], "format": "ndjson",
        "selection": ["users"],
    }  # fmt: skip
    content = (clerk.directory / "out.ndjson").read_bytes()
    target = cut(clerk, "out.ndjson", facts, len(content) - 10)
    post(instance, "/users", email_address=["late@example.com"], skip_password_requirement=True)
    export(clerk, "out.ndjson", "--what", "users", "--resume")
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 5
    assert rows[-1]["email_addresses"][0]["email_address"] == "late@example.com"


def test_an_error_leaves_a_part_to_continue(fake_api: FakeAPI, clerk: CommandLine) -> None:
    fake_api.answer_at("/v1/instance", {"object": "instance", "id": "ins_1"})
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 3})
    fake_api.answer_at("/v1/users", {"errors": [{"code": "x", "message": "no"}]}, status=400)
    result = clerk("migrate", "export", "out.ndjson", "--what", "users")
    assert result.code == 1
    assert "Continue with: clerk migrate export out.ndjson --resume" in result.err
    assert (clerk.directory / "out.ndjson.part").exists()
    assert not (clerk.directory / "out.ndjson").exists()


@pytest.mark.parametrize(
    ("files", "argv", "reason"),
    [
        ((), ("out.csv", "--what", "organizations"), "CSV holds users only"),
        ((), ("out.ndjson", "--what", "sessions"), '--what: "sessions" is not one of'),
        ((), ("out.ndjson", "--resume", "--force"), "--resume and --force cannot be combined"),
        ((), ("out.ndjson", "--resume"), "there is no interrupted export to out.ndjson"),
        ((), (".", "--force"), "is not a file, so an export cannot take its place"),
        (("out.ndjson",), ("out.ndjson",), "out.ndjson already exists"),
        (("out.ndjson.part",), ("out.ndjson",), "an export to out.ndjson was interrupted"),
    ],
)
def test_what_cannot_be_written_is_refused(
    sandbox_api: SandboxAPI,
    clerk: CommandLine,
    files: tuple[str, ...],
    argv: tuple[str, ...],
    reason: str,
) -> None:
    for name in files:
        (clerk.directory / name).write_text("mine", encoding="utf-8")
    assert clerk.refuses("migrate", "export", *argv, because=reason)
    assert all((clerk.directory / name).read_text(encoding="utf-8") == "mine" for name in files)


@pytest.mark.parametrize(
    ("fact", "value"), [("instance", "ins_other"), ("selection", ["users"]), ("format", "json")]
)
def test_another_export_is_not_continued(
    instance: SandboxAPI, clerk: CommandLine, fact: str, value: object
) -> None:
    export(clerk, "out.ndjson")
    facts: dict[str, Any] = {
        "instance": clerk("api", "/v1/instance").json["id"], "format": "ndjson",
        "selection": ["users", "organizations"], fact: value,
    }  # fmt: skip
    cut(clerk, "out.ndjson", facts, 100)
    because = f"the interrupted export to out.ndjson is for another {fact}"
    assert clerk.refuses("migrate", "export", "out.ndjson", "--resume", because=because)


def test_an_instance_without_organizations_has_users_only(
    fake_api: FakeAPI, clerk: CommandLine
) -> None:
    fake_api.answer_at("/v1/instance", {"object": "instance", "id": "ins_1"})
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    fake_api.answer_at("/v1/users", [])
    disabled = {"errors": [{"code": "organization_not_enabled_in_instance", "message": "no"}]}
    for path in ("roles", "domains", "invitations", "memberships"):
        fake_api.answer_at(f"/v1/organization_{path}", disabled, status=403)
    fake_api.answer_at("/v1/organizations", disabled, status=403)
    result = clerk("migrate", "export", "out.ndjson")
    assert result.code == 0, result.err
    assert "does not have these lists: roles, organizations," in result.err


def test_a_dry_run_writes_no_file(instance: SandboxAPI, clerk: CommandLine) -> None:
    assert clerk("migrate", "export", "out.ndjson", "--dry-run").code == 0
    assert list(clerk.directory.glob("out*")) == []


def test_csv_has_the_columns_of_the_dashboard(instance: SandboxAPI, clerk: CommandLine) -> None:
    export(clerk, "out.csv")
    with (clerk.directory / "out.csv").open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    assert row["last_name"] == "Byron\nKing"
    assert (row["verified_email_addresses"], row["unverified_email_addresses"]) == (
        "ada@example.com",
        "b@c.co",
    )
    assert json.loads(row["private_metadata"]) == {"note": "a,b|c"}


def test_half_a_character_is_escaped(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "out.ndjson", LAYOUTS["ndjson"](), {})
    part.begin(resumes=False, force=False)
    part.add([{"object": "user", "id": "1", "first_name": "\ud800"}])
    part.finish()
    assert json.loads((tmp_path / "out.ndjson").read_text())["first_name"] == "\ud800"


@pytest.mark.faults
@pytest.mark.parametrize(("signal", "status"), [(SIGINT, 130), (SIGKILL, -9)])
def test_an_export_that_a_signal_stops_is_continued(
    serve: Any, write_records: Any, user: Any, signal: Signals, status: int
) -> None:
    server = serve("--latency", "300")
    write_records([user(number) for number in range(40)])
    assert server.run("migrate", "import", "users.ndjson", "--rate", "1000").code == 0
    folder = server.clerk.directory
    process = server.start("migrate", "export", "out.ndjson")
    part = folder / "out.ndjson.part"
    wait_until(lambda: part.exists() and part.stat().st_size > 0)
    process.send_signal(signal)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == status, stderr
    assert (b"--resume" in stderr) == (signal is SIGINT)
    assert not (folder / "out.ndjson").exists()
    resumed = server.run("migrate", "export", "out.ndjson", "--resume", "-o", "json")
    assert resumed.code == 0, resumed.err
    assert resumed.json["users"] == 40
    assert server.run("migrate", "export", "again.ndjson").code == 0
    assert (folder / "out.ndjson").read_bytes() == (folder / "again.ndjson").read_bytes()


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_a_part_to_continue(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(40)])
    assert server.run("migrate", "import", "users.ndjson", "--rate", "1000").code == 0
    program = f'ulimit -f 16; exec "{sys.executable}" -B -m clerk_cli migrate export out.ndjson'
    done = subprocess.run(
        ["bash", "-c", program],
        cwd=server.clerk.directory,
        env={**server.clerk.variables, **server.variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot write out.ndjson: File too large" in done.stderr
    assert "Continue with: clerk migrate export out.ndjson --resume" in done.stderr
    assert "Traceback" not in done.stderr
    resumed = server.run("migrate", "export", "out.ndjson", "--resume", "-o", "json")
    assert (resumed.code, resumed.json["users"]) == (0, 40)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_stdout_is_refused(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("migrate", "export", "-")
    assert (result.code, fake_api.requests) == (2, [])
    assert "cannot be written to stdout" in result.err
    assert not (clerk.directory / "-").exists()


def test_csv_and_ndjson_are_read_as_the_same_users(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    user = post(
        instance, "/users", email_address=["sue@example.com"], skip_password_requirement=True,
        public_metadata={"empty": "", "none": None, "deep": {"none": None}},
    )  # fmt: skip
    post(instance, "/email_addresses", user_id=user["id"], email_address="new@example.com")
    post(
        instance, "/phone_numbers", user_id=user["id"], phone_number="+14155552000",
        verified=True, reserved_for_second_factor=True,
    )  # fmt: skip
    names = [
        "email_address", "email_address_identification_status", "phone_number", "web3_wallet",
        "public_metadata", "private_metadata", "unsafe_metadata", "username", "external_id",
    ]  # fmt: skip
    read = []
    for file in ("out.ndjson", "out.csv"):
        export(clerk, file, "--what", "users")
        reading = open_reading(Wanted([file]), Environment(directory=clerk.directory))
        records = [record for record in reading.records if isinstance(record, UserRecord)]
        # CSV has a cell for each switch, also for those that are off.
        read.append(
            [
                ([item.fields.get(name) for name in names], item.emails, item.phones)
                for item in records
            ]
        )
    assert read[0] == read[1]
    *_, (_, emails, phones) = read[0]
    assert (len(emails), phones[0]["reserved_for_second_factor"]) == (1, True)


def test_an_export_of_another_server_is_not_continued(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    export(clerk, "out.ndjson")
    facts: dict[str, Any] = {
        "instance": clerk("api", "/v1/instance").json["id"], "format": "ndjson",
        "selection": ["users", "organizations"], "server": "http://127.0.0.1:1",
    }  # fmt: skip
    cut(clerk, "out.ndjson", facts, 100)
    because = "the interrupted export to out.ndjson is for another server: http://127.0.0.1:1"
    assert clerk.refuses("migrate", "export", "out.ndjson", "--resume", because=because)


def test_a_continued_export_says_which_users_it_counted(
    instance: SandboxAPI, clerk: CommandLine
) -> None:
    export(clerk, "out.ndjson")
    facts: dict[str, Any] = {
        "instance": clerk("api", "/v1/instance").json["id"], "format": "ndjson",
        "selection": ["users", "organizations"],
    }  # fmt: skip
    cut(clerk, "out.ndjson", facts, 100)
    result = clerk("migrate", "export", "out.ndjson", "--resume")
    assert "1 password of users read since the export was resumed" in result.err
