"""Names of plugins, as people give them and as installers get them."""

from __future__ import annotations

import pytest

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.packages.requirements import is_official, requirement, short_name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("users", f"clerk-cli-users=={__version__}"),
        ("orgs", f"clerk-cli-organizations=={__version__}"),
        ("users==0.0.9", "clerk-cli-users==0.0.9"),
        ("protect[openai]", f"clerk-cli-protect[openai]=={__version__}"),
        ("clerk-cli-users", f"clerk-cli-users=={__version__}"),
        ("clerk-cli-weather", "clerk-cli-weather"),
        ("Weather.Report>=2,<3", "weather-report>=2,<3"),
        ("./weather", "./weather"),
        ("dist/weather-1.0-py3-none-any.whl", "dist/weather-1.0-py3-none-any.whl"),
        ("git+https://git.test/weather", "git+https://git.test/weather"),
    ],
)
def test_names_are_completed(text: str, wanted: str) -> None:
    assert requirement(text).text == wanted


@pytest.mark.parametrize("text", ["./weather", "dist/weather-1.0-py3-none-any.whl", "git+x://y"])
def test_a_file_or_an_address_has_no_name(text: str) -> None:
    assert requirement(text).name == ""
    assert not requirement(text).official


@pytest.mark.parametrize("text", ["", "-e .", "a b", "--index-url=x", "users; rm", "users @ x"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no name of a plugin"):
        requirement(text)


def test_a_name_that_looks_official_is_not() -> None:
    assert is_official("clerk-cli-users")
    assert not is_official("clerk-cli-weather")
    assert not is_official("users")
    assert not requirement("clerk-cli-userz").official


def test_a_team_file_has_the_short_name_of_an_official_one() -> None:
    assert short_name("clerk-cli-users") == "users"
    assert short_name("clerk-cli-weather") == "clerk-cli-weather"
