"""Names of plugins, as people write them and as installers get them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata

import pytest

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.packages import extras
from clerk_cli.packages.requirements import is_official, parse_requirement, short_name
from clerk_cli.plugins.official import EXTRAS, OFFICIAL


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("users", f"clerk-cli-users=={__version__}"),
        ("orgs", f"clerk-cli-organizations=={__version__}"),
        ("users>=0.0.1", f"clerk-cli-users=={__version__}"),
        ("protect[openai]", f"clerk-cli-protect[openai]=={__version__}"),
        ("clerk-cli-users", f"clerk-cli-users=={__version__}"),
        ("clerk-cli-weather", "clerk-cli-weather"),
        ("Clerk_CLI.Weather>=2,<3", "clerk-cli-weather>=2,<3"),
        ("protect-ai", f"clerk-cli[protect-ai]=={__version__}"),
        ("Protect_AI", f"clerk-cli[protect-ai]=={__version__}"),
        ("all", f"clerk-cli[all]=={__version__}"),
        ("jq", f"clerk-cli[jq]=={__version__}"),
        ("./weather", "./weather"),
        ("dist/weather-1.0-py3-none-any.whl", "dist/weather-1.0-py3-none-any.whl"),
        ("git+https://git.test/weather", "git+https://git.test/weather"),
    ],
)
def test_names_are_completed(text: str, wanted: str) -> None:
    assert parse_requirement(text).text == wanted


@pytest.mark.parametrize(
    "text",
    [
        "./weather",
        "dist/weather-1.0-py3-none-any.whl",
        "git+x://y",
        r"C:\Users\Ada\weather",
        "c:/Users/Ada/weather",
        r".\weather",
        r"plugins\weather",
        r"\\server\share\weather",
    ],
)
def test_a_path_or_a_url_has_no_name(text: str) -> None:
    assert parse_requirement(text).text == text
    assert parse_requirement(text).name == ""
    assert not parse_requirement(text).official


@pytest.mark.parametrize("text", ["", "-e .", "a b", "--index-url=x", "users; rm", "users @ x"])
def test_an_invalid_name_is_rejected(text: str) -> None:
    with pytest.raises(UsageError, match="is not a valid plugin name"):
        parse_requirement(text)


def test_a_distribution_is_official_by_its_exact_name() -> None:
    assert is_official("clerk-cli-users")
    assert not is_official("clerk-cli-weather")
    assert not is_official("users")
    assert not parse_requirement("clerk-cli-userz").official


def test_an_official_distribution_has_a_short_name_in_team_files() -> None:
    assert short_name("clerk-cli-users") == "users"
    assert short_name("clerk-cli-weather") == "clerk-cli-weather"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("user-list", "users"),
        ("usrs", "users"),
        ("organisations", "organizations"),
        ("protectai", "protect-ai"),
        ("weather", None),
        ("weather[x]>=2", None),
    ],
)
def test_a_name_without_the_prefix_is_refused_with_the_official_one_that_is_near(
    text: str, near: str | None
) -> None:
    with pytest.raises(UsageError, match="is not an official plugin") as caught:
        parse_requirement(text)
    hint = caught.value.hint or ""
    assert hint.startswith(f"Did you mean {near}? " if near else "The names of other plugins")
    assert "begin with clerk-cli-, such as clerk-cli-" in hint


@pytest.mark.parametrize("text", ["users==0.0.9", "clerk-cli-users<0.0.1", "protect-ai>=99"])
def test_an_official_plugin_has_the_version_of_the_program(text: str) -> None:
    with pytest.raises(
        UsageError, match=(f"the same version as clerk, which is {__version__}")
    ) as caught:
        parse_requirement(text)
    assert (caught.value.hint or "").startswith("Omit the version")


@pytest.mark.parametrize(
    ("text", "unknown", "hint"),
    [
        ("waitlist[nope]", "waitlist has no extra nope", "Omit it: waitlist"),
        ("protect[openai,nope]", "protect has no extra nope", "anthropic, mcp, openai."),
        ("clerk-cli-stats[chart]", "stats has no extra chart", "Its extras are charts."),
    ],
)
def test_an_extra_that_an_official_plugin_does_not_have_is_refused(
    text: str, unknown: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=unknown) as caught:
        parse_requirement(text)
    assert (caught.value.hint or "").endswith(hint)


@pytest.mark.parametrize("plugin", OFFICIAL)
def test_the_extras_of_an_official_plugin_are_those_that_it_declares(plugin: str) -> None:
    try:
        declared = metadata(f"clerk-cli-{plugin}").get_all("Provides-Extra") or []
    except PackageNotFoundError:
        pytest.skip("it is not installed")
    assert sorted(declared) == extras.of_plugin(f"clerk-cli-{plugin}")


@pytest.mark.parametrize("text", ["clerk-cli", "clerk-cli>=1", "all[x]"])
def test_the_program_itself_is_not_a_plugin(text: str) -> None:
    with pytest.raises(UsageError, match="is not a plugin"):
        parse_requirement(text)


def test_every_extra_of_the_program_is_a_known_word() -> None:
    assert {*OFFICIAL, *EXTRAS, "testing"} == set(extras.names())


def test_an_extra_stands_for_what_it_installs() -> None:
    extra = parse_requirement("protect-ai")
    assert (extra.plugins, extra.label, extra.official) == (
        ["clerk-cli-protect"], "protect-ai", True,
    )  # fmt: skip
    assert len(parse_requirement("all").plugins) == len(OFFICIAL)
    assert parse_requirement("jq").plugins == []
