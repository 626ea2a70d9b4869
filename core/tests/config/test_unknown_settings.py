"""Settings in the profiles file that nothing reads: named, for they may be misspelled."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


@pytest.mark.parametrize("section", ["default", "profile live"])
def test_a_setting_that_nobody_declares_is_named(
    things: CommandLine, fake_api: FakeAPI, section: str
) -> None:
    fake_api.answer([])
    things.write_profiles(f"[{section}]\nretries = 3\n")
    result = things("-p", section.removeprefix("profile "), "things", "list")
    assert result.code == 0
    assert '"retries" in ' in result.err
    assert "is not a setting of clerk or its plugins" in result.err


def test_a_setting_of_another_profile_is_not(things: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([])
    things.write_profiles("[profile live]\n[profile test]\nretries = 3\n")
    assert things("-p", "live", "things", "list").err == ""


@pytest.mark.parametrize("key", ["ai.provider", "output", "debug"])
def test_a_setting_of_an_official_plugin_or_the_core_is_not(
    things: CommandLine, fake_api: FakeAPI, key: str
) -> None:
    fake_api.answer([])
    things.write_profiles(f"[default]\n{key} = false\n".replace("output = false", "output = csv"))
    assert "is not a setting" not in things("things", "list").err


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_of_a_profile_is_refused(things: CommandLine, name: str) -> None:
    assert things.refuses("-p", name, "things", "list", because="--profile requires a value")


def test_a_setting_that_appears_twice_is_named(things: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([])
    things.write_profiles(
        "[profile live]\nclerk.key = sk_test_one\n[profile b]\n"
        "[profile live]\nclerk.key = sk_test_two\n"
    )
    result = things("-p", "live", "things", "list", env={"CLERK_SECRET_KEY": ""})
    assert "sets clerk.key several times for the same profile; the last value is used" in result.err
    assert fake_api.requests[0].headers["authorization"] == "Bearer sk_test_two"


@pytest.mark.parametrize(
    "argv",
    [["-p", "test", "deploy"], ["deploy", "-p", "test"], ["--profile=test", "deploy", "--debug"]],
    ids=" ".join,
)
def test_an_alias_does_not_replace_the_profile_that_was_typed(
    things: CommandLine, fake_api: FakeAPI, argv: list[str]
) -> None:
    things.write_profiles("[profile live]\n[profile test]\n")
    assert (
        things("config", "alias", "add", "deploy", "--", "-p", "live", "things", "create").code == 0
    )
    assert things.refuses(*argv, because='the alias "deploy" selects profile "live"')
    assert fake_api.requests == []


def test_an_alias_may_select_the_profile_that_was_typed(
    things: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({})
    things.write_profiles("[profile live]\n")
    things("config", "alias", "add", "deploy", "--", "-p", "live", "things", "create")
    assert things("-p", "live", "deploy").code == 0


def test_a_key_with_invalid_characters_is_reported_with_its_profile(things: CommandLine) -> None:
    things.variables.pop("CLERK_SECRET_KEY", None)
    things.write_profiles("[profile qa]\nclerk.key = bad key\n")
    result = things("things", "list", "-p", "qa")
    assert result.code == 3
    assert 'the secret key from profile "qa" contains invalid characters' in result.err
