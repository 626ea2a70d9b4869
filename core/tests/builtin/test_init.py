"""``clerk init`` in scripts; ``tests/test_wizard.py`` answers it on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

KEY = "sk_test_entered_0123456789"
INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "development"}


def profiles(clerk: CommandLine) -> str:
    path = clerk.config / "profiles"
    return path.read_text() if path.exists() else ""


def test_a_key_is_checked_and_the_instance_is_shown(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(INSTANCE).answer({"object": "total_count", "total_count": 1204})
    result = clerk("init", "--key", "-", "-p", "qa", "--use", "-o", "json", stdin=f"{KEY}\n")
    assert result.code == 0
    assert result.json == {
        "profile": "qa",
        "active": True,
        "keyring": False,
        "instance": {"id": "ins_1", "environment_type": "development", "users": 1204},
        "completion": None,
    }
    assert "The key belongs to ins_1 (development, 1,204 users)." in result.err
    assert [request.path for request in fake_api.requests] == ["/v1/instance", "/v1/users/count"]
    assert {request.headers["authorization"] for request in fake_api.requests} == {f"Bearer {KEY}"}
    assert profiles(clerk) == f"[default]\nprofile = qa\n\n[profile qa]\nclerk.key = {KEY}\n"
    assert KEY not in result.out + result.err


def test_a_key_that_the_api_rejects_is_not_stored(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(401, "clerk_key_invalid", "The secret key is invalid")
    result = clerk("init", "--key", KEY)
    assert (result.code, profiles(clerk)) == (3, "")
    assert result.err == (
        "✗ the API does not accept the key: The secret key is invalid\n"
        "  Nothing was stored. To store it anyway, use --no-verify.\n"
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_cannot_be_checked_is_stored_with_a_warning(
    clerk: CommandLine, fake_api: FakeAPI, status: int
) -> None:
    fake_api.fail(status, "odd", "Odd answer")
    result = clerk("init", "--key", KEY)
    assert (result.code, KEY in profiles(clerk)) == (0, True)
    assert "⚠ The key could not be checked: Odd answer. Check it later with: clerk" in result.err


def test_a_computer_without_a_network_stores_the_key(clerk: CommandLine) -> None:
    result = clerk("init", "--key", KEY, env={"CLERK_API_URL": "http://127.0.0.1:9"})
    assert (result.code, KEY in profiles(clerk)) == (0, True)
    assert "⚠ The key could not be checked: 127.0.0.1:9 refused the connection." in result.err


@pytest.mark.parametrize(
    ("key", "because"),
    [
        ("pk_test_x", "this is a publishable key"),
        ("nonsense", "this is not a secret key"),
        ("sk_test_a b", "the key contains spaces"),
        ("sk_test_ü", "the key contains spaces or invalid characters"),
        ("!op read x", "the key contains spaces"),
        (" ", "the value is empty"),
    ],
)
def test_what_cannot_be_a_secret_key_is_refused_before_a_request(
    clerk: CommandLine, fake_api: FakeAPI, key: str, because: str
) -> None:
    assert clerk.refuses("init", "--key", key, because=f"--key: {because}")
    assert profiles(clerk) == ""


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("init --no-input", "--no-input needs --key or --sandbox"),
        ("init --sandbox --key sk_test_x", "--sandbox cannot be combined"),
        ("init --key sk_test_x --no-verify -p [a]", '"[a]" is not a valid profile name'),
    ],
)
def test_options_that_cannot_work_are_refused(clerk: CommandLine, line: str, because: str) -> None:
    assert clerk.refuses(*line.split(), because=because)
    assert profiles(clerk) == ""


def test_an_unusual_key_can_be_stored_unchecked(clerk: CommandLine) -> None:
    assert clerk("init", "--key", "of-a-proxy", "--no-verify").code == 0
    assert profiles(clerk) == "[profile default]\nclerk.key = of-a-proxy\n"


def test_a_key_is_replaced_only_with_force(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile qa]\nclerk.key = sk_test_old\n")
    line = ("init", "--key", KEY, "--no-verify", "-p", "qa")
    assert clerk.refuses(*line, because="confirmation required")
    assert "sk_test_old" in profiles(clerk)
    assert clerk(*line, "--force").code == 0
    assert profiles(clerk) == f"[profile qa]\nclerk.key = {KEY}\n"


def test_a_profile_that_is_not_active_comes_with_how_to_make_it_so(clerk: CommandLine) -> None:
    result = clerk("init", "--key", KEY, "--no-verify", "-p", "my qa")
    assert "ℹ It is not the active profile. To activate it: clerk config profile use 'my qa'" in (
        result.err
    )
    assert "  clerk -p 'my qa' doctor\n" in result.err


@pytest.mark.parametrize(
    ("shell", "file", "line"),
    [
        ("bash", ".bashrc", "command -v clerk >/dev/null && source <(clerk completion bash)"),
        ("zsh", ".zshrc", "(( $+commands[clerk] )) && source <(clerk completion zsh)"),
        ("fish", ".config/fish/completions/clerk.fish", "clerk completion fish | source"),
    ],
)
def test_completion_is_turned_on_once_and_nothing_else_in_the_file_changes(
    clerk: CommandLine, shell: str, file: str, line: str
) -> None:
    path: Path = clerk.home / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"compinit # \xff")
    for _ in range(2):
        argv = ("init", "--key", KEY, "--no-verify", "--completion", "-f")
        assert clerk(*argv, env={"SHELL": f"/bin/{shell}"}).code == 0
    assert path.read_bytes() == b"compinit # \xff\n" + line.encode() + b"\n"
