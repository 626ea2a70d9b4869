"""Profiles that are created, changed and selected by commands."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine

HOW = "ℹ It is not the active profile. To activate it: clerk config profile use a"


@pytest.mark.parametrize(
    ("options", "variables", "active", "shown"),
    [
        ([], {}, False, HOW),
        (["--use"], {}, True, None),
        (["--use"], {"CLERK_PROFILE": "b"}, True, '⚠ CLERK_PROFILE keeps "b" active'),
        ([], {"CLERK_PROFILE": "a"}, False, None),
    ],
)
def test_a_new_profile_comes_with_whether_it_is_active(
    clerk: CommandLine,
    options: list[str],
    variables: dict[str, str],
    active: bool,
    shown: str | None,
) -> None:
    result = clerk("config", "profile", "create", "a", *options, "-o", "json", env=variables)
    assert (result.code, result.json) == (0, {"name": "a", "active": active})
    first, *others = result.err.splitlines()
    assert first == '✓ Created profile "a".'
    assert len(others) == (shown is not None)
    assert shown is None or others[0].startswith(shown)


@pytest.mark.parametrize("name", ["a]", "[x", " a", "a\nb", "'a'", "# a"])
@pytest.mark.parametrize("line", ["config profile create NAME", "config set output json -p NAME"])
def test_a_name_that_could_not_be_read_back_is_refused(
    clerk: CommandLine, line: str, name: str
) -> None:
    argv = [name if word == "NAME" else word for word in line.split()]
    result = clerk(*argv)
    assert (result.code, result.out) == (2, "")
    assert "is not a valid profile name" in result.err
    assert not (clerk.config / "profiles").exists()


def test_a_profile_that_does_not_exist_is_not_updated(clerk: CommandLine) -> None:
    for options in ([], ["--api-url", "https://example.com"]):
        result = clerk("config", "profile", "update", "none", *options)
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith('✗ profile "none" does not exist\n')


def test_a_setting_for_a_new_profile_says_that_it_is_new(clerk: CommandLine) -> None:
    line = ("config", "set", "output", "json", "-p", "qa")
    assert 'ℹ Created profile "qa".' in clerk(*line).err
    assert "Created" not in clerk(*line).err
