"""Secrets that are planted in every place stay there: each command, and the watch itself.

``planted_secrets`` looks at what the whole suite writes; the tests here drive what others do not.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from every_leaf import installed_leaves
from example_instance import FILES
from planted_secrets import MARKER, WATCH, Watch, leaks_in, planted, planted_for
from site_folder import Site
from test_examples import EXCUSED

from clerk_cli.api import Command
from clerk_cli.commands.fields import parameters
from clerk_cli.commands.kinds import parse_secret, parse_secret_file
from clerk_cli.testing import TEST_KEY, CommandLine, FakeAPI, Received

pytestmark = pytest.mark.early

LOCAL = ("clerk_cli.builtin.", "clerk_cli_mcp.", "clerk_cli_sandbox.")
"""Modules whose commands send nothing to the instance of the profile."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="programs of POSIX")


READ_SECRETS = (parse_secret, parse_secret_file)
"""The functions that read the values of options that take a secret."""

SENDS_NOTHING = {
    "migrate map": "reads a file",
    "migrate runs": "reads the journals of this computer",
    "migrate undo": "needs a run: plugins/migrate/tests",
    "migrate verify": "needs a run: plugins/migrate/tests",
    "protect rules test": "evaluates an expression in this process",
}
"""Commands that send nothing, and why."""

GOES_WITH = {
    "--signing-key": ["--signing-algorithm", "HS256"],
    "--password-digest": ["--password-hasher", "bcrypt"],
}
"""Options that others need."""


COMMANDS: list[type[Command]] = [
    leaf.command for leaf in installed_leaves() if not leaf.command.__module__.startswith(LOCAL)
]


class EchoAPI(FakeAPI):
    """Refuses every request, and repeats all of it.

    A command that reads before it writes gets an object, so that the write is what is refused.
    """

    reads = False

    def take(self, received: Received) -> tuple[int, Any, dict[str, str]]:
        """Record a request and return an error with its headers, its path and its body."""
        self.requests.append(received)
        if received.method == "GET" and not self.reads:
            return 200, {"id": "object_1", "name": "mine", "claims": {}}, {}
        key = received.headers["authorization"].removeprefix("Bearer ")
        body = json.dumps(received.body)
        basic = b64encode(f"clerk:{key}".encode()).decode()
        echo = f"{received.target} {received.headers} {body} {quote(body)} Basic {basic}"
        entry = {"message": echo, "long_message": echo, "code": "no", "meta": {"param_name": echo}}
        return 422, {"errors": [entry], "clerk_trace_id": key}, {"X-Echo": key}


@pytest.fixture
def echo_api(clerk: CommandLine) -> Iterator[EchoAPI]:
    api = EchoAPI()
    clerk.variables |= {"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": TEST_KEY}
    yield api
    api.close()


def with_planted_secrets(command: type[Command], line: str) -> list[str]:
    """The words of an example, with a planted value for every secret option."""
    words = shlex.split(line[line.index("clerk ") :].partition("<")[0].partition(" > ")[0])[1:]
    for parameter in parameters(command):
        if parameter.kind is not None and parameter.kind.parse in READ_SECRETS:
            label = parameter.field.label
            if label in words:
                del words[words.index(label) : words.index(label) + 2]
            words += [label, planted(parameter.name), *GOES_WITH.get(label, ())]
    return words


def secret_options() -> set[str]:
    return {
        f"{command.spec.name} {parameter.field.label}"
        for command in COMMANDS
        for parameter in parameters(command)
        if parameter.kind is not None and parameter.kind.parse in READ_SECRETS
    }


def test_the_options_that_take_a_secret_are_known() -> None:
    assert secret_options() >= {
        "users create --password", "users update --password", "users verify-password --password",
        "jwttemplates create --signing-key", "m2m tokens verify --token",
        "oauthapplications tokens verify --token", "oauthapplications tokens revoke --token",
        "sessions refresh --refresh-token", "sessions refresh --expired-token",
        "apikeys verify --secret", "clients verify --token",
        "users emails attempt-verification --code",
    }  # fmt: skip


@pytest.mark.matrix
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.spec.name)
def test_a_command_shows_no_secret_that_the_api_repeats(
    clerk: CommandLine, echo_api: EchoAPI, command: type[Command]
) -> None:
    for name, content in FILES.items():
        (clerk.directory / name).write_text(content)
    example = next(
        (item for item in command.spec.examples if item.command not in EXCUSED),
        command.spec.examples[0],
    )
    words = with_planted_secrets(command, example.command)
    echo_api.reads = MARKER not in " ".join(words)
    asks = command.spec.confirm or command.spec.confirm_if
    forced = ["--force"] if asks and "-f" not in words else []
    for options in (["--debug"], ["-o", "json"]):
        result = clerk(*words, *forced, *options)
        assert leaks_in(result.out + result.err) == []
        if command.spec.name not in SENDS_NOTHING:
            assert result.code == 1, result.err
            sent = f"{echo_api.requests[-1].target} {echo_api.requests[-1].body}"
            assert all(word in sent for word in words if MARKER in word)


SETTINGS = {
    "clerk.key": planted("profile_key", "sk_live_"),
    "ai.anthropic.key": planted("anthropic", "sk-ant-"),
    "ai.openai.key": planted("openai", "sk-"),
    "clerk.api.url": f"https://me:{planted('user')}@api.test/v1?key={planted('parameter')}",
    "my.token": planted("token"),
    "deploy.secret": planted("secret"),
    "hooks.url": f"https://hooks.test/?access_token={planted('webhook')}",
    "note": planted("key_elsewhere", "sk_test_"),
    "proxy": f"http://{planted('proxy')}@proxy.test:3128",
}
VARIABLES = {
    "ANTHROPIC_API_KEY": planted("anthropic_variable", "sk-ant-"),
    "OPENAI_API_KEY": planted("openai_variable", "sk-"),
    "HTTPS_PROXY": f"http://me:{planted('proxy_variable')}@127.0.0.1:9",
    "PIP_INDEX_URL": f"https://me:{planted('index')}@index.test/simple",
}
LOCAL_LINES = [
    "whoami", "whoami -o json", "whoami --debug", "config list", "config list -o csv",
    "config list -o yaml", "config profile list", "config profile show",
    "config profile list -o json",
    "config profile show -o ndjson", "plugins list", "completion bash", "config path",
    "config get clerk.key", "config get ai.anthropic.key -o json", "config get clerk.api.url",
    "config get hooks.url", "config get note", "config get my.token -o csv", "config get proxy",
    "config alias add x 'users list'", "config unset my.token", "config profile delete default -f",
    "users list", "users list --debug", "users list -o json", "init",
    "plugins install clerk-cli-weather", "plugins install https://me:{secret}@x.test/a.whl",
    "config set clerk.key {key}", "config set clerk.key {key} -o json", "config set note {key}",
    "config set output {key}", "config set clerk.api.url {url}",
    "config set ai.openai.key {secret}",
    "config profile create b --api-key {key}", "config profile update default --api-key {key}",
    "config profile create {key}", "config get {key}", "users get {key}", "users {key}", "{key}",
    "users list --limit {key}", "users list -o {key}", "users list -p {key}", "plugins show {key}",
    "users list --order-by {key}", "users list --{key}", "users list --limit={key}",
]  # fmt: skip
"""Lines with planted values of the user in settings, variables, and words at a wrong place."""


@pytest.mark.parametrize("line", LOCAL_LINES)
def test_a_secret_of_the_user_is_shown_nowhere(clerk: CommandLine, line: str) -> None:
    text = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
    clerk.write_profiles(f"[profile default]\n{text}")
    (clerk.directory / ".env").write_text(f"CLERK_SECRET_KEY={planted('dotenv', 'sk_test_')}\n")
    clerk.variables |= VARIABLES
    url = f"https://me:{planted('typed')}@api.test/?key={planted('typed')}"
    values = {"key": planted("typed", "sk_live_"), "secret": planted("typed"), "url": url}
    result = clerk(*(word.format_map(values) for word in shlex.split(line)))
    assert "Traceback" not in result.err
    assert leaks_in(result.out + result.err) == []


ODD_URLS = [
    "https://me:{}@api.test", "https://{}@api.test", "me:{}@api.test", "https:/me:{}@api.test",
    "https://me:a/{}@api.test", "https://me:a#{}@api.test", "https://api.test?key={}",
    "https://api.test/#token={}", "https://[me:{}@api.test", "ftp://me:{}@api.test",
    "http://me:{}@10.0.0.1", "https://api.test?sig={}", "https://me:a {}@api.test",
]  # fmt: skip


@pytest.mark.parametrize("url", ODD_URLS)
@pytest.mark.parametrize("place", ["profile", "variable", "command line"])
def test_the_secrets_of_an_api_url_are_shown_nowhere(
    clerk: CommandLine, url: str, place: str
) -> None:
    clerk.variables["CLERK_SECRET_KEY"] = TEST_KEY
    url = url.format(planted("url"))
    lines = ["whoami", "config list", "config get clerk.api.url", "users list --debug"]
    if place == "profile":
        clerk.write_profiles(f"[default]\nclerk.api.url = {url}\n[profile default]\n")
    elif place == "variable":
        clerk.variables["CLERK_API_URL"] = url
    else:
        lines = ["config set clerk.api.url", "config set clerk.api.url -o json", "config get"]
    for line in lines:
        more = [url] if place == "command line" else []
        result = clerk(*line.split(), *more)
        assert leaks_in(result.out + result.err) == [], line


@pytest.mark.parametrize("source", ["profile", "dotenv", "variable", "command", "stdin"])
def test_the_key_of_each_source_is_used_and_never_shown(
    clerk: CommandLine, echo_api: EchoAPI, source: str
) -> None:
    key = planted(source, "sk_test_")
    echo_api.reads = True
    del clerk.variables["CLERK_SECRET_KEY"]
    stored = f"!printf '%s' {key}" if source == "command" else key
    if source in ("profile", "command"):
        clerk.write_profiles(f"[profile default]\nclerk.key = {stored}\n")
    elif source == "dotenv":
        (clerk.directory / ".env").write_text(f"CLERK_SECRET_KEY='{key}'\n")
    elif source == "variable":
        clerk.variables["CLERK_SECRET_KEY"] = key
    else:
        assert clerk("config", "set", "clerk.key", "-", stdin=f"{key}\n").code == 0
    result = clerk("users", "list", "--debug")
    assert echo_api.requests[0].headers["authorization"] == f"Bearer {key}"
    assert leaks_in(result.out + result.err) == []


@posix
@pytest.mark.parametrize(
    "command",
    [
        f"echo {planted('partial', 'sk_live_')}; exit 3",
        f"echo cannot use {planted('partial', 'sk_live_')} >&2; exit 3",
        f"echo https://me:{planted('vault')}@vault.test refused >&2; exit 3",
        f": {planted('partial', 'sk_live_')}",
    ],
)
@pytest.mark.parametrize("options", [[], ["-o", "json"], ["--debug"]])
def test_a_command_value_that_fails_shows_no_secret(
    clerk: CommandLine, command: str, options: list[str]
) -> None:
    clerk.write_profiles(f"[profile default]\nclerk.key = !{command}\n")
    result = clerk("users", "list", *options)
    assert result.code == 1
    assert leaks_in(result.out + result.err) == []


RESPONSE = {
    "id": "user_1", "password": planted("a"), "totp_secret": MARKER.upper(),
    "secret": planted("b"), "backup_codes": [planted("c")], "token": planted("e"),
    "password_digest": planted("d", "$2b$12$"), "signing_key": planted("f"), "jwt": planted("h"),
    "url": f"https://x.test/?ticket={planted('g')}", "client_secret": planted("i"),
    "private_key": planted("j"), "ticket": planted("k"),
}  # fmt: skip


@pytest.mark.parametrize("words", [["users", "get", "user_1"], ["users", "update", "user_1"]])
def test_the_debug_log_masks_what_the_api_returns(
    clerk: CommandLine, fake_api: FakeAPI, words: list[str]
) -> None:
    fake_api.answer(RESPONSE)
    more = ["--password", planted("typed")] if words[1] == "update" else []
    result = clerk(*words, *more, "--debug")
    assert (result.code, leaks_in(result.out + result.err)) == (0, [])


LEAKING_MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("leaks", "Leaks", "leaking_commands")]
"""
LEAKING_COMMANDS = """
import os, subprocess, sys
from clerk_cli.api import Command

SECRET = "pl4nted" "77"

class Leak(Command, name="leaks now"):
    'Leak.'

    def run(self, context):
        home = context.paths.profiles.parent
        CODE
"""


@pytest.fixture
def leaking(clerk: CommandLine, tmp_path: Path) -> Callable[[str], CommandLine]:
    """Installs a plugin that leaks, for new processes; the secret is not in their variables."""

    def install(code: str) -> CommandLine:
        site = Site(tmp_path / "site", clerk)
        site.install("leaks", LEAKING_MANIFEST)
        (site.folder / "leaking_commands.py").write_text(LEAKING_COMMANDS.replace("CODE", code))
        clerk.variables["PYTHONDONTWRITEBYTECODE"] = "1"  # the plugin's code has the secret
        WATCH.take()
        return clerk

    return install


STARTS = [
    ("subprocess.run([sys.executable, '-V', SECRET], capture_output=True)", "arguments"),
    ("os.execv(sys.executable, [sys.executable, '-V', SECRET])", "arguments"),
    (
        "os.waitpid(os.posix_spawn('/bin/true', ['true'], {'NOTE': SECRET}), 0)",
        "variable NOTE of true",
    ),
    (
        "subprocess.run(['true'], env={'NOTE': SECRET + '_only_for_other'})",
        "variable NOTE of true",
    ),
]


@posix
@pytest.mark.parametrize(("code", "place"), STARTS)
@pytest.mark.parametrize("way", ["process", "terminal", "shell"])
def test_the_watch_finds_a_leak_to_a_program_that_a_new_process_starts(
    leaking: Callable[[str], CommandLine], code: str, place: str, way: str
) -> None:
    clerk = leaking(code)
    if way == "process":
        assert clerk.process("leaks", "now").code == 0
    elif way == "terminal":
        assert clerk.on_terminal("leaks", "now").wait() == 0
    else:
        line = [sys.executable, "-m", "clerk_cli", "leaks", "now"]
        subprocess.run(["sh", "-c", f"{shlex.join(line)}; exit"], env=clerk.variables, check=True)
    (found,) = WATCH.take()
    assert place in found


def leak(folder: Path, clerk: CommandLine, code: str) -> list[str]:
    """What the watch finds in a run of a plugin that leaks."""
    (folder / "leaking_manifest.py").write_text(LEAKING_MANIFEST)
    (folder / "leaking_commands.py").write_text(LEAKING_COMMANDS.replace("CODE", code))
    clerk.config.mkdir(exist_ok=True)
    clerk.add_plugin("leaks", "leaking_manifest")
    WATCH.take()
    assert clerk("leaks", "now").code == 0
    return WATCH.take()


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("context.print(SECRET)", "stdout of leaks now"),
        ("context.messages.warn(SECRET)", "stderr of leaks now"),
        ("context.messages.progress(SECRET)", "stderr of leaks now"),
        ("(home / 'journal').write_text(SECRET)", "config/journal"),
        ("(home / 'x').write_text(SECRET); (home / 'x').rename(home / 'log')", "config/log"),
        STARTS[0],
        STARTS[-1],
    ],
)
def test_the_watch_finds_a_leak(
    clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, place: str
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # the plugin's code has the secret
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("leaking_manifest", "leaking_commands"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    leaks = leak(tmp_path, clerk, code)
    for path in clerk.config.iterdir():
        path.unlink()
    assert len(leaks) == 1
    assert place in leaks[0]


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ({"password": "correct horse"}, True),
        ({"users": [{"backup_codes": ["correct horse"]}]}, True),
        ({"nested": {"signing_key": {"pem": "correct horse"}}}, True),
        ({"password": "horse"}, False),
        ({"first_name": "correct horse", "password_hasher": "correct horse"}, False),
    ],
)
def test_the_watch_knows_the_secrets_of_a_request(body: Any, is_found: bool) -> None:
    watch = Watch()
    watch.sent(body)
    watch.output(["users", "get", "u"], "", "no correct horse\n")
    assert bool(watch.take()) == is_found


def test_only_its_owner_may_have_a_variable_with_a_secret() -> None:
    variables = {"TOKEN": planted_for("lookup")}
    watch = Watch()
    watch.program(["python", "server.py", "lookup"], variables)
    assert watch.take() == []
    for words in (["python", "server.py", "other"], ["sh", "-c", "env"]):
        watch.program(words, variables)
        assert "variable TOKEN of" in watch.take()[0]


def test_the_watch_finds_a_secret_of_a_program_in_a_request(fake_api: FakeAPI) -> None:
    fake_api.answer({})
    WATCH.take()
    urlopen(Request(fake_api.url, json.dumps({"text": planted_for("lookup")}).encode()))
    assert "request" in WATCH.take()[0]


def test_a_watched_process_looks_like_another(clerk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('customized')")
    code = "import __future__, os, sys; print(dict(os.environ), sys.path, sorted(sys.modules))"
    clerk.variables["PYTHONPATH"] = str(tmp_path)
    argv = [sys.executable, "-c", code]
    watched = subprocess.check_output(argv, env=clerk.variables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watch, "is_running", True)
        assert subprocess.check_output(argv, env=clerk.variables) == watched
    assert watched.startswith(b"customized")


@pytest.mark.parametrize("before", ["", "u:", "user:"])
def test_the_watch_knows_the_forms_of_a_secret(before: str) -> None:
    secret = planted("x/y", "sk_live_")
    for text in (secret, quote(secret, safe=""), json.dumps(secret), secret.upper()):
        assert leaks_in(before + text)
    assert leaks_in(b64encode((before + secret).encode()))
    assert leaks_in((before + secret).encode().hex())


@pytest.mark.parametrize("text", ["sk_te****6789", "****", "sk_test_", "sk_test_sandbox", "eyJ"])
def test_the_watch_takes_no_mask_for_a_secret(text: str) -> None:
    assert leaks_in(text) == []
