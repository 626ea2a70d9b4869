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
from clerk_cli.packages.requirements import parse_requirement
from clerk_cli.plugins import Setting
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.long

WANTED = [parse_requirement("users"), parse_requirement("clerk-cli-weather>=2")]
USERS = f"clerk-cli-users=={__version__}"


@pytest.fixture(name="site")
def installed_site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look as if pip were installed, which no environment of ``uv venv`` has."""
    monkeypatch.setattr(installer, "find_spec", lambda name: name)


@pytest.mark.usefixtures("pip")
def test_pip_installs_into_a_virtual_environment() -> None:
    tool = installer.detect()
    assert tool.name == "pip"
    assert tool.install(WANTED[:1]) == [sys.executable, "-m", "pip", "install", USERS]
    assert tool.uninstall(["clerk-cli-users"])[-2:] == ["--yes", "clerk-cli-users"]
    assert tool.upgrade(WANTED)[3:5] == ["install", "--upgrade"]
    assert tool.change_program(">=9", ["users", "users"])[-1] == "clerk-cli[users]>=9"


@pytest.mark.usefixtures("pip")
def test_a_third_partys_plugin_never_upgrades_the_program_alone() -> None:
    words = installer.detect().install(WANTED)
    assert words[4:] == [USERS, "clerk-cli-weather>=2", f"clerk-cli=={__version__}"]


def test_uv_installs_into_an_environment_without_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installer, "find_spec", lambda name: None)
    words = installer.detect().install(WANTED[:1])
    assert words == [str(uv), "pip", "install", "--python", sys.executable, USERS]
    uv.unlink()
    with pytest.raises(ConfigError, match="neither pip nor uv") as caught:
        installer.detect().install(WANTED[:1])
    assert caught.value.hint == (
        f"Install uv, or run: {sys.executable} -m ensurepip\nThen run this command again."
    )


@pytest.mark.parametrize("name", ["clerk-cli", "clerk-cli-work"])
def test_pipx_is_detected_by_its_file_and_called_with_the_name_of_its_environment(
    tmp_path: Path, name: str
) -> None:
    prefix = tmp_path / name
    prefix.mkdir()
    (prefix / "pipx_metadata.json").touch()
    tool = installer.detect(prefix)
    assert tool.install(WANTED[:1]) == ["pipx", "inject", "--force", name, USERS]
    assert tool.uninstall(["clerk-cli-users"]) == ["pipx", "uninject", name, "clerk-cli-users"]
    upgrade = ["pipx", "runpip", name, "install", "--upgrade", USERS]
    assert tool.upgrade(WANTED[:1]) == upgrade
    assert tool.change_program("==9", []) == ["pipx", "runpip", name, "install", "clerk-cli==9"]


def test_pipx_injects_what_an_extra_installs(tmp_path: Path) -> None:
    (tmp_path / "pipx_metadata.json").touch()
    words = installer.detect(tmp_path).install([parse_requirement("protect-ai")])
    protect = f"clerk-cli-protect[anthropic,mcp,openai]=={__version__}"
    assert words == ["pipx", "inject", "--force", tmp_path.name, protect]


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
        assert "--user" not in installer.detect().install(WANTED)
        self.in_user_site(monkeypatch)
        tool = installer.detect()
        assert tool.install(WANTED[:1])[3:] == ["install", "--user", USERS]
        assert "--user" not in tool.uninstall(["clerk-cli-users"])

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


RECEIPT = """\
[tool]
python = "3.12"
requirements = [
    { name = "clerk-cli", extras = ["jwks", "m2m"], specifier = "<2" },
    { name = "clerk-cli-tides", specifier = "==1.0" },
    { name = "clerk-cli-fog", editable = "/src/fog" },
    { name = "clerk-cli-ice", git = "https://git.test/ice" },
]
"""


class TestUvTool:
    """An environment of ``uv tool install`` is rebuilt with everything that it had."""

    BEFORE = "uv tool install --python=3.12 clerk-cli[jwks,m2m]<2"
    OTHERS = (
        " --with clerk-cli-tides==1.0 --with-editable /src/fog "
        "--with clerk-cli-ice @ git+https://git.test/ice"
    )

    @pytest.fixture
    def tool(self, tmp_path: Path) -> installer.Installer:
        (tmp_path / "uv-receipt.toml").write_text(RECEIPT)
        return installer.detect(tmp_path)

    def of(self, tmp_path: Path, requirements: str, rest: str = "") -> installer.Installer:
        text = f"[tool]\nrequirements = [{requirements}]\n{rest}"
        (tmp_path / "uv-receipt.toml").write_text(text)
        return installer.detect(tmp_path)

    def test_an_official_plugin_is_an_extra_and_another_one_an_addition(
        self, tool: installer.Installer
    ) -> None:
        words = " ".join(tool.install(WANTED))
        program = "uv tool install --python=3.12 clerk-cli[jwks,m2m,users]<2"
        assert words == f"{program}{self.OTHERS} --with clerk-cli-weather>=2"

    def test_an_extra_of_the_program_stays_one(self, tool: installer.Installer) -> None:
        words = tool.install([parse_requirement("protect-ai"), parse_requirement("jq")])
        assert words[4] == "clerk-cli[jwks,m2m,protect-ai,jq]<2"

    def test_extras_of_a_plugin_are_added_without_its_version(
        self, tool: installer.Installer
    ) -> None:
        words = " ".join(tool.install([parse_requirement("protect[openai]")]))
        assert words.startswith("uv tool install --python=3.12 clerk-cli[jwks,m2m,protect]<2 ")
        assert words.endswith("--with clerk-cli-protect[openai]")

    def test_a_pinned_official_plugin_becomes_an_extra(self, tmp_path: Path) -> None:
        pins = '{ name = "clerk-cli" }, { name = "clerk-cli-users", specifier = "==0.0.9" }'
        tool = self.of(tmp_path, pins)
        assert tool.upgrade(WANTED[:1]) == ["uv", "tool", "install", "clerk-cli[users]"]
        assert tool.install([parse_requirement("jwks")])[3:] == ["clerk-cli[users,jwks]"]
        assert tool.uninstall(["clerk-cli-users"])[3:] == ["clerk-cli"]

    def test_an_official_plugin_adds_nothing_to_all(self, tmp_path: Path) -> None:
        tool = self.of(tmp_path, '{ name = "clerk-cli", extras = ["all"] }')
        words = tool.install([*WANTED[:1], parse_requirement("keyring")])
        assert words[3:] == ["clerk-cli[all,keyring]"]

    def test_an_editable_program_keeps_its_extras(self, tmp_path: Path) -> None:
        editable = '{ name = "clerk-cli", extras = ["jwks"], editable = "/src/clerk" }'
        words = self.of(tmp_path, editable).install(WANTED[:1])
        assert words == ["uv", "tool", "install", "--editable", "/src/clerk[jwks,users]"]

    def test_the_index_and_further_options_are_repeated(self, tmp_path: Path) -> None:
        options = """[tool.options]
prerelease = "allow"
no-index = true
find-links = ["file:///a", "file:///b"]
index = [{ url = "https://x.test", default = true }, { name = "y", url = "https://y.test" }]
"""
        words = self.of(tmp_path, '{ name = "clerk-cli" }', options).install(WANTED[:1])
        assert words[3:-1] == [
            "--prerelease=allow", "--no-index", "--find-links=file:///a", "--find-links=file:///b",
            "--default-index=https://x.test", "--index=y=https://y.test",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("rest", "lost"),
        [
            ('constraints = [{ name = "requests", specifier = "<3" }]\n', "constraints"),
            ("[tool.options.config-settings]\na = 'b'\n", "config-settings"),
        ],
    )
    def test_what_cannot_be_repeated_is_named_with_the_command(
        self, tmp_path: Path, rest: str, lost: str
    ) -> None:
        tool = self.of(tmp_path, '{ name = "clerk-cli" }', rest)
        with pytest.raises(ConfigError, match=f"has {lost}, which would be lost") as caught:
            tool.install(WANTED[:1])
        assert "uv tool install 'clerk-cli[users]'" in (caught.value.hint or "")

    def test_another_version_of_the_program_has_its_plugins(
        self, tool: installer.Installer
    ) -> None:
        words = " ".join(tool.change_program("==3", ["users"]))
        assert words.startswith("uv tool install --python=3.12 clerk-cli[jwks,m2m,users]==3 ")

    def test_another_version_replaces_the_one_of_the_receipt(
        self, tool: installer.Installer
    ) -> None:
        words = " ".join(tool.upgrade([parse_requirement("clerk-cli-tides>=2")]))
        assert words.endswith("--with clerk-cli-tides>=2 --upgrade-package clerk-cli-tides")
        assert "tides==1.0" not in words

    def test_a_plugin_is_removed(self, tool: installer.Installer) -> None:
        words = " ".join(tool.uninstall(["clerk-cli-jwks", "clerk-cli-tides"]))
        assert words.startswith("uv tool install --python=3.12 clerk-cli[m2m]<2 --with-editable")

    def test_a_plugin_of_the_all_extra_cannot_be_removed_alone(self, tmp_path: Path) -> None:
        receipt = RECEIPT.replace('"jwks", "m2m"', '"all"')
        (tmp_path / "uv-receipt.toml").write_text(receipt)
        with pytest.raises(ConfigError, match=r"clerk-cli\[all\] includes users") as caught:
            installer.detect(tmp_path).uninstall(["clerk-cli-users"])
        assert caught.value.hint == "Disable it instead with: clerk plugins disable users"

    def test_an_unreadable_receipt_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "uv-receipt.toml").write_text("[tool")
        with pytest.raises(ConfigError, match=r"cannot read .*uv-receipt.toml"):
            installer.detect(tmp_path)


@pytest.mark.usefixtures("pip")
class TestCommands:
    """``clerk plugins install``, ``uninstall`` and ``update``."""

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
        [("nope", "nope is not installed"), ("clerk-cli", "clerk-cli is not a plugin")],
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
            "clerk-cli-weather is not updated: installed from editable /src/weather" in result.err
        )
        assert "upgrade clerk-cli-weather" not in result.err

    def test_an_installer_that_fails_is_named(self, clerk: CommandLine) -> None:
        missing = str(clerk.directory / "nowhere")
        result = clerk("plugins", "install", f"{missing}/x.whl", "--yes", "--save")
        assert result.code == 1
        assert "pip install" in result.err
        assert re.search(r"install.* … failed with exit code [12]$", result.err, re.MULTILINE)
        assert not (clerk.directory / "clerk.toml").exists()


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
