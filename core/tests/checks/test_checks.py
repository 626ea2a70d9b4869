"""Each mistake of a plugin's author, and what is said about it."""

from __future__ import annotations

import pytest
from plugin_shelf import Shelf

from clerk_cli.checks.plugins import check_plugin

MANIFEST = """
from clerk_cli.plugins import Exchange, Group, Profile, Setting, hookimpl

@hookimpl
def clerk_groups():
    return [Group("tea", "Make tea", __name__ + "_commands")]
"""
IMPORTS = """
from typing import Literal
from clerk_cli.api import *
"""
COMMAND = (
    IMPORTS
    + "\n\n"
    + '''
class Brew(
    Command,
    name="tea brew",
    route=post("/v1/users/{user_id}/lock"),
    done="Locked {user_id}.",
    examples=(Example("clerk tea brew user_1", "Brew"),),
):
    """Brew tea."""

    user_id: User = argument("User")
    limit: int = option("How many", default=5, short="l")
'''
)


def messages(shelf: Shelf, manifest: str, commands: str) -> list[str]:
    """What the check says about the plugin."""
    shelf.add("tea", manifest, commands=commands)
    mistakes = check_plugin(shelf.points[-1]).mistakes
    return [f"{place}: {message}" for place, message in mistakes]


def test_a_good_plugin_has_no_mistakes(shelf: Shelf) -> None:
    assert messages(shelf, MANIFEST, COMMAND) == []


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        (
            "@hookimpl\ndef clerk_group(): ...",
            "clerk_group: there is no such hook; did you mean clerk_groups?",
        ),
        (
            "def clerk_setings(): ...",
            "clerk_setings: there is no such hook; did you mean clerk_settings?",
        ),
        (
            "@hookimpl\ndef settings(): ...",
            "settings: there is no such hook; did you mean clerk_settings?",
        ),
        ("@hookimpl\ndef zzz(): ...", "zzz: there is no such hook; the hooks are clerk_groups, "),
        ("def clerk_settings(): return []", "clerk_settings: it is never called without @hookimpl"),
        (
            "@hookimpl\ndef clerk_settings(context): ...",
            'clerk_settings: the hook has no parameter "context"; it takes none',
        ),
        (
            "@hookimpl\ndef clerk_secret(text): ...",
            'clerk_secret: the hook has no parameter "text"; it can take "reference"',
        ),
        (
            "@hookimpl\ndef clerk_settings(): return ['x']",
            "clerk_settings: TypeError: expected Setting, got 'x'",
        ),
        (
            "@hookimpl\ndef clerk_settings(): return Setting('tea.x', '')",
            "clerk_settings: TypeError: 'Setting' object is not iterable",
        ),
        (
            "@hookimpl\ndef clerk_settings(): return [Setting('clerk.key', '')]",
            'clerk_settings: the setting "clerk.key" is already registered by clerk itself',
        ),
        (
            "@hookimpl\ndef clerk_settings(): return [Setting('a b', '')]",
            'clerk_settings: a setting is invalid ("a b" is not a valid name)',
        ),
        ("@hookimpl\ndef clerk_settings(): raise OSError('no')", "clerk_settings: OSError: no"),
        (
            "@hookimpl\ndef clerk_profiles(): return [Profile('sandbox', {})]",
            'clerk_profiles: the profile "sandbox" is reserved for the official plugin "sandbox"',
        ),
        (
            "@hookimpl\ndef clerk_profiles(): return [Profile('tea', {'a': 1})]",
            "clerk_profiles: a profile is invalid (its settings must map strings to strings)",
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format): name = 'tea'\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            "clerk_formats: TypeError: Can't instantiate abstract class F with",
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format): name = 'tea'\n@hookimpl\n"
            "def clerk_formats(): return [F]",
            "clerk_formats: TypeError: expected Format, got ",
        ),
        (
            "@hookimpl\ndef clerk_secret(reference): return 'x'",
            "clerk_secret: it answers for a reference of another plugin; return None for those",
        ),
        (
            "@hookimpl\ndef clerk_secret(reference): return 1",
            "clerk_secret: it returns int; expected text, or None",
        ),
        (
            "@hookimpl\ndef clerk_secret(reference): return reference.nothing",
            "clerk_secret: it fails for a reference of another plugin: AttributeError: ",
        ),
        (
            "@hookimpl\ndef clerk_transport(url): return url",
            "clerk_transport: it returns str; expected an adapter of requests, or None",
        ),
        ("import nothing_like_that", "it cannot be imported: ModuleNotFoundError: "),
        (
            "CLERK_PLUGIN_API = 9",
            "it cannot be imported: it requires version 9 of the plugin interface",
        ),
    ],
)
def test_a_mistake_in_the_manifest_is_named(shelf: Shelf, hook: str, message: str) -> None:
    said = messages(shelf, f"{MANIFEST}\n{hook}\n", COMMAND)
    assert any(message in line for line in said), said


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (
            'Group("users", "", __name__ + "_commands")',
            'the command "users" is reserved for the official plugin "users"',
        ),
        ('Group("te a", "", __name__ + "_commands")', '"te a" is not a valid command name'),
        (
            'Group("tea", "", "nothing_like_that")',
            "nothing_like_that: it cannot be imported: ModuleNotFoundError: ",
        ),
        ('Group("tea", "", __name__)', 'it has no command of the group "tea"'),
        (
            'Group("tea", "", "", groups=(Group("pot", "", __name__ + "_commands"),))',
            'tea brew: it is not below "tea pot", and is never found',
        ),
    ],
)
def test_a_mistake_in_a_group_is_named(shelf: Shelf, groups: str, message: str) -> None:
    manifest = MANIFEST.replace('Group("tea", "Make tea", __name__ + "_commands")', groups)
    said = messages(shelf, manifest, COMMAND)
    assert any(message in line for line in said), said


@pytest.mark.parametrize(
    ("correct", "wrong", "message"),
    [
        ("user_id: User", "user: User", 'the path has {user_id}, but there is no field "user_id"'),
        (
            "Locked {user_id}",
            "Locked {user}",
            "done has {user}, which is neither a field nor a member of the result",
        ),
        (
            "route=",
            'confirm="Lock {user}?", route=',
            'confirm has {user}, but there is no field "user"',
        ),
        (
            "route=",
            'confirm_if={"--limit": "Lock {user}?"}, route=',
            'confirm_if has {user}, but there is no field "user"',
        ),
        (
            "route=",
            'confirm_if={"--no-limit": "Lock?"}, route=',
            "confirm_if has --no-limit, but there is no such option",
        ),
        (
            'short="l")',
            'short="l")\n    last: int | None = option("x", short="l")',
            "--last: -l is already --limit",
        ),
        ("limit: int", "output: int", "--output: --output is already the global option --output"),
        ('short="l"', 'short="o"', "--limit: -o is already the global option --output"),
        ('short="l"', 'short="ll"', '--limit: the short form "ll" is not a single letter'),
        (
            "user_id:",
            'first: str | None = argument("x", sends=None)\n    user_id:',
            'the optional "first" comes before the required "user_id"',
        ),
        (
            "user_id:",
            'first: list[str] = argument("x", sends=None)\n    user_id:',
            'the list "first" takes all words, so "user_id" gets none',
        ),
        ("default=5", 'default="5"', "--limit: the default '5' is not int"),
        ("limit: int", 'limit: Literal["a", "b"]', "--limit: the default 5 is not one of a, b"),
        ("limit: int", "limit: bytes", "its fields cannot be read: "),
        ("limit: int", 'limit: "Unknown"', "its fields cannot be read: NameError: "),
        ("limit: int", "run: int", 'the field "run" hides Command.run; call it "run_"'),
        ("tea brew", "coffee brew", 'coffee brew: it is not below "tea", and is never found'),
        ('"""Brew tea."""', "", "it has no docstring, which is its help"),
        ('Example("clerk tea brew user_1", "Brew"),', "", "it has no example"),
        (
            "clerk tea brew user_1",
            "clerk tea brow",
            'the example "clerk tea brow" does not run clerk tea brew',
        ),
        ('route=post("/v1/users/{user_id}/lock"),', "", "it has neither a route nor run()"),
        (
            "class Brew(",
            'class Boil(Command, name="tea brew", route=get("/v1/users")):\n    pass\n\n'
            "class Brew(",
            '"tea brew" is already a name of tea brew',
        ),
    ],
)
def test_a_mistake_in_a_command_is_named(
    shelf: Shelf, correct: str, wrong: str, message: str
) -> None:
    assert correct in COMMAND
    said = messages(shelf, MANIFEST, COMMAND.replace(correct, wrong))
    assert any(message in line for line in said), said
