"""The instance that was meant: ``-p`` and ``--dotenv`` against variables, files and URLs."""

from __future__ import annotations

from itertools import product

import pytest

from clerk_cli.config.instance import kind_of
from clerk_cli.testing import CommandLine, FakeAPI

LIVE, TEST = "sk_live_of_the_profile", "sk_test_of_the_profile"
OTHER_LIVE, OTHER_TEST = "sk_live_of_the_variable", "sk_test_of_the_variable"
VAULT = "sk_live_of_the_vault"
PROFILES = f"""\
[default]
[profile live]
clerk.key = {LIVE}
[profile test]
clerk.key = "{TEST}"
[profile bare]
output = json
[profile empty]
clerk.key =
[profile vault]
clerk.key = !echo run >> log; echo {VAULT}
[profile odd]
clerk.key = ak_something_else
"""
SENTENCE = '-p {}: using the key of CLERK_SECRET_KEY, not the key of profile "{}".'


@pytest.fixture
def keyless(things: CommandLine, fake_api: FakeAPI) -> CommandLine:
    """Profiles with keys of several kinds, and no key in the environment."""
    del things.variables["CLERK_SECRET_KEY"]
    things.write_profiles(PROFILES)
    return things


def keys_sent(api: FakeAPI) -> list[str]:
    return [request.headers["authorization"].removeprefix("Bearer ") for request in api.requests]


class TestMatrix:
    """Every option with every variable, ``.env`` file, active profile and default key."""

    @pytest.mark.slow
    @pytest.mark.parametrize("option", ["", "live", "test", "bare", "empty", "vault"])
    @pytest.mark.parametrize("variable", ["", OTHER_LIVE, OTHER_TEST, LIVE, "unknown"])
    def test_the_first_key_in_order_is_used_and_a_mixed_write_is_refused(
        self, keyless: CommandLine, fake_api: FakeAPI, option: str, variable: str
    ) -> None:
        actives = [""] if option else ["", "test"]
        for dotenv, active, default in product(["", "sk_test_env"], actives, ["", LIVE]):
            global_lines = f"profile = {active}\n" * bool(active) + f"clerk.key = {default}\n"
            text = f"[default]\n{global_lines}" + PROFILES.removeprefix("[default]\n")
            keyless.write_profiles(text)
            (keyless.directory / ".env").write_text(f"CLERK_SECRET_KEY={dotenv}\n")
            stored = self.stored(option or active, default)
            used = variable or stored or ("" if option else dotenv)
            loses = stored if option and variable and stored != variable else ""
            mixed = {self.kind(used), self.kind(loses)} == {"live", "test"}
            self.check(keyless, fake_api, option, variable, ("list", used, loses))
            self.check(
                keyless, fake_api, option, variable, ("create", "" if mixed else used, loses), mixed
            )

    def stored(self, profile: str, default: str) -> str:
        keys = {"live": LIVE, "test": TEST, "empty": "", "vault": VAULT, "odd": "ak_something_else"}
        return keys.get(profile, default)

    def kind(self, key: str) -> str:
        if key == VAULT:
            return ""  # It cannot be known without running the command.
        return key[3:7] if key.startswith("sk_") else ""

    def check(
        self,
        clerk: CommandLine,
        api: FakeAPI,
        option: str,
        variable: str,
        expected: tuple[str, str, str],
        refused: bool = False,
    ) -> None:
        command, used, loses = expected
        api.requests.clear()
        if used:
            api.answer({})
        argv = [*(["-p", option] if option else []), "things", command]
        result = clerk(*argv, env={"CLERK_SECRET_KEY": variable})
        assert keys_sent(api) == ([used] if used else [])
        assert result.code == (2 if refused else 0 if used else 3), result.err
        assert ("using the key of CLERK_SECRET_KEY" in result.err) is bool(loses and not refused)
        ran = clerk.directory / "log"
        assert ran.exists() is (used == VAULT)
        ran.unlink(missing_ok=True)


class TestWarning:
    """What is said where another key wins than the one of ``-p``."""

    def test_it_names_both_sources(self, keyless: CommandLine, fake_api: FakeAPI) -> None:
        fake_api.answer({})
        result = keyless("things", "list", "-p", "live", env={"CLERK_SECRET_KEY": OTHER_TEST})
        assert (result.code, result.err) == (0, f"⚠ {SENTENCE.format('live', 'live')}\n")

    def test_it_names_the_default_section(self, keyless: CommandLine, fake_api: FakeAPI) -> None:
        keyless.write_profiles(f"[default]\nclerk.key = {LIVE}\n[profile bare]\n")
        fake_api.answer({})
        result = keyless("things", "list", "-p", "bare", env={"CLERK_SECRET_KEY": OTHER_LIVE})
        assert "not the key of the [default] section" in result.err

    @pytest.mark.parametrize("argv", [["whoami"], ["config", "list"]])
    def test_it_is_shown_by_the_commands_that_show_the_key(
        self, keyless: CommandLine, argv: list[str]
    ) -> None:
        result = keyless("-p", "vault", *argv, env={"CLERK_SECRET_KEY": OTHER_TEST})
        assert (result.code, SENTENCE.format("vault", "vault") in result.err) == (0, True)
        assert not (keyless.directory / "log").exists()

    def test_it_is_not_given_for_a_profile_from_a_variable(
        self, keyless: CommandLine, fake_api: FakeAPI
    ) -> None:
        fake_api.answer({})
        variables = {"CLERK_PROFILE": "live", "CLERK_SECRET_KEY": OTHER_TEST}
        assert keyless("things", "create", env=variables).err == ""

    def test_a_different_api_url_gives_one_too(
        self, keyless: CommandLine, fake_api: FakeAPI
    ) -> None:
        keyless.write_profiles(f"[profile a]\nclerk.key = {LIVE}\nclerk.api.url = https://x\n")
        fake_api.answer({})
        result = keyless("things", "list", "-p", "a")
        assert result.err == (
            '⚠ -p a: using the API URL of CLERK_API_URL, not the API URL of profile "a".\n'
        )

    def test_the_same_api_url_gives_none(self, keyless: CommandLine, fake_api: FakeAPI) -> None:
        keyless.write_profiles(f"[profile a]\nclerk.key = {LIVE}\nclerk.api.url = {fake_api.url}\n")
        fake_api.answer({})
        assert keyless("things", "list", "-p", "a").err == ""


class TestMixedWrite:
    """A write where one key is live and the other one is for testing."""

    @pytest.mark.parametrize(
        "argv",
        [
            ["create"],
            ["rename", "1"],
            ["delete", "1"],
            ["delete", "1", "--force"],
            ["apply"],
        ],
    )
    @pytest.mark.parametrize(("profile", "variable"), [("live", OTHER_TEST), ("test", OTHER_LIVE)])
    def test_it_is_refused_before_any_request_with_what_to_unset(
        self, keyless: CommandLine, argv: list[str], profile: str, variable: str
    ) -> None:
        result = keyless("-p", profile, "things", *argv, env={"CLERK_SECRET_KEY": variable})
        assert (result.code, result.out) == (2, "")
        assert f'Unset CLERK_SECRET_KEY to use the key of profile "{profile}"' in result.err
        assert variable not in result.err

    def test_it_is_refused_when_a_command_gets_to_it(
        self, keyless: CommandLine, fake_api: FakeAPI
    ) -> None:
        fake_api.answer({})
        result = keyless("-p", "live", "things", "sync", env={"CLERK_SECRET_KEY": OTHER_TEST})
        assert result.code == 2
        assert [request.method for request in fake_api.requests] == ["GET"]

    @pytest.mark.parametrize("command", ["list", "verify", "check"])
    def test_a_read_is_not_stopped(
        self, keyless: CommandLine, fake_api: FakeAPI, command: str
    ) -> None:
        fake_api.answer({})
        result = keyless("-p", "live", "things", command, env={"CLERK_SECRET_KEY": OTHER_TEST})
        assert (result.code, len(fake_api.requests)) == (0, 1)

    @pytest.mark.parametrize("argv", [["config", "set", "output", "json"], ["config", "list"]])
    def test_a_local_change_is_not_stopped(self, keyless: CommandLine, argv: list[str]) -> None:
        assert keyless("-p", "live", *argv, env={"CLERK_SECRET_KEY": OTHER_TEST}).code == 0

    def test_it_is_refused_with_dotenv_as_well(self, keyless: CommandLine) -> None:
        path = keyless.directory / ".env"
        path.write_text(f"CLERK_SECRET_KEY={TEST}\n")
        result = keyless("--dotenv", "things", "create", env={"CLERK_SECRET_KEY": OTHER_LIVE})
        assert (result.code, f"to use the key of {path}, or drop --dotenv" in result.err) == (
            2, True,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("sk_live_x", "live"),
        (" sk_test_x\n", "test"),
        ("!echo sk_live_x", ""),
        ("pk_live_x", ""),
        ("SK_LIVE_X", ""),
        ("", ""),
    ],
)
def test_a_key_shows_its_kind_by_its_prefix(key: str, kind: str) -> None:
    assert kind_of(key) == kind
