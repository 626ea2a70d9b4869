"""``clerk doctor``: it names what is broken, with the fix, and is stopped by nothing."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked_runs import run_forked

from clerk_cli.builtin.doctor.finding import Check, Finding, findings_of
from clerk_cli.console.application import Application
from clerk_cli.environment import Environment
from clerk_cli.startup.cache import load
from clerk_cli.testing import CommandLine, FakeAPI, Result

KEY = "sk_test_0123456789abcdef"
HEALTHY = f"[profile default]\nclerk.key = {KEY}\n"
INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "development"}
POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")


def rows(result: Result) -> dict[str, dict[str, Any]]:
    """The findings by subject; of several, the worst."""
    order = ["ok", "info", "fixed", "warning", "error"]
    by_state = sorted(result.json["data"], key=lambda row: order.index(row["state"]))
    return {row["subject"]: row for row in by_state}


def examine(clerk: CommandLine, *options: str, env: dict[str, str] | None = None) -> Result:
    return clerk("doctor", "--offline", "-o", "json", *options, env=env)


def write(name: str, content: bytes) -> Callable[[CommandLine], None]:
    def damage(clerk: CommandLine) -> None:
        (clerk.config / name).write_bytes(content)

    return damage


def chmod(name: str, mode: int) -> Callable[[CommandLine], None]:
    return lambda clerk: (clerk.config / name).chmod(mode)


def make_folder(name: str) -> Callable[[CommandLine], None]:
    def damage(clerk: CommandLine) -> None:
        (clerk.config / name).unlink(missing_ok=True)
        (clerk.config / name).mkdir()

    return damage


def dotenv(clerk: CommandLine) -> None:
    (clerk.directory / ".env").symlink_to("nowhere")


def test_what_works_is_shown_with_the_instance(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(INSTANCE).answer(INSTANCE).answer({"total_count": 3})
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles(HEALTHY)
    result = clerk("doctor", "-o", "json")
    assert (result.code, result.err) == (0, "")
    shown = rows(result)
    assert {row["state"] for row in result.json["data"]} <= {"ok", "info", "warning"}
    assert shown["key check"]["message"] == "the key belongs to ins_1 (development, 3 users)"
    assert shown["secret key"]["message"] == 'sk_te****cdef from profile "default"'
    assert shown["clock"]["state"] == "ok"
    assert KEY not in result.out


@pytest.mark.parametrize(
    ("damage", "subject", "state", "message", "fix"),
    [
        pytest.param(chmod("profiles", 0o644), "profiles file", "warning",
                     "can be read by other users (mode 0644)", "chmod 600 ", marks=POSIX),
        pytest.param(chmod("profiles", 0o666), "profiles file", "warning",
                     "can be changed by other users", "chmod 600 ", marks=POSIX),
        pytest.param(chmod("", 0o777), "configuration folder", "warning",
                     "can be changed by other users", "chmod 700 ", marks=POSIX),
        pytest.param(chmod("profiles", 0), "profiles file", "error",
                     "cannot be read (mode 0000)", "chmod 600 ", marks=POSIX),
        (write("profiles", b"[profile a]\nnonsense\n"), "profiles file", "error",
         "line 2: it is not a header", "Fix this line"),
        (write("profiles", b"\xff\xfe"), "profiles file", "error", "it is not UTF-8 text", "Fix"),
        (make_folder("profiles"), "profiles file", "error", "it is a folder, not a file", "mv "),
        (write("aliases.json", b"{"), "aliases", "error", "not valid JSON", None),
        (write("plugins", b"disable users\n"), "plugin states", "error", "line 1", "Fix or remove"),
        (write("profiles", b""), "secret key", "error", "no secret key is configured",
         "clerk init -p default"),
        (write("profiles", b"[default]\nprofile = gone\n"), "profile", "error",
         'profile "gone" does not exist', "clerk config profile create gone"),
        (write("profiles", HEALTHY.encode() + b"timeout = soon\n"), "timeout", "error",
         "timeout must be a number", "clerk config set timeout 60 -p default"),
        (write("profiles", HEALTHY.encode() + b"time = never\n"), "time", "warning",
         "time must be one of local, iso, relative", "clerk config set time local -p default"),
        (write("profiles", HEALTHY.encode() + b"clerk.api.url = nowhere\n"), "API URL", "error",
         "is not a valid API URL", "clerk config unset clerk.api.url -p default"),
        (write("profiles", HEALTHY.encode().strip() + b" # mine\n"), "secret key", "warning",
         "contains spaces", "clerk init -p default"),
        (write("aliases.json", b'{"a": "config lst", "b": "whoami"}'), "alias a", "warning",
         'unknown command "lst"', "clerk config alias remove a"),
        (write("aliases.json", b'{"a": "b", "b": "a"}'), "alias b", "warning", "circular", "clerk"),
        (write("profiles", HEALTHY.encode() + b"output = xml\n"), "output", "error",
         'unknown output format "xml"', "clerk config set output table -p default"),
        (write("profiles", HEALTHY.encode() + b"debug = maybe\n"), "debug", "error",
         "debug must be true or false", "clerk config set debug false -p default"),
        (write("profiles", HEALTHY.encode() + b"retries = 3\n"), "retries", "warning",
         "is not a setting of clerk", "clerk config unset retries -p default"),
        (write("profiles", b"[profile default]\nclerk.key = pk_test_0123456\n"), "secret key",
         "warning", "does not begin with sk_test_", "clerk init -p default"),
        pytest.param(dotenv, ".env", "error", "it is a link to a file that does not exist",
                     "Fix the file", marks=POSIX),
    ],
)  # fmt: skip
def test_what_is_broken_is_named_with_its_fix(
    clerk: CommandLine,
    damage: Callable[[CommandLine], None],
    subject: str,
    state: str,
    message: str,
    fix: str | None,
) -> None:
    clerk.write_profiles(HEALTHY)
    damage(clerk)
    result = examine(clerk)
    finding = rows(result)[subject]
    assert (finding["state"], message in finding["message"]) == (state, True), finding
    assert fix is None or (finding["fix"] or "").startswith(fix), finding
    assert result.code == (state == "error")
    assert "this check failed" not in result.out


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("profiles", "mv "),
        pytest.param("/dev/null", "Choose a folder.", marks=POSIX),
    ],
)
def test_nothing_is_to_be_removed_that_stands_in_place_of_the_folder(
    clerk: CommandLine, path: str, fix: str
) -> None:
    clerk.write_profiles(HEALTHY)
    folder = clerk.config / path
    result = clerk("doctor", "--offline", "-o", "json", env={"CLERK_CONFIG_DIR": str(folder)})
    finding = rows(result)["configuration folder"]
    assert (result.code, finding["state"]) == (1, "error")
    assert finding["fix"].startswith(fix)
    assert "chmod" not in result.err


@pytest.mark.parametrize(
    ("variables", "subject", "state", "fix"),
    [
        ({"XDG_CACHE_HOME": __file__}, "cache folder", "warning", "ls -ld "),
        ({"CLERK_API_VERSION": "2021-02-05"}, "API version", "warning", "unset CLERK_API_VERSION"),
        ({"REQUESTS_CA_BUNDLE": "/nowhere"}, "certificates", "error", "unset REQUESTS_CA_BUNDLE"),
        ({"REQUESTS_CA_BUNDLE": __file__}, "certificates", "error", "unset REQUESTS_CA_BUNDLE"),
        ({"CLERK_API_URL": "ftp://x"}, "API URL", "error", "unset CLERK_API_URL"),
        ({"CLERK_SECRET_KEY": "pk_test_1"}, "secret key", "warning", "unset CLERK_SECRET_KEY"),
        ({"TZ": "No/Where"}, "time zone", "warning", "unset TZ"),
        ({"HTTPS_PROXY": "http://me:pw@proxy:80"}, "proxy", "info", None),
        ({"CLERK_NO_INDEX": "1"}, "index", "info", "unset CLERK_NO_INDEX"),
        ({"CLERK_PROFILE": "gone"}, "profile", "error", "clerk config profile create gone"),
        ({"SHELL": "/bin/bash"}, "completion", "info", "echo 'command -v clerk"),
    ],
)
def test_variables_that_matter_are_looked_at(
    clerk: CommandLine, variables: dict[str, str], subject: str, state: str, fix: str | None
) -> None:
    clerk.write_profiles(HEALTHY)
    result = examine(clerk, env=variables)
    finding = rows(result)[subject]
    assert finding["state"] == state
    assert (finding["fix"] or "").startswith(fix or "")
    assert "pw" not in finding["message"]


def test_a_key_that_the_api_rejects_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(2):
        fake_api.fail(401, "clerk_key_invalid", "The key is invalid")
    result = clerk("doctor")
    assert result.code == 1
    assert (
        "  error    key check: the API does not accept the key: The key is invalid\n" in result.out
    )
    assert "           fix: unset CLERK_SECRET_KEY\n" in result.out
    assert result.err.startswith("✗ 1 error")


def test_an_api_that_cannot_be_reached_is_an_error(clerk: CommandLine) -> None:
    clerk.write_profiles(HEALTHY)
    result = clerk("doctor", "-o", "json", env={"CLERK_API_URL": "http://127.0.0.1:9"})
    assert result.code == 1
    assert rows(result)["connection"]["message"] == "127.0.0.1:9 refused the connection"
    assert "key check" not in rows(result)


def test_a_key_that_its_command_does_not_print_is_an_error(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles("[profile default]\nclerk.key = !exit 3\n")
    fake_api.fail(401, "clerk_key_invalid", "The key is invalid")
    shown = rows(clerk("doctor", "-o", "json"))
    assert "failed with exit status 3" in shown["key check"]["message"]
    assert shown["connection"]["state"] == "ok"
    assert rows(examine(clerk))["secret key"]["state"] == "ok"


@pytest.mark.parametrize(
    ("ahead", "state", "message"),
    [
        (400, "error", "400 s ahead of"),
        (-400, "error", "s behind"),
        (60, "warning", "ahead of"),
        (350_000_000, "error", "11 years ahead of"),
    ],
)
def test_a_clock_that_is_wrong_is_named(
    clerk: CommandLine,
    fake_api: FakeAPI,
    monkeypatch: pytest.MonkeyPatch,
    ahead: int,
    state: str,
    message: str,
) -> None:
    from time import time

    monkeypatch.setattr("clerk_cli.http.probe.time", lambda: int(time()) + ahead)
    fake_api.answer(INSTANCE).answer(INSTANCE).answer({"total_count": 3})
    clock = rows(clerk("doctor", "-o", "json"))["clock"]
    assert (clock["state"], message in clock["message"], bool(clock["fix"])) == (state, True, True)


@POSIX
def test_fix_repairs_what_is_safe_and_says_so(clerk: CommandLine) -> None:
    clerk.write_profiles(HEALTHY)
    for path, mode in ((clerk.config, 0o777), (clerk.config / "profiles", 0o644)):
        path.chmod(mode)
    index = load(clerk.variables)
    assert index is not None
    Path(index.path).parent.mkdir(parents=True)
    Path(index.path).write_bytes(b"damaged")
    result = examine(clerk, "--fix")
    states = {subject: row["state"] for subject, row in rows(result).items()}
    repaired = ("configuration folder", "profiles file", "index")
    assert {states[subject] for subject in repaired} == {"fixed"}
    assert result.code == 0
    assert (clerk.config.stat().st_mode & 0o777, Path(index.path).exists()) == (0o700, False)
    assert (clerk.config / "profiles").read_text() == HEALTHY
    assert "fixed" not in examine(clerk, "--fix").out


@POSIX
def test_a_folder_that_cannot_be_made_is_named(clerk: CommandLine) -> None:
    sealed = clerk.home / "sealed"
    sealed.mkdir(mode=0o500)
    variables = {"XDG_CACHE_HOME": str(sealed), "CLERK_CONFIG_DIR": str(sealed / "config")}
    shown = rows(examine(clerk, env=variables))
    for subject in ("cache folder", "configuration folder"):
        assert (shown[subject]["state"], shown[subject]["fix"]) == ("warning", f"ls -ld {sealed}")


@pytest.mark.slow
@POSIX
def test_folders_that_cannot_be_found_are_findings(clerk: CommandLine) -> None:
    gone = clerk.directory / "gone"
    gone.mkdir()
    words = [sys.executable, "-m", "clerk_cli", "doctor", "--offline", "-o", "json"]
    script = f"rmdir ../gone; exec {shlex.join(words)}"
    variables = {**clerk.variables, "CLERK_CONFIG_DIR": "~nobody-at-all/x"}
    result = subprocess.run(
        ["/bin/sh", "-c", script], cwd=gone, env=variables, capture_output=True, text=True
    )
    shown = rows(Result(result.returncode, result.stdout, result.stderr))
    assert shown["configuration folder"]["fix"] == "unset CLERK_CONFIG_DIR"
    assert (shown["working directory"]["state"], shown["working directory"]["fix"]) == (
        "error",
        "cd",
    )
    assert shown["secret key"]["state"] == "error"


def test_a_failure_of_the_api_says_where_to_look(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer_at("/v1/instance", {"errors": [{"message": "oops"}]}, status=501)
    finding = rows(clerk("doctor", "-o", "json"))["key check"]
    assert (finding["state"], "status.clerk.com" in finding["fix"]) == ("error", True)


def test_a_plugin_that_cannot_be_loaded_is_an_error(
    clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "broken_manifest.py").write_text("raise RuntimeError('by design')\n")
    (tmp_path / "weather_manifest.py").write_text(
        "from clerk_cli.plugins import Group, hookimpl\n"
        "@hookimpl\n"
        "def clerk_groups():\n"
        "    return [Group('weather', 'Weather', 'weather_without_commands')]\n"
    )
    clerk.add_plugin("broken", "broken_manifest")
    clerk.add_plugin("weather", "weather_manifest")
    try:
        result = examine(clerk)
    finally:
        for name in ("weather_manifest", "broken_manifest"):
            sys.modules.pop(name, None)
    assert result.code == 1
    broken, weather = rows(result)["broken"], rows(result)["weather"]
    assert (broken["state"], broken["fix"]) == ("error", "clerk plugins disable broken")
    assert "by design" in broken["message"]
    assert (weather["state"], "No module named" in weather["message"]) == ("error", True)


def test_a_damaged_record_of_plugins_is_not_remembered_as_one_without_plugins(
    clerk: CommandLine,
) -> None:
    clerk.config.mkdir()
    (clerk.config / "plugins").write_text("disable users\n")
    result = run_forked(clerk, "doctor", "--offline")
    assert (result.code, "CLERK_PLUGINS" in result.out) == (1, False)
    result = run_forked(clerk, "whoami")
    assert (result.code, "it must be a comment, disabled NAME" in result.err) == (1, True)


def test_an_encoding_with_few_characters_is_named(clerk: CommandLine) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", errors="backslashreplace")
    streams = (io.StringIO(), out, io.StringIO())
    environment = Environment(*streams, variables=clerk.variables, directory=clerk.directory)
    Application(environment, clerk.plugins).run(["doctor", "--offline"])
    out.seek(0)
    assert "  warning  encoding: stdout is ascii" in out.read()


def test_a_check_that_fails_is_one_finding() -> None:
    def check(context: object) -> list[Finding]:
        raise OSError(5, "broken\nby design")

    [finding] = findings_of(Check("odd", check), None)  # type: ignore[arg-type]
    assert finding == Finding("odd", "error", "this check failed: OSError: [Errno 5] broken")


def test_programs_get_all_findings_and_an_error(clerk: CommandLine) -> None:
    result = examine(clerk)
    assert result.code == 1
    assert set(result.json["data"][0]) == {"check", "subject", "state", "message", "fix"}
    assert '"message":"1 error; see stdout"' in result.err.replace(": ", ":")
