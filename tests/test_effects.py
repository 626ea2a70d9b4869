"""What commands do to an instance: the requests that they send are never more than they say."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator

import pytest
from every_leaf import installed_leaves, source_of
from example_instance import FILES
from source_tree import ROOT
from test_mixed_writes import LOCAL
from walks import each

from clerk_cli.api import Command, Request
from clerk_cli.commands.base import DESTRUCTIVE_WORDS
from clerk_cli.console.description import describe
from clerk_cli.console.tree import Leaf
from clerk_cli.http.read_only import effect_of
from clerk_cli.operations import all_operations, destroys, find_operation, operation_names
from clerk_cli.operations.effects import DESTROYING, EFFECTS, strongest
from clerk_cli.testing import CommandLine, FakeAPI
from clerk_cli_api.destructive import is_destructive

LEAVES = [leaf for leaf in installed_leaves() if not leaf.command.__module__.startswith(LOCAL)]
MORE_LINES = {
    "protect status": ["clerk protect status --enable-rules"],
    "users update": ["clerk users update user_123 --private-metadata {}"],
    "organizations update": ["clerk organizations update org_123 --public-metadata {}"],
}
"""Lines with options that do more than the command does without them."""


UNASKED = {
    "billing subscription-items transition-price", "organizations replace-metadata", "users ban",
    "users lock", "users replace-metadata",
}  # fmt: skip
"""Commands that destroy and do not ask, as in Clerk's own CLI; docs/agents.md says why."""


def lines_of(leaf: Leaf) -> Iterator[str]:
    for example in leaf.command.spec.examples:
        if not {"|", "<", ">", "$"} & set(example.command) and "dry-run" not in example.command:
            yield example.command
    yield from MORE_LINES.get(leaf.name, ())


def effect_with(leaf: Leaf, options: set[str]) -> str:
    """What the catalog says that a command does with some fields set."""
    row = describe(leaf, None)
    least: str = row.get("least_effect") or row["effect"]
    if least == "local":
        return EFFECTS[0]
    fields = {item.field.label: item.name for item in leaf.parameters}
    return strongest(
        least,
        *(
            item["effect"]
            for item in (*row["arguments"], *row["options"])
            if "effect" in item and fields[item["name"]] in options
        ),
    )


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("leaf", "line"),
    [(leaf, line) for leaf in LEAVES for line in lines_of(leaf)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_request_does_more_than_the_catalog_says(
    clerk: CommandLine, fake_api: FakeAPI, leaf: Leaf, line: str
) -> None:
    for name, content in FILES.items():
        (clerk.directory / name).write_text(content)
    (clerk.directory / "spam.txt").write_text("user_123\n")
    for _ in range(6):
        fake_api.answer({"id": "x_1", "data": [], "total_count": 0, "deleted": True})
    words = shlex.split(line)[1:]
    options = {
        parameter.name
        for parameter in leaf.parameters
        if any(word.split("=")[0] == parameter.field.label for word in words)
        or parameter.role == "argument"
    }
    clerk(*words, *(["--force"] if hasattr(leaf.command, "force") else []), stdin="{}")
    allowed = effect_with(leaf, options)
    assert not (fake_api.requests and describe(leaf, None)["effect"] == "local")
    for request in fake_api.requests:
        sent = effect_of(Request(request.method, request.path))
        assert EFFECTS.index(sent) <= EFFECTS.index(allowed), (
            f"{source_of(leaf.command)}: {request.method} {request.path} {sent}, and the command "
            f"says that it {allowed}; declare confirm=, writes = True or effect="
        )
    fake_api.unexpected.clear()


def routes_of(command: type[Command]) -> Iterator[tuple[str, str]]:
    spec = command.spec
    for route in (spec.route, spec.bulk_operation.route if spec.bulk_operation else None):
        if route is not None:
            yield route.method, route.path


@pytest.mark.steps
@each("leaf", LEAVES, lambda leaf: leaf.name)
def test_a_command_asks_before_an_operation_that_destroys(leaf: Leaf) -> None:
    command, spec = leaf.command, leaf.command.spec
    if any(destroys(*route) for route in routes_of(command)):
        assert bool(spec.confirm or spec.confirm_if) != (leaf.name in UNASKED), (
            f"{source_of(command)}: give {command.__name__} confirm=, or edit UNASKED in "
            "tests/test_effects.py"
        )


def test_the_page_for_programs_names_each_command_that_does_not_ask() -> None:
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    missing = [name for name in sorted(UNASKED) if f"`{name}`" not in page]
    assert not missing, f"docs/agents.md: say that {missing} do not ask"


def test_the_operations_of_the_table_exist() -> None:
    assert {f"{method} {path}" for method, path, _ in operation_names()} >= DESTROYING


def test_a_path_is_as_destructive_as_its_template() -> None:
    for operation in all_operations():
        path = "/v1" + operation.path.replace("{", "").replace("}", "")
        assert destroys(operation.method, path) == destroys(operation.method, operation.path)


@pytest.mark.parametrize("path", ["/v1/users/u%2Fban", "/v1/users/u/%62an", "/v1/users/u/ban/"])
def test_an_encoded_path_is_the_one_that_a_server_may_see(path: str) -> None:
    assert find_operation("POST", "/users/{user_id}/ban") is not None
    assert destroys("POST", path)
    assert destroys("POST", "/v1/users/u/unban") is False


CONFIG = [leaf for leaf in installed_leaves() if leaf.name.startswith("config ")]


@pytest.mark.matrix
@pytest.mark.parametrize("leaf", [*LEAVES, *CONFIG], ids=lambda leaf: leaf.name)
def test_the_catalog_says_what_a_line_needs_without_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI, leaf: Leaf
) -> None:
    """A line with what is required, and nothing else, lacks nothing; one without it does."""
    row = describe(leaf, None)
    for _ in range(4):
        fake_api.answer({"id": "x_1", "data": [], "total_count": 0})
    words = leaf.name.split()
    for item in row["arguments"]:
        if item.get("required") or item.get("required_without_terminal"):
            words.append(item["choices"][0] if "choices" in item else "user_123")
    for item in row["options"]:
        if item.get("required") or item.get("required_without_terminal"):
            words.append(f"{item['name']}={_value(item)}")
    for item in (*row["arguments"], *row["options"]):
        if "required_unless" in item and not item.get("required_without_terminal"):
            is_option = item["name"].startswith("-")
            words.append(f"{item['name']}=user_123" if is_option else "user_123")
    result = clerk(*words)
    assert "missing required" not in result.err, words
    fake_api.unexpected.clear()
    bare = clerk(*leaf.name.split())
    needs = any(
        {"required", "required_without_terminal", "required_unless"} & set(item)
        for item in (*row["arguments"], *row["options"])
    )
    assert ("missing required" in bare.err) == needs, bare.err
    fake_api.unexpected.clear()


def _value(item: dict[str, object]) -> str:
    choices = item.get("choices")
    if isinstance(choices, list):
        return str(choices[0])
    values = {"integer": "1", "json": "{}", "time": "1d", "duration": "60"}
    return values.get(str(item["type"]), "user_123")


@each("leaf", LEAVES, lambda leaf: leaf.name)
def test_an_option_that_starts_a_program_is_for_this_computer_alone(leaf: Leaf) -> None:
    module = sys.modules[leaf.command.__module__]
    if {"subprocess", "webbrowser"} & set(vars(module)):
        assert leaf.command.local_options, f"{leaf.name}: name them in local_options"
    for option in describe(leaf, None)["options"]:
        starts = re.search(r"\bin (a|the) browser|\beditor\b|\bAI\b", option["help"])
        assert not starts or option.get("local"), option


@each("word", sorted(DESTRUCTIVE_WORDS))
def test_an_unknown_operation_with_a_destructive_word_is_confirmed(word: str) -> None:
    assert is_destructive("POST", f"/v1/things/thing_1/{word}_all", None)
    assert not is_destructive("GET", f"/v1/things/thing_1/{word}_all", None)
