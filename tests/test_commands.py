"""What holds for every command of every installed plugin."""

from __future__ import annotations

import pytest
from every_leaf import walk

from clerk_cli.commands.base import Command, placeholders
from clerk_cli.commands.fields import parameters
from clerk_cli.console.options import GLOBAL, option_forms
from clerk_cli.console.tree import root, summary
from clerk_cli.plugins.manager import Plugins


def refuse(warning: str) -> None:
    raise AssertionError(warning)


LEAVES = list(walk(root(Plugins().groups, refuse)))
every_command = pytest.mark.parametrize(
    "command", [leaf.command for leaf in LEAVES], ids=lambda command: command.spec.name
)


@every_command
def test_a_command_has_a_first_line_for_the_list(command: type[Command]) -> None:
    assert 10 < len(summary(command)) <= 90


@every_command
def test_the_values_in_a_path_are_arguments(command: type[Command]) -> None:
    names = {each.name for each in parameters(command) if each.role == "argument"}
    route = command.spec.route
    assert not route or set(placeholders(route.path)) <= names


@every_command
def test_no_option_hides_a_global_one_or_another(command: type[Command]) -> None:
    texts = [each.text for each in (*GLOBAL, *option_forms(parameters(command)))]
    assert len(texts) == len(set(texts))


@every_command
def test_every_option_is_explained(command: type[Command]) -> None:
    for parameter in parameters(command):
        assert len(parameter.field.help) > 3


@every_command
def test_required_arguments_come_first(command: type[Command]) -> None:
    required = [each.required for each in parameters(command) if each.role == "argument"]
    assert required == sorted(required, reverse=True)


@every_command
def test_what_deletes_a_whole_resource_asks_first(command: type[Command]) -> None:
    if command.spec.name.split()[-1] == "delete":
        assert command.spec.confirm
