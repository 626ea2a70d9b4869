"""Single-file plugins: each file of a folder that the user names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from forked_runs import run_forked

from clerk_cli.testing import CommandLine, FakeAPI, Result

PLUGIN = '''
"""The ``{name}`` plugin."""

from clerk_cli.api import Command, Example, Group, Setting, hookimpl


@hookimpl
def clerk_groups():
    return [Group("{name}", "Make {name}", __name__)]


@hookimpl
def clerk_settings():
    return [Setting("{name}.color", "Its color")]


class Brew(Command, name="{name} brew", examples=(Example("clerk {name} brew", "Brew it"),)):
    """Brew it."""

    writes = False

    def run(self, context):
        """Return what was brewed."""
        return {{"brewed": "{name}"}}
'''


class Folder:
    """A folder of single-file plugins, and runs of the program in new processes.

    Args:
        path: The folder, which is made.
        clerk: The command line.
    """

    def __init__(self, path: Path, clerk: CommandLine) -> None:
        self.path = path
        self.clerk = clerk
        path.mkdir()

    def write(self, name: str, text: str = PLUGIN) -> Path:
        """Write a file, with a time of modification that no other version has."""
        path = self.path / f"{name}.py"
        before = path.stat().st_mtime_ns if path.exists() else 10**18
        path.write_text(text.format(name=name) if text == PLUGIN else text)
        os.utime(path, ns=(before + 10**9, before + 10**9))
        return path

    def __call__(self, *argv: str, **env: str) -> Result:
        return run_forked(self.clerk, "--plugins-dir", str(self.path), *argv, env=env)


@pytest.fixture
def folder(clerk: CommandLine, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "single", clerk)
    folder.write("tea")
    return folder


def test_a_file_is_a_plugin_from_the_first_run_on_and_from_the_index(folder: Folder) -> None:
    for _ in range(3):
        result = folder("tea", "brew", "-o", "json")
        assert (result.code, result.json, result.err) == (0, {"brewed": "tea"}, "")


@pytest.mark.parametrize("place", ["before", "after", "attached"])
def test_the_option_can_stand_anywhere_on_the_command_line(
    clerk: CommandLine, folder: Folder, place: str
) -> None:
    option = ["--plugins-dir", str(folder.path)]
    lines = {
        "before": [*option, "tea", "brew"],
        "after": ["tea", "brew", *option],
        "attached": ["tea", f"--plugins-dir={folder.path}", "brew"],
    }
    assert clerk(*lines[place], "-o", "json").json == {"brewed": "tea"}


def test_a_variable_names_the_folder(clerk: CommandLine, folder: Folder) -> None:
    for _ in range(2):
        result = run_forked(clerk, "tea", "--help", env={"CLERK_PLUGINS_DIR": str(folder.path)})
        assert result.out.startswith("Usage:\n  clerk tea <command>")
    assert run_forked(clerk, "tea", "--help").code == 2


@pytest.mark.slow
def test_a_setting_names_the_folder_for_all_profiles(clerk: CommandLine, folder: Folder) -> None:
    stored = clerk("config", "set", "plugins.dir", str(folder.path), "-p", "work")
    assert f"Set plugins.dir = {folder.path} for all profiles." in stored.err
    assert (clerk.config / "profiles").read_text().startswith("[default]\nplugins.dir = /")
    for profile in ("default", "other"):
        clerk.variables["CLERK_PROFILE"] = profile
        assert run_forked(clerk, "tea", "brew", "-o", "value").out == "tea\n"
    assert "global" in clerk("config", "list").out
    assert clerk("config", "unset", "plugins.dir").err == "✓ Unset plugins.dir for all profiles.\n"
    assert run_forked(clerk, "tea", "brew").code == 2


@pytest.mark.slow
def test_the_command_line_wins_over_the_variable_and_the_variable_over_the_setting(
    clerk: CommandLine, tmp_path: Path
) -> None:
    folders = [Folder(tmp_path / name, clerk) for name in ("option", "variable", "setting")]
    for folder, word in zip(folders, ("one", "two", "three"), strict=True):
        folder.write(word)
    clerk.write_profiles(f"[default]\nplugins.dir = {folders[2].path}\n")
    assert clerk("three", "brew").code == 0
    clerk.variables["CLERK_PLUGINS_DIR"] = str(folders[1].path)
    assert (clerk("two", "brew").code, clerk("three", "brew").code) == (0, 2)
    option = f"--plugins-dir={folders[0].path}"
    assert (clerk("one", "brew", option).code, clerk("two", "brew", option).code) == (0, 2)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("plugins", 'must be an absolute path, not "plugins"'),
        ("./plugins", 'must be an absolute path, not "./plugins"'),
        ("", 'must be an absolute path, not ""'),
        ("/nothing/there", "/nothing/there does not exist"),
        ("/etc/hostname", "/etc/hostname is not a folder"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_before_anything_is_sent(
    clerk: CommandLine, fake_api: FakeAPI, value: str, reason: str
) -> None:
    (clerk.directory / "plugins").mkdir()
    assert clerk.refuses("users", "list", f"--plugins-dir={value}", because=reason)
    assert fake_api.requests == []


@pytest.mark.slow
@pytest.mark.parametrize("source", ["CLERK_PLUGINS_DIR", "plugins.dir"])
def test_a_stored_folder_that_cannot_be_used_is_named_and_everything_else_works(
    clerk: CommandLine, source: str
) -> None:
    if source == "plugins.dir":
        clerk.write_profiles("[default]\nplugins.dir = /nothing/there\n")
    else:
        clerk.variables[source] = "/nothing/there"
    for _ in range(2):
        result = run_forked(clerk, "config", "get", "output")
        assert (result.code, result.out) == (0, "(not set)\n")
        assert f"⚠ {source}: /nothing/there does not exist; single-file plugins" in result.err


def test_the_home_folder_can_be_written_as_a_tilde(clerk: CommandLine) -> None:
    Folder(clerk.home / "plugins", clerk).write("tea")
    assert clerk("tea", "brew", env={"CLERK_PLUGINS_DIR": "~/plugins"}).code == 0


def test_no_file_of_a_project_or_a_team_names_a_folder(clerk: CommandLine, folder: Folder) -> None:
    (clerk.directory / ".env").write_text(f"CLERK_PLUGINS_DIR={folder.path}\nplugins.dir=x\n")
    team = clerk.directory / "clerk.toml"
    team.write_text(f'[defaults]\n"plugins.dir" = "{folder.path}"\n')
    assert run_forked(clerk, "tea", "brew").code == 2
    refused = clerk("plugins", "sync", "--yes")
    assert refused.code == 2
    assert "plugins.dir cannot be set in a team file" in refused.err
    team.write_text(f'[aliases]\nbrew = "whoami --plugins-dir {folder.path}"\n')
    refused = clerk("plugins", "sync", "--yes")
    assert refused.code == 2
    assert 'the alias "brew" cannot contain --plugins-dir' in refused.err
    assert not (clerk.config / "aliases.json").exists()


def test_an_alias_cannot_name_a_folder(clerk: CommandLine, folder: Folder) -> None:
    reason = 'the alias "brew" cannot contain --plugins-dir'
    line = f"whoami --plugins-dir={folder.path}"
    assert clerk.refuses("config", "alias", "add", "brew", line, because=reason)
    clerk.config.mkdir(parents=True, exist_ok=True)
    (clerk.config / "aliases.json").write_text(json.dumps({"brew": line}))
    assert clerk.refuses("brew", because=reason)


def test_a_profile_of_its_own_cannot_name_a_folder(clerk: CommandLine, folder: Folder) -> None:
    pytest.importorskip("clerk_cli_users")
    clerk.write_profiles(f"[profile work]\nplugins.dir = {folder.path}\n")
    result = clerk("-p", "work", "users", "list")
    assert result.code == 1
    assert "it applies to all profiles, so it must be in the [default] section" in result.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nothing_like_that", "cannot be loaded: ModuleNotFoundError: "),
        ("def (", "cannot be loaded: SyntaxError: "),
        ("raise SystemExit", "cannot be loaded: SystemExit"),
        ("CLERK_PLUGIN_API = 9", "cannot be loaded: it requires version 9 of the plugin"),
        (
            "from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_groups(): return 1",
            "fails in clerk_groups: TypeError: ",
        ),
        (
            PLUGIN.format(name="tea").replace("tea.color", "zest.color"),
            ': the command "tea" is already registered by plugin "tea"',
        ),
    ],
)
def test_a_file_that_fails_is_named_with_its_path_and_the_others_work(
    folder: Folder, text: str, reason: str
) -> None:
    path = folder.write("zest", text)
    for _ in range(2):
        result = folder("tea", "brew", "-o", "json")
        assert (result.code, result.json) == (0, {"brewed": "tea"})
        (line,) = result.err.splitlines()
        assert line.startswith(f'⚠ plugin "zest" ({path})')
        assert reason in line


@pytest.mark.parametrize("name", ["my plugin", "a.b"])
def test_a_file_whose_name_cannot_be_that_of_a_plugin_is_named(folder: Folder, name: str) -> None:
    folder.write(name, "")
    result = folder("tea", "brew")
    assert result.code == 0
    assert f'"{name}" is not a valid plugin name; rename the file' in result.err


def test_a_file_cannot_take_the_name_of_another_plugin_or_its_commands(folder: Folder) -> None:
    pytest.importorskip("clerk_cli_users")
    folder.write("users", PLUGIN.format(name="users"))
    folder.write("other", PLUGIN.format(name="users"))
    result = folder("users", "--help")
    assert result.code == 0
    assert "Make users" not in result.out
    assert result.err.count("clerk-cli-users") >= 1


def test_a_file_can_have_the_name_of_a_module_and_hides_none(folder: Folder) -> None:
    folder.write("json")
    folder.write("requests")
    for name in ("json", "requests"):
        assert folder(name, "brew", "-o", "json").json == {"brewed": name}


def test_a_file_with_an_underscore_is_only_imported_by_others(folder: Folder) -> None:
    folder.write("_words", "WORD = 'oolong'\n")
    text = PLUGIN.format(name="tea").replace('"brewed": "tea"', '"brewed": WORD')
    folder.write(
        "tea", text.replace("from clerk_cli.api", "from ._words import WORD\nfrom clerk_cli.api")
    )
    assert folder("tea", "brew", "-o", "value").out == "oolong\n"
    names = [row["name"] for row in folder("plugins", "list", "-o", "json").json["data"]]
    assert "tea" in names
    assert "_words" not in names


def test_nothing_is_written_into_the_folder(folder: Folder) -> None:
    folder("tea", "brew")
    folder("tea", "--help")
    assert [path.name for path in folder.path.iterdir()] == ["tea.py"]


@pytest.mark.slow
def test_a_file_that_changes_is_seen_by_help_completion_and_commands(folder: Folder) -> None:
    for _ in range(2):
        assert "Make tea" in folder("--help").out
        assert "brew\tBrew it" in folder_completion(folder, "tea", "")
    text = PLUGIN.format(name="tea").replace("Make tea", "Pour tea")
    folder.write("tea", text.replace("brew", "pour").replace("Brew it", "Pour it"))
    assert "Pour tea" in folder("--help").out
    assert "pour\tPour it" in folder_completion(folder, "tea", "")
    assert folder("tea", "pour").code == 0


@pytest.mark.slow
def test_a_file_that_comes_or_goes_is_noticed(folder: Folder) -> None:
    assert folder("coffee", "--help").code == 2
    path = folder.write("coffee")
    assert [folder("coffee", "--help").code for _ in range(2)] == [0, 0]
    path.unlink()
    assert folder("coffee", "--help").code == 2


@pytest.mark.slow
def test_completion_knows_the_commands_and_the_folders(folder: Folder) -> None:
    for _ in range(2):
        assert folder_completion(folder, "te").splitlines()[0] == "tea\tMake tea"
    assert run_forked(folder.clerk, "__complete", "--plugins-dir", "/t").out == ":files\t\n"


@pytest.mark.slow
def test_the_installed_plugins_keep_an_index_of_their_own(folder: Folder) -> None:
    clerk = folder.clerk
    for _ in range(2):
        assert folder("tea", "--help").code == 0
        assert run_forked(clerk, "tea", "--help").code == 2
    assert len(list((clerk.home / "cache/clerk-cli").glob("index-????????"))) == 2


@pytest.mark.parametrize("mode", [0o777, 0o707])
@pytest.mark.parametrize(("what", "code"), [("file", 2), ("folder", 2), ("helper", 1)])
def test_a_file_that_anybody_could_have_written_is_refused(
    folder: Folder, mode: int, what: str, code: int
) -> None:
    helper = folder.write("_words", "")
    text = PLUGIN.format(name="tea").replace("from clerk", "from . import _words\nfrom clerk", 1)
    path = folder.write("tea", text)
    assert [folder("tea", "brew").code for _ in range(2)] == [0, 0]
    {"file": path, "folder": folder.path, "helper": helper}[what].chmod(mode)
    result = folder("tea", "brew")
    assert result.code == code
    assert "world-writable" in result.err


@pytest.mark.slow
def test_list_and_show_say_where_a_file_is(folder: Folder) -> None:
    rows = folder("plugins", "list", "-o", "json").json["data"]
    (row,) = (row for row in rows if row["name"] == "tea")
    assert row["origin"] == str(folder.path / "tea.py")
    assert (row["commands"], row["settings"], row["official"]) == (["tea"], ["tea.color"], False)
    shown = folder("plugins", "show", "tea", "-o", "json").json
    assert (shown["origin"], shown["state"]) == (row["origin"], "loaded")
    folder.write("tea", "import nothing_like_that")
    broken = folder("plugins", "show", "tea", "--debug", "-o", "json")
    assert broken.json["state"] == "broken"
    assert f'File "{folder.path}/tea.py", line 1' in broken.err


@pytest.mark.slow
def test_check_takes_the_name_and_the_path(folder: Folder) -> None:
    for plugin in ("tea", str(folder.path / "tea.py")):
        assert folder("plugins", "check", plugin).err == "✓ No mistakes in tea (1 command).\n"
    folder.write("tea", PLUGIN.format(name="tea").replace("clerk_settings", "clerk_setings"))
    result = folder.clerk("plugins", "check", str(folder.path / "tea.py"))
    assert result.code == 1
    assert "did you mean clerk_settings?" in result.out
    assert folder.clerk.refuses("plugins", "check", "/no/tea.py", because="does not exist")


@pytest.mark.slow
def test_a_file_is_disabled_and_enabled_by_its_name(folder: Folder) -> None:
    assert folder("plugins", "disable", "tea").code == 0
    assert 'the plugin "tea" is not loaded' in folder("tea", "brew").err
    assert folder("plugins", "enable", "tea").code == 0
    assert folder("tea", "brew").code == 0


def test_no_plugins_and_the_selection_leave_files_out(folder: Folder) -> None:
    assert folder("--no-plugins", "tea", "brew").code == 2
    assert folder("tea", "brew", CLERK_PLUGINS="users").code == 2
    assert folder("tea", "brew", CLERK_PLUGINS="tea").code == 0


def test_a_command_that_fails_is_blamed_on_its_file(folder: Folder) -> None:
    text = PLUGIN.format(name="tea").replace('return {"brewed"', 'return 1 / 0 or {"brewed"')
    path = folder.write("tea", text)
    folder.write("coffee")
    result = folder("tea", "brew")
    assert result.code == 1
    assert f'✗ plugin "tea" ({path}) failed: ZeroDivisionError' in result.err
    assert "Disable it with: clerk plugins disable tea" in result.err
    assert "Traceback" in folder("tea", "brew", "--debug").err


def test_doctor_looks_at_files(folder: Folder) -> None:
    path = folder.write("tea", "import nothing_like_that")
    found = folder("doctor", "--offline", "-o", "json").json["data"]
    assert f'"tea" ({path}) is broken' in " ".join(finding["message"] for finding in found)


def test_a_test_checks_a_file(clerk: CommandLine, folder: Folder) -> None:
    clerk.check_plugin(folder.path / "tea.py")
    folder.write("oops", PLUGIN.format(name="oops").replace("Brew it.", ""))
    with pytest.raises(AssertionError, match="it has no docstring"):
        clerk.check_plugin(folder.path / "oops.py")


def folder_completion(folder: Folder, *words: str) -> str:
    """What a shell is told about an unfinished command line."""
    return run_forked(folder.clerk, "__complete", "--plugins-dir", str(folder.path), *words).out


def test_show_has_the_traceback_of_a_module_of_commands(folder: Folder) -> None:
    folder.write("_far", "import nothing_like_that")
    manifest = PLUGIN.partition("@hookimpl\ndef clerk_settings")[0].format(name="far")
    folder.write("far", manifest.replace("__name__", '__package__ + "._far"'))
    shown = folder("plugins", "show", "far", "--debug", "-o", "json")
    assert (shown.code, shown.json["state"]) == (0, "broken")
    assert f'File "{folder.path}/_far.py", line 1' in shown.err
    assert "Traceback" not in folder("plugins", "show", "far").err


def test_a_link_that_leads_nowhere_is_named(folder: Folder) -> None:
    (folder.path / "gone.py").symlink_to("/nothing/there.py")
    (folder.path / "folder.py").mkdir()
    result = folder("tea", "brew")
    assert result.code == 0
    for name in ("gone", "folder"):
        assert f'plugin "{name}" ({folder.path}/{name}.py) cannot be loaded: it is a' in result.err


@pytest.mark.parametrize("header", ["[default]", "[DEFAULT] # for everybody", "[ default ]"])
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_setting_is_read_as_other_settings_are(
    clerk: CommandLine, folder: Folder, header: str, quote: str
) -> None:
    text = f"# plugins.dir = /x\n{header}\noutput=json\nplugins.dir={quote}{folder.path}{quote}\n"
    clerk.write_profiles(f"{text}[profile work]\noutput = csv\n")
    assert clerk("tea", "brew").json == {"brewed": "tea"}
    assert clerk("config", "get", "plugins.dir").out == f"{folder.path}\n"
