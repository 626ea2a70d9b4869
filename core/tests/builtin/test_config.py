"""``clerk config get|unset|list`` and ``profile delete`` with names that mean nothing."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine


@pytest.mark.parametrize("command", ["get", "unset"])
@pytest.mark.parametrize(
    ("key", "hint"), [("outptu", "did you mean output?"), ("nope", "see clerk config list")]
)
def test_a_setting_that_nothing_reads_is_warned_of(
    clerk: CommandLine, command: str, key: str, hint: str
) -> None:
    result = clerk("config", command, key)
    assert result.code == 0
    assert f'⚠ "{key}" is not a setting of clerk or its plugins; {hint}' in result.err


def test_a_setting_without_a_value_and_a_stored_one_give_no_warning(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile default]\nown.note = x\n")
    for key in ("output", "own.note"):
        assert clerk("config", "get", key).err == ""


@pytest.mark.parametrize("line", ["config list", "config get output", "whoami"])
def test_a_profile_that_does_not_exist_is_warned_of(clerk: CommandLine, line: str) -> None:
    result = clerk(*line.split(), "-p", "nope")
    assert result.code == 0
    assert '⚠ profile "nope" does not exist' in result.err


def test_a_missing_profile_is_reported_before_its_deletion_is_confirmed(
    clerk: CommandLine,
) -> None:
    result = clerk("config", "profile", "delete", "nope")
    assert result.code == 1
    assert 'profile "nope" does not exist' in result.err
    assert "confirm" not in result.err


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("sk_test_a b", "clerk.key contains spaces or invalid characters"),
        ("sk_test_ü", "clerk.key contains spaces or invalid characters"),
        ("pk_test_1", "clerk.key is the secret key, not a publishable key"),
    ],
)
@pytest.mark.parametrize("line", ["config set clerk.key", "config profile create work --api-key"])
def test_a_key_that_no_command_could_send_is_not_stored(
    clerk: CommandLine, line: str, key: str, problem: str
) -> None:
    result = clerk(*line.split(), key)
    assert (result.code, problem in result.err) == (2, True)
    assert key not in result.err
    assert not (clerk.config / "profiles").exists()
