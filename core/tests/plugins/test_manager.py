"""Loading plugins: those that work, and those that are broken."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from plugin_shelf import COMMANDS, Shelf

from clerk_cli.environment import Environment
from clerk_cli.errors import PluginError
from clerk_cli.plugins import Exchange
from clerk_cli.plugins.hooks import Hooks
from clerk_cli.testing import CommandLine


def run(clerk: CommandLine, shelf: Shelf, *argv: str) -> Any:
    clerk.plugins = shelf.plugins()
    return clerk(*argv)


def test_a_plugin_adds_its_commands(clerk: CommandLine, shelf: Shelf) -> None:
    shelf.add("garden", aliases=("yard",))
    assert run(clerk, shelf, "yard", "hello", "-o", "json").json == {"hello": "garden"}
    assert "garden, yard" in run(clerk, shelf, "--help").out


def test_the_commands_of_a_plugin_are_imported_when_one_runs(
    clerk: CommandLine, shelf: Shelf
) -> None:
    shelf.add("garden")
    shelf.add("kitchen")
    run(clerk, shelf, "garden", "hello")
    assert "shelf_garden_0_commands" in sys.modules
    assert "shelf_kitchen_1_commands" not in sys.modules


def test_a_plugin_adds_settings(clerk: CommandLine, shelf: Shelf) -> None:
    shelf.add("garden")
    assert "garden.color" in run(clerk, shelf, "config", "list").out


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def broken(:", "SyntaxError"),
        (
            "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_groups(what): return []",
            "PluginValidationError",
        ),
        (
            "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_gruops(): return []",
            "unknown hook clerk_gruops",
        ),
        (
            "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_groups(): return [1]",
            "expected Group, got 1",
        ),
        (
            "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_groups(): 1 / 0",
            "ZeroDivisionError",
        ),
    ],
)
def test_a_broken_plugin_is_one_warning_and_everything_else_works(
    clerk: CommandLine, shelf: Shelf, text: str, reason: str
) -> None:
    shelf.add("broken", text)
    shelf.add("garden")
    result = run(clerk, shelf, "garden", "hello", "-o", "json")
    assert (result.code, result.json) == (0, {"hello": "garden"})
    (warning,) = result.err.splitlines()
    assert 'plugin "broken"' in warning
    assert reason in warning


@pytest.mark.parametrize("name", ["config", "whoami"])
def test_a_plugin_cannot_replace_a_command_of_the_core(
    clerk: CommandLine, shelf: Shelf, name: str
) -> None:
    shelf.add(name)
    result = run(clerk, shelf, "config", "path")
    assert result.code == 0
    assert f'the command "{name}" is already registered by clerk itself' in result.err


def test_a_plugin_cannot_replace_another(clerk: CommandLine, shelf: Shelf) -> None:
    shelf.add("garden")
    shelf.add("park", aliases=("garden",))
    result = run(clerk, shelf, "garden", "hello", "-o", "json")
    assert result.json == {"hello": "garden"}
    conflict = 'plugin "park": the command "garden" is already registered by plugin "garden"'
    assert conflict in result.err


def test_a_second_plugin_of_the_same_name_is_ignored(clerk: CommandLine, shelf: Shelf) -> None:
    shelf.add("garden")
    shelf.add("garden", "raise AssertionError")
    result = run(clerk, shelf, "garden", "hello", "-o", "json")
    assert result.json == {"hello": "garden"}
    reason = 'its name is already used by plugin "garden"'
    assert f'plugin "garden" is ignored: {reason}' in result.err


def test_a_command_that_a_plugin_declares_twice_is_named(clerk: CommandLine, shelf: Shelf) -> None:
    twice = COMMANDS + "\nclass Again(Command, name='garden hello'):\n    '''Again.'''\n"
    shelf.add("garden", commands=twice.format(name="garden"))
    result = run(clerk, shelf, "garden", "hello", "-o", "json")
    assert result.json == {"hello": "garden"}
    assert '"garden hello"' in result.err


def test_commands_that_cannot_be_imported_are_named_and_others_work(
    clerk: CommandLine, shelf: Shelf
) -> None:
    shelf.add("broken", commands="import nowhere_to_be_found")
    shelf.add("garden")
    result = run(clerk, shelf, "broken", "hello")
    assert (result.code, result.out) == (1, "")
    assert 'the commands of "broken" cannot be loaded: ModuleNotFoundError' in result.err
    assert run(clerk, shelf, "garden", "hello").code == 0


def test_a_transport_that_fails_is_named(shelf: Shelf) -> None:
    shelf.add(
        "broken",
        "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_transport(url): 1 / 0",
    )
    with pytest.raises(PluginError, match='plugin "broken" fails in clerk_transport: ZeroDiv'):
        shelf.plugins().transport("x://", Environment())


def test_a_secret_comes_from_the_first_plugin_that_resolves_it(shelf: Shelf) -> None:
    hook = "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_secret(reference):"
    shelf.add("a", f"{hook}\n    return None")
    shelf.add("b", f"{hook}\n    return reference[1:].upper()")
    assert shelf.plugins().secret("!keychain") == "KEYCHAIN"


@pytest.mark.parametrize(
    ("marks", "order"),
    [
        (("", ""), ["first", "second"]),
        (("", "(tryfirst=True)"), ["second", "first"]),
        (("(trylast=True)", ""), ["second", "first"]),
        (("(tryfirst=True)", "(tryfirst=True)"), ["first", "second"]),
    ],
)
def test_third_party_plugins_are_called_by_their_marks_then_by_name(
    shelf: Shelf, marks: tuple[str, str], order: list[str]
) -> None:
    for name, mark in zip(("first", "second"), marks, strict=True):
        shelf.add(
            name,
            "from clerk_cli.plugins import Setting, hookimpl\n"
            f"@hookimpl{mark}\ndef clerk_settings(): return [Setting('{name}.on', 'On')]\n"
            f"@hookimpl{mark}\ndef clerk_secret(): return {name!r}\n",
        )
    plugins = shelf.plugins()
    keys = [setting.key for setting in plugins.settings if setting.key.endswith(".on")]
    assert keys == [f"{name}.on" for name in order]
    assert plugins.secret("!x") == order[0]


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("clerk_secret(): return 1", "clerk_secret: TypeError: expected text or None, got int"),
        ("clerk_transport(): return ''", "expected an adapter of requests or None, got str"),
    ],
)
def test_an_answer_of_another_type_is_the_fault_of_its_plugin(
    shelf: Shelf, hook: str, message: str
) -> None:
    shelf.add("odd", f"from clerk_cli.plugins import hookimpl\n@hookimpl\ndef {hook}\n")
    plugins = shelf.plugins()
    with pytest.raises(PluginError, match=f'plugin "odd" fails in .*{message}'):
        plugins.secret("!x") if "secret" in hook else plugins.transport("x://", Environment())


def test_an_observer_that_fails_is_not_called_again(shelf: Shelf) -> None:
    shelf.add(
        "ear", "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_exchange(): 1 / 0"
    )
    plugins = shelf.plugins()
    for _ in range(3):
        plugins.observe(Exchange("GET", "/v1/users", 200, 0.1, 1), settings=None)  # type: ignore[arg-type]
    (warning,) = plugins.warnings
    assert 'plugin "ear" fails in clerk_exchange: ZeroDivisionError' in warning


def test_every_hook_is_called(shelf: Shelf, clerk: CommandLine) -> None:
    hooks = {name for name in vars(Hooks) if name.startswith("clerk_")}
    listening = "from clerk_cli.plugins import hookimpl\ncalled = set()\n" + "".join(
        f"@hookimpl\ndef {name}():\n    called.add({name!r})\n"
        f"    return {None if name in ('clerk_secret', 'clerk_transport') else '[]'}\n"
        for name in hooks
    )
    shelf.add("ear", listening)
    plugins = shelf.plugins()
    assert plugins.groups
    assert plugins.settings
    assert plugins.formats
    assert not plugins.profiles
    plugins.transport("x://", Environment())
    plugins.secret("!x")
    plugins.observe(Exchange("GET", "/v1/users", 200, 0.1, 1), settings=None)  # type: ignore[arg-type]
    assert sys.modules["shelf_ear_0"].called == hooks
