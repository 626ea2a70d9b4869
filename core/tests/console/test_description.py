"""The commands as data: ``clerk commands`` and ``--help -o json``."""

from __future__ import annotations

from typing import Literal

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, flag, option, switch
from clerk_cli.commands.kinds import Csv, JsonObject, Secret, Timestamp
from clerk_cli.commands.request import delete, get, post
from clerk_cli.console.description import describe, effect_of
from clerk_cli.console.tree import Leaf
from clerk_cli.testing import CommandLine

ALIASES = [f"config alias {word}" for word in ("add", "list", "path", "remove")]


class Planets(Command, name="planets list", route=get("/v1/planets")):
    """List planets."""

    star: str | None = argument("The star")
    size: int = option("Size", default=10, minimum=1, maximum=500)
    kind: Literal["rock", "gas"] | None = option("Kind")
    tags: Csv | None = option("Tags", short="t")
    data: JsonObject | None = option("Data")
    key: Secret | None = option("Key")
    since: Timestamp | None = option("Since")
    chart: str | None = option("Chart", metavar="file")
    all_: bool = flag("All")
    rings: bool | None = switch("Rings")


def test_a_parameter_has_its_forms_type_and_limits() -> None:
    described = describe(Leaf(Planets), "planets")
    assert described["arguments"] == [{"name": "star", "help": "The star", "type": "string"}]
    size, kind, tags, data, key, since, chart, all_, rings = described["options"]
    limits = {"default": 10, "minimum": 1, "maximum": 500}
    assert size == {"name": "--size", "value": "n", "help": "Size", "type": "integer", **limits}
    assert kind["choices"] == ["rock", "gas"]
    assert (tags["short"], tags["repeats"]) == ("-t", True)
    assert (data["type"], data["reads_file"]) == ("json", "@FILE")
    assert (key["type"], since["type"], all_["type"]) == ("secret", "time", "boolean")
    assert (chart["reads_file"], chart["local"]) == ("always", True)
    assert rings["negation"] == "--no-rings"
    assert "incomplete_list" in described["error_codes"]


class Nothing(Command, name="planets look"):
    """Look."""


class Local(Command, name="planets draw"):
    """Draw."""

    runs_locally = True


class Filled(Local, name="planets fill"):
    """Fill."""

    writes_locally = True


@pytest.mark.parametrize(
    ("command", "effect"),
    [
        (Planets, "reads"),
        (type("Make", (Command,), {}, name="planets make", route=post("/v1/p")), "writes"),
        (type("Drop", (Command,), {}, name="planets rm", route=delete("/v1/p")), "destroys"),
        (type("Ban", (Command,), {}, name="planets ban", route=post("/v1/p")), "destroys"),
        (Nothing, "writes"),
        (Local, "local"),
        (Filled, "writes"),
    ],
)
def test_the_effect_of_a_command_is_its_worst(command: type[Command], effect: str) -> None:
    assert effect_of(command) == effect


@pytest.mark.slow
def test_every_command_is_listed_with_what_holds_for_all(clerk: CommandLine) -> None:
    described = clerk("commands", "-o", "json").json
    names = [row["command"] for row in described["data"]]
    assert {"commands", "config get", "config alias add", "whoami"} <= set(names)
    assert (sorted(names), len(names)) == (names, described["total_count"])
    assert {"name": "--output", "short": ["-o"]}.items() <= described["global_options"][1].items()
    assert [row["code"] for row in described["exit_codes"]] == [0, 1, 2, 3, 129, 130, 143]
    usage = next(row for row in described["error_codes"] if row["code"] == "usage")
    assert usage["exit_code"] == 2


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["config", "get", "--help", "-o", "json"], ["config get"]),
        (["conf", "al", "-o", "json"], ALIASES),
        (["commands", "Config", "alias", "-o", "json"], ALIASES),
    ],
)
def test_a_part_of_the_commands_is_described_alike(
    clerk: CommandLine, argv: list[str], names: list[str]
) -> None:
    described = clerk(*argv).json
    assert [row["command"] for row in described["data"]] == names
    assert described["exit_codes"]


def test_the_list_for_people_has_effects_and_summaries(clerk: CommandLine) -> None:
    out = clerk("commands", "config", "unset").out
    assert out.split("\n")[0].split() == ["COMMAND", "EFFECT", "SUMMARY"]
    assert "config unset  destroys" in out
    assert clerk.refuses("commands", "nope", because='no command begins with "nope"')


def test_a_skill_file_marks_what_prints_a_secret(clerk: CommandLine) -> None:
    pytest.importorskip("clerk_cli_apikeys")
    text = clerk("agents", "skill").out
    assert "`apikeys get-secret <apiKeyId>` (prints a secret): " in text


def test_a_skill_file_lists_the_commands_with_their_effects(clerk: CommandLine) -> None:
    lines = clerk("agents", "skill").out.split("\n")
    assert lines[:2] == ["---", "name: clerk"]
    assert "- `config alias remove <name>` (destroys): Remove a command alias" in lines
    assert "- 2: usage error; nothing was sent" in lines
