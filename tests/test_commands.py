"""Rules for every command of every installed plugin."""

from __future__ import annotations

import pytest
from every_leaf import walk

from clerk_cli.commands.base import Command, placeholders
from clerk_cli.commands.fields import parameters
from clerk_cli.console.options import global_forms, option_forms
from clerk_cli.console.tree import root, summary
from clerk_cli.plugins.manager import Plugins


def refuse(warning: str) -> None:
    raise AssertionError(warning)


LEAVES = list(walk(root(Plugins().groups, refuse)))
every_command = pytest.mark.parametrize(
    "command", [leaf.command for leaf in LEAVES], ids=lambda command: command.spec.name
)


@every_command
def test_a_command_has_a_summary_for_the_list(command: type[Command]) -> None:
    assert 10 < len(summary(command)) <= 90


@every_command
def test_a_value_in_a_path_is_an_argument(command: type[Command]) -> None:
    names = {item.name for item in parameters(command) if item.role == "argument"}
    route = command.spec.route
    assert not route or set(placeholders(route.path)) <= names


@every_command
def test_an_option_hides_neither_a_global_one_nor_another(command: type[Command]) -> None:
    forms = (*global_forms(at_root=False), *option_forms(parameters(command)))
    texts = [form.text for form in forms]
    assert len(texts) == len(set(texts))


@every_command
def test_an_option_has_help(command: type[Command]) -> None:
    for parameter in parameters(command):
        assert len(parameter.field.help) > 3


@every_command
def test_a_required_argument_precedes_optional_ones(command: type[Command]) -> None:
    required = [item.required for item in parameters(command) if item.role == "argument"]
    assert required == sorted(required, reverse=True)


@every_command
def test_a_delete_command_asks_first(command: type[Command]) -> None:
    if command.spec.name.split()[-1] == "delete":
        assert command.spec.confirm
