"""Which layer a setting comes from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from clerk_cli.config.instance import warnings
from clerk_cli.config.missing_profile import missing_profile
from clerk_cli.config.paths import Paths
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.setting_values import check_value
from clerk_cli.config.settings import CORE_SETTINGS, Flags, Settings
from clerk_cli.environment import Environment
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.plugins import Profile, Setting

FILE = """\
[default]
profile = staging
tea.kind = green

[profile staging]
clerk.key = sk_test_profile_key
output = json

[profile keyless]
debug = on

[profile vault]
clerk.key = !echo run >> log; echo sk_live_vault_key_0
debug = maybe

[profile broken]
clerk.key = !echo the vault is sealed >&2; exit 7

[profile silent]
clerk.key = !true
"""
TEA = (
    Setting("tea.kind", "Kind of tea", choices=("green", "black")),
    Setting("tea.menu", "The menu", default="{directory}/menu.json"),
)
SANDBOX = Profile(
    "sandbox", {"clerk.api.url": "http+sandbox://local", "clerk.key": "sk_test_sandbox"}
)


class Case:
    """Makes settings in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = FILE

    def dotenv(self, text: str = "CLERK_SECRET_KEY=sk_test_project_key") -> Path:
        path = self.folder / ".env"
        path.write_text(text)
        return path

    def __call__(self, flags: Flags | None = None, **variables: str) -> Settings:
        directory = self.folder / "src" / "deep"
        directory.mkdir(parents=True, exist_ok=True)
        environment = Environment(
            stdin=io.StringIO(),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            variables={"PATH": "/usr/bin:/bin", **variables},
            directory=directory,
        )
        file = ProfilesFile(self.text, self.folder / "profiles")
        registry = [*CORE_SETTINGS, *TEA]
        paths = Paths(self.folder)
        return Settings(environment, paths, file, registry, flags or Flags(), [SANDBOX])


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@pytest.mark.parametrize(
    ("flags", "variables", "name", "source"),
    [
        (Flags(profile="a"), {"CLERK_PROFILE": "b"}, "a", "flag"),
        (Flags(profile=""), {"CLERK_PROFILE": "b"}, "b", "environment"),
        (Flags(), {"CLERK_PROFILE": ""}, "staging", "file"),
    ],
)
def test_the_profile_comes_from_the_first_source(
    case: Case, flags: Flags, variables: dict[str, str], name: str, source: str
) -> None:
    profile = case(flags, **variables).profile
    assert (profile.name, profile.source) == (name, source)


def test_the_profile_is_default_without_a_selection(case: Case) -> None:
    case.text = ""
    assert case().profile.source == "default"


@pytest.mark.parametrize(
    ("key", "flags", "variables", "text", "source"),
    [
        ("output", Flags(overrides={"output": "yaml"}), {}, "yaml", "flag"),
        ("output", Flags(), {}, "json", "profile"),
        ("output", Flags(profile="keyless"), {}, "table", "default"),
        ("clerk.key", Flags(), {}, "sk_test_profile_key", "profile"),
        ("clerk.key", Flags(), {"CLERK_SECRET_KEY": "sk_env"}, "sk_env", "env:CLERK_SECRET_KEY"),
        ("clerk.key", Flags(), {"CLERK_SECRET_KEY": ""}, "sk_test_profile_key", "profile"),
        ("clerk.key", Flags(profile="keyless"), {}, None, "-"),
        ("clerk.api.url", Flags(), {}, "https://api.clerk.com", "default"),
        ("clerk.api.url", Flags(), {"CLERK_API_URL": "http://x"}, "http://x", "env:CLERK_API_URL"),
        ("tea.kind", Flags(), {}, "green", "global"),
        ("debug", Flags(overrides={"debug": "false"}), {"CLERK_CLI_DEBUG": "1"}, "false", "flag"),
        ("debug", Flags(profile="keyless"), {}, "on", "profile"),
        ("unknown", Flags(), {}, None, "-"),
    ],
)
def test_the_first_layer_with_a_value_wins(
    case: Case, key: str, flags: Flags, variables: dict[str, str], text: str | None, source: str
) -> None:
    resolved = case(flags, **variables).lookup(key)
    assert (resolved.text, str(resolved.source)) == (text, source)


@pytest.mark.parametrize(
    ("key", "text", "source"),
    [
        ("clerk.key", None, "-"),
        ("clerk.api.url", "https://api.clerk.com", "default"),
        ("output", "table", "default"),
        ("tea.kind", None, "-"),
    ],
)
def test_an_empty_value_in_a_profile_is_not_replaced_by_the_default_section(
    case: Case, key: str, text: str | None, source: str
) -> None:
    case.text = f"[default]\n{key} = black\n[profile a]\n{key} =\n"
    resolved = case(CLERK_PROFILE="a").lookup(key)
    assert (resolved.text, str(resolved.source)) == (text, source)


def test_an_empty_key_in_a_profile_leaves_room_for_the_project_key(case: Case) -> None:
    case.dotenv()
    case.text = "[default]\nclerk.key = sk_live_x\n[profile a]\nclerk.key = ''\n"
    assert case(CLERK_PROFILE="a").value("clerk.key") == "sk_test_project_key"
    assert case(Flags(profile="a")).value("clerk.key") is None


def test_a_default_can_be_a_file_beside_the_profiles(case: Case) -> None:
    assert case().value("tea.menu") == str(case.folder / "menu.json")


class TestDotenv:
    """The key of a project."""

    def test_a_project_key_is_used_where_the_profile_has_none(self, case: Case) -> None:
        path = case.dotenv()
        resolved = case(CLERK_PROFILE="keyless").lookup("clerk.key")
        assert (resolved.text, str(resolved.source)) == ("sk_test_project_key", f"dotenv:{path}")

    def test_a_profile_key_wins_with_a_warning(self, case: Case) -> None:
        path = case.dotenv()
        settings = case()
        assert settings.value("clerk.key") == "sk_test_profile_key"
        assert warnings(settings) == [
            f"Found .env file at {path} but using profile key. "
            "Use --dotenv to use the .env file instead."
        ]

    def test_a_project_key_wins_with_the_flag(self, case: Case) -> None:
        case.dotenv()
        settings = case(Flags(dotenv=True))
        assert settings.value("clerk.key") == "sk_test_project_key"
        assert warnings(settings) == []

    def test_a_profile_flag_ignores_the_project_key(self, case: Case) -> None:
        case.dotenv()
        settings = case(Flags(profile="keyless"))
        assert (settings.value("clerk.key"), warnings(settings)) == (None, [])

    def test_a_variable_wins_over_the_project_key(self, case: Case) -> None:
        case.dotenv()
        settings = case(CLERK_SECRET_KEY="sk_env")
        assert (settings.value("clerk.key"), warnings(settings)) == ("sk_env", [])

    def test_a_variable_wins_over_the_flag_with_a_warning(self, case: Case) -> None:
        path = case.dotenv()
        settings = case(Flags(dotenv=True), CLERK_SECRET_KEY="sk_env")
        assert settings.value("clerk.key") == "sk_env"
        assert warnings(settings) == [
            f"--dotenv: using the key of CLERK_SECRET_KEY, not the key of {path}."
        ]

    def test_the_same_key_in_both_places_gives_no_warning(self, case: Case) -> None:
        case.dotenv("CLERK_SECRET_KEY=sk_test_profile_key")
        assert warnings(case()) == []

    def test_a_file_that_is_not_used_may_be_unreadable(self, case: Case) -> None:
        case.dotenv("CLERK_SECRET_KEY=${KEY}")
        settings = case()
        assert (settings.value("clerk.key"), warnings(settings)) == ("sk_test_profile_key", [])

    def test_a_file_that_would_be_used_may_not_be_unreadable(self, case: Case) -> None:
        path = case.dotenv("CLERK_SECRET_KEY=${KEY}")
        with pytest.raises(ConfigError, match=str(path)):
            case(CLERK_PROFILE="keyless").value("clerk.key")

    def test_a_file_that_everybody_can_write_is_used_with_the_flag_only(self, case: Case) -> None:
        path = case.dotenv()
        path.chmod(0o666)
        settings = case(CLERK_PROFILE="keyless")
        assert settings.value("clerk.key") is None
        assert warnings(settings) == [
            f"Ignored {path}: it is world-writable. Use --dotenv to use it anyway."
        ]
        settings = case(Flags(dotenv=True), CLERK_PROFILE="keyless")
        assert (settings.value("clerk.key"), warnings(settings)) == ("sk_test_project_key", [])

    @pytest.mark.parametrize(
        ("text", "url_of"),
        [
            ("[profile a]\nclerk.api.url = https://x\n", 'profile "a"'),
            ("[default]\nclerk.api.url = https://x\n[profile a]\n", "the [default] section"),
            ("[profile a]\n", None),
        ],
    )
    def test_a_project_key_for_the_url_of_a_profile_gives_a_warning(
        self, case: Case, text: str, url_of: str | None
    ) -> None:
        path = case.dotenv()
        case.text = text
        expected = [f"The key of {path} is sent to the API URL of {url_of}."] if url_of else []
        assert warnings(case(CLERK_PROFILE="a")) == expected
        assert warnings(case(CLERK_PROFILE="a", CLERK_API_URL="https://y")) == []

    def test_the_flag_is_a_usage_error_without_a_file(self, case: Case) -> None:
        with pytest.raises(UsageError, match=r"no \.env file"):
            case(Flags(dotenv=True)).lookup("clerk.key")

    def test_the_flag_cannot_be_combined_with_a_profile(self, case: Case) -> None:
        with pytest.raises(UsageError, match="cannot be combined"):
            case(Flags(dotenv=True, profile="staging"))


class TestBuiltInProfile:
    """The profile of a plugin: it always means the same instance."""

    def test_a_built_in_profile_wins_over_the_environment(self, case: Case) -> None:
        elsewhere = {"CLERK_SECRET_KEY": "sk_live_real", "CLERK_API_URL": "https://real"}
        settings = case(Flags(profile="sandbox"), **elsewhere)
        assert settings.value("clerk.key") == "sk_test_sandbox"
        assert settings.value("clerk.api.url") == "http+sandbox://local"

    def test_a_built_in_profile_exists_without_a_section(self, case: Case) -> None:
        case(Flags(profile="sandbox")).require_profile()

    @pytest.mark.parametrize("dotenv", [False, True])
    def test_an_active_built_in_profile_warns_of_what_it_ignores(
        self, case: Case, dotenv: bool
    ) -> None:
        case.text = "[default]\nprofile = sandbox\n"
        path = case.dotenv() if dotenv else None
        settings = case(CLERK_SECRET_KEY="" if dotenv else "sk_live_real")
        assert settings.environment_matters
        assert settings.value("clerk.key") == "sk_test_sandbox"
        assert warnings(settings) == [
            f"Found .env file at {path} but using profile key. "
            "Use --dotenv to use the .env file instead."
            if dotenv
            else 'Ignored CLERK_SECRET_KEY: the active profile is "sandbox". '
            "Select another one with -p."
        ]

    @pytest.mark.parametrize("asked", ["flag", "variable", "nothing"])
    def test_a_built_in_profile_without_anything_to_ignore_is_quiet(
        self, case: Case, asked: str
    ) -> None:
        case.text = "[default]\nprofile = sandbox\n"
        variables = {} if asked == "nothing" else {"CLERK_SECRET_KEY": "sk_live_real"}
        if asked == "variable":
            variables["CLERK_PROFILE"] = "sandbox"
        settings = case(Flags(profile="sandbox" if asked == "flag" else None), **variables)
        assert warnings(settings) == []

    def test_a_profile_of_the_user_with_a_key_replaces_a_built_in_one(self, case: Case) -> None:
        case.text = "[profile sandbox]\nclerk.key = sk_test_instance_of_the_user\n"
        settings = case(Flags(profile="sandbox"))
        assert settings.value("clerk.key") == "sk_test_instance_of_the_user"
        assert settings.value("clerk.api.url") == "https://api.clerk.com"


class TestCommandValues:
    """Values that a command prints."""

    def test_a_command_runs_once_when_its_value_is_needed(self, case: Case) -> None:
        settings = case(Flags(profile="vault"))
        assert settings.lookup("clerk.key").text == "!echo run >> log; echo sk_live_vault_key_0"
        assert [settings.value("clerk.key") for _ in range(2)] == ["sk_live_vault_key_0"] * 2
        assert (case.folder / "src" / "deep" / "log").read_text() == "run\n"

    def test_a_command_does_not_run_when_a_variable_wins(self, case: Case) -> None:
        case(Flags(profile="vault"), CLERK_SECRET_KEY="sk_env").value("clerk.key")
        assert not (case.folder / "src" / "deep" / "log").exists()

    def test_a_failing_command_is_an_error_even_with_another_key(self, case: Case) -> None:
        case.dotenv()
        with pytest.raises(ConfigError) as raised:
            case(CLERK_PROFILE="broken").value("clerk.key")
        assert raised.value.message == (
            'the command for clerk.key of profile "broken" failed with exit status 7: '
            "the vault is sealed"
        )

    def test_a_command_that_prints_nothing_is_an_error(self, case: Case) -> None:
        with pytest.raises(ConfigError, match="printed nothing"):
            case(Flags(profile="silent")).value("clerk.key")


@pytest.mark.parametrize("word", ["true", "1", "YES", "on"])
def test_debug_is_on(case: Case, word: str) -> None:
    assert case(CLERK_CLI_DEBUG=word).boolean("debug")


@pytest.mark.parametrize("word", ["false", "0", "No", "off", ""])
def test_debug_is_off(case: Case, word: str) -> None:
    assert not case(CLERK_CLI_DEBUG=word).boolean("debug")


def test_another_value_of_debug_is_named_with_its_source(case: Case) -> None:
    with pytest.raises(ConfigError, match=r'debug must be true or false, not "maybe" \(profile\)'):
        case(Flags(profile="vault")).boolean("debug")


def test_a_profile_that_does_not_exist_is_named_with_the_fix(case: Case) -> None:
    with pytest.raises(ConfigError, match='profile "nope" does not exist') as raised:
        case(Flags(profile="nope")).require_profile()
    assert raised.value.hint == "Create it with:\n  clerk config profile create nope"


@pytest.mark.parametrize(
    ("unloaded", "message", "hint"),
    [
        (
            {"sandbox": "Enable it with: clerk plugins enable sandbox"},
            'profile "sandbox" is provided by the plugin "sandbox", which is not loaded',
            "Enable it with: clerk plugins enable sandbox",
        ),
        (
            {"weather": "Enable it with: clerk plugins enable weather"},
            'profile "sandbox" does not exist',
            "It is provided by a plugin: clerk plugins install sandbox",
        ),
    ],
)
def test_the_profile_of_a_missing_plugin_is_named_with_how_to_get_it(
    unloaded: dict[str, str], message: str, hint: str
) -> None:
    error = missing_profile("sandbox", unloaded)
    assert (error.message, error.hint) == (message, hint)


def test_the_list_has_every_setting_and_the_other_keys_of_the_profile(case: Case) -> None:
    case.text += "\n[profile extra]\nzeta = 1\nalpha = 2\n"
    keys = case(Flags(profile="extra")).names()
    assert keys[:4] == ["clerk.key", "clerk.api.url", "output", "debug"]
    assert keys[-2:] == ["alpha", "zeta"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("debug", "perhaps"),
        ("tea.kind", "coffee"),
        ("clerk.api.url", "api.clerk.com"),
        ("output", "xml"),
        ("output", "json yaml"),
    ],
)
def test_an_invalid_value_is_refused(key: str, value: str) -> None:
    (setting,) = [setting for setting in (*CORE_SETTINGS, *TEA) if setting.key == key]
    with pytest.raises(UsageError, match=key):
        check_value(setting, value, {"table", "json", "toml"})


@pytest.mark.parametrize("value", ["table", "JSON", "toml", ""])
def test_a_format_of_the_core_or_of_a_plugin_is_accepted(value: str) -> None:
    (setting,) = [setting for setting in CORE_SETTINGS if setting.key == "output"]
    check_value(setting, value, {"table", "json", "toml"})
