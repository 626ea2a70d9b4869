"""Values of files and of stdin, in every way in which commands take them."""

from __future__ import annotations

import shlex

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

METADATA = "users create --username ada --public-metadata"
NOT_JSON = ['{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', '{"a": "\\ud800"}', "[" * 100_000]
NOT_JSON_AS_YAML = [
    "b: .inf", "a: !!binary aGk=", "a: !!set {a}", "&x {a: *x}", "1: x", "a: 1\na: 2",
]  # fmt: skip
SOURCES = {
    "a value": f"{METADATA} TEXT",
    "@FILE": f"{METADATA} @body.txt",
    "stdin": f"{METADATA} -",
    "--input": "users create --input body.txt",
    "--input -": "users create --input -",
    "api --input": "api POST users --input body.txt",
    "protect --input": "protect rules add SIGN_IN --input body.txt",
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("text", [*NOT_JSON, *NOT_JSON_AS_YAML])
def test_what_json_does_not_have_is_refused_before_a_request(
    clerk: CommandLine, fake_api: FakeAPI, source: str, text: str
) -> None:
    (clerk.directory / "body.txt").write_text(text)
    words = [text if word == "TEXT" else word for word in shlex.split(SOURCES[source])]
    if source == "a value" and len(text) > 10_000:
        words[-1] = "[" * 10_000
    result = clerk(*words, stdin=text)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "bug" not in result.err


@pytest.mark.parametrize(
    "line",
    [
        "api POST users -F first_name=@- -F last_name=@-",
        "api POST users -F first_name=- --input -",
        "users create --password - --input -",
        "users create --username ada --public-metadata - --private-metadata -",
    ],
)
def test_stdin_is_read_only_once(clerk: CommandLine, fake_api: FakeAPI, line: str) -> None:
    result = clerk(*line.split(), stdin="{}")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "stdin is read only once" in result.err


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("users create --input ''", "--input: the value is empty"),
        ("api POST users --input ''", "--input: the value is empty"),
        ("protect rules list SIGN_IN --mcp-config ''", "--mcp-config: the value is empty"),
        ("users create --input empty", "--input: empty: it is empty"),
        ("api POST users --input empty", "--input: empty is empty"),
        ("users create --input a --input empty", "--input can be used only once"),
        ("api POST users --input a --input empty", "--input can be used only once"),
    ],
)
def test_a_file_that_is_not_there_is_named(
    clerk: CommandLine, fake_api: FakeAPI, line: str, problem: str
) -> None:
    (clerk.directory / "empty").write_text("")
    (clerk.directory / "a").write_text("{}")
    result = clerk(*shlex.split(line))
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert problem in result.err


YAML = """\
username: ada
public_metadata: {d: 2026-01-01, secretary: Bob, q: search, note: "5", key: value}
password: pl4nted77_password
"""


def test_a_dry_run_shows_what_is_not_secret(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (clerk.directory / "user.yaml").write_text(YAML)
    shown = clerk("users", "create", "--input", "user.yaml", "--dry-run", "-o", "json").json
    assert shown["data"][0]["body"] == {
        "username": "ada",
        "public_metadata": {
            "d": "2026-01-01", "secretary": "Bob", "q": "search", "note": "5", "key": "value",
        },
        "password": "****",
    }  # fmt: skip
    line = "api POST users -F skip_password_checks=maybe -F password=pl4nted77_password --dry-run"
    shown = clerk(*line.split(), "-o", "json").json
    assert shown["data"][0]["body"] == {"skip_password_checks": "maybe", "password": "****"}
    assert fake_api.requests == []
