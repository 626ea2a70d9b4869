"""Which program installs, how it is called, and what users see before it runs."""

from __future__ import annotations

import io
import re
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import pytest
from site_folder import Site

from clerk_cli import __version__
from clerk_cli.environment import Environment
from clerk_cli.errors import ClerkError, ConfigError, NetworkError
from clerk_cli.output.messages import Messages
from clerk_cli.packages import installer, running
from clerk_cli.packages.requirements import Requirement, parse_requirement
from clerk_cli.plugins import Setting
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

WANTED = [parse_requirement("users"), parse_requirement("clerk-cli-weather>=2")]
USERS = f"clerk-cli-users=={__version__}"
KEPT = f"clerk-cli=={__version__}"


@pytest.fixture(name="site")
def installed_site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk, forks=True)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look as if pip were installed, which no environment of ``uv venv`` has."""
    monkeypatch.setattr(installer, "find_spec", lambda name: name)


@pytest.mark.usefixtures("pip")
def test_pip_installs_into_a_virtual_environment() -> None:
    tool = installer.detect()
    assert tool.name == "pip"
    assert tool.install(WANTED[:1]) == [[sys.executable, "-m", "pip", "install", USERS]]
    (words,) = tool.uninstall(["clerk-cli-users"])
    assert words[-2:] == ["--yes", "clerk-cli-users"]
    (words,) = tool.upgrade(WANTED)
    assert words[3:] == ["install", "--upgrade", USERS, "clerk-cli-weather>=2", KEPT]
    assert tool.change_program(">=9", ["users", "users"])[-1] == "clerk-cli[users]>=9"


@pytest.mark.usefixtures("pip")
def test_a_third_partys_plugin_never_upgrades_the_program_alone() -> None:
    (words,) = installer.detect().install(WANTED)
    assert words[4:] == [USERS, "clerk-cli-weather>=2", KEPT]


@pytest.mark.usefixtures("pip")
def test_pip_adds_plugins_before_it_removes_others() -> None:
    words = [words[3:] for words in installer.detect().change(WANTED[:1], ["clerk-cli-tides"])]
    assert words == [["install", USERS], ["uninstall", "--yes", "clerk-cli-tides"]]


def test_uv_installs_into_an_environment_without_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installer, "find_spec", lambda name: None)
    command = [str(uv), "pip", "install", "--python", sys.executable]
    tool = installer.detect()
    assert tool.install(WANTED[:1]) == [[*command, USERS]]
    # With --upgrade it would upgrade the program and all libraries as well.
    upgrades = ["--upgrade-package", "clerk-cli-users", "--upgrade-package", "clerk-cli-weather"]
    assert tool.upgrade(WANTED) == [[*command, *upgrades, USERS, "clerk-cli-weather>=2", KEPT]]
    uv.unlink()
    with pytest.raises(ConfigError, match="neither pip nor uv") as caught:
        installer.detect().install(WANTED[:1])
    assert caught.value.hint == (
        f"Install uv, or run: {sys.executable} -m ensurepip\nThen run this command again."
    )


class TestPythonItself:
    """A Python that is no virtual environment."""

    @pytest.fixture(autouse=True)
    def base(self, pip: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sys, "base_prefix", sys.prefix)
        monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
        monkeypatch.setattr(site, "getusersitepackages", lambda: str(tmp_path))

    def in_user_site(self, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = Path(installer.__file__).parents[2]
        monkeypatch.setattr(site, "getusersitepackages", lambda: str(folder))

    def test_pip_installs_where_clerk_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "--user" not in installer.detect().install(WANTED)[0]
        self.in_user_site(monkeypatch)
        tool = installer.detect()
        assert tool.install(WANTED[:1])[0][3:] == ["install", "--user", USERS]
        assert "--user" not in tool.uninstall(["clerk-cli-users"])[0]

    def test_one_that_is_managed_is_left_alone_and_the_commands_are_shown(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "EXTERNALLY-MANAGED").touch()
        self.in_user_site(monkeypatch)
        tool = installer.detect()
        with pytest.raises(ConfigError, match="managed by the system") as caught:
            tool.install(WANTED)
        pip = f"{sys.executable} -m pip install --user --break-system-packages {USERS}"
        assert caught.value.hint == (
            "Install clerk with: pipx install 'clerk-cli[users]' "
            "(or uv tool install 'clerk-cli[users]')\n"
            "Then run: clerk plugins install 'clerk-cli-weather>=2'\n"
            f"To change it nevertheless, run: {pip} 'clerk-cli-weather>=2' clerk-cli=={__version__}"
        )
        with pytest.raises(ConfigError) as caught:
            tool.uninstall(["clerk-cli-users"])
        assert "pip uninstall --yes --break-system-packages" in (caught.value.hint or "")
        with pytest.raises(ConfigError) as caught:
            tool.change(WANTED[:1], ["clerk-cli-tides"])
        uninstall = f"{sys.executable} -m pip uninstall --yes --break-system-packages"
        assert (caught.value.hint or "").endswith(f"{pip} && {uninstall} clerk-cli-tides")


@pytest.mark.usefixtures("pip")
class TestCommands:
    """``clerk plugins install``, ``uninstall`` and ``update``."""

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("argv", "shown"),
        [
            ("install users", f"-m pip install {USERS}"),
            ("install protect[openai]", "install 'clerk-cli-protect[openai]=="),
            ("install protect-ai jq", f"'clerk-cli[protect-ai]=={__version__}' 'clerk-cli[jq]=="),
            ("uninstall clerk-cli-weather", "-m pip uninstall --yes clerk-cli-weather"),
            ("uninstall weather", "-m pip uninstall --yes clerk-cli-weather"),
            ("update clerk-cli-weather", "-m pip install --upgrade clerk-cli-weather"),
            ("update", "clerk-cli-weather"),
        ],
    )
    def test_the_command_is_shown_before_the_prompt(
        self, site: Site, argv: str, shown: str
    ) -> None:
        site.install("weather")
        (site.folder / "pip.py").touch()
        result = site("plugins", *argv.split(), CLERK_PLUGINS="weather")
        assert result.code == 2
        assert shown in result.err.partition("confirmation required")[0]
        assert "Pass --yes to confirm." in result.err

    @pytest.mark.parametrize("answer", ["n\r", "\r", "\x03"])
    def test_an_answer_of_no_runs_nothing(self, site: Site, answer: str) -> None:
        (site.folder / "pip.py").touch()
        clerk = site.clerk
        terminal = clerk.on_terminal("plugins", "install", "clerk-cli-weather")
        terminal.expect("Run it?")
        terminal.type(answer)
        assert terminal.wait() == (130 if answer == "\x03" else 0)
        assert "Installed" not in terminal.err.text
        assert not (clerk.config / "plugins").exists()

    def test_a_third_party_plugin_is_shown_with_its_page_on_the_index(
        self, clerk: CommandLine
    ) -> None:
        env = {"PIP_INDEX_URL": "https://me:password@packages.test/simple"}
        result = clerk("plugins", "install", "clerk-cli-weather", env=env)
        page = "https://packages.test/simple/clerk-cli-weather/"
        assert f"clerk-cli-weather is not official: {page}" in result.err
        assert "password" not in result.err

    @pytest.mark.slow
    def test_the_index_of_pips_configuration_is_used(self, clerk: CommandLine) -> None:
        pytest.importorskip("pip")
        settings = clerk.directory / "pip.conf"
        settings.write_text("[global]\nindex-url = https://mirror.test/simple/\n")
        env = {"PIP_CONFIG_FILE": str(settings)}
        result = clerk("plugins", "install", "clerk-cli-weather", env=env)
        assert "not official: https://mirror.test/simple/clerk-cli-weather/" in result.err

    def test_a_file_is_shown_unchanged(self, clerk: CommandLine) -> None:
        result = clerk("plugins", "install", "dist/weather.whl")
        assert "dist/weather.whl is not official: review it first" in result.err

    @pytest.mark.parametrize("verb", ["uninstall", "update"])
    @pytest.mark.parametrize(
        ("name", "because"),
        [("nope", '"nope" is not installed'), ("clerk-cli", "clerk-cli is not a plugin")],
    )
    def test_a_distribution_that_is_not_an_installed_plugin_is_rejected(
        self, clerk: CommandLine, verb: str, name: str, because: str
    ) -> None:
        assert clerk.refuses("plugins", verb, name, because=because)

    def test_an_editable_plugin_is_not_updated_along_with_the_others(self, site: Site) -> None:
        site.install("weather")
        info = site.folder / "clerk_cli_weather-2.0.dist-info"
        (info / "direct_url.json").write_text(
            '{"url": "file:///src/weather", "dir_info": {"editable": true}}'
        )
        result = site("plugins", "update", CLERK_PLUGINS="weather")
        assert (
            "clerk-cli-weather was not updated: it is installed from editable "
            "/src/weather" in result.err
        )
        assert "upgrade clerk-cli-weather" not in result.err

    @pytest.mark.slow
    def test_an_installer_that_fails_is_named(self, clerk: CommandLine) -> None:
        name = "clerk-cli-nowhere"
        env = {"PIP_NO_INDEX": "1"}
        result = clerk("plugins", "install", name, "--yes", "--save", env=env)
        assert result.code == 1
        assert "pip install" in result.err
        assert re.search(r"install.* … failed with exit code [12]$", result.err, re.MULTILINE)
        assert not (clerk.directory / "clerk.toml").exists()

    @pytest.mark.parametrize("path", ["./weather", "https://x.test/weather.whl"])
    def test_a_path_is_not_saved_for_a_team_and_not_installed(
        self, clerk: CommandLine, path: str
    ) -> None:
        result = clerk("plugins", "install", "users", path, "--yes", "--save")
        assert (result.code, "pip install" in result.err) == (2, False)
        assert f'"{path}" is a path or URL, which cannot be in a team file' in result.err
        assert not (clerk.directory / "clerk.toml").exists()


@pytest.mark.parametrize(
    ("requirements", "command"),
    [
        (WANTED[:1], "uv add 'clerk-cli[users]'"),
        (WANTED, "uv add 'clerk-cli[users]' 'clerk-cli-weather>=2'"),
        (WANTED[1:], "uv add 'clerk-cli-weather>=2'"),
    ],
)
def test_a_project_of_uv_has_a_command_of_its_own(
    tmp_path: Path, requirements: list[Requirement], command: str
) -> None:
    prefix = tmp_path / ".venv"
    assert installer.project_command(requirements, prefix) == ""
    (tmp_path / "uv.lock").touch()
    assert installer.project_command(requirements, prefix) == command


@pytest.mark.parametrize("folder", ["pipx/.cache/0f3a", "uv/archive-v0/Zx1"])
def test_a_temporary_environment_is_left_alone(tmp_path: Path, folder: str) -> None:
    prefix = tmp_path / folder
    prefix.mkdir(parents=True)
    if "pipx" in folder:
        (prefix / "pipx_metadata.json").touch()
    tool = installer.detect(prefix)
    with pytest.raises(ConfigError, match="this environment is temporary") as caught:
        tool.install(WANTED[:1])
    assert caught.value.hint == (
        "Install clerk with: pipx install 'clerk-cli[users]' "
        "(or uv tool install 'clerk-cli[users]')"
    )


class TestRun:
    """Running an installer."""

    def environment(self, folder: Path, **variables: str) -> Environment:
        return Environment(stderr=io.StringIO(), variables=variables, directory=folder)

    def output_of(
        self, code: str, environment: Environment, settings: Iterable[Setting] = ()
    ) -> str:
        """What is on stderr after a program of Python ran as an installer."""
        show = Messages(environment).program
        running.run([sys.executable, "-c", code], environment, settings, show=show)
        assert isinstance(environment.stderr, io.StringIO)
        return environment.stderr.getvalue()

    def test_an_installer_writes_to_stderr_with_our_variables_and_folder(
        self, tmp_path: Path
    ) -> None:
        environment = self.environment(tmp_path, WORD="hello")
        code = (
            "import os; print('Requirement already satisfied: this'); "
            "print(os.environ['WORD'], os.getcwd())"
        )
        assert self.output_of(code, environment) == f"hello {tmp_path}\n"

    @pytest.mark.parametrize(
        ("printed", "shown"),
        [
            ("a\x1b[2Jb\u202ec\x9b", "a\\x1b[2Jb\\u202ec\\x9b\n"),
            ("one\rtwo\n\nthree", "one\ntwo\n\nthree\n"),
            ("✓ Installed nothing", "    ✓ Installed nothing\n"),
            (" ⚠ a warning of ours", "     ⚠ a warning of ours\n"),
            (" + clerk-cli-users==1", " + clerk-cli-users==1\n"),
            (
                "Looking in https://me:hidden@x.test/simple",
                "Looking in https://****@x.test/simple\n",
            ),
            ("CLERK_SECRET_KEY sk_live_pl4nted77_6789", "CLERK_SECRET_KEY sk_live_****\n"),
        ],
    )
    def test_what_an_installer_prints_cannot_pass_for_ours_or_show_a_key(
        self, tmp_path: Path, printed: str, shown: str
    ) -> None:
        code = f"import sys; sys.stdout.buffer.write({printed!r}.encode())"
        assert self.output_of(code, self.environment(tmp_path, PYTHONUTF8="1")) == shown

    def test_a_line_is_shown_as_soon_as_it_is_there(self, tmp_path: Path) -> None:
        waits = tmp_path / "go"
        code = (
            "import pathlib, time; print('first', flush=True)\n"
            "while not pathlib.Path('go').exists(): time.sleep(0.005)\n"
            "print('second')"
        )
        lines: list[str] = []

        def show(line: str) -> None:
            lines.append(line)
            waits.touch()

        environment = self.environment(tmp_path)
        running.run([sys.executable, "-c", code], environment, show=show)
        assert lines == ["first\n", "second\n"]

    def test_an_installer_is_asked_for_no_colors(self, tmp_path: Path) -> None:
        environment = self.environment(tmp_path, FORCE_COLOR="1", CLICOLOR_FORCE="1")
        code = "import os; print(sorted(name for name in os.environ if 'COLOR' in name))"
        assert self.output_of(code, environment) == "['NO_COLOR']\n"

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["PIP_CONSTRAINT", "UV_CONSTRAINT"])
    @pytest.mark.parametrize("before", [None, "limits.txt"])
    def test_a_constraint_is_added_to_those_of_the_variables(
        self, tmp_path: Path, name: str, before: str | None
    ) -> None:
        code = (
            "import os, urllib.request; *others, url = os.environ[NAME].split(' ')\n"
            "print(others, urllib.request.urlopen(url).read().decode(), end='')"
        )
        environment = self.environment(tmp_path, **({name: before} if before else {}))
        shown: list[str] = []
        words = [sys.executable, "-c", code.replace("NAME", repr(name))]
        running.run(words, environment, show=shown.append, constraint="clerk-cli==1")
        assert shown == [f"{[before] if before else []} clerk-cli==1\n"]

    def test_variables_that_an_installer_needs_replace_those_of_the_environment(
        self, tmp_path: Path
    ) -> None:
        shown: list[str] = []
        words = [sys.executable, "-c", "import os; print(os.environ['PIPX_HOME'])"]
        environment = self.environment(tmp_path, PIPX_HOME="/elsewhere")
        running.run(words, environment, show=shown.append, added={"PIPX_HOME": "/here"})
        assert shown == ["/here\n"]

    def test_without_a_constraint_no_variable_is_set(self, tmp_path: Path) -> None:
        code = "import os; print([name for name in os.environ if 'CONSTRAINT' in name])"
        assert self.output_of(code, self.environment(tmp_path)) == "[]\n"

    @pytest.mark.parametrize(
        ("name", "value", "is_passed_on"),
        [
            ("CLERK_SECRET_KEY", "sk_live_1234567890", False),
            ("CLERK_SECRET_KEY", "anything", False),
            ("WEATHER_TOKEN", "anything", False),
            ("BACKUP", "sk_live_1234567890", False),
            ("URL", "https://x.test/?key=sk_test_1234567890", False),
            ("WEATHER_UNITS", "metric", True),
            ("PIP_INDEX_URL", "https://me:password@index.test", True),
            ("CLERK_CONFIG_DIR", "/etc/clerk", True),
        ],
    )
    def test_an_installer_gets_no_variable_with_a_key(
        self, tmp_path: Path, name: str, value: str, is_passed_on: bool
    ) -> None:
        settings = [
            Setting("weather.token", "A token", "WEATHER_TOKEN", secret=True),
            Setting("weather.units", "Units", "WEATHER_UNITS"),
        ]
        environment = self.environment(tmp_path, **{name: value})
        code = f"import os; print(os.environ.get({name!r}))"
        expected = "None"
        if is_passed_on:
            expected = value.replace("me:password", "****")  # the writer masks it
        assert self.output_of(code, environment, settings).strip() == expected

    def test_an_installer_that_fails_or_is_missing_is_named(self, tmp_path: Path) -> None:
        environment = self.environment(tmp_path)
        with pytest.raises(ClerkError, match="failed with exit code 3"):
            running.run([sys.executable, "-c", "raise SystemExit(3)"], environment, show=print)
        with pytest.raises(ConfigError, match="cannot start /nowhere/uv: No such file") as caught:
            running.run(["/nowhere/uv", "a b"], environment, show=print)
        assert caught.value.hint == "Put it on PATH, or run yourself:\n  /nowhere/uv 'a b'"

    def test_a_name_that_pip_does_not_find_may_be_a_missing_connection(
        self, tmp_path: Path
    ) -> None:
        line = (
            "ERROR: Could not find a version that satisfies the requirement x (from versions: none)"
        )
        code = f"print({line!r}); raise SystemExit(1)"
        with pytest.raises(ClerkError) as caught:
            running.run([sys.executable, "-c", code], self.environment(tmp_path), show=print)
        assert (caught.value.hint or "").endswith("or cannot be reached.")

    @pytest.mark.parametrize(
        "line",
        [
            "WARNING: Retrying (…) after connection broken by 'NewConnectionError(…)': /simple/x/",
            "  cause: error sending request for url (https://packages.test/x/)",
            "  cause: dns error",
            "hint: Packages were unavailable because the network was disabled.",
            "    {log}",
        ],
    )
    def test_without_a_network_the_last_line_says_so(self, tmp_path: Path, line: str) -> None:
        log = tmp_path / "cmd_2026_pip_errors.log"
        log.write_text("after connection broken by 'ConnectTimeoutError'")
        code = f"print({line.format(log=log)!r}); raise SystemExit(1)"
        environment = self.environment(tmp_path)
        with pytest.raises(NetworkError, match="failed with exit code 1") as caught:
            running.run([sys.executable, "-c", code], environment, show=print)
        assert (caught.value.hint or "").startswith("Nothing was changed: there is no connection")
