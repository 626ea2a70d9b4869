"""Keys in the operating system's keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clerk_cli.testing import CommandLine

if TYPE_CHECKING:
    from file_keyring import FileKeyring

KEY = "sk_test_in_the_keyring_1"
PROFILE = "[profile work]\nclerk.key = !keyring get clerk-cli work\n"


@pytest.fixture
def stored(clerk: CommandLine, system_keyring: FileKeyring) -> FileKeyring:
    """A keyring with the key of the profile ``work``."""
    system_keyring.set_password("clerk-cli", "work", KEY)
    clerk.write_profiles(PROFILE)
    return system_keyring


@pytest.mark.slow
def test_a_reference_is_resolved_without_a_program(clerk: CommandLine, stored: FileKeyring) -> None:
    result = clerk("config", "get", "clerk.key", "-p", "work", "--resolve", env={"PATH": ""})
    assert (result.out, result.err) == (f"{KEY}\n", "")
    assert KEY not in clerk("config", "get", "clerk.key", "-p", "work").out


def test_the_wizard_stores_a_key_as_a_reference(
    clerk: CommandLine, system_keyring: FileKeyring
) -> None:
    argv = ["init", "--key", "-", "-p", "my work", "--no-verify", "--keyring"]
    assert clerk(*argv, stdin=f"{KEY}\n").code == 0
    assert system_keyring.entries == {"clerk-cli my work": KEY}
    text = (clerk.config / "profiles").read_text()
    assert text == "[profile my work]\nclerk.key = !keyring get clerk-cli 'my work'\n"
    assert clerk("config", "get", "clerk.key", "-p", "my work", "--resolve").out == f"{KEY}\n"


@pytest.mark.parametrize(
    "line",
    [
        "config unset clerk.key -p work",
        "config set clerk.key sk_test_x -p work",
        "config profile update work --api-key sk_test_x",
        "config profile delete work --force",
        "init --key sk_test_x --no-verify --force -p work",
    ],
)
def test_an_entry_goes_with_the_last_profile_that_refers_to_it(
    clerk: CommandLine, stored: FileKeyring, line: str
) -> None:
    clerk.write_profiles(PROFILE + PROFILE.replace("[profile work]", "[profile other]"))
    assert clerk(*line.split()).code == 0
    assert stored.entries == {"clerk-cli work": KEY}
    clerk.write_profiles(PROFILE)
    result = clerk(*line.split())
    assert (result.code, stored.entries) == (0, {})
    assert 'Removed the key of "work" from the keyring.' in result.err


def test_another_change_keeps_the_entry(clerk: CommandLine, stored: FileKeyring) -> None:
    clerk("config", "set", "output", "json", "-p", "work")
    clerk("init", "--key", "sk_test_other", "--no-verify", "--force", "-p", "work", "--keyring")
    assert stored.entries == {"clerk-cli work": "sk_test_other"}


@pytest.mark.parametrize(
    ("backend", "why"),
    [
        ("keyring.backends.null.Keyring", "no usable keyring on this system"),
        ("keyring.backends.fail.Keyring", "no usable keyring on this system"),
        ("file_keyring.PlaintextKeyring", "stores keys as plain text"),
    ],
)
def test_a_back_end_that_keeps_nothing_or_plain_text_is_refused(
    clerk: CommandLine, system_keyring: FileKeyring, backend: str, why: str
) -> None:
    import keyring
    from keyring.core import load_keyring

    keyring.set_keyring(load_keyring(backend))
    result = clerk("init", "--key", KEY, "-p", "work", "--no-verify", "--keyring")
    assert (result.code, why in result.err) == (1, True)
    assert not (clerk.config / "profiles").exists()


def test_a_locked_keyring_is_one_line_and_changes_nothing(
    clerk: CommandLine, stored: FileKeyring
) -> None:
    stored._path.unlink()
    stored._path.mkdir()
    for line in ("config get clerk.key --resolve", "init --key sk_test_x --no-verify -f --keyring"):
        result = clerk(*line.split(), "-p", "work")
        assert (result.code, result.out) == (1, "")
        assert "✗ the keyring failed: the keyring is locked" in result.err
    assert (clerk.config / "profiles").read_text() == PROFILE


def test_a_key_whose_profile_cannot_be_written_does_not_stay_in_the_keyring(
    clerk: CommandLine, system_keyring: FileKeyring
) -> None:
    clerk.config.mkdir()
    (clerk.config / "profiles.lock").mkdir()
    result = clerk("init", "--key", KEY, "--no-verify", "--keyring")
    assert (result.code, system_keyring.entries) == (1, {})


@pytest.mark.parametrize("kept", [None, "sk_test_in_the"])
def test_a_key_that_the_keyring_does_not_keep_is_not_called_stored(
    clerk: CommandLine,
    system_keyring: FileKeyring,
    monkeypatch: pytest.MonkeyPatch,
    kept: str | None,
) -> None:
    def store(service: str, username: str, password: str) -> None:
        entries = {} if kept is None else {f"{service} {username}": kept}
        system_keyring._save(entries)

    monkeypatch.setattr(system_keyring, "set_password", store)
    argv = ["init", "--key", "-", "-p", "work", "--no-verify", "--keyring"]
    result = clerk(*argv, stdin=KEY)
    assert (result.code, system_keyring.entries, result.out) == (1, {}, "")
    assert "✗ the keyring did not store the key" in result.err
    assert not (clerk.config / "profiles").exists()


@pytest.mark.parametrize("failure", [SystemExit(0), AssertionError("a\n✓ ok"), OSError("no bus")])
def test_whatever_a_back_end_raises_is_one_line_that_names_the_keyring(
    clerk: CommandLine,
    stored: FileKeyring,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
) -> None:
    def fail(service: str, username: str) -> str:
        raise failure

    monkeypatch.setattr(stored, "get_password", fail)
    result = clerk("config", "get", "clerk.key", "-p", "work", "--resolve")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("✗ the keyring failed: ")
    assert "plugin" not in result.err


def test_a_value_that_is_not_text_is_refused(
    clerk: CommandLine, stored: FileKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "get_password", lambda service, username: 5)
    result = clerk("config", "get", "clerk.key", "-p", "work", "--resolve")
    assert (result.code, "returned no value" in result.err) == (1, True)


def test_a_missing_entry_is_named_with_the_fix(
    clerk: CommandLine, system_keyring: FileKeyring
) -> None:
    clerk.write_profiles(PROFILE)
    result = clerk("config", "get", "clerk.key", "-p", "work", "--resolve")
    assert (result.code, result.err) == (
        1,
        '✗ the keyring has no key for "work"\n  Store one with: clerk init --keyring -p work\n',
    )


def test_without_the_library_the_extra_is_named(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clerk_cli.config.system_keyring.is_installed", lambda: False)
    monkeypatch.setenv("PATH", "")
    clerk.write_profiles(PROFILE)
    result = clerk("config", "get", "clerk.key", "-p", "work", "--resolve")
    assert (result.code, "clerk plugins install keyring" in result.err) == (1, True)
