"""``clerk init`` on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from file_keyring import VARIABLE, FileKeyring

from clerk_cli.testing import CommandLine, FakeAPI

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

SECRET, OTHER = "sk_test_typed_at_the_prompt", "sk_test_typed_instead"
INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "production"}
COUNT = {"object": "total_count", "total_count": 1}
OLD = "[profile default]\nclerk.key = sk_test_old\n"


def profiles(clerk: CommandLine) -> str:
    path = clerk.config / "profiles"
    return path.read_text() if path.exists() else ""


def keyring_of_tests(clerk: CommandLine) -> dict[str, str]:
    """Variables for a program that uses the keyring in a file, and a shell with completion."""
    return {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "PYTHONPATH": str(Path(__file__).parent),
        VARIABLE: str(clerk.home / "keyring"),
        "SHELL": "/bin/bash",
    }


@pytest.mark.slow
def test_it_checks_the_key_and_writes_what_was_answered(
    clerk: CommandLine, fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_api.answer(INSTANCE).answer(COUNT)
    del clerk.variables["CLERK_SECRET_KEY"]
    terminal = clerk.on_terminal("init", env=keyring_of_tests(clerk))
    terminal.expect("Clerk Secret Key")
    terminal.type(f"{SECRET}\r")
    terminal.expect("Profile name [default]:")
    terminal.type("work\r")
    terminal.expect("✓ The key belongs to ins_1 (production, 1 user).")
    terminal.expect('Make "work" the active profile?')
    terminal.type("y\r")
    terminal.expect("Store the key in the keyring")
    terminal.type("y\r")
    terminal.expect("Turn on completion for bash")
    terminal.type("y\r")
    assert terminal.wait() == 0
    assert terminal.err.text.endswith(
        "Try it:\n  clerk users list\n  clerk doctor\n  clerk --help\n"
    )
    assert SECRET not in terminal.err.raw + terminal.out.raw
    assert profiles(clerk) == (
        "[default]\nprofile = work\n\n[profile work]\nclerk.key = !keyring get clerk-cli work\n"
    )
    assert "clerk completion bash" in (clerk.home / ".bashrc").read_text()
    monkeypatch.setenv(VARIABLE, str(clerk.home / "keyring"))
    assert FileKeyring().entries == {"clerk-cli work": SECRET}


@pytest.mark.slow
def test_enter_takes_the_proposal_and_n_changes_less(clerk: CommandLine) -> None:
    variables = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    terminal = clerk.on_terminal("init", "-p", "qa", "--no-verify", env=variables)
    terminal.expect("Clerk Secret Key")
    terminal.type("pk_test_x\r")
    terminal.expect("this is a publishable key")
    terminal.type(f"{SECRET}\r")
    terminal.expect("Profile name [qa]:")
    terminal.type("sandbox\r")
    terminal.expect('profile "sandbox" is built in')
    terminal.type("\r")
    terminal.expect('Make "qa" the active profile?')
    terminal.type("n\r")
    terminal.expect("The key is stored in the profiles file: no usable keyring")
    assert terminal.wait() == 0
    assert profiles(clerk) == f"[profile qa]\nclerk.key = {SECRET}\n"
    assert "clerk config profile use qa" in terminal.err.text


def test_a_key_that_the_api_rejects_is_asked_for_again(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(401, "clerk_key_invalid", "The key is invalid").answer(INSTANCE).answer(COUNT)
    terminal = clerk.on_terminal("init", "--no-keyring")
    terminal.expect("Clerk Secret Key")
    terminal.type(f"{SECRET}\r")
    terminal.expect("Profile name")
    terminal.type("\r")
    terminal.expect("✗ the API does not accept the key: The key is invalid")
    terminal.type(f"{OTHER}\r")
    assert terminal.wait() == 0
    assert profiles(clerk) == f"[profile default]\nclerk.key = {OTHER}\n"
    assert SECRET not in terminal.err.raw + terminal.out.raw


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "ending"),
    [
        ([], "\x03"),
        ([], "\x04"),
        ([("Clerk Secret Key", f"{SECRET}\r")], "\x03"),
        (
            [
                ("Clerk Secret Key", f"{SECRET}\r"),
                ("Profile name", "\r"),
                ("already has a key", "y\r"),
                ("Store the key in the keyring", "y\r"),
            ],
            "\x03",
        ),
    ],
    ids=["key", "end of input", "name", "completion"],
)
def test_leaving_it_at_any_question_changes_nothing(
    clerk: CommandLine, answers: list[tuple[str, str]], ending: str
) -> None:
    clerk.write_profiles(OLD)
    terminal = clerk.on_terminal("init", "--no-verify", env=keyring_of_tests(clerk))
    for question, answer in answers:
        terminal.expect(question)
        terminal.type(answer)
    questions = ["Clerk Secret Key", "Profile name", "Turn on completion", "Turn on completion"]
    terminal.expect(questions[min(len(answers), 2)])
    terminal.type(ending)
    assert terminal.wait() == 130
    assert "nothing was changed" in terminal.err.text
    assert profiles(clerk) == OLD
    assert not (clerk.home / ".bashrc").exists()
    assert not (clerk.home / "keyring").exists()
    assert "Traceback" not in terminal.err.text


def test_it_does_not_replace_a_key_unasked(clerk: CommandLine) -> None:
    clerk.write_profiles(OLD)
    terminal = clerk.on_terminal("init", "--key", SECRET)
    terminal.expect("Profile name")
    terminal.type("\r")
    terminal.expect("already has a key")
    terminal.type("n\r")
    terminal.expect("Nothing was changed")
    assert (terminal.wait(), profiles(clerk)) == (0, OLD)


@pytest.mark.parametrize(
    ("typed", "status", "stored"), [("y\r", 0, "[default]\nprofile = sandbox\n"), ("n\r", 3, "")]
)
def test_without_a_key_the_sandbox_is_offered(
    clerk: CommandLine, typed: str, status: int, stored: str
) -> None:
    terminal = clerk.on_terminal("init")
    terminal.expect("Clerk Secret Key")
    terminal.type("\r")
    terminal.expect("Use the sandbox until you have a key?")
    terminal.type(typed)
    assert terminal.wait() == status
    assert profiles(clerk).strip() == stored.strip()


@pytest.mark.parametrize(("typed", "creates"), [("y\r", True), ("n\r", False)])
def test_a_setting_of_a_new_profile_is_asked_about(
    clerk: CommandLine, typed: str, creates: bool
) -> None:
    terminal = clerk.on_terminal("config", "set", "output", "json", "-p", "prdo")
    terminal.expect('Profile "prdo" does not exist. Create it?')
    terminal.type(typed)
    assert terminal.wait() == 0
    assert ("prdo" in profiles(clerk)) is creates
