"""``clerk migrate undo`` where the instance has changed, and what ``verify`` says afterward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clerk_cli_migrate.journal.states import UNDOING
from clerk_cli_migrate.journal.steps import DELETING, DONE, USER
from clerk_cli_migrate.journal.store import Journal

UNDO = ("migrate", "undo", "last")


def imported(server: Any, write_records: Any, records: list[dict[str, Any]]) -> dict[str, Any]:
    write_records(records)
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert done.code == 0, done.err
    summary: dict[str, Any] = done.json
    return summary


def organizations(number: int) -> list[dict[str, Any]]:
    """Organizations, each with an administrator, a domain and an invitation of its own."""
    records: list[dict[str, Any]] = []
    for index in range(number):
        key = f"o{index}"
        records += [
            {
                "kind": "user",
                "source_id": f"u{index}",
                "fields": {
                    "external_id": f"u{index}",
                    "email_address": [f"user{index}@example.com"],
                },
                "memberships": [{"organization": key, "role": "org:admin"}],
            },
            {
                "kind": "organization",
                "key": key,
                "fields": {"name": f"One {index}", "slug": f"one-{index}"},
                "domains": [{"name": f"example-{index}.com", "verified": True}],
                "invitations": [
                    {"email_address": f"guest{index}@example.org", "role": "org:member"}
                ],
            },
        ]
    return [{"record": record} for record in records]


def change(server: Any, *argv: str) -> None:
    done = server.run(*argv)
    assert done.code == 0, done.err


def test_undo_counts_only_what_it_deletes_itself(
    server: Any, write_records: Any, user: Any
) -> None:
    imported(server, write_records, [user(number) for number in range(3)])
    change(server, "users", "delete", "ext:old_1", "--force")
    for options in (["--dry-run"], ["--force"]):
        done = server.run(*UNDO, *options, "-o", "json")
        assert (done.code, done.json["deleted"], done.json["gone"]) == (0, {"user": 2}, {"user": 1})


def test_undo_shows_what_was_gone_before_only_if_something_was(
    server: Any, write_records: Any, user: Any
) -> None:
    imported(server, write_records, [user(1), user(2)])
    assert "Already gone" not in server.run(*UNDO, "--dry-run").out
    change(server, "users", "delete", "ext:old_1", "--force")
    assert "Already gone:     1 user" in server.run(*UNDO, "--dry-run").out


def test_an_undo_that_was_interrupted_counts_what_it_was_deleting(
    server: Any, write_records: Any, user: Any
) -> None:
    summary = imported(server, write_records, [user(1), user(2)])
    journal = Journal(Path(summary["journal"]))
    step = next(journal.steps(USER, (DONE,)))
    journal.finish(step, DELETING)
    journal.set(state=UNDOING)
    journal.close()
    change(server, "users", "delete", step.clerk_id, "--force")
    undone = server.run(*UNDO, "--force", "-o", "json")
    assert (undone.json["deleted"], undone.json["gone"]) == ({"user": 2}, {})


class Existing:
    """An organization and a user that exist before a run, which adds to the organization."""

    def __init__(self, server: Any, write_records: Any) -> None:
        self.server = server
        change(server, "users", "create", "--email", "user0@example.com", "--external-id", "u0")
        change(server, "users", "create", "--email", "b@example.com", "--external-id", "b")
        create = ("--name", "One 0", "--slug", "one-0", "--created-by", "ext:b")
        change(server, "organizations", "create", *create)
        imported(server, write_records, organizations(1))
        (organization,) = server.listed("organizations", "list")
        self.id = organization["id"]

    def remove(self, kind: str, verb: str) -> None:
        """Take back what the run added of a kind."""
        if kind == "members":
            item = "ext:u0"
        else:
            (row,) = self.server.listed("organizations", kind, "list", self.id)
            item = row["id"]
        change(self.server, "organizations", kind, verb, self.id, item, "--force")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "verb", "step"),
    [
        ("members", "remove", "membership"),
        ("domains", "delete", "domain"),
        ("invitations", "revoke", "invitation"),
    ],
)
def test_what_others_removed_of_an_older_organization_is_not_counted_as_deleted(
    server: Any, write_records: Any, kind: str, verb: str, step: str
) -> None:
    Existing(server, write_records).remove(kind, verb)
    others = {"membership": 1, "domain": 1, "invitation": 1}
    del others[step]
    for options in (["--dry-run"], ["--force"]):
        done = server.run(*UNDO, *options, "-o", "json")
        assert (done.json["deleted"], done.json["gone"]) == (others, {step: 1})


def test_undo_keeps_a_member_of_an_older_organization_whose_role_was_changed(
    server: Any, write_records: Any
) -> None:
    organization = Existing(server, write_records)
    members = ("organizations", "members", "update", organization.id, "ext:u0")
    change(server, *members, "--role", "org:member")
    undone = server.run(*UNDO, "--force", "-o", "json")
    (kept,) = undone.json["kept_objects"]
    assert (kept["kind"], kept["reason"]) == ("membership", "the role was changed since")


@pytest.mark.slow
def test_undo_keeps_an_organization_that_got_metadata_since(
    server: Any, write_records: Any
) -> None:
    imported(server, write_records, organizations(1))
    (organization,) = server.listed("organizations", "list")
    argv = ("organizations", "merge-metadata", organization["id"])
    change(server, *argv, "--private-metadata", '{"plan": "gold"}')
    verified = server.run("migrate", "verify", "last", "-o", "json")
    (row,) = verified.json["data"]
    assert (row["field"], row["actual"]) == ("private_metadata", {"plan": "gold"})
    kept = server.run(*UNDO, "--force", "-o", "json").json["kept_objects"]
    reasons = {item["kind"]: item["reason"] for item in kept}
    assert reasons["organization"] == "private_metadata was changed since"


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0, 1])
def test_verify_does_not_report_what_an_undo_deleted(
    server: Any, write_records: Any, kept: int
) -> None:
    imported(server, write_records, organizations(3))
    if kept:
        change(server, "users", "update", "ext:u0", "--first-name", "Other")
    undone = server.run(*UNDO, "--force", "-o", "json")
    assert undone.json["deleted"] == {"organization": 3, "user": 3 - kept}
    verified = server.run("migrate", "verify", "last", "-o", "json")
    rows = [(row["key"], row["field"]) for row in verified.json["data"]]
    assert rows == [("u0", "first_name")] * kept
    assert "objects deleted by the undo are not compared" in verified.err


def test_verify_reports_what_hung_on_an_organization_that_others_deleted(
    server: Any, write_records: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where an instance has many more than the run created, each organization is listed.
    monkeypatch.setattr("clerk_cli_migrate.proving.organizations.PAGE", 0)
    imported(server, write_records, organizations(1))
    (organization,) = server.listed("organizations", "list")
    change(server, "organizations", "delete", organization["id"], "--force")
    verified = server.run("migrate", "verify", "last", "-o", "json")
    assert {row["what"] for row in verified.json["data"]} == {
        "organization", "domain", "membership", "invitation",
    }  # fmt: skip
