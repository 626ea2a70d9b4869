"""What programs get of the environment that this one started with."""

from __future__ import annotations

import pytest

from clerk_cli.config.child_environment import environment_without_keys
from clerk_cli.config.settings import CORE_SETTINGS
from clerk_cli.plugins import Setting
from clerk_cli.testing import CommandLine

SETTINGS = [
    *CORE_SETTINGS,
    Setting("tea.recipe", "The recipe", variable="TEA_RECIPE", secret=True),
    Setting("tea.kind", "The kind", variable="TEA_KIND"),
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CLERK_SECRET_KEY", "sk_live_x"),
        ("CLERK_SECRET_KEY", "anything"),
        ("CLERK_API_KEY", "x"),
        ("CLERK_PLATFORM_KEY", "ak_x"),
        ("CLERK_WEBHOOK_SECRET", "whsec"),
        ("ANTHROPIC_AUTH_TOKEN", "x"),
        ("OPENAI_ADMIN_KEY", "x"),
        ("CLERK_MACHINE_SECRET_KEY", "ak_x"),
        ("TEA_RECIPE", "x"),
        ("OLD_KEY", "sk_test_x"),
        ("ALL_KEYS", "a=1,b=sk_live_x"),
        ("COPY", "prefix-a recipe that is long"),
    ],
)
def test_a_variable_with_a_key_is_left_out(name: str, text: str) -> None:
    variables = {"TEA_RECIPE": "a recipe that is long", "HOME": "/home/a", name: text}
    assert environment_without_keys(variables, SETTINGS) == {"HOME": "/home/a"}


def test_a_command_gets_it_from_its_context(things: CommandLine) -> None:
    assert things.plugins is not None
    things.plugins.settings.append(SETTINGS[-2])
    variables = {"TEA_RECIPE": "x", "TEA_KIND": "green", "CLERK_SECRET_KEY": "x"}
    result = things("things", "environment", "-o", "json", env=variables)
    assert {"TEA_RECIPE", "TEA_KIND", "CLERK_SECRET_KEY"} & result.json.keys() == {"TEA_KIND"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PATH", "/usr/bin"),
        ("HTTPS_PROXY", "http://proxy:3128"),
        ("REQUESTS_CA_BUNDLE", "/etc/ssl/ca.pem"),
        ("LANG", "C.UTF-8"),
        ("CLERK_PROFILE", "production"),
        ("CLERK_API_URL", "https://api.clerk.com"),
        ("TEA_KIND", "green"),
        ("EMPTY", ""),
        ("NUMBER", "1"),
    ],
)
def test_any_other_variable_stays(name: str, text: str) -> None:
    variables = {"CLERK_SECRET_KEY": "1", name: text}
    assert environment_without_keys(variables, SETTINGS) == {name: text}
