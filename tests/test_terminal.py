"""What a person at a terminal sees and can do."""

from __future__ import annotations

import re
import sys

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

SECRET = "sk_test_typed_at_the_prompt"
USER = {"id": "user_1", "object": "user", "deleted": True}


@pytest.mark.parametrize(
    ("typed", "code", "sent"),
    [
        ("y\r", 0, 1),
        ("maybe\rYes\r", 0, 1),
        ("n\r", 0, 0),
        ("y\x7f\r", 0, 0),
        ("\r", 0, 0),
        ("\x03", 130, 0),
    ],
)
def test_something_destructive_is_asked_first(
    clerk: CommandLine, fake_api: FakeAPI, typed: str, code: int, sent: int
) -> None:
    fake_api.answer({"id": "user_1", "object": "user", "first_name": "Ada"})
    if sent:
        fake_api.answer(USER)
    terminal = clerk.on_terminal("users", "delete", "user_1")
    terminal.expect("Delete Ada (user_1) from profile default (test)?")
    terminal.type(typed)
    assert terminal.wait() == code
    methods = [request.method for request in fake_api.requests]
    assert methods == ["GET", *["DELETE"] * sent]
    assert bool(terminal.out.text.strip()) is bool(sent)


@pytest.mark.parametrize(("typed", "sent"), [("y\r", 1), ("n\r", 0), ("\r", 0)])
def test_a_write_with_another_key_than_the_profiles_is_asked_first(
    clerk: CommandLine, fake_api: FakeAPI, typed: str, sent: int
) -> None:
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_of_the_profile\n")
    if sent:
        fake_api.answer({"id": "user_1", "banned": True})
    terminal = clerk.on_terminal("-p", "production", "users", "ban", "user_1")
    terminal.expect("CLERK_SECRET_KEY has a test key")
    terminal.expect("Change the test instance?")
    terminal.type(typed)
    assert (terminal.wait(), len(fake_api.requests)) == (0, sent)


@pytest.mark.parametrize("forced", [[], ["--force"]])
def test_the_instance_is_asked_for_before_and_besides_the_deletion(
    clerk: CommandLine, fake_api: FakeAPI, forced: list[str]
) -> None:
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_of_the_profile\n")
    if not forced:
        fake_api.answer({"id": "user_1", "object": "user", "first_name": "Ada"})
    fake_api.answer(USER)
    terminal = clerk.on_terminal("-p", "production", "users", "delete", "user_1", *forced)
    terminal.expect("Change the test instance?")
    assert fake_api.requests == []
    terminal.type("y\r")
    if not forced:
        terminal.expect("Delete Ada (user_1)")
        terminal.type("y\r")
    assert terminal.wait() == 0
    assert [request.method for request in fake_api.requests] == ["GET", "DELETE"][bool(forced) :]


@pytest.mark.parametrize(("typed", "kept"), [("y\r", False), ("n\r", True)])
def test_a_profile_is_deleted_after_a_yes(clerk: CommandLine, typed: str, kept: bool) -> None:
    clerk.write_profiles("[profile staging]\nclerk.key = sk_test_x\n")
    terminal = clerk.on_terminal("config", "profile", "delete", "staging")
    terminal.expect('Delete profile "staging"?')
    terminal.type(typed)
    assert terminal.wait() == 0
    assert ("staging" in (clerk.config / "profiles").read_text()) is kept


def test_a_setting_is_asked_for_without_showing_a_secret(clerk: CommandLine) -> None:
    terminal = clerk.on_terminal("config", "set", "clerk.key")
    terminal.expect("Value of clerk.key")
    terminal.type(f"{SECRET}\r")
    assert terminal.wait() == 0
    assert SECRET not in terminal.err.raw + terminal.out.raw
    assert SECRET in (clerk.config / "profiles").read_text()


def test_a_missing_key_is_asked_for_and_can_be_kept(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"object": "total_count", "total_count": 3})
    del clerk.variables["CLERK_SECRET_KEY"]
    terminal = clerk.on_terminal("users", "count")
    terminal.expect("Enter your Clerk secret key")
    terminal.type(f"{SECRET}\r")
    terminal.expect('Save the key to profile "default"?')
    terminal.type("y\r")
    assert terminal.wait() == 0
    assert terminal.out.text.strip() == "3"
    assert fake_api.requests[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET in (clerk.config / "profiles").read_text()


def test_a_password_is_asked_for_without_showing_it(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"verified": True})
    terminal = clerk.on_terminal("users", "verify-password", "user_1")
    terminal.expect("Password")
    terminal.type("open sesame\r")
    assert terminal.wait() == 0
    assert "sesame" not in terminal.err.raw + terminal.out.raw
    assert fake_api.requests[0].body == {"password": "open sesame"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("env", "colored"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_gets_colors_unless_it_or_its_owner_says_no(
    clerk: CommandLine, env: dict[str, str], colored: bool
) -> None:
    for argv in (["--help"], ["config", "list"]):
        terminal = clerk.on_terminal(*argv, env=env)
        assert terminal.wait() == 0
        assert ("\x1b[" in terminal.out.raw) is colored


@pytest.mark.parametrize("argv", [["--help"], ["config", "list"]])
def test_a_pipe_gets_colors_only_where_they_are_forced(clerk: CommandLine, argv: list[str]) -> None:
    del clerk.variables["NO_COLOR"]
    assert "\x1b[" not in clerk(*argv).out
    assert "\x1b[" in clerk(*argv, env={"FORCE_COLOR": "1"}).out


def test_a_table_fits_the_terminal_and_keeps_its_ids_whole(clerk: CommandLine) -> None:
    terminal = clerk.on_terminal("-p", "sandbox", "users", "list", columns=70)
    assert terminal.wait() == 0
    lines = terminal.out.text.splitlines()
    assert max(map(len, lines)) <= 70
    assert len(re.findall(r"^user_\w{27} ", terminal.out.text, re.MULTILINE)) == 10


def test_a_narrow_terminal_loses_nothing(clerk: CommandLine) -> None:
    terminal = clerk.on_terminal("-p", "sandbox", "users", "list", columns=30)
    assert terminal.wait() == 0
    assert len(re.findall(r"^ID +user_\w{27}$", terminal.out.text, re.MULTILINE)) == 10


def test_an_interrupt_during_a_request_ends_it(clerk: CommandLine) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        terminal = clerk.on_terminal(
            "users", "list", env={"CLERK_API_URL": url, "CLERK_SECRET_KEY": "sk_test_x"}
        )
        connection, _ = silent.accept()
        connection.recv(10)
        terminal.type("\x03")
        assert terminal.wait() == 130
        connection.close()
    assert "Traceback" not in terminal.err.text
