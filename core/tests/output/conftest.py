"""A plugin with one command of each kind, so that the core can be tested without any other."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("things", "Things", "things_commands")]
"""
COMMANDS = '''
from clerk_cli.api import (
    Column, Command, ListCommand, Page, Secret, View, argument, date, delete, get, option,
    post,
)

THING = View(
    columns=(Column("ID", "id"), Column("NAME", "name"), Column("MADE", "made_at", date)),
    details=(Column("Id", "id"), Column("Name", "name")),
)


class ThingsList(Page, name="things list", route=get("/v1/things"), view=THING):
    """List things."""

    limit: int = option("How many", default=1, minimum=1, maximum=2)


class Owners(ListCommand, name="things owners", route=get("/v1/things/owners"), view=THING):
    """List the owners of things."""


class Get(Command, name="things get", route=get("/v1/things/{thing_id}"), view=THING):
    """Get a thing."""

    thing_id: str = argument("Thing ID")


class Create(
    Command, name="things create", route=post("/v1/things"), view=THING, done="Created {id}."
):
    """Create a thing."""

    name: str | None = option("Its name")
    password: Secret | None = option("Its password")
    signing_key: Secret | None = option("Its signing key")


class Delete(
    Command,
    name="things delete",
    route=delete("/v1/things/{thing_id}"),
    view=THING,
    confirm="Delete {thing_id}?",
    done="Deleted {thing_id}.",
):
    """Delete a thing."""

    thing_id: str = argument("Thing ID")
'''


@pytest.fixture
def things(clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """``clerk`` with the commands of ``things`` and no other plugin."""
    (tmp_path / "things_plugin.py").write_text(MANIFEST)
    (tmp_path / "things_commands.py").write_text(COMMANDS)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("things_plugin", "things_commands"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    clerk.plugins = Plugins([EntryPoint("things", "things_plugin", "clerk_cli.plugins")])
    return clerk
