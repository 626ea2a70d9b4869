"""Whatever goes wrong while code of a plugin is in use, the plugin is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plugin_shelf import Shelf

from clerk_cli.testing import CommandLine, FakeAPI

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl
from clerk_cli.api import Format, StreamingFormat

@hookimpl
def clerk_groups():
    return [Group("tea", "Make tea", __name__ + "_commands")]
"""
COMMAND = '''
from datetime import datetime
from typing import Annotated, Literal
from clerk_cli.api import *
from clerk_cli.commands.kinds import Kind
from clerk_cli.commands.base import BulkOperation

class Brew(Command, name="tea brew"{keywords}):
    """Brew tea."""

    {body}
'''
NAMED = 'plugin "tea" (clerk-cli-tea 2.0)'
REMEDY = "Disable it with: clerk plugins disable tea"


def brew(
    clerk: CommandLine, shelf: Shelf, body: str, *words: str, keywords: str = "", manifest: str = ""
) -> tuple[int, str, str]:
    """Run a command of the plugin."""
    indented = body.replace("\n", "\n    ")
    shelf.add(
        "tea",
        MANIFEST + manifest,
        commands=COMMAND.format(keywords=f", {keywords}" if keywords else "", body=indented),
        distribution="clerk-cli-tea",
        version="2.0",
    )
    clerk.plugins = shelf.plugins()
    result = clerk("tea", "brew", *words)
    return result.code, result.out, result.err


PATH = 'route=get("/v1/users/{user}")'
RESULT = "def run(self, context): return "


@pytest.mark.parametrize(
    ("keywords", "body", "words", "reason"),
    [
        ("", "def run(self): ...", [], "TypeError: "),
        ("", "run = None", [], "TypeError: 'NoneType' object is not callable"),
        (PATH, "def build(self): ...", [], "AttributeError: 'NoneType' object has no attribute"),
        (PATH, "x: str | None = option('x')", [], "AttributeError: "),
        ('confirm="Brew {user}?"', f"{RESULT}{{}}", [], "KeyError: 'user'"),
        ('done="{id"', f"{RESULT}{{}}", [], "ValueError: "),
        ('done="{}"', f"{RESULT}{{}}", [], "ValueError: "),
        ('done="Brewed {nme}."', f"{RESULT}{{}}", [], "KeyError: 'nme'"),
        ("", f"x: str = option('x', minimum=5)\n{RESULT}{{}}", ["--x", "a"], "TypeError: "),
        ("", f"x: Annotated[str, Kind('x', int)] = option('x')\n{RESULT}1", ["--x=1"], "TypeError"),
        ("", f"{RESULT}Outcome(notes=('hi',))", [], "not a tuple of Notes"),
        ("", f"{RESULT}Outcome({{'id': 'a'}}, status='bad')", [], "a str as the status of its"),
        ("", f"{RESULT}Outcome({{'id': 'a'}}, status=700)", [], "the status 700, not 0 to 255"),
        ("", f"{RESULT}Outcome({{'id': 'a'}}, view={{}})", [], "a dict as the view of its Outcome"),
        ("", f"{RESULT}Outcome({{'id': 'a'}}, table=set())", [], "a set as the table of its Outc"),
        ("", f"{RESULT}object()", [], "the command returned an object, not a result"),
        ("", "def run(self, context): raise SystemExit(3)", [], "SystemExit: 3"),
        ("", "def run(self, context): raise SystemExit(0)", [], "SystemExit: 0"),
        ("", "def run(self, context): raise SystemExit('bye')", [], "SystemExit: bye"),
        ("", "def run(self, context): raise KeyboardInterrupt", [], "KeyboardInterrupt"),
        ("", "def run(self, context): raise GeneratorExit", [], "GeneratorExit"),
    ],
)
def test_a_command_that_fails_is_blamed_on_its_plugin(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf, keywords: str, body: str, words: list[str],
    reason: str,
) -> None:  # fmt: skip
    code, out, err = brew(clerk, shelf, body, *words, keywords=keywords)
    assert (code, out) == (1, ""), err
    assert err.startswith(f"✗ {NAMED} failed: "), err
    assert reason in err.splitlines()[0]
    assert REMEDY in err
    assert fake_api.requests == []


def test_a_result_that_json_cannot_have_is_blamed_on_its_plugin(
    clerk: CommandLine, shelf: Shelf
) -> None:
    body = f"{RESULT}{{'at': datetime.now()}}"
    code, _, err = brew(clerk, shelf, body, "-o", "json")
    assert (code, json.loads(err)["code"]) == (1, "plugin")
    assert f"{NAMED} failed: TypeError: Object of type datetime" in json.loads(err)["message"]


@pytest.mark.parametrize("value", ["None", "['a']", "{}"])
def test_a_path_is_never_made_of_something_else(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf, value: str
) -> None:
    body = f"user: str | None = argument('User')\ndef check(self): self.user = {value}"
    code, out, err = brew(clerk, shelf, body, keywords='route=delete("/v1/users/{user}")')
    assert (code, out) == (1, ""), err
    assert err.startswith(
        f"✗ {NAMED} failed: DeclarationError: the path has {{user}}, which has "
    ), err
    assert fake_api.requests == []


FORMAT = """
class Leaves(StreamingFormat):
    name = "leaves"
    def write(self, result, view, target): {write}
    def begin(self, view, target): {begin}

class Writer:
    def add(self, rows{add}): ...
    def end(self, count): {end}

@hookimpl
def clerk_formats():
    return [{formats}]
"""


def tea_format(
    write: str = "...",
    begin: str = "return Writer()",
    add: str = "",
    end: str = "...",
    formats: str = "Leaves()",
) -> str:
    return FORMAT.format(write=write, begin=begin, add=add, end=end, formats=formats)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (tea_format(write="raise KeyError('x')"), ["users", "get", "user_1"]),
        (tea_format(write="target.nothing()"), ["users", "get", "user_1"]),
        (tea_format(begin="..."), ["users", "list", "--all"]),
        (tea_format(add=", more"), ["users", "list", "--all"]),
        (tea_format(end="1 / 0"), ["users", "list", "--all"]),
    ],
)
def test_a_format_that_fails_is_blamed_on_its_plugin(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf, manifest: str, words: list[str]
) -> None:
    pytest.importorskip("clerk_cli_users")
    shelf.add("tea", MANIFEST + manifest, distribution="clerk-cli-tea", version="2.0")
    with_users(clerk, shelf)
    fake_api.answer_at("/v1/users/user_1", {"id": "user_1"})
    fake_api.answer_at("/v1/users/count", {"total_count": 1})
    fake_api.answer_at("/v1/users", [{"id": "user_1"}])
    result = clerk(*words, "-o", "leaves")
    assert (result.code, result.out) == (1, ""), result.err
    assert result.err.startswith(f"✗ {NAMED} failed: "), result.err
    assert REMEDY in result.err


def with_users(clerk: CommandLine, shelf: Shelf) -> None:
    """Use the plugins of the shelf, besides those that are installed."""
    from clerk_cli.plugins.loading import installed_entry_points
    from clerk_cli.plugins.manager import Plugins

    clerk.plugins = Plugins([*installed_entry_points(), *shelf.points])


def test_the_reason_is_named_where_a_format_is_asked_for(clerk: CommandLine, shelf: Shelf) -> None:
    manifest = MANIFEST + tea_format(formats="Leaves")
    shelf.add("tea", manifest, distribution="clerk-cli-tea", version="2.0")
    clerk.plugins = shelf.plugins()
    result = clerk("whoami", "-o", "leaves")
    assert result.code == 2
    assert f"{NAMED} fails in clerk_formats: TypeError: expected Format, got" in result.err
    assert 'unknown output format "leaves"' in result.err


TRANSPORT = """
from requests.adapters import BaseAdapter

class Pot(BaseAdapter):
    def send(self, {parameters}): {send}
    def close(self): ...

@hookimpl
def clerk_transport(url):
    return Pot() if url.startswith("pot:") else None
"""


@pytest.mark.parametrize(
    ("parameters", "send"),
    [("request, **_", "return {}"), ("request", "..."), ("request, **_", "raise KeyError('x')")],
)
def test_a_transport_that_fails_is_blamed_on_its_plugin(
    clerk: CommandLine, shelf: Shelf, parameters: str, send: str
) -> None:
    pytest.importorskip("clerk_cli_users")
    manifest = MANIFEST + TRANSPORT.format(parameters=parameters, send=send)
    shelf.add("tea", manifest, distribution="clerk-cli-tea", version="2.0")
    with_users(clerk, shelf)
    clerk.variables |= {"CLERK_API_URL": "pot://x", "CLERK_SECRET_KEY": "sk_test_x"}
    result = clerk("users", "get", "user_1")
    assert (result.code, result.out) == (1, ""), result.err
    assert result.err.startswith(f"✗ {NAMED} failed: "), result.err


def test_a_list_of_objects_is_shown_as_rows(clerk: CommandLine, shelf: Shelf) -> None:
    body = f"{RESULT}[{{'id': 'a', 'name': 'Assam'}}, {{'id': 'b', 'name': 'Ceylon'}}]"
    code, out, err = brew(clerk, shelf, body)
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["ID", "NAME"], ["a", "Assam"], ["b", "Ceylon"]
    ]  # fmt: skip
    assert clerk("tea", "brew", "-o", "json").json == [
        {"id": "a", "name": "Assam"}, {"id": "b", "name": "Ceylon"}
    ]  # fmt: skip


def test_a_hook_that_is_a_list_is_named(clerk: CommandLine, shelf: Shelf) -> None:
    manifest = f"{MANIFEST}\nclerk_settings = []\n"
    shelf.add("tea", manifest, distribution="clerk-cli-tea", version="2.0")
    (warning,) = shelf.plugins().warnings
    assert "TypeError: clerk_settings is a list; a hook is a function with @hookimpl" in warning


def test_ctrl_c_is_not_a_plugins_failure(clerk: CommandLine, shelf: Shelf, tmp_path: Path) -> None:
    body = "def run(self, context):\n    import os, signal, time\n"
    body += "    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(9)"
    code, _, err = brew(clerk, shelf, body)
    assert (code, NAMED in err) == (130, False)


def test_a_name_in_done_that_no_operation_returns_is_not_the_apis_mistake(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf
) -> None:
    fake_api.answer({"object": "user", "id": "user_1"})
    body = "user: str = argument('User')"
    keywords = 'route=post("/v1/users/{user}/lock"), done="Locked {nme}."'
    code, _, err = brew(clerk, shelf, body, "user_1", keywords=keywords)
    assert code == 1
    assert err.startswith(f"✗ {NAMED} failed: DeclarationError: done has {{nme}}, which is "), err


def test_what_a_completion_prints_is_not_a_suggestion(clerk: CommandLine, shelf: Shelf) -> None:
    body = (
        "def values(words):\n    print('NOISE')\n    return [('green', 'Green tea'), 7]\n"
        f"kind: str | None = option('Kind', completes=values)\n{RESULT}1"
    )
    brew(clerk, shelf, body)
    result = clerk("__complete", "tea", "brew", "--kind", "")
    assert result.code == 0
    assert "green" in result.out
    assert "NOISE" not in result.out
