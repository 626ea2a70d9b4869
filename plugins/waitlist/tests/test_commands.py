"""The waitlist commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

ENTRY = {"id": "wle_1", "email_address": "a@x.io", "status": "pending"}
ONE = "/v1/waitlist_entries/wle_1"


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        ("list --status pending --order-by -created_at", {"data": [ENTRY], "total_count": 1},
         ("GET", "/v1/waitlist_entries?limit=10&status=pending&order_by=-created_at", None)),
        ("add --email a@x.io --no-notify", ENTRY,
         ("POST", "/v1/waitlist_entries", {"notify": False, "email_address": "a@x.io"})),
        ("bulk-add --emails a@x.io", [ENTRY],
         ("POST", "/v1/waitlist_entries/bulk", [{"email_address": "a@x.io"}])),
        ("invite wle_1 --ignore-existing", ENTRY,
         ("POST", f"{ONE}/invite", {"ignore_existing": True})),
        ("reject wle_1 -f", ENTRY, ("POST", f"{ONE}/reject", None)),
        ("delete wle_1 -f", {"id": "wle_1", "deleted": True}, ("DELETE", ONE, None)),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer)
    result = clerk("waitlist", *argv.split())
    assert result.code == 0, result.err
    assert "wle_1" in result.out
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


def test_entries_are_created_in_batches_of_fifty(clerk: CommandLine, fake_api: FakeAPI) -> None:
    addresses = [f"{number}@x.io" for number in range(60)]
    fake_api.answer([ENTRY] * 50).answer([ENTRY] * 10)
    argv = ["waitlist", "bulk-add", "--emails", "-", "-o", "json"]
    result = clerk(*argv, stdin="\n".join(addresses))
    assert [len(request.body) for request in fake_api.requests] == [50, 10]
    assert result.json["total_count"] == 60


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("waitlist add", "missing required option: --email"),
        ("waitlist bulk-add --emails ,", "--emails: the value is empty"),
        ("waitlist list --status lost", '"lost" is not one of'),
        ("waitlist reject wle_1", "confirmation required"),
        ("waitlist delete wle_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("code", "is_named"),
    [
        ("duplicate_record", True),
        ("form_identifier_exists", True),
        ("waitlist_entry_already_invited", True),
        ("waitlist_entry_locked", False),
    ],
)
def test_an_entry_that_was_invited_before_names_the_option_that_invites_it_again(
    clerk: CommandLine, fake_api: FakeAPI, code: str, is_named: bool
) -> None:
    fake_api.answer({"errors": [{"code": code, "message": "not again"}]}, status=409)
    result = clerk("waitlist", "invite", "wle_1")
    assert (result.code, "not again" in result.err) == (1, True)
    assert ("pass --ignore-existing" in result.err) == is_named
