"""Names of plugins, as people write them and as installers get them."""

from __future__ import annotations

import pytest

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.packages.requirements import is_official, parse_requirement, short_name


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
