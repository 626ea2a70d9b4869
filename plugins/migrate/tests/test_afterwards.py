"""After a run: verify, undo, runs; and before it: the rehearsal."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.api import UsageError
from clerk_cli_migrate.files.inputs import InputFile
from clerk_cli_migrate.instance import PAGE
from clerk_cli_migrate.proving import organizations
from clerk_cli_migrate.proving.differences import milliseconds
from clerk_cli_migrate.proving.passwords import read_passwords
from clerk_cli_migrate.values import timestamp

SAMPLES = Path(__file__).parent / "samples"
PASSWORD = "correct horse battery staple"
DIGEST = {
    "password_digest": "pbkdf2_sha256$1000$abcdefghijkl$"
    "/kbMgJ7UhtmCvMuhdoGhoD586zaCxS3MuYTC1Q0EXuk=",
    "password_hasher": "pbkdf2_sha256_django",
}


def imported(server: Any, *argv: str) -> dict[str, Any]:
    done = server.run("migrate", "import", *argv, "-o", "json")
    assert done.code == 0, done.err
    summary: dict[str, Any] = done.json
    return summary


def test_verify_names_each_field_that_differs(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1), user(2), user(3, private_metadata={"a": [1, {"b": None}]})])
    imported(server, "users.ndjson")
    first, second = (f"ext:old_{number}" for number in (1, 2))
    server.run("users", "update", first, "--first-name", "Other")
    server.run("users", "delete", second, "--force")
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert verified.code == 1
    rows = {(row["key"], row["field"]): row["actual"] for row in verified.json["data"]}
    assert rows == {("old_1", "first_name"): "Other", ("old_2", "user"): None}


def test_verify_proves_the_passwords_of_a_sample(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1, **DIGEST), user(2, **DIGEST), user(3)])
    imported(server, "users.ndjson")
    sample = clerk.directory / "sample.csv"
    sample.write_text(f"external_id,password\nold_1,{PASSWORD}\n", encoding="utf-8")
    argv = ["migrate", "verify", "last", "--passwords", "sample.csv"]
    proved = server.run(*argv)
    assert proved.code == 0, proved.err
    assert "Verified 1 of 1 passwords" in proved.err
    assert "lockout" in proved.err
    sample.write_text(
        f"email,password\nuser2@example.com,wrong-{PASSWORD}\nuser3@example.com,{PASSWORD}\n",
        encoding="utf-8",
    )
    wrong = server.run(*argv, "-o", "json")
    assert wrong.code == 1
    assert [row["actual"] for row in wrong.json["data"]] == [
        "incorrect_password",
        "no_password_set",
    ]
    assert PASSWORD not in wrong.out + wrong.err


@pytest.mark.parametrize(
    ("content", "because"),
    [
        ("name,password\na,b\n", "lacks a column"),
        ("external_id\na\n", "lacks a column"),
        ("external_id,password\n", "has no passwords"),
    ],
)
def test_a_file_of_passwords_needs_a_key_and_passwords(
    clerk: Any, content: str, because: str
) -> None:
    (clerk.directory / "p.csv").write_text(content, encoding="utf-8")
    assert clerk.refuses("migrate", "verify", "last", "--passwords", "p.csv", because=because)


def test_undo_deletes_what_the_run_created_and_nothing_else(
    server: Any, write_records: Any, user: Any
) -> None:
    server.run("users", "create", "--email", "other@example.com")
    write_records([user(number) for number in range(20)])
    imported(server, "users.ndjson")
    counted = server.run("migrate", "undo", "last", "--dry-run", "-o", "json")
    assert (counted.code, counted.json["deleted"]) == (0, {"user": 20})
    assert len(server.users()) == 21
    refused = server.run("migrate", "undo", "last")
    assert (refused.code, "confirmation required" in refused.err) == (2, True)
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert (undone.code, undone.json["deleted"]) == (0, {"user": 20})
    assert len(server.users()) == 1
    assert server.run("migrate", "runs", "-o", "json").json["data"][0]["state"] == "undone"


def test_undo_keeps_what_somebody_changed_since(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1), user(2), user(3)])
    imported(server, "users.ndjson")
    server.run("users", "update", "ext:old_1", "--first-name", "Other")
    server.run("users", "merge-metadata", "ext:old_2", "--public-metadata", '{"plan": "gold"}')
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert (undone.code, undone.json["deleted"], undone.json["kept"]) == (
        1,
        {"user": 1},
        {"user": 2},
    )
    assert {kept["key"] for kept in undone.json["kept_objects"]} == {"old_1", "old_2"}
    assert {found["external_id"] for found in server.users()} == {"old_1", "old_2"}


@pytest.mark.slow
def test_organizations_members_and_contacts_follow_their_users(server: Any) -> None:
    summary = imported(server, str(SAMPLES / "clerk-export.ndjson"))
    kinds = ("user", "email_address", "phone_number", "organization", "domain", "membership",
             "invitation")  # fmt: skip
    assert summary["created"] == dict.fromkeys(kinds, 1)
    (organization,) = server.run("organizations", "list", "-o", "json").json["data"]
    members = server.run("organizations", "members", "list", organization["id"], "-o", "json")
    assert len(members.json["data"]) == 1
    assert server.run("migrate", "verify", "last").code == 0
    again = imported(server, str(SAMPLES / "clerk-export.ndjson"))
    assert again["created"] == {}
    undone = server.run("migrate", "undo", summary["run"], "--force", "-o", "json")
    assert undone.json["deleted"] == {"organization": 1, "user": 1}
    assert server.users() == []


@pytest.mark.slow
@pytest.mark.parametrize("page", [PAGE, 0])
def test_verify_names_what_differs_of_organizations(
    server: Any, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where an instance has many more than the run created, each organization is listed.
    monkeypatch.setattr(organizations, "PAGE", page)
    imported(server, str(SAMPLES / "clerk-export.ndjson"))
    (organization,) = server.listed("organizations", "list")
    ids = {
        kind: server.listed("organizations", kind, "list", organization["id"])[0]["id"]
        for kind in ("domains", "invitations")
    }
    server.run("users", "create", "--email", "other@example.com", "--external-id", "other")
    changes = (
        ("update", organization["id"], "--name", "Other"),
        ("members", "add", organization["id"], "ext:other", "--role", "org:admin"),
        ("members", "update", organization["id"], "ext:user_sample1", "--role", "org:member"),
        ("domains", "delete", organization["id"], ids["domains"], "--force"),
        ("invitations", "revoke", organization["id"], ids["invitations"], "--force"),
    )
    for change in changes:
        done = server.run("organizations", *change)
        assert done.code == 0, done.err
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert verified.code == 1
    rows = {(row["what"], row["field"]): row["actual"] for row in verified.json["data"]}
    assert rows == {
        ("organization", "name"): "Other",
        ("membership", "role"): "org:member",
        ("domain", "domain"): None,
        ("invitation", "status"): "revoked",
    }
    assert "1 organization, 1 domain, 1 invitation, 1 membership" in verified.err


def test_an_existing_member_keeps_the_role(server: Any, write_records: Any) -> None:
    server.run("users", "create", "--email", "a@example.com", "--external-id", "a")
    create = ("organizations", "create", "--name", "One", "--slug", "one", "--created-by", "ext:a")
    assert server.run(*create).code == 0
    membership = {"organization": "o1", "role": "org:member"}
    write_records([
        {"record": {"kind": "user", "memberships": [membership],
                    "fields": {"external_id": "a", "email_address": ["a@example.com"]}}},
        {"record": {"kind": "organization", "key": "o1",
                    "fields": {"name": "One", "slug": "one"}}},
    ])  # fmt: skip
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert (done.code, done.json["created"], done.json["failed"]) == (1, {}, 1)
    (organization,) = server.listed("organizations", "list")
    (member,) = server.listed("organizations", "members", "list", organization["id"])
    assert member["role"] == "org:admin"


def test_a_membership_without_its_role_or_organization_is_refused(
    server: Any, write_records: Any
) -> None:
    record = {"kind": "user", "fields": {"external_id": "a", "email_address": ["a@example.com"]}}
    organization = {"kind": "organization", "key": "o1", "fields": {"name": "One", "slug": "one"}}
    memberships = [
        {"kind": "membership", "user": user, "membership": {"organization": key, "role": role}}
        for user, key, role in (
            ("a", "o1", "org:member"), ("a", "o2", "org:member"), ("b", "o1", "org:member"),
            ("a", "o1", "org:pilot"),
        )
    ]  # fmt: skip
    write_records([{"record": item} for item in (record, organization, *memberships)])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json", "--debug")
    assert done.out, done.err
    found = {problem["code"]: problem["examples"][0]["line"] for problem in done.json["problems"]}
    assert found == {"unknown_organization": 4, "unknown_user": 5, "unknown_role": 6}
    skipped = imported(server, "users.ndjson", "--skip-invalid")
    assert skipped["created"] == {"user": 1, "organization": 1, "membership": 1}


@pytest.mark.slow
def test_a_rehearsal_imports_into_a_sandbox_and_only_reads_the_instance(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 3})
    fake_api.answer_at("/v1/instance/organization_settings", {"enabled": True})
    other = {"id": "user_9", "object": "user", "external_id": None}
    addresses = [{"id": "idn_9", "email_address": "user3@example.com"}]
    fake_api.answer_at("/v1/users", [{**other, "email_addresses": addresses}])
    roles = [{"key": "org:pilot", "name": "Pilot", "description": "Flies"}]
    fake_api.answer_at("/v1/organization_roles", {"data": roles, "total_count": 1})
    records = [user(number, **DIGEST) for number in range(5)]
    write_records([*records, user(6, email_address=["user1@example.com"]), user(7, password="x")])
    sample = clerk.directory / "sample.csv"
    sample.write_text(f"external_id,password\nold_1,{PASSWORD}\nold_2,no\n", encoding="utf-8")
    argv = ["migrate", "import", "users.ndjson", "--rehearse", "--passwords", "sample.csv"]
    done = clerk(*argv, "--faults", "reset:3%", "-o", "json")
    assert done.code == 1
    assert done.json["created"] == {"user": 5}
    codes = {problem["code"]: problem["effect"] for problem in done.json["problems"]}
    assert codes["duplicate_in_file"] == "refused"
    assert codes["form_identifier_exists"] == "refused"
    assert codes["incorrect_password"] == "password"
    (wrong,) = done.json["rehearsal"]["passwords_not_verified"]
    assert (wrong["key"], wrong["line"]) == ("old_2", 3)
    assert done.json["estimate"]
    assert {sent.method for sent in fake_api.requests} == {"GET"}
    assert PASSWORD not in done.out + done.err
    assert not (clerk.config / "migrations").exists()


@pytest.mark.slow
def test_a_rehearsal_may_run_where_only_reading_is_allowed(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1)])
    env = {**server.variables, "CLERK_READONLY": "1"}
    done = server.clerk("migrate", "import", "users.ndjson", "--rehearse", env=env)
    assert done.code == 0, done.err
    assert "nothing was sent to the real instance" in done.err
    assert server.users() == []


def test_only_a_rehearsal_needs_the_sandbox_plugin(
    server: Any, write_records: Any, user: Any, fake_api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records([user(1)])
    monkeypatch.setitem(sys.modules, "clerk_cli_sandbox", None)
    refused = server.clerk("migrate", "import", "users.ndjson", "--rehearse")
    assert refused.code == 2
    assert "--rehearse requires the sandbox plugin" in refused.err
    assert "clerk plugins install sandbox" in refused.err
    assert fake_api.requests == []
    summary = imported(server, "users.ndjson")
    assert summary["created"] == {"user": 1}
    assert server.run("migrate", "verify", "last").code == 0
    assert server.run("migrate", "undo", "last", "--force").code == 0


def test_runs_are_listed_with_their_numbers(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1), user(2, password="password")])
    server.run("migrate", "import", "users.ndjson")
    (row,) = json.loads(server.run("migrate", "runs", "-o", "json").out)["data"]
    assert (row["state"], row["users"], row["failed"], row["open"]) == ("finished", 1, 1, 0)
    assert row["files"] == ["users.ndjson"]
    picked = server.run("migrate", "runs", "--fields", "state,users", "-o", "value")
    assert picked.out.split() == ["finished", "1"]


def ids(server: Any) -> dict[str, str]:
    return {user["external_id"]: user["id"] for user in server.users()}


@pytest.mark.slow
def test_what_a_user_got_since_is_a_difference_and_keeps_the_user(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(8)])
    imported(server, "users.ndjson")
    by_key = ids(server)
    changes = (
        ("users", "emails", "add", by_key["old_1"], "--email", "new@example.com", "--verified"),
        ("users", "ban", by_key["old_2"]),
        ("users", "lock", by_key["old_3"]),
        ("users", "merge-metadata", by_key["old_4"], "--private-metadata", '{"a": 1}'),
        ("organizations", "create", "--name", "Later", "--created-by", by_key["old_5"]),
        ("users", "update", by_key["old_6"], "--username", "later"),
    )
    for argv in changes:
        done = server.run(*argv)
        assert done.code == 0, done.err
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert {(row["key"], row["field"]) for row in verified.json["data"]} == {
        ("old_1", "email_address"), ("old_2", "banned"), ("old_3", "locked"),
        ("old_4", "private_metadata"), ("old_5", "membership"), ("old_6", "username"),
    }  # fmt: skip
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert (undone.code, undone.json["deleted"], undone.json["kept"]) == (
        1,
        {"user": 2},
        {"user": 6},
    )
    assert set(ids(server)) == {f"old_{number}" for number in range(1, 7)}


def organization_with_members(write_records: Any) -> None:
    memberships = {"a": "org:admin", "b": "org:member"}
    records: list[dict[str, Any]] = [
        {
            "kind": "user",
            "source_id": name,
            "fields": {"external_id": name, "email_address": [f"{name}@example.com"]},
            "memberships": (
                [{"organization": "o1", "role": memberships[name]}] if name in memberships else []
            ),
        }
        for name in "abc"
    ]
    records.append({"kind": "organization", "key": "o1", "fields": {"name": "One", "slug": "one"}})
    write_records([{"record": record} for record in records])


def test_an_organization_that_is_kept_keeps_its_members(server: Any, write_records: Any) -> None:
    organization_with_members(write_records)
    imported(server, "users.ndjson")
    (organization,) = server.listed("organizations", "list")
    assert server.run("organizations", "update", organization["id"], "--name", "Two").code == 0
    for options in (["--dry-run"], ["--force"]):
        undone = server.run("migrate", "undo", "last", *options, "-o", "json")
        assert undone.json["deleted"] == {"user": 1}
        assert undone.json["kept"] == {"organization": 1, "user": 2}
    assert set(ids(server)) == {"a", "b"}
    assert len(server.listed("organizations", "members", "list", organization["id"])) == 2


def test_a_member_whom_somebody_else_added_keeps_user_and_organization(
    server: Any, write_records: Any
) -> None:
    organization_with_members(write_records)
    imported(server, "users.ndjson")
    (organization,) = server.listed("organizations", "list")
    members = ("organizations", "members")
    added = server.run(*members, "add", organization["id"], ids(server)["c"], "--role", "org:admin")
    assert added.code == 0, added.err
    verified = server.run("migrate", "verify", "last", "-o", "json")
    (row,) = verified.json["data"]
    assert (row["key"], row["field"], row["expected"]) == ("c", "membership", None)
    assert row["actual"] == f"{organization['id']}: org:admin"
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert undone.json["kept"] == {"organization": 1, "user": 3}
    assert undone.json["deleted"] == {}


def test_verify_reports_a_membership_that_is_gone(server: Any, write_records: Any) -> None:
    organization_with_members(write_records)
    imported(server, "users.ndjson")
    (organization,) = server.listed("organizations", "list")
    argv = ("organizations", "members", "remove", organization["id"], ids(server)["b"], "--force")
    assert server.run(*argv).code == 0
    verified = server.run("migrate", "verify", "last", "-o", "json")
    (row,) = verified.json["data"]
    assert (row["what"], row["key"], row["actual"]) == ("membership", "b", None)


def test_what_somebody_else_deleted_is_not_counted_by_undo(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(3)])
    server.run("migrate", "import", "users.ndjson")
    gone = server.users()[0]["id"]
    assert server.run("users", "delete", gone, "--force").code == 0
    counted = server.run("migrate", "undo", "last", "--dry-run", "-o", "json")
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert counted.json["deleted"] == undone.json["deleted"] == {"user": 2}
    assert (undone.code, server.users()) == (0, [])


@pytest.mark.slow
def test_what_undo_deleted_is_not_compared(
    server: Any, write_records: Any, organization_records: Any
) -> None:
    write_records(organization_records(2))
    assert server.run("migrate", "import", "users.ndjson").code == 0
    (user, *_) = server.users()
    server.run("users", "update", user["id"], "--first-name", "Changed")
    server.run("migrate", "undo", "last", "--force")
    verified = server.run("migrate", "verify", "last", "-o", "json")
    kinds = {row["what"] for row in verified.json["data"]}
    assert kinds <= {"user", "membership"}
    missing = [row for row in verified.json["data"] if row["actual"] is None]
    assert missing == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "field"),
    [("locale=de-DE", "locale"), ("backup_codes[]=aaaa-bbbb", "backup_code_enabled")],
)
def test_a_language_and_backup_codes_that_a_user_got_since_differ(
    server: Any, write_records: Any, user: Any, change: str, field: str
) -> None:
    write_records([user(1)])
    server.run("migrate", "import", "users.ndjson")
    (created,) = server.users()
    changed = server.run("api", "PATCH", f"/v1/users/{created['id']}", "-f", change)
    assert changed.code == 0, changed.err
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert [row["field"] for row in verified.json["data"]] == [field]


@pytest.mark.parametrize("text", ["2004-08-30T02:45:35.682Z", "0001-01-01T00:00:00.000Z"])
def test_a_time_is_compared_to_the_millisecond(text: str) -> None:
    exact = milliseconds(text)
    assert exact is not None
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    again = epoch + timedelta(milliseconds=exact)
    assert again.isoformat(timespec="milliseconds") == text.replace("Z", "+00:00")
    assert timestamp(text) == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("external_id;password\n1;a b ; c\n", None),
        ("external_id;password\n1; spaced \n", [("external_id", "1", " spaced ")]),
        ("external_id,email_address,password\n,a@b.co,x\n2,c@d.co,y\n",
         [("email_address", "a@b.co", "x"), ("external_id", "2", "y")]),
        ('\ufeffusername,password\nada,"a,""b"""\n,,\n', [("username", "ada", 'a,"b"')]),
    ],
)  # fmt: skip
def test_passwords_are_read_as_tables_are(
    tmp_path: Path, content: str, expected: list[tuple[str, str, str]] | None
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(content, encoding="utf-8")
    if expected is None:
        with pytest.raises(UsageError, match=r"p.csv, line 2: has 3 cells"):
            read_passwords(InputFile("p.csv", path), 20)
    else:
        read = read_passwords(InputFile("p.csv", path), 20)
        assert [(item.parameter, item.key, item.password) for item in read] == expected


def test_nobody_is_locked_out_by_a_sample(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1, **DIGEST)])
    server.run("migrate", "import", "users.ndjson")
    rows = "".join(f"old_1,wrong {number}\n" for number in range(9))
    (server.clerk.directory / "p.csv").write_text(f"external_id,password\n{rows}")
    done = server.run("migrate", "verify", "last", "--passwords", "p.csv", "-o", "json")
    codes = [row["actual"] for row in done.json["data"]]
    assert codes == ["incorrect_password"] * 5 + ["too_many_wrong_passwords"] * 4
    few = server.run(
        "migrate", "verify", "last", "--passwords", "p.csv", "--sample", "2", "-o", "json"
    )
    assert len(few.json["data"]) == 2
