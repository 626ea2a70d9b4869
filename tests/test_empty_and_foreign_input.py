"""Empty values and bytes that are not text: exit 2, nothing is sent, nothing is stored."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from every_leaf import installed_leaves

from clerk_cli.commands.fields import Parameter
from clerk_cli.console.tree import Leaf
from clerk_cli.testing import CommandLine, FakeAPI

SAMPLES = {"--claims": '{"a": 1}', "--event": "{}", "--actor": '{"sub": "user_2"}'}
PEM = (
    "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END KEY-----"
)


def sample(parameter: Parameter) -> str:
    """A valid value."""
    if parameter.kind is not None and parameter.kind.choices:
        return parameter.kind.choices[0]
    return SAMPLES.get(parameter.field.label, "1")


def line(leaf: Leaf, parameter: Parameter, value: str) -> list[str]:
    """A command line with all that a command requires, and a value for one option."""
    words = [*leaf.path]
    for item in leaf.parameters:
        if item is parameter:
            words.append(f"{item.field.label}={value}")
        elif item.required and item.role == "option":
            words += [item.field.label, sample(item)]
    return [*words, *("x" for item in leaf.parameters if item.role == "argument")]


def is_secret(parameter: Parameter) -> bool:
    return parameter.kind is not None and parameter.kind.parse.__name__.startswith("parse_secret")


CASES = [
    (leaf, parameter)
    for leaf in installed_leaves()
    for parameter in leaf.parameters
    if parameter.role == "option" and (parameter.required or is_secret(parameter))
]


@pytest.mark.matrix
@pytest.mark.parametrize("value", ["", " "])
@pytest.mark.parametrize(
    ("leaf", "parameter"), CASES, ids=[f"{' '.join(x.path)} {y.field.label}" for x, y in CASES]
)
def test_an_empty_value_of_a_required_option_or_a_secret_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, leaf: Leaf, parameter: Parameter, value: str
) -> None:
    result = clerk(*line(leaf, parameter, value))
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert result.err.startswith(f"✗ {parameter.field.label}")
    assert not (clerk.config / "profiles").exists()


@pytest.mark.parametrize("stdin", ["", "\n", "\r\n\r\n", " \n"])
@pytest.mark.parametrize(
    "argv",
    [
        ["users", "update", "user_1", "--password", "-"],
        ["users", "create", "--email", "a@example.com", "--password", "-"],
        ["users", "verify-password", "user_1", "--password", "-"],
        ["jwttemplates", "update", "jtmpl_1", "--signing-key", "-"],
        ["m2m", "tokens", "verify", "--token", "-"],
        ["invitations", "bulk-create", "--emails", "-"],
        ["restrictions", "import", "allowlist", "--identifiers", "-"],
        ["config", "set", "clerk.key", "-"],
        ["config", "set", "output", "-"],
        ["config", "profile", "update", "default", "--api-key", "-"],
    ],
    ids=" ".join,
)
def test_an_empty_pipe_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], stdin: str
) -> None:
    stored = "[profile default]\nclerk.key = sk_test_0123456789abcdef\noutput = json\n"
    clerk.write_profiles(stored)
    result = clerk(*argv, stdin=stdin)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert (clerk.config / "profiles").read_text() == stored


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
@pytest.mark.parametrize(
    ("argv", "member"),
    [
        (
            [
                "jwttemplates",
                "create",
                "--name",
                "a",
                "--claims",
                "{}",
                "--signing-algorithm",
                "RS256",
                "--signing-key",
            ],
            "signing_key",
        ),
        (["users", "update", "user_1", "--password"], "password"),
        (["m2m", "tokens", "verify", "--token"], "token"),
    ],
)
def test_a_secret_of_several_lines_is_sent_whole(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], member: str, end: str
) -> None:
    fake_api.answer({"id": "x_1"})
    clerk(*argv, "-", stdin=PEM + end)
    assert fake_api.requests[0].body[member] == PEM


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"\xff\xfe", b"caf\xe9", b"ok\x80\n"])
@pytest.mark.parametrize(
    "argv",
    [
        ["users", "update", "user_1", "--password", "-"],
        ["config", "set", "clerk.key", "-"],
        ["users", "merge-metadata", "user_1", "--public", "-"],
    ],
    ids=" ".join,
)
def test_a_pipe_that_is_not_utf8_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], data: bytes
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clerk_cli", *argv], input=data, capture_output=True,
        env=clerk.variables, cwd=clerk.directory, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, fake_api.requests) == (2, b"", [])
    assert b"stdin is not UTF-8 text" in done.stderr or b"unknown option" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
@pytest.mark.parametrize(
    "argv",
    [
        [b"users", b"get", b"\xff"],
        [b"users", b"update", b"user_1", b"--first-name", b"Ren\xe9"],
        [b"config", b"set", b"output", b"\x80json"],
        [b"\xc3\x28"],
        [b"-p", b"\xfe", b"users", b"list"],
        [b"config", b"alias", b"add", b"a", b"users", b"\xff"],
    ],
)
def test_an_argument_that_is_not_utf8_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[bytes]
) -> None:
    done = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"clerk_cli", *argv], capture_output=True,
        env={**clerk.variables, "LC_ALL": "C.UTF-8"}, cwd=clerk.directory, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, fake_api.requests) == (2, b"", [])
    assert b"is not valid text: it has bytes that are not UTF-8" in done.stderr
    assert not clerk.config.exists()


@pytest.mark.parametrize("value", ["..", ".", " .. ", "a\0", "user_\u200b1"])
@pytest.mark.parametrize(
    "argv",
    [
        ["m2m", "tokens", "create", "--machine-id"],
        ["users", "get"],
        ["organizations", "members", "remove", "org_1"],
    ],
    ids=" ".join,
)
def test_a_value_that_would_change_the_path_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], value: str
) -> None:
    result = clerk(*argv, value)
    assert (result.code, fake_api.requests) == (2, [])
    assert "is not a valid" in result.err


@pytest.mark.parametrize("argv", [["m2m", "tokens", "list", "--machine-id", ""]])
def test_an_empty_id_is_refused_as_a_filter(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str]
) -> None:
    assert (clerk(*argv).code, fake_api.requests) == (2, [])


@pytest.mark.parametrize("source", ["-", "@list.txt"])
@pytest.mark.parametrize(
    "content",
    ["# a, b\na@example.com\n  # x\nb@example.com\n", "a@example.com # no comment,b@example.com\n"],
)
def test_lines_that_begin_with_a_hash_are_comments(
    clerk: CommandLine, fake_api: FakeAPI, source: str, content: str
) -> None:
    (clerk.directory / "list.txt").write_text(content)
    fake_api.answer([])
    clerk("invitations", "bulk-create", "--emails", source, stdin=content)
    first, second = (item["email_address"] for item in fake_api.requests[0].body)
    assert first.startswith("a@example.com")
    assert second == "b@example.com"


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        (["users", "list", "--limit"], "²"),
        (["users", "list", "--limit"], "1_0"),
        (["users", "list", "--limit"], "٣"),
        (["users", "list", "--offset"], "9" * 5000),
        (["users", "list", "--created-after"], "²"),
        (["users", "list", "--created-after"], "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_number_of_other_digits_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], text: str
) -> None:
    result = clerk(*argv, text)
    assert (result.code, fake_api.requests) == (2, [])
    assert "unexpected" not in result.err


def test_an_empty_answer_to_a_prompt_is_not_stored(clerk: CommandLine, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals")
    terminal = clerk.on_terminal("config", "set", "clerk.key")
    terminal.expect("Value of clerk.key")
    terminal.type("\r")
    assert terminal.wait() == 2
    assert not (clerk.config / "profiles").exists()


@pytest.mark.parametrize(
    "line",
    [
        "users list --email ''",
        "users list --user-id ,",
        "users count --phone ' '",
        "users create --email ''",
        "apikeys create --name x --subject user_1 --scopes ''",
        "organizations members list org_1 --role ''",
    ],
)
def test_an_empty_list_is_refused_before_it_selects_or_creates_anything(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    result = clerk(*shlex.split(line))
    assert (result.code, fake_api.requests) == (2, [])
    assert "the value is empty" in result.err


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("instance update --allowed-origins ''", {"allowed_origins": []}),
        ("organizations roles update role_1 --permissions ''", {"permissions": []}),
    ],
)
def test_a_list_that_is_replaced_may_be_emptied(
    clerk: CommandLine, fake_api: FakeAPI, line: str, body: object
) -> None:
    fake_api.answer({"id": "role_1"})
    clerk(*shlex.split(line))
    assert fake_api.requests[0].body == body
