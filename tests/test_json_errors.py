"""Errors for programs: with ``-o json``, every failure is one JSON object on stderr."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from clerk_cli import errors
from clerk_cli.testing import CommandLine, FakeAPI

PAGE = Path(__file__).parents[1] / "docs/output.md"
MEMBERS = {"code", "message", "hint", "exit_status"}


def codes() -> set[str]:
    """The codes of all errors."""
    names, classes = set(), [errors.ClerkError]
    while classes:
        error = classes.pop()
        names.add(error.code)
        classes += error.__subclasses__()
    return names


def test_the_page_lists_the_codes_of_the_program() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Errors")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert sorted(rows) == sorted(codes())


@pytest.mark.parametrize(
    ("argv", "code", "status"),
    [
        (["users", "nope"], "usage", 2),
        (["nonsense"], "usage", 2),
        (["users", "list", "--limit", "many"], "usage", 2),
        (["users", "list", "--nope"], "usage", 2),
        (["users", "get"], "usage", 2),
        (["users", "delete", "user_1"], "usage", 2),
        (["users", "list"], "authentication", 3),
        (["config", "profile", "show", "nope"], "config", 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
@pytest.mark.parametrize("options", [["-o", "json"], ["--output=ndjson"], ["-ojson"]], ids=" ".join)
@pytest.mark.parametrize("first", [True, False])
def test_a_failure_is_one_json_object(
    clerk: CommandLine, argv: list[str], code: str, status: int, options: list[str], first: bool
) -> None:
    result = clerk(*options, *argv) if first else clerk(*argv, *options)
    error = json.loads(result.err)
    assert (result.code, result.out, set(error)) == (status, "", MEMBERS)
    assert (error["code"], error["exit_status"]) == (code, status)


@pytest.mark.parametrize("argv", [["users", "nope"], ["users", "list"], ["nonsense"]])
def test_the_format_of_the_profile_decides_without_an_option(
    clerk: CommandLine, argv: list[str]
) -> None:
    clerk.write_profiles("[profile default]\noutput = json\n[profile b]\noutput = table\n")
    assert set(json.loads(clerk(*argv).err)) == MEMBERS
    assert clerk("-p", "b", *argv).err.startswith("✗ ")
    assert clerk(*argv, "-o", "table").err.startswith("✗ ")


def test_an_error_of_the_api_has_its_details(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(404, "resource_not_found", "not found")
    error = json.loads(clerk("users", "get", "user_1", "-o", "json").err)
    assert set(error) == MEMBERS | {"http_status", "errors", "clerk_trace_id"}
    assert (error["code"], error["http_status"], error["clerk_trace_id"]) == ("api", 404, "trace_1")
    assert [entry["code"] for entry in error["errors"]] == ["resource_not_found"]


@pytest.mark.parametrize(
    ("argv", "answer", "message"),
    [
        (
            ["m2m", "tokens", "verify", "--token", "x"],
            {"id": "mt_1", "revoked": True, "expired": False},
            "Token is revoked.",
        ),
        (
            ["m2m", "tokens", "verify", "--token", "x"],
            {"id": "mt_1", "revoked": False, "expired": True},
            "Token is expired.",
        ),
        (
            ["users", "verify-password", "user_1", "--password", "x"],
            {"verified": False},
            "the command failed; its result says why",
        ),
    ],
)
def test_a_negative_result_is_data_and_an_error(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], answer: object, message: str
) -> None:
    fake_api.answer(answer)
    result = clerk(*argv, "-o", "json")
    error = json.loads(result.err)
    assert (result.code, result.json) == (1, answer)
    assert (error["code"], error["message"], error["exit_status"]) == ("failed", message, 1)


def test_an_unforeseen_exception_is_json_too(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("clerk_cli.console.runner.Runner.run", fail)
    error = json.loads(clerk("whoami", "-o", "ndjson").err)
    assert (error["code"], error["message"]) == ("unexpected", "unexpected ZeroDivisionError: by")


@pytest.mark.parametrize(
    "argv", [["config", "path"], ["config", "alias", "path"], ["config", "get", "output"]]
)
def test_a_bare_value_is_printed_unless_the_command_line_has_a_format(
    clerk: CommandLine, argv: list[str]
) -> None:
    usual = clerk(*argv, "-o", "table").out
    clerk.write_profiles("[profile default]\noutput = json\n")
    assert clerk(*argv).out == usual.replace("(not set)", "json")
    assert isinstance(clerk(*argv, "-o", "json").json, dict)
