"""The restrictions commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

ENTRY: dict[str, Any] = {
    "id": "alid_1",
    "identifier": "a@x.io",
    "identifier_type": "email_address",
    "created_at": 1_700_000_000_000,
}


def test_the_allowlist_is_read_to_its_end(clerk: CommandLine, fake_api: FakeAPI) -> None:
    entries = [{**ENTRY, "id": f"alid_{number}"} for number in range(501)]
    fake_api.answer({"data": entries[:500], "total_count": 501})
    fake_api.answer({"data": entries[500:], "total_count": 501})
    fake_api.answer({"data": [], "total_count": 501}).answer({"data": []})
    result = clerk("restrictions", "list", "-o", "json").json
    assert (len(result["allowlist"]), result["blocklist"]) == (501, [])
    assert fake_api.requests[1].query[-1] == ("offset", "500")


def test_a_bare_array_is_a_list_too(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([ENTRY]).answer([]).answer([ENTRY])
    result = clerk("restrictions", "list", "-o", "json").json
    assert result == {"allowlist": [ENTRY], "blocklist": [ENTRY]}


def test_both_lists_have_a_heading(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([ENTRY]).answer([]).answer([])
    out = clerk("restrictions", "ls").out
    assert out.startswith("Allowlist\nID      IDENTIFIER")
    assert out.endswith("\n\nBlocklist\n  No blocklist identifiers found\n")


def test_an_import_adds_identifiers_and_names_those_that_fail(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(ENTRY).fail(400, "duplicate_record", "already exists").answer(ENTRY)
    argv = ["restrictions", "import", "--identifiers", "-", "--block", "-o", "json"]
    identifiers = ["a@x.io", "@y.io", "+15550100001"]
    result = clerk(*argv, stdin="\n".join(identifiers))
    assert (result.code, result.json["total_count"]) == (1, 2)
    assert ": already exists" in result.err
    assert "added 2 of 3 identifiers" in result.err
    sent = [request.body["identifier"] for request in fake_api.requests]
    assert sorted(sent) == sorted(identifiers)


def test_a_rejected_key_ends_an_import(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(8):
        fake_api.fail(401, "authentication_invalid", "Invalid key")
    argv = ["restrictions", "import", "--block", "--identifiers"]
    result = clerk(*argv, ",".join(f"user{number}@x.io" for number in range(40)))
    assert (result.code, result.out, len(fake_api.requests) <= 8) == (3, "", True)


def test_several_are_added_with_a_result_for_each(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ENTRY).answer(ENTRY)
    result = clerk("restrictions", "add", "a@x.io", "@y.io", "--block", "-o", "json")
    assert [row["result"] for row in result.json["data"]] == ["done", "done"]
    sent = sorted(request.body["identifier"] for request in fake_api.requests)
    assert sent == ["@y.io", "a@x.io"]


def test_an_id_with_another_prefix_needs_an_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "x_1", "deleted": True})
    assert clerk("restrictions", "remove", "x_1", "--block").code == 0
    assert fake_api.requests[0].target == "/v1/blocklist_identifiers/x_1"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("restrictions add a@x.io", "--allow or --block"),
        ("restrictions add a@x.io --allow --block", "--allow cannot be combined with --block"),
        ("restrictions add a@x.io --block --notify", "--notify requires --allow"),
        ("restrictions remove x_1", "cannot tell from the prefix which list"),
        ("restrictions import --allow", "missing required option: --identifiers"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
