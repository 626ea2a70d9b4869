"""The invitations commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

INVITATION: dict[str, Any] = {"id": "inv_1", "object": "invitation", "email_address": "a@x.io"}


def invitations(count: int) -> list[Any]:
    return [{**INVITATION, "email_address": f"u{n}@x.io"} for n in range(count)]


def addresses(count: int) -> str:
    return "\n".join(f"u{n}@x.io" for n in range(count))


def test_invitations_are_created_in_batches_of_ten(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(invitations(10)).answer(invitations(2))
    argv = ["invitations", "bulk-create", "--emails", "-", "--no-notify", "-o", "json"]
    result = clerk(*argv, stdin=addresses(12) + "\n\n" + addresses(1))
    assert [len(request.body) for request in fake_api.requests] == [10, 2]
    assert fake_api.requests[1].body[1] == {"email_address": "u11@x.io", "notify": False}
    assert result.json["total_count"] == 12


def test_email_addresses_are_read_from_a_file(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (clerk.directory / "people.txt").write_text("a@x.io, b@x.io\nc@x.io\n")
    fake_api.answer(invitations(3))
    assert clerk("invite", "bulk-create", "--emails", "@people.txt").code == 0
    assert len(fake_api.requests[0].body) == 3


def test_invitations_created_before_a_failure_are_shown(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(invitations(10)).fail(422, "form_identifier_exists", "taken")
    result = clerk("invitations", "bulk-create", "--emails", "-", "-o", "json", stdin=addresses(12))
    assert (result.code, result.json["total_count"]) == (1, 10)
    assert "Created 10 of 12 invitations; the last one is for u9@x.io." in result.err


def test_an_invitation_that_is_not_mailed_shows_its_link(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({**INVITATION, "url": "https://x.io/ticket"})
    result = clerk("invitations", "create", "--email", "a@x.io", "--no-notify", "--ignore-existing")
    assert "https://x.io/ticket" in result.out
    assert fake_api.requests[0].body["ignore_existing"] is True


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("invitations create", "missing required option: --email"),
        ("invitations create --email a@x.io --expires-in-days 366", "at most 365"),
        ("invitations list --status lost", '"lost" is not one of'),
        ("invitations bulk-create --emails ,", "--emails: the value is empty"),
        ("invitations revoke inv_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


def test_a_single_invitation_is_counted_in_the_singular(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(invitations(1))
    result = clerk("invitations", "bulk-create", "--emails", "a@x.io")
    assert "Created 1 invitation." in result.err


@pytest.mark.parametrize(
    ("argv", "code", "is_named"),
    [
        ("create --email a@x.io", "duplicate_record", True),
        ("create --email a@x.io", "form_identifier_exists", True),
        ("create --email a@x.io", "form_param_format_invalid", False),
        ("bulk-create --emails a@x.io", "duplicate_record", True),
        ("bulk-create --emails a@x.io", "form_identifier_exists", False),
    ],
)
def test_an_address_that_was_invited_before_names_the_option_that_invites_it_again(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, code: str, is_named: bool
) -> None:
    fake_api.answer({"errors": [{"code": code, "message": "not again"}]}, status=422)
    result = clerk("invitations", *argv.split())
    assert (result.code, "not again" in result.err) == (1, True)
    assert ("pass --ignore-existing" in result.err) == is_named
