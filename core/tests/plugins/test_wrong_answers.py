"""What a hook must not return, and what is said about it: the plugin, the hook, the type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from forked_runs import run_forked
from plugin_shelf import Shelf
from site_folder import Site

from clerk_cli.environment import Environment
from clerk_cli.errors import PluginError
from clerk_cli.plugins import Exchange
from clerk_cli.plugins.cached import CachedPlugins, to_cache_entry
from clerk_cli.plugins.hooks import Hooks
from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine, FakeAPI

HOOKS = [name for name in vars(Hooks) if name.startswith("clerk_")]
EXCHANGE = Exchange("GET", "/v1/users", 200, 0.1, 1)
CALLS: dict[str, Callable[[Plugins], object]] = {
    "clerk_groups": lambda plugins: plugins.groups,
    "clerk_settings": lambda plugins: plugins.settings,
    "clerk_profiles": lambda plugins: plugins.profiles,
    "clerk_formats": lambda plugins: plugins.formats,
    "clerk_transport": lambda plugins: plugins.transport("tea://x", Environment(variables={})),
    "clerk_secret": lambda plugins: plugins.secret("!tea"),
    "clerk_exchange": lambda plugins: plugins.observe(EXCHANGE, None),  # type: ignore[arg-type]
}
COLLECTED = {
    "clerk_groups": "Group",
    "clerk_settings": "Setting",
    "clerk_profiles": "Profile",
    "clerk_formats": "Format",
}
WRONG = [
    *(
        (hook, answer, f"TypeError: expected a list of {kind}, got {answer}")
        for hook, kind in COLLECTED.items()
        for answer in ("None", "1")
    ),
    *(
        (hook, answer, f"TypeError: expected {kind}, got ")
        for hook, kind in COLLECTED.items()
        for answer in ("'tea'", "[None]", "{'tea': 1}", "[object]", "[[]]")
    ),
    *(
        ("clerk_transport", answer, "TypeError: expected an adapter of requests or None, got ")
        for answer in ("1", "'tea'", "[]", "object()", "False")
    ),
    *(
        ("clerk_secret", answer, "TypeError: expected text or None, got ")
        for answer in ("1", "b'tea'", "[]", "False", "object()")
    ),
    *(
        ("clerk_exchange", answer, "TypeError: expected None, got ")
        for answer in ("1", "'tea'", "(_ for _ in ())", "False")
    ),
]


def manifest(hook: str, answer: str) -> str:
    return f"""
from clerk_cli.plugins import hookimpl

CALLS = []

@hookimpl
def {hook}():
    CALLS.append(1)
    return {answer}
"""


def said(plugins: Plugins, hook: str) -> str:
    """The warning, or the error where nothing can go on without an answer."""
    try:
        CALLS[hook](plugins)
    except PluginError as error:
        return error.message
    (warning,) = plugins.warnings
    return warning


def test_every_hook_is_tried() -> None:
    assert list(CALLS) == HOOKS
    assert {hook for hook, *_ in WRONG} == set(HOOKS)


@pytest.mark.parametrize(("hook", "answer", "reason"), WRONG)
def test_a_wrong_answer_names_plugin_and_hook(
    shelf: Shelf, hook: str, answer: str, reason: str
) -> None:
    shelf.add("coffee")
    shelf.add("tea", manifest(hook, answer), distribution="clerk-cli-tea", version="2.0")
    message = said(shelf.plugins(), hook)
    assert message.startswith(f'plugin "tea" (clerk-cli-tea 2.0) fails in {hook}: ')
    assert reason in message


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_raises_is_named_with_the_plugin(shelf: Shelf, hook: str) -> None:
    shelf.add("coffee")
    shelf.add("tea", manifest(hook, "1 / 0"), distribution="clerk-cli-tea", version="2.0")
    message = said(shelf.plugins(), hook)
    assert message.startswith(
        f'plugin "tea" (clerk-cli-tea 2.0) fails in {hook}: ZeroDivisionError: division by zero'
    )


@pytest.mark.parametrize("hook", sorted(set(HOOKS) - set(COLLECTED) | {"clerk_formats"}))
def test_it_is_named_from_the_index_as_well(shelf: Shelf, hook: str) -> None:
    shelf.add("tea", manifest(hook, "1"), distribution="clerk-cli-tea", version="2.0")
    plugins = CachedPlugins(to_cache_entry(shelf.plugins()), shelf.plugins)
    assert said(plugins, hook).startswith(f'plugin "tea" (clerk-cli-tea 2.0) fails in {hook}: ')


@pytest.mark.slow
def test_an_observer_that_fails_warns_once_however_many_requests_there_are(
    clerk: CommandLine, fake_api: FakeAPI, site: Site
) -> None:
    pytest.importorskip("clerk_cli_users")
    site.install("tea", manifest("clerk_exchange", "1 / 0"))
    users = [f"user_{number}" for number in range(5)]
    for user in users:
        fake_api.answer_at(f"/v1/users/{user}", {"id": user})
    for _ in range(2):  # the second run has an index
        result = run_forked(clerk, "users", "get", *users)
        assert result.code == 0, result.err
        assert result.err.count("fails in clerk_exchange: ZeroDivisionError") == 1, result.err
    assert len(fake_api.requests) == 2 * len(users)
