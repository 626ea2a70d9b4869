"""Third-party plugins that try to take what belongs to the core, an official plugin or the user.

Their names come first in the alphabet, and every attempt is named with the third party.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from plugin_shelf import Shelf
from site_folder import Site

import clerk_cli
from clerk_cli import __version__
from clerk_cli.config.child_environment import SDK_KEYS
from clerk_cli.config.settings import CORE_SETTINGS
from clerk_cli.environment import Environment
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.ownership import RESERVED_VARIABLES
from clerk_cli.plugins.status import BROKEN, PluginId
from clerk_cli.testing import CommandLine, FakeAPI

CORE = Path(clerk_cli.__file__).parent
PLUGIN_API = "CLERK_PLUGIN_API"
"""A name in the modules of plugins; no variable of the environment."""

THIRD_PARTY = PluginId("aaa", "aaa-tools", "1.0")
IMPORTS = """
from clerk_cli.api import Format
from clerk_cli.plugins import Group, Profile, Setting, hookimpl

class Mine(Format):
    def __init__(self, name):
        self._name = name

    @property
    def name(self):
        return self._name

    def write(self, result, view, target):
        target.stream.write("mine")
"""


def declaring(hook: str, *declarations: str) -> str:
    return f"{IMPORTS}\n@hookimpl\ndef {hook}():\n    return [{', '.join(declarations)}]\n"


def add_official(shelf: Shelf, name: str, manifest: str | None = None) -> None:
    texts = {} if manifest is None else {"manifest": manifest}
    shelf.add(name, **texts, distribution=f"clerk-cli-{name}", version=__version__)  # type: ignore[arg-type]


def add_third_party(shelf: Shelf, manifest: str, name: str = THIRD_PARTY.name) -> None:
    shelf.add(name, manifest, distribution="aaa-tools", version="1.0")


GROUP = 'Group({!r}, "Mine", "m")'
ATTEMPTS = [
    ("clerk_groups", GROUP.format("config"), 'command "config" is already registered by clerk'),
    ("clerk_groups", GROUP.format("plugin"), 'command "plugin" is already registered by clerk'),
    ("clerk_groups", GROUP.format("CONFIG"), '"CONFIG" is not a valid command name'),
    ("clerk_groups", GROUP.format("help"), 'command "help" is already registered by clerk'),
    ("clerk_groups", GROUP.format("users"), 'already registered by plugin "users" (clerk-cli-u'),
    ("clerk_groups", GROUP.format("user"), 'command "user" is already registered by plugin'),
    ("clerk_groups", GROUP.format("billing"), 'is reserved for the official plugin "billing"'),
    ("clerk_groups", GROUP.format("jwt"), 'is reserved for the official plugin "jwttemplates"'),
    ("clerk_groups", GROUP.format("us"), 'command "us" is an abbreviation of "users"'),
    ("clerk_groups", GROUP.format("conf"), 'command "conf" is an abbreviation of "config"'),
    ("clerk_groups", GROUP.format("sess"), 'command "sess" is an abbreviation of "sessions"'),
    ("clerk_groups", 'Group("zoo", "", "m", ("users",))', 'command "users" is already registered'),
    ("clerk_groups", 'Group("zoo", "", "m", ("orgs",))', 'reserved for the official plugin "org'),
    ("clerk_groups", 'Group("zoo", "", "m", ("u",))', 'command "u" is an abbreviation of "users"'),
    ("clerk_groups", 'Group("zoo", "", "m", "who")', "its aliases must be a tuple of strings"),
    ("clerk_groups", GROUP.format("-p"), '"-p" is not a valid command name'),
    ("clerk_groups", GROUP.format("__complete"), '"__complete" is not a valid command name'),
    ("clerk_groups", GROUP.format("us ers"), '"us ers" is not a valid command name'),
    ("clerk_groups", GROUP.format("u\u0455ers"), "is not a valid command name"),
    ("clerk_settings", 'Setting("clerk.key", "")', 'setting "clerk.key" is already registered'),
    ("clerk_settings", 'Setting("Clerk.Key", "")', 'setting "Clerk.Key" is already registered'),
    ("clerk_settings", 'Setting("output", "", default="x")', "already registered by clerk itself"),
    ("clerk_settings", 'Setting("profile", "")', 'setting "profile" is already registered by'),
    ("clerk_settings", 'Setting("users.color", "")', "already registered by plugin \"users\""),
    ("clerk_settings", 'Setting("ai.openai.key", "")', 'is reserved for the official plugin "prot'),
    ("clerk_settings", 'Setting("AI.new", "")', 'reserved for the official plugin "protect"'),
    ("clerk_settings", 'Setting("a.b", "", "CLERK_SECRET_KEY")', '"$CLERK_SECRET_KEY" is already'),
    ("clerk_settings", 'Setting("a.b", "", "CLERK_API_URL")', '"$CLERK_API_URL" is already'),
    ("clerk_settings", 'Setting("clerk.evil", "")', 'the setting "clerk.evil" is reserved'),
    ("clerk_settings", 'Setting("a.b", "", "CLERK_PROFILE")', '"$CLERK_PROFILE" is reserved'),
    ("clerk_settings", 'Setting("a.b", "", "CLERK_CONFIG_DIR")', '"$CLERK_CONFIG_DIR" is res'),
    ("clerk_settings", 'Setting("a.b", "", "CLERK_ALLOW_INSECURE")', "is reserved"),
    ("clerk_settings", 'Setting("a.b", "", "OPENAI_BASE_URL")', '"$OPENAI_BASE_URL" is reserved'),
    ("clerk_profiles", 'Profile("default")', 'profile "default" is already registered by clerk'),
    ("clerk_profiles", 'Profile("Default")', 'profile "Default" is already registered by clerk'),
    ("clerk_profiles", 'Profile("sandbox")', 'is reserved for the official plugin "sandbox"'),
    ("clerk_profiles", 'Profile("staging")', 'already registered by plugin "users"'),
    ("clerk_formats", 'Mine("json")', 'format "json" is already registered by clerk itself'),
    ("clerk_formats", 'Mine("table")', 'format "table" is already registered by clerk itself'),
    ("clerk_formats", 'Mine("j")', 'format "j" is an abbreviation of "json"'),
    ("clerk_formats", 'Mine("JSON")', '"JSON" is not a valid format name'),
]  # fmt: skip
USERS = (
    declaring("clerk_groups", 'Group("users", "Users", "m", ("user",))')
    + """
@hookimpl
def clerk_settings():
    return [Setting("users.color", "A color")]

@hookimpl
def clerk_profiles():
    return [Profile("staging", {"clerk.api.url": "https://staging.test"})]
"""
)


def declared(plugins: Plugins) -> dict[str, Any]:
    formats = {name: type(format_).__module__ for name, format_ in plugins.formats.items()}
    groups, settings = plugins.declared_groups, plugins.declared_settings
    return {"g": groups, "s": settings, "p": plugins.declared_profiles, "f": formats}


@pytest.mark.parametrize(("hook", "declaration", "reason"), ATTEMPTS)
def test_a_third_party_gets_no_name_of_others(
    shelf: Shelf, hook: str, declaration: str, reason: str
) -> None:
    add_official(shelf, "users", USERS)
    before = declared(shelf.plugins())
    add_third_party(shelf, declaring(hook, declaration))
    plugins = shelf.plugins()
    assert declared(plugins) == before
    (warning,) = plugins.warnings
    assert warning.startswith(f"plugin {THIRD_PARTY}: ")
    assert reason in warning
    assert warning.endswith(" and is ignored")
    (status,) = [status for status in plugins.statuses if status.plugin_id == THIRD_PARTY]
    assert status.reason
    assert status.reason in warning


@pytest.mark.parametrize("name", ["USERS", "Users", "BILLING"])
def test_a_third_party_cannot_use_such_a_name_in_another_case(shelf: Shelf, name: str) -> None:
    add_official(shelf, "users")
    shelf.add(name, declaring("clerk_groups", GROUP.format("weather")), distribution="aaa")
    plugins = shelf.plugins()
    assert "weather" not in [group.name for group in plugins.groups]
    (warning,) = plugins.warnings
    assert "is ignored: its name is " in warning


@pytest.mark.parametrize("installed", [True, False])
def test_a_third_party_cannot_use_the_name_of_an_official_plugin(
    shelf: Shelf, installed: bool
) -> None:
    manifest = declaring("clerk_groups", GROUP.format("weather"))
    shelf.add("users", manifest, distribution="aaa-users", version="9.9")
    if installed:
        add_official(shelf, "users")
    plugins = shelf.plugins()
    assert "weather" not in [group.name for group in plugins.groups]
    assert ("users" in [group.name for group in plugins.groups]) is installed
    (warning,) = plugins.warnings
    assert warning.startswith('plugin "users" (aaa-users 9.9) is ignored: its name is ')
    assert [status.state for status in plugins.statuses].count(BROKEN) == 1


@pytest.mark.parametrize("name", ["clerk_cli.builtin", "clerk_cli.zoo"])
def test_a_third_party_does_not_pass_for_the_core(shelf: Shelf, name: str) -> None:
    shelf.add("zoo", declaring("clerk_groups", GROUP.format("config")), distribution="aaa-tools")
    (point,) = shelf.points
    shelf.points = [point.replace(name=name, plugin_id=PluginId(name, "aaa-tools", "1.0"))]
    plugins = shelf.plugins()
    assert plugins.owner("config") == PluginId("clerk_cli.builtin")
    (warning,) = plugins.warnings
    assert "aaa-tools 1.0" in warning


def test_a_third_party_with_the_manifest_of_an_official_plugin_is_named(shelf: Shelf) -> None:
    add_official(shelf, "users")
    (official,) = shelf.points
    shelf.points.append(official.replace(name="aaa", plugin_id=THIRD_PARTY))
    plugins = shelf.plugins()
    owner = plugins.owner("users")
    assert owner is not None
    assert owner.official
    assert str(THIRD_PARTY) in plugins.warnings[0]


@pytest.mark.parametrize("mark", ["", "(tryfirst=True)"])
def test_an_official_transport_and_secret_come_before_those_of_third_parties(
    shelf: Shelf, mark: str
) -> None:
    answering = (
        "from clerk_cli.plugins import hookimpl\n"
        "class Adapter:\n    name = {who!r}\n    def send(self): ...\n"
        "@hookimpl{mark}\ndef clerk_transport(url): return Adapter()\n"
        "@hookimpl{mark}\ndef clerk_secret(reference): return {who!r}\n"
    )
    add_official(shelf, "sandbox", answering.format(mark="", who="official"))
    add_third_party(shelf, answering.format(mark=mark, who="third party"))
    plugins = shelf.plugins()
    transport: Any = plugins.transport("http+sandbox://local", Environment())
    assert (transport.name, plugins.secret("!op")) == ("official", "official")


def test_no_plugin_is_asked_for_the_transport_of_plain_http(shelf: Shelf) -> None:
    add_third_party(
        shelf, "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_transport(): 1 / 0"
    )
    plugins = shelf.plugins()
    for url in ("https://api.clerk.com", "http://127.0.0.1:1"):
        assert plugins.transport(url, Environment()) is None


COMMANDS = """
from clerk_cli.api import Command, get

class Ask(Command, name="aaa ask", route=get("/v1/ask")):
    '''Ask the API.'''
"""
LAB = 'Profile({!r}, {{"clerk.api.url": {!r}}})'
EVIL = "https://evil.test"


def add_profile(shelf: Shelf, name: str, url: str) -> Plugins:
    text = declaring("clerk_groups", 'Group("aaa", "Ask", __name__ + "_commands")')
    text += f"\n@hookimpl\ndef clerk_profiles():\n    return [{LAB.format(name, url)}]\n"
    shelf.add("aaa", text, commands=COMMANDS, distribution="aaa-tools", version="1.0")
    return shelf.plugins()


@pytest.mark.parametrize(
    ("profile", "argv"),
    [("default", []), ("default", ["-p", "default"]), ("lab", ["-p", "lab"])],
)
@pytest.mark.parametrize("stored", ["clerk.key = sk_test_own", "output = json", ""])
def test_a_third_party_profile_never_redirects_a_profile_of_the_user(
    clerk: CommandLine,
    fake_api: FakeAPI,
    shelf: Shelf,
    profile: str,
    argv: list[str],
    stored: str,
) -> None:
    clerk.write_profiles(f"[profile {profile}]\n{stored}\n")
    clerk.plugins = add_profile(shelf, profile, EVIL)
    fake_api.answer({"id": "1"})
    result = clerk(*argv, "aaa", "ask")
    assert result.code == 0, result.err
    assert len(fake_api.requests) == 1
    assert f"plugin {THIRD_PARTY}: the profile " in result.err


def test_the_user_can_change_a_profile_that_a_third_party_declares_too(
    clerk: CommandLine, shelf: Shelf
) -> None:
    clerk.write_profiles("[profile lab]\noutput = json\n")
    clerk.plugins = add_profile(shelf, "lab", EVIL)
    stored = clerk("-p", "lab", "config", "set", "clerk.api.url", "https://mine.test")
    assert stored.code == 0, stored.err
    url = clerk("-p", "lab", "config", "get", "clerk.api.url", "--resolve", "-o", "json")
    assert url.json["value"] == "https://mine.test"


def test_the_sandbox_profile_stays_the_sandbox_without_a_key_of_the_users_own(
    clerk: CommandLine, shelf: Shelf
) -> None:
    sandbox = LAB.format("sandbox", "http+sandbox://local")
    add_official(shelf, "sandbox", declaring("clerk_profiles", sandbox))
    clerk.plugins = shelf.plugins()
    argv = ("-p", "sandbox", "config", "get", "clerk.api.url", "--resolve", "-o", "json")
    for stored, url in [
        ("output = table", "http+sandbox://local"),
        ("clerk.api.url = https://mine.test", "https://mine.test"),
    ]:
        clerk.write_profiles(f"[profile sandbox]\n{stored}\n")
        result = clerk(*argv)
        assert (result.json["value"], result.err) == (url, "")


def test_the_url_of_a_third_party_profile_is_announced_when_it_is_first_used(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf
) -> None:
    clerk.plugins = add_profile(shelf, "lab", fake_api.url.replace("://", "://me:secret@"))
    announcement = f'profile "lab" comes from plugin {THIRD_PARTY} and sends requests to http://'
    for expected in (True, False):
        fake_api.answer({"id": "1"})
        result = clerk("-p", "lab", "aaa", "ask")
        assert (announcement in result.err) is expected, result.err
        assert "secret" not in result.err


def test_another_url_of_the_same_profile_is_announced_again(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf
) -> None:
    for url in (fake_api.url, fake_api.url.replace("127.0.0.1", "localhost")):
        shelf.points.clear()
        clerk.plugins = add_profile(shelf, "lab", url)
        fake_api.answer({"id": "1"})
        assert f"sends requests to {url}" in clerk("-p", "lab", "aaa", "ask").err


def test_a_url_cannot_write_other_lines_into_the_record_of_plugins(
    clerk: CommandLine, shelf: Shelf
) -> None:
    clerk.plugins = add_profile(shelf, "lab", "https://x.test\ndisabled users")
    clerk("-p", "lab", "aaa", "ask", env={"CLERK_SECRET_KEY": "sk_test_x"})
    lines = (clerk.config / "plugins").read_text().splitlines()
    assert [line for line in lines if line.startswith("disabled")] == []


@pytest.mark.parametrize(
    "argv",
    [["whoami"], ["config", "list"], ["config", "get", "clerk.api.url"], ["aaa", "ask"],
     ["config", "profile", "list"], ["config", "profile", "show"], ["plugins", "list"]],
    ids=" ".join,
)  # fmt: skip
def test_a_url_of_a_profile_forges_no_line(
    clerk: CommandLine, shelf: Shelf, argv: list[str]
) -> None:
    clerk.plugins = add_profile(shelf, "lab", "http://127.0.0.1:1/\x1b[31m\n✓ ok")
    result = clerk("-p", "lab", *argv, env={"CLERK_SECRET_KEY": "sk_test_x"})
    lines = [*result.out.splitlines(), *result.err.splitlines()]
    assert not [line for line in lines if line.startswith("✓") or "\x1b" in line]


def test_a_profile_that_only_holds_settings_is_not_announced(
    clerk: CommandLine, fake_api: FakeAPI, shelf: Shelf
) -> None:
    text = declaring("clerk_groups", 'Group("aaa", "Ask", __name__ + "_commands")')
    text += '\n@hookimpl\ndef clerk_profiles():\n    return [Profile("lab", {"output": "json"})]\n'
    shelf.add("aaa", text, commands=COMMANDS, distribution="aaa-tools", version="1.0")
    clerk.plugins = shelf.plugins()
    fake_api.answer({"id": "1"})
    result = clerk("-p", "lab", "aaa", "ask")
    assert (result.code, result.err) == (0, "")


@pytest.mark.slow
def test_an_installed_third_party_never_gets_ahead_by_the_alphabet(site: Site) -> None:
    site.install("users", version=__version__)
    site.install("aaa", declaring("clerk_groups", 'Group("users", "Mine", "m")'))
    for _ in range(2):
        result = site("users", "hello", "-o", "json")
        assert result.json == {"hello": "users"}
        assert 'plugin "aaa" (clerk-cli-aaa 2.0): the command "users" is already' in result.err


@pytest.mark.parametrize(
    ("declaration", "reason"),
    [
        ('Setting("a.b", "", default=10)', "its help, variable, and default must be strings"),
        ('Setting("a.b", None)', "its help, variable, and default must be strings"),
        ('Setting("a.b", "", choices="xy")', "its choices must be a tuple of strings"),
        ('Setting("a b", "")', '"a b" is not a valid name'),
        ("Setting(1, '')", '"1" is not a valid name'),
        ('Group("zoo", "", None)', "its help and its module must be strings"),
        ('Group("zoo", "", "m", (1,))', "its aliases must be a tuple of strings"),
        ('Group("zoo", "", "m", synonyms="ape")', "its synonyms must be a tuple of strings"),
        ('Group("zoo", "", "m", (), ("x",))', "its groups must be a tuple of groups"),
        ('Group("zoo", "", "m", (), (Group("", "", "m"),))', '"" is not a valid command name'),
        ('Profile("lab", {"clerk.api.url": 1})', "its settings must map strings to strings"),
        ('Profile("lab", "clerk.key")', "its settings must map strings to strings"),
        ('Profile("a\\nb")', "is not a valid name"),
        ("Mine(None)", '"None" is not a valid format name'),
    ],
)
def test_an_invalid_declaration_breaks_only_itself(
    clerk: CommandLine, shelf: Shelf, declaration: str, reason: str
) -> None:
    kinds = {"S": "settings", "G": "groups", "P": "profiles", "M": "formats"}
    hook = f"clerk_{kinds[declaration[0]]}"
    valid = {
        "clerk_settings": 'Setting("zoo.x", "X")',
        "clerk_groups": 'Group("zebra", "Z", "m")',
        "clerk_profiles": 'Profile("zebra")',
        "clerk_formats": 'Mine("zebra")',
    }
    add_third_party(shelf, declaring(hook, declaration, valid[hook]))
    clerk.plugins = shelf.plugins()
    result = clerk("config", "list", "-o", "json")
    assert result.code == 0, result.err
    names = [*clerk.plugins.profiles, *clerk.plugins.formats]
    names += [setting.key for setting in clerk.plugins.settings]
    assert {"zebra", "zoo.x"} & {*names, *(group.name for group in clerk.plugins.groups)}
    warnings = [*result.err.splitlines(), *clerk.plugins.warnings]
    (warning,) = [line for line in warnings if reason in line]
    assert str(THIRD_PARTY) in warning


@pytest.mark.parametrize("url", ["HTTPS://api.clerk.com", " Http://127.0.0.1:1", "hTTps://x"])
def test_a_third_party_never_gets_requests_over_http(shelf: Shelf, url: str) -> None:
    manifest = (
        f"{IMPORTS}\n@hookimpl\ndef clerk_transport(url, environment):\n    return object()\n"
    )
    add_third_party(shelf, manifest)
    assert shelf.plugins().transport(url, Environment()) is None


@pytest.mark.slow
def test_the_variables_that_the_core_reads_are_its_settings_or_reserved() -> None:
    names = {
        node.value
        for path in CORE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    read = {name for name in names if re.fullmatch("CLERK_[A-Z_]+", name)} - SDK_KEYS
    of_settings = {setting.variable for setting in CORE_SETTINGS}
    assert "CLERK_NO_INDEX" in read
    assert {f"${name}".lower() for name in read - of_settings - {PLUGIN_API}} <= RESERVED_VARIABLES
    assert not {f"${name}".lower() for name in of_settings} & RESERVED_VARIABLES
