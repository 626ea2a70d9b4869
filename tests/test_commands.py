"""Rules for every command of every installed plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from every_leaf import installed_leaves, source_of
from source_tree import CORE, core_files, dotted_name, plugin_files, relative, tree_of
from walks import each

from clerk_cli import builtin
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import parameters
from clerk_cli.commands.kinds import parse_text
from clerk_cli.config import settings
from clerk_cli.console.help import SECTIONS
from clerk_cli.console.options import GLOBAL_OPTIONS, GlobalOption, global_forms, option_forms
from clerk_cli.console.tree import summary
from clerk_cli.operations import APIOperation, Schema, all_operations, find_operation
from clerk_cli.plugins import Group
from clerk_cli.plugins.manager import Plugins

pytestmark = pytest.mark.steps

LEAVES = installed_leaves()
every_command = each(
    "command", [leaf.command for leaf in LEAVES], lambda command: command.spec.name
)


OTHER_ROUTES = {
    "organizations invitations list", "organizations domains list",
}  # fmt: skip
"""Commands whose options are for another route, without an organization."""

ROUTES_WITHOUT_OPERATION = {"billing credits adjust", "billing credits get"}
"""Commands whose path depends on what is named: a user or an organization."""

NOT_SENT = {"from_", "column", "failures", "saml_name"}
"""The options of ``many=True``, and one that its command sends under another name."""

REFERENCES = {"user_id": "User", "organization_id": "Organization"}

CLERKS_GROUPS = {
    "apikeys", "billing", "config", "domains", "init", "instance", "invitations", "jwks",
    "jwttemplates", "m2m", "organizations", "protect", "restrictions", "sessions", "users",
    "whoami",
}  # fmt: skip
"""The root groups that Clerk's own CLI documents too."""


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
    assert group.section in sections, (
        f"{group.name}: set section= to one of {sections} in core/src/clerk_cli/builtin/__init__.py"
    )


def manifest_of(group: Group) -> str:
    """The file of the manifest that declares a group, below the root of the repository."""
    package = import_module(group.module.rpartition(".")[0])
    return relative(Path(package.__file__ or ""))


def test_a_group_that_only_this_program_has_is_an_extension() -> None:
    groups = {group.name: group for group in Plugins().groups if not group.extension}
    wrong = [
        f"{manifest_of(groups[name])}: set extension=True in the Group {name}"
        for name in groups
        if name not in CLERKS_GROUPS
    ]
    assert not wrong, "\n".join(wrong)
    assert {*groups} == CLERKS_GROUPS, "they are not extensions: edit CLERKS_GROUPS"


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
    assert not read_strings().isdisjoint({text, *constants}), (
        f"nothing reads {option.label} of GLOBAL_OPTIONS in core/src/clerk_cli/console/options.py"
    )


@pytest.mark.parametrize("option", GLOBAL_OPTIONS, ids=lambda option: option.name)
def test_the_setting_of_a_global_option_exists(option: GlobalOption) -> None:
    keys = {setting.key for setting in settings.CORE_SETTINGS}
    assert option.setting in {"", *keys}, (
        f"add {option.setting} to CORE_SETTINGS in core/src/clerk_cli/config/settings.py"
    )


@every_command
def test_a_value_in_a_path_is_an_argument(command: type[Command]) -> None:
    names = {item.name for item in parameters(command) if item.role == "argument"}
    route = command.spec.route
    assert not route or set(route.placeholders) <= names


def members_of(schema: Schema) -> Iterator[str]:
    """The names of the members of a body, also of the objects in it."""
    for name, member in (schema.get("properties") or {}).items():
        yield name
        yield from members_of(member)
    if "items" in schema:
        yield from members_of(schema["items"])


def taken_by(operation: APIOperation) -> set[str]:
    """What an operation takes, and what is sent to the path below it for metadata."""
    below = f"{operation.path}/metadata"
    return {
        name
        for taking in (operation, *(item for item in all_operations() if item.path == below))
        for name in (
            *(parameter.name for parameter in taking.parameters),
            *members_of(taking.body or {}),
        )
    }


@every_command
def test_a_route_is_an_operation_of_the_api(command: type[Command]) -> None:
    spec = command.spec
    routes = [spec.route, spec.bulk_operation.route if spec.bulk_operation else None]
    unknown = [
        f"{route.method} {route.path}"
        for route in routes
        if route and find_operation(route.method, route.path.removeprefix("/v1")) is None
    ]
    assert bool(unknown) == (spec.name in ROUTES_WITHOUT_OPERATION), (
        f"{source_of(command)}: core/src/clerk_cli/operations/operations.txt lacks {unknown}; "
        "correct route=, or edit ROUTES_WITHOUT_OPERATION in tests/test_commands.py"
    )


@every_command
def test_an_option_sends_what_the_operation_takes(command: type[Command]) -> None:
    route = command.spec.route
    path = route.path.removeprefix("/v1") if route else ""
    operation = find_operation(route.method, path) if route else None
    if route is None or operation is None or command.spec.name in OTHER_ROUTES:
        return
    taken = {*route.placeholders, *taken_by(operation)}
    sent = {item.field.sends: item.field.label for item in parameters(command)}
    unknown = [label for name, label in sent.items() if name not in {None, *taken, *NOT_SENT}]
    assert not unknown, (
        f"{source_of(command)}: {route.method} {route.path} does not take what {unknown} send; "
        "set sends="
    )


@every_command
def test_a_user_or_organization_is_taken_by_what_people_have(command: type[Command]) -> None:
    for item in parameters(command):
        if item.role == "argument" and item.name in REFERENCES:
            assert item.kind is None or item.kind.parse is not parse_text, (
                f"{source_of(command)}: annotate {item.name} with {REFERENCES[item.name]}"
            )


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
        assert command.spec.confirm, f"{source_of(command)}: give {command.__name__} confirm="
