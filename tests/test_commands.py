"""Rules for every command of every installed plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from every_leaf import installed_leaves
from source_tree import CORE, core_files, dotted_name, plugin_files, relative, tree_of
from walks import each

from clerk_cli import builtin
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import parameters
from clerk_cli.config import settings
from clerk_cli.console.help import SECTIONS
from clerk_cli.console.options import GLOBAL_OPTIONS, GlobalOption, global_forms, option_forms
from clerk_cli.console.tree import summary
from clerk_cli.plugins import Group

LEAVES = installed_leaves()
every_command = each(
    "command", [leaf.command for leaf in LEAVES], lambda command: command.spec.name
)


@every_command
def test_a_command_has_a_summary_for_the_list(command: type[Command]) -> None:
    length = len(summary(command))
    assert 10 < length <= 90, f"the summary has {length} characters, not 11 to 90"


def declared_commands() -> Iterator[tuple[str, str, str]]:
    """The file, the class and the module of each class in the source with a command's name."""
    for path in [*core_files(), *plugin_files()]:
        parts = path.with_suffix("").parts
        module = ".".join(parts[parts.index("src") + 1 :]).removesuffix(".__init__")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and "name" in {word.arg for word in node.keywords}:
                yield relative(path), node.name, module


def test_a_class_with_a_commands_name_is_a_command() -> None:
    reached = {(leaf.command.__module__, leaf.command.__name__) for leaf in LEAVES}
    unreached = [
        f"{path}: {name} is not a command; export it from the module that its Group names"
        for path, name, module in declared_commands()
        if (module, name) not in reached
    ]
    assert not unreached, "\n".join(unreached)


@pytest.mark.parametrize("group", builtin.clerk_groups(), ids=lambda group: group.name)
def test_a_built_in_group_is_in_a_section_of_root_help(group: Group) -> None:
    sections = [name for name in SECTIONS if name]
    assert group.section in sections, f"{group.name}: set section= to one of {sections}"


@cache
def read_strings() -> set[str]:
    """The strings, and names of constants, with which the core calls something to read it."""
    calls = [
        node
        for path in core_files()
        if path != CORE / "console/options.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and dotted_name(node.func) != "Setting"
    ]
    return {ast.unparse(argument).strip("'") for call in calls for argument in call.args}


@pytest.mark.parametrize("option", GLOBAL_OPTIONS, ids=lambda option: option.name)
def test_a_global_option_is_read_somewhere(option: GlobalOption) -> None:
    text = option.setting or option.name
    constants = {name for name, value in vars(settings).items() if value == text}
    assert not read_strings().isdisjoint({text, *constants}), f"nothing reads {option.label}"


@every_command
def test_a_value_in_a_path_is_an_argument(command: type[Command]) -> None:
    names = {item.name for item in parameters(command) if item.role == "argument"}
    route = command.spec.route
    assert not route or set(route.placeholders) <= names


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
