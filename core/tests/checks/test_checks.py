"""Each mistake of a plugin's author, and what is said about it."""

from __future__ import annotations

import pytest
from plugin_shelf import Shelf

from clerk_cli.checks.plugins import check_plugin
from clerk_cli.plugins.loading import installed_entry_points
from clerk_cli.plugins.status import PluginId

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
    return [f"{mistake.place}: {mistake.message}" for mistake in mistakes]


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
            "clerk_settings: TypeError: expected a list of Setting, got Setting(",
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
        (
            "@hookimpl\nasync def clerk_settings(): return []",
            "clerk_settings: it must not be async: nothing awaits it",
        ),
        (
            "@hookimpl\ndef clerk_exchange(exchange): yield",
            "clerk_exchange: it must not have a yield: nothing iterates over it",
        ),
        (
            "class Plugin:\n    @hookimpl\n    def clerk_settings(self): return []",
            "Plugin.clerk_settings: it is never called: hooks are functions of the manifest",
        ),
        (
            "@hookimpl\ndef clerk_settings(self): return []",
            "clerk_settings: TypeError: clerk_settings() missing 1 required positional argument",
        ),
        (
            "@hookimpl\ndef clerk_settings(): return [Setting('tea.x', ' ')]",
            'clerk_settings: the setting "tea.x" has no help',
        ),
        (
            "@hookimpl\n"
            "def clerk_settings(): return [Setting('tea.x', 'x', default='c', choices=('a', 'b'))]",
            'clerk_settings: the default "c" of "tea.x" is not one of a, b',
        ),
        (
            "@hookimpl\ndef clerk_settings(): return [Setting('t', 'x', default='s', secret=True)]",
            'clerk_settings: the secret "t" has a default, which would be public',
        ),
        (
            "@hookimpl\ndef clerk_profiles(): return [Profile('tea', {'clerk.api.ur': 'x'})]",
            'clerk_profiles: the profile "tea" sets "clerk.api.ur", which is not a setting',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n"
            "    def write(self, result, view, target): ...\n"
            "@hookimpl\ndef clerk_formats(): return [F()]",
            "clerk_formats: a format is invalid (F has no name)",
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    def write(self, result): ...\n@hookimpl\ndef clerk_formats(): return [F()]",
            'clerk_formats: the format "tea": write() has to take result, view, and target',
        ),
        (
            "from clerk_cli.api import StreamingFormat\nclass F(StreamingFormat):\n"
            "    name = 'tea'\n    def begin(self): ...\n"
            "    def write(self, result, view, target): ...\n"
            "@hookimpl\ndef clerk_formats(): return [F()]",
            'clerk_formats: the format "tea": begin() has to take view and target',
        ),
        (
            'CLERK_PLUGIN_API = "1"',
            "it cannot be imported: CLERK_PLUGIN_API must be a major version such as 1, not '1'",
        ),
        ("import nothing_like_that", "it cannot be imported: ModuleNotFoundError: "),
        ("CLERK_PLUGIN_API = 1.0", "CLERK_PLUGIN_API must be a major version such as 1, not 1.0"),
        ("CLERK_PLUGIN_API = True", "CLERK_PLUGIN_API must be a major version such as 1, not True"),
        (
            '@hookimpl("x")\ndef clerk_settings(): ...',
            "TypeError: @hookimpl marks a function: write @hookimpl without an argument",
        ),
        (
            "@hookimpl(first=True)\ndef clerk_settings(): ...",
            'hookimpl() takes no keyword "first"; did you mean tryfirst?',
        ),
        (
            "Group('tea', 'Make tea', 'x', alias=('t',))",
            'TypeError: Group got an unknown field "alias", or one twice; its fields are name, ',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    def write(self, result, view, target): return 'text'\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            'the format "tea": write() returns a str; write to target.stream',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    def write(self, result, view, target): 1 / 0\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            'the format "tea": write() fails for a list: ZeroDivisionError: division by zero',
        ),
        (
            "CLERK_PLUGINS_API = 1",
            "CLERK_PLUGINS_API: nothing reads it; did you mean CLERK_PLUGIN_API?",
        ),
        (
            "clerk_settings = [Setting('tea.x', 'x')]",
            "clerk_settings: it is a list; a hook is a function with @hookimpl",
        ),
        (
            "import pluggy\n@pluggy.HookimplMarker('clerk_cli')(wrapper=True)\n"
            "def clerk_settings(): return []",
            "it cannot be loaded: PluginValidationError: Plugin 'tea' for hook 'clerk_settings' "
            "hookimpl definition: clerk_settings() Declared as wrapper=True",
        ),
        ("@hookimpl\ndef clerk_settings(): pass", "expected a list of Setting, got None"),
        (
            "@hookimpl\ndef clerk_settings(): return [Setting('tea.x', 'x', variable='xx-a')]",
            'clerk_settings: "xx-a" of "tea.x" is not a valid name of a variable',
        ),
        (
            "@hookimpl\ndef clerk_profiles(): return [Profile('tea', {'output': 'nonsense'})]",
            'the profile "tea" sets output=nonsense, which is not one of table, json, ',
        ),
        (
            "@hookimpl\ndef clerk_profiles(): return [Profile('tea', {'time': 'soon'})]",
            'the profile "tea" sets time=soon, which is not one of ',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    async def write(self, result, view, target): ...\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            'clerk_formats: the format "tea": write() must not be async: nothing awaits it',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    for_people = 'yes'\n    def write(self, result, view, target): ...\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            'clerk_formats: the format "tea": for_people is not True or False',
        ),
        (
            "from clerk_cli.api import Format\nclass F(Format):\n    name = 'tea'\n"
            "    for_peopel = True\n    def write(self, result, view, target): ...\n@hookimpl\n"
            "def clerk_formats(): return [F()]",
            'the format "tea": nothing reads for_peopel; did you mean for_people?',
        ),
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
        ('Group("tea", "", __name__ + "_commands")', 'the group "tea" has no help'),
        ('Group("tea", "Make tea", "")', 'the group "tea" has neither a module nor groups'),
        (
            'Group("tea", "x", __name__ + "_commands", section="drinks")',
            'the section "drinks" is not one of resources, setup, tools',
        ),
        (
            'Group("tea", "x", __name__ + "_commands", offline="nothing_like_that")',
            "nothing_like_that: it cannot be imported: ModuleNotFoundError: ",
        ),
        (
            'Group("tea", "x", __name__ + "_commands", offline="json")',
            "json: it has no function answer(words)",
        ),
        (
            'Group("tea", "x", __name__ + "_commands", offline=__name__)]\n'
            "def answer(words):\n    return [3",
            "answer([]) returns a list; expected text, or None",
        ),
        (
            'Group("tea", "x", __name__ + "_commands", offline=__name__)]\n'
            "def answer(words):\n    return [1 / 0",
            "answer([]) fails: ZeroDivisionError: division by zero; return None for lines that it",
        ),
        (
            'Group("tea", "", "", groups=(Group("pot", "", __name__ + "_commands"),))',
            'tea brew: it is not in "tea pot", so it is never found',
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
            'the list "first" takes all remaining arguments, so "user_id" never gets a value',
        ),
        ("default=5", 'default="5"', "--limit: the default '5' is not int"),
        ("limit: int", 'limit: Literal["a", "b"]', "--limit: the default 5 is not one of a, b"),
        ("limit: int", "limit: bytes", "its fields cannot be read: "),
        ("limit: int", 'limit: "Unknown"', "its fields cannot be read: NameError: "),
        ("limit: int", "run: int", 'the field "run" hides Command.run; call it "run_"'),
        ("tea brew", "coffee brew", 'coffee brew: it is not in "tea", so it is never found'),
        ('"""Brew tea."""', "", "it has no docstring, which is its help"),
        ('Example("clerk tea brew user_1", "Brew"),', "", "it has no example"),
        (
            "clerk tea brew user_1",
            "clerk tea brow",
            'the example "clerk tea brow" does not run clerk tea brew',
        ),
        ('route=post("/v1/users/{user_id}/lock"),', "", "it has neither a route nor run()"),
        ("tea brew", "tea Brew", '"Brew" is not a valid word of a command'),
        (
            'short="l")',
            'short="l")\n    limit_: int | None = option("x")',
            "--limit: two fields have this name",
        ),
        (
            'short="l")',
            'short="l")\n    plugins: bool | None = switch("x")',
            "--plugins: --no-plugins is already the global option --no-plugins",
        ),
        (
            'short="l")',
            'short="l")\n    no_tea: bool = flag("x")\n    tea: bool | None = switch("x")',
            "--tea: --no-tea is already --no-tea",
        ),
        ("default=5", "default=5, maximum=3", "--limit: the default 5 is above the maximum 3"),
        ("default=5", "default=5, minimum=6", "--limit: the default 5 is below the minimum 6"),
        ("default=5", "default=True", "--limit: the default True is not int"),
        (
            'limit: int = option("How many", default=5, short="l")',
            'limit: str = flag("How many")',
            "--limit: a flag is annotated with bool",
        ),
        ('"How many"', '""', "--limit: it has no help"),
        (
            'short="l"',
            'short="l", completes="tea"',
            '--limit: completes cannot be "tea"; it is one of aliases, command, files, ',
        ),
        (
            'Locked {user_id}.",\n    examples=(Example("clerk tea brew user_1", "Brew"),),\n):'
            '\n    """Brew tea."""\n',
            'Locked {tea}.",\n    examples=(Example("clerk tea brew user_1", "Brew"),),\n):'
            '\n    """Brew tea."""\n    result_fields = ("id",)\n    def run(self, context): ...\n',
            "done has {tea}, which is neither a field nor a member of the result",
        ),
        (
            'examples=(Example("clerk tea brew user_1", "Brew"),)',
            'examples=Example("clerk tea brew user_1", "Brew")',
            "examples is not a tuple of Examples",
        ),
        (
            'Example("clerk tea brew user_1", "Brew")',
            'Example("clerk tea brew user_1", "")',
            'the example "clerk tea brew user_1" does not say what it does',
        ),
        (
            "clerk tea brew user_1",
            "clerk tea brew user_1 --limt 3",
            'the example "clerk tea brew user_1 --limt 3" is refused: unknown option "--limt"',
        ),
        ("route=", 'aliases="ls", route=', "aliases is not a tuple of strings"),
        ('name="tea brew"', "name=1", "1: name is not a string"),
        ("route=", "aliases=1, route=", "aliases is not a tuple of strings"),
        (
            "route=",
            'confirm_if="--limit", route=',
            "confirm_if is not a dict of questions by option",
        ),
        ("    user_id:", "    result_fields = 1\n    user_id:", "result_fields is not a tuple of"),
        (
            "    user_id:",
            "    objects_route = '/v1/users'\n    user_id:",
            'objects_route is not a route, such as get("/v1/users")',
        ),
        (
            'user_id: User = argument("User")',
            'user_id: User = option("User")\n'
            '    spec = Command.spec.replace(name="tea brew", many=True)',
            "many needs an argument, which takes the objects",
        ),
        ("default=5", "default=5, minimum='a'", "--limit: minimum is not a whole number"),
        ("route=", 'view=Column("A", "a"), route=', "view is not a View"),
        (
            "route=",
            'view=View(columns=[Column("A", "a")]), route=',
            "the columns of its view are not a tuple of Columns",
        ),
        ("    user_id:", "    promises = 'id'\n    user_id:", "promises is not a tuple of strings"),
        ("    user_id:", "    writes = 1\n    user_id:", "writes is not True, False, or None"),
        (
            "    user_id:",
            "    write = True\n    user_id:",
            'nothing reads the attribute "write"; did you mean writes?',
        ),
        (
            "    user_id:",
            "    result_fields = ('a!',)\n    user_id:",
            'result_fields has "a!", which is not name, name[], name@ or name{}',
        ),
        (
            "    user_id:",
            "    local_options = ('mcp',)\n    user_id:",
            'local_options has "mcp", but there is no such field',
        ),
        (
            "    user_id:",
            "    def run(self): ...\n    user_id:",
            "run() has to take self and context",
        ),
        (
            "    user_id:",
            "    async def run(self, context): ...\n    user_id:",
            "run() must not be async: nothing awaits it",
        ),
        ("    user_id:", "    run = None\n    user_id:", "run is a NoneType, not a method"),
        (
            "user_id: User",
            "user_id: User | None",
            'the path has {user_id}, but "user_id" can be missing: leave out "| None"',
        ),
        (
            "user_id: User",
            "user_id: list[str]",
            'the path has {user_id}, but "user_id" is neither text nor a number',
        ),
        (
            "user_id: User",
            "user_id: JsonObject",
            'the path has {user_id}, but "user_id" is neither text nor a number',
        ),
        ('short="l")', 'short="l")\n    a: str = "x"', '"a" is annotated and not a field'),
        ('short="l")', 'short="l")\n    a: str', '"a" is annotated and not a field; declare it'),
        (
            "    user_id:",
            '    spec = Command.spec.replace(name="tea brew", confirm="Brew?")\n'
            '    force: bool = flag("x")\n    user_id:',
            "--force: confirm adds it, so a field of this name is a flag with sends=None",
        ),
        (
            'short="l")',
            'short="l")\n    all_: bool = flag("x")',
            '--all is sent as "all_"; add sends="all", or sends=None',
        ),
        (
            "    user_id:",
            "    body_route = post('/v1/users')\n    input: str = option('x')\n    user_id:",
            "--input: a command with a body has it, to read the body",
        ),
        (
            "    user_id:",
            "    default_format = 'jsn'\n    user_id:",
            'default_format "jsn" is not a format',
        ),
        (
            "route=",
            'view=View(columns=(Column("A", "a", show="date"),)), route=',
            'the column "A": show is not a function of the value',
        ),
        (
            "route=",
            'view=View(columns=(Column("A", 3),)), route=',
            'the column "A": its value is neither a path nor a function of the object',
        ),
        ("    Command,", "    Page,", "it has no view, so tables would have no columns"),
        ("    Command,", "    ListCommand,", "it has no view, so tables would have no columns"),
        (
            'short="l")',
            'short="l")\n    a: str | None = option("x", sends="limit")',
            '--limit and --a: both are sent as "limit"',
        ),
        (
            "default=5",
            "default=5, minimum=5, maximum=1",
            "--limit: the minimum 5 is above the maximum 1",
        ),
        (
            'limit: int = option("How many", default=5',
            'limit: str = option("How many", default="5", minimum=5',
            "--limit: minimum only applies to numbers and lists",
        ),
        (
            "route=",
            'many=BulkOperation(post("/v1/users"), "ids", 0), route=',
            "many: the size 0 is not a number from 1",
        ),
        (
            "route=",
            'many=BulkOperation("/v1/users", 3, 5), route=',
            "many: a BulkOperation takes a route, the name of a member, and a number",
        ),
        (
            "Locked {user_id}.",
            "Locked {user_id.",
            "done: \"Locked {user_id.\" cannot be filled in: expected '}' before end of string",
        ),
        (
            'Locked {user_id}.",\n    examples=(Example("clerk tea brew user_1", "Brew"),),\n):'
            '\n    """Brew tea."""\n',
            'Locked {}.",\n    examples=(Example("clerk tea brew user_1", "Brew"),),\n):'
            '\n    """Brew tea."""\n    def run(self, context): ...\n',
            'done: "Locked {}." has {}, which is not a name',
        ),
        (
            'short="l")',
            'short="l")\n    a: bool = switch("x")',
            "--a: a switch is annotated with bool | None",
        ),
        (
            "/v1/users/{user_id}/lock",
            "https://x/v1/users/{user_id}",
            'the path: "https://x/v1/users/{user_id}" does not begin with /, as in /v1/users',
        ),
        (
            'post("/v1/users/{user_id}/lock")',
            'Route("post", "/v1/users/{user_id}/lock")',
            'the path: "post" is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; did you',
        ),
        (
            'post("/v1/users/{user_id}/lock")',
            'Route("FETCH", "/v1/users/{user_id}/lock")',
            'the path: "FETCH" is not one of GET, ',
        ),
        (
            "/v1/users/{user_id}/lock",
            "/v1/users/{user_id/lock",
            "cannot be filled in: ",
        ),
        (
            "clerk tea brew user_1",
            "clerk tea brew",
            'the example "clerk tea brew" is refused: missing required argument: userId',
        ),
        (
            "clerk tea brew user_1",
            "clerk tea brew user_1 user_2",
            'the example "clerk tea brew user_1 user_2" is refused: ',
        ),
        (
            "clerk tea brew user_1",
            "clerk tea brew user_1 --limit ten",
            'is refused: --limit: "ten" is not a whole number',
        ),
        ("clerk tea brew user_1", "clerk tea brew 'user_1", "is refused: a quote is not closed"),
        (
            'short="l")',
            'short="l", completes=lambda: [])',
            "--limit: completes fails: TypeError: ",
        ),
        (
            'short="l")',
            'short="l", completes=lambda words: 7)',
            "--limit: completes returns a int; expected pairs of text",
        ),
        (
            'short="l")',
            'short="l", completes=lambda words: ["ab"])',
            "--limit: completes must return pairs of strings",
        ),
        (
            'short="l")',
            'short="l", completes=lambda words: [1 / 0])',
            "--limit: completes fails: ZeroDivisionError: division by zero",
        ),
        (
            "route=",
            'confrm="x", route=',
            'a class of a command takes no keyword "confrm"; did you mean confirm?',
        ),
        (
            'argument("User")',
            'argument("User", default="x")',
            'argument() takes no keyword "default"; it takes help, sends, completes',
        ),
        (
            "limit: int = option(",
            "spec: int = option(",
            'a field cannot be called "spec"; call it "spec_"',
        ),
        (
            "limit: int",
            "limit: Literal[1, 2]",
            "--limit: unsupported annotation: typing.Literal[1, 2]",
        ),
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


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("", "it has no hook, so it does nothing; the hooks are clerk_groups, "),
        (
            'from clerk_cli.api import Command\nclass Brew(Command, name="tea brew"): ...',
            "tea brew: no group from clerk_groups names its module, so it is never found",
        ),
        (
            "clerk_settings = []",
            "clerk_settings: it is a list; a hook is a function with @hookimpl",
        ),
    ],
)
def test_a_manifest_that_does_nothing_is_named(shelf: Shelf, manifest: str, message: str) -> None:
    said = messages(shelf, manifest, COMMAND)
    assert any(message in line for line in said), said


def test_an_update_without_an_option_is_named(shelf: Shelf) -> None:
    command = COMMAND.replace("    Command,", "    Update,").replace(
        'limit: int = option("How many", default=5, short="l")', ""
    )
    said = messages(shelf, MANIFEST, command)
    assert "tea brew: it has no options to update anything with" in said


def test_an_update_of_metadata_needs_its_route(shelf: Shelf) -> None:
    said = messages(shelf, MANIFEST, COMMAND.replace("    Command,", "    MetadataUpdate,"))
    assert "tea brew: it has no metadata_route, which its base class needs" in said


def test_a_command_with_the_name_of_its_group_hides_the_others(shelf: Shelf) -> None:
    second = COMMAND.replace('"tea brew"', '"tea"').replace("class Brew", "class Tea")
    said = messages(shelf, MANIFEST, COMMAND + second)
    assert "tea: it has the same name as the group, which hides the group's other commands" in said


def test_each_mistake_has_its_file_and_line(shelf: Shelf) -> None:
    shelf.add("tea", MANIFEST, commands=COMMAND.replace('"""Brew tea."""', ""))
    (mistake,) = check_plugin(shelf.points[-1]).mistakes
    assert mistake.source.endswith("shelf_tea_0_commands.py:7")
    shelf.add("pot", MANIFEST + "\n@hookimpl\ndef clerk_zzz(): ...\n", commands=COMMAND)
    assert check_plugin(shelf.points[-1]).mistakes[0].source.endswith("shelf_pot_1.py:8")
    shelf.add("cup", MANIFEST + "\n1 / 0\n", commands=COMMAND)
    assert check_plugin(shelf.points[-1]).mistakes[0].source.endswith("shelf_cup_2.py:8")
    shelf.add("mug", MANIFEST + "\ndef (\n", commands=COMMAND)
    assert check_plugin(shelf.points[-1]).mistakes[0].source.endswith("shelf_mug_3.py:8")


@pytest.mark.parametrize(
    ("name", "distribution", "message"),
    [
        ("users", "clerk-cli-weather", 'its name is reserved for the official plugin "users"'),
        ("we ather", "clerk-cli-weather", '"we ather" is not a valid plugin name'),
    ],
)
def test_a_name_that_the_loader_refuses_is_named(
    shelf: Shelf, name: str, distribution: str, message: str
) -> None:
    shelf.add("tea", MANIFEST, commands=COMMAND)
    plugin_id = PluginId(name, distribution, "1")
    point = shelf.points[-1].replace(name=name, plugin_id=plugin_id)
    assert message in [mistake.message for mistake in check_plugin(point).mistakes]


OFFICIAL_POINTS = {point.name: point for point in installed_entry_points()}


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("name", OFFICIAL_POINTS)
def test_a_plugin_of_this_project_has_no_mistakes(name: str) -> None:
    assert check_plugin(OFFICIAL_POINTS[name]).mistakes == ()
