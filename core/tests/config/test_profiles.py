"""The profiles file: how it is read, and what an edit changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clerk_cli.config.profiles import ProfilesFile, edit
from clerk_cli.errors import ConfigError, UsageError

TEXT = """\
# the team's profiles
[default]
profile = production
output = yaml

[profile default]
clerk.key = sk_test_xxxxx
; a note
output = table   # not a comment

[profile production]
clerk.key="sk_live=xxxxx"

[profile two words]
clerk.key = !op read 'op://Vault/Clerk/api-key'
clerk.key = !op read 'op://Vault/Clerk/new'
"""


def parse(text: str = TEXT) -> ProfilesFile:
    return ProfilesFile(text, Path("profiles"))


@pytest.mark.parametrize(
    ("profile", "key", "value"),
    [
        ("default", "clerk.key", "sk_test_xxxxx"),
        ("default", "output", "table   # not a comment"),
        ("default", "nothing", None),
        ("production", "clerk.key", "sk_live=xxxxx"),
        ("two words", "clerk.key", "!op read 'op://Vault/Clerk/new'"),
        ("absent", "clerk.key", None),
    ],
)
def test_a_value_is_read_from_its_section(profile: str, key: str, value: str | None) -> None:
    assert parse().get(profile, key) == value


def test_the_global_section_holds_the_active_profile_and_settings() -> None:
    file = parse()
    assert (file.active, file.get_global("output"), file.get_global("profile")) == (
        "production", "yaml", None,
    )  # fmt: skip


def test_profiles_are_in_the_order_of_the_file() -> None:
    assert parse().names() == ["default", "production", "two words"]


def test_the_default_profile_always_exists() -> None:
    assert ProfilesFile("", Path("profiles")).exists("default")


def test_a_change_edits_only_its_line() -> None:
    file = parse()
    file.set("default", "clerk.key", "sk_test_new")
    assert file.render() == TEXT.replace("clerk.key = sk_test_xxxxx", "clerk.key = sk_test_new")


def test_a_new_key_goes_to_the_end_of_its_section() -> None:
    file = parse()
    file.set("production", "output", "json")
    assert '"sk_live=xxxxx"\noutput = json\n\n[profile two words]' in file.render()


def test_a_new_profile_goes_to_the_end_of_the_file() -> None:
    file = parse()
    file.set("new", "output", "json")
    assert file.render() == TEXT + "\n[profile new]\noutput = json\n"


def test_an_empty_profile_stays() -> None:
    file = parse("")
    file.create("bare")
    assert parse(file.render()).names() == ["bare"]


def test_a_plain_value_replaces_a_command() -> None:
    file = parse()
    file.set("two words", "clerk.key", "sk_live_plain")
    assert parse(file.render()).get("two words", "clerk.key") == "sk_live_plain"


def test_a_profile_stays_when_its_last_key_is_removed() -> None:
    file = parse()
    assert file.unset("production", "clerk.key")
    assert file.exists("production")


def test_an_absent_key_can_be_removed_without_a_change() -> None:
    file = parse()
    assert not file.unset("production", "debug")
    assert file.render() == TEXT


def test_the_default_profile_is_active_after_the_active_one_is_deleted() -> None:
    file = parse()
    file.delete("production")
    assert (file.active, file.exists("production")) == ("default", False)
    assert "[profile two words]" in file.render()


def test_a_selected_profile_adds_the_global_section() -> None:
    file = parse("[profile a]\nx = 1\n")
    file.use("a")
    assert file.render() == "[default]\nprofile = a\n\n[profile a]\nx = 1\n"


def test_the_default_profile_needs_no_line_to_be_active() -> None:
    file = parse()
    file.use("default")
    assert file.render() == TEXT.replace("profile = production\n", "")


@pytest.mark.parametrize(
    "value",
    ["plain", " padded ", '"quoted"', "'q'", "a = b # c ; d", "", "%(x)s", "日本", "'", '"'],
)
def test_a_value_is_read_back_as_it_was_written(value: str) -> None:
    file = parse()
    file.set("default", "some.key", value)
    assert parse(file.render()).get("default", "some.key") == value


def test_line_endings_stay() -> None:
    file = parse("[profile a]\r\nx = 1\r\n")
    file.set("a", "y", "2")
    assert file.render() == "[profile a]\r\nx = 1\r\ny = 2\r\n"


def test_a_file_without_a_final_line_break_gets_complete_lines() -> None:
    file = parse("[profile a]\nx = 1")
    file.set("a", "y", "2")
    file.create("b")
    assert file.render() == "[profile a]\nx = 1\ny = 2\n\n[profile b]\n"


@pytest.mark.parametrize(
    ("profile", "key", "value"),
    [
        ("a\nb", "k", "v"),
        ("a]", "k", "v"),
        ("", "", "v"),
        ("a", "k=v", "v"),
        ("a", "[k]", "v"),
        ("a", "k", "two\nlines"),
        ("a", "k", "two\rlines"),
        ("a", "k", "bell\x07"),
        ("a", "k", "separated\u2028lines"),
        ("a", "k", "\udcff"),
        ("a", "two words", "v"),
        ("a", "", "v"),
        ("a", "ключ", "v"),
        ("a", "clerk_key", "v"),
        ("a", "Output", "v"),
        ("a", "profile", "v"),
        ("'a'", "k", "v"),
        ("a # b", "k", "v"),
        ("a  b", "k", "v"),
        ("a\u200b", "k", "v"),
        (" a", "k", "v"),
    ],
)
def test_a_value_that_could_not_be_read_back_is_refused(profile: str, key: str, value: str) -> None:
    with pytest.raises(UsageError):
        parse().set(profile, key, value)


@pytest.mark.parametrize(
    "header",
    [
        "[profile live] # owner=ops",
        "[profile live]; owner=ops",
        "[profile live]#",
        "  [profile live]  ",
        "[ profile\tlive ]",
        "[Profile live]",
        "[PROFILE   live]",
        '[profile "live"]',
        "[profile 'live'] ; the real one",
        "[profile\u00a0live]",
    ],
)
def test_a_header_is_parsed_leniently(header: str) -> None:
    file = parse(f"[profile test]\nclerk.key = sk_test_x\n{header}\nclerk.key = sk_live_x\n")
    assert (file.get("test", "clerk.key"), file.get("live", "clerk.key")) == (
        "sk_test_x", "sk_live_x",
    )  # fmt: skip


@pytest.mark.parametrize(
    "header", ["[default]", "[DEFAULT]", "[ Default ] # for all", "[default];"]
)
def test_the_default_section_can_be_written_in_any_case(header: str) -> None:
    assert parse(f"{header}\nprofile = a\noutput = json\n").active == "a"


@pytest.mark.parametrize(
    "line",
    [
        "[profile live",
        "[profile live # owner=ops",
        "[profile live] owner=ops",
        "[profile live]]",
        "[[profile live]]",
        "[profile [live]]",
        "[profile]",
        "[profile ]",
        '[profile ""]',
        "[profile 'live]",
        "[profile live # owner]",
        "[profile live\u200b]",
        "[live]",
        "[profiles live]",
        "[profile=live]",
        '["profile live"]',
        "[default live]",
        "[]",
        "[",
        "\u200b[profile live] # owner=ops",
        "\ufeff[profile live]=",
        "profile live",
        "= sk_live_x",
        "clerk.key",
        "clerk.key: sk_live_x",
        "clerk key = sk_live_x",
        "export clerk.key = sk_live_x",
        "'clerk.key' = sk_live_x",
        "//clerk.key = sk_live_x",
        "сlerk.key = sk_live_x",
        "clerk.Key = sk_live_x",
        "clerk_key = sk_live_x",
        "clerk-api-key = sk_live_x",
        "CLERK_SECRET_KEY = sk_live_x",
        "clerk.url = https://x",
        "key = sk_live_x",
        "secret_key = sk_live_x",
        "clerk.secret = sk_live_x",
        "clerk.keys = sk_live_x",
        "clrek.key = sk_live_x",
        "cler.key = sk_live_x",
        "api.url = https://x",
        "clerk.api = https://x",
        "clerk.api.ulr = https://x",
        "ouput = json",
        "outputs = json",
        "csv-raw = true",
        "profiel = live",
        "Debug = true",
        "profile = live",
        "clerk.key = sk_live_x\rclerk.key = sk_test_x",
        "# a comment\rclerk.key = sk_live_x",
        "# a comment\u2028clerk.key = sk_live_x",
        "clerk.key = sk_live_x\x00",
        'clerk.key = "sk_live_x',
        "clerk.key = 'sk_live_x' # mine",
    ],
)
def test_a_line_that_cannot_be_understood_is_named_without_its_text(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "profiles"
    text = f"[profile test]\nclerk.key = sk_test_x\n{line}\nclerk.key = sk_live_x\n"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(ConfigError, match=r"profiles, line 3: ") as raised, edit(path):
        raise AssertionError
    assert "sk_" not in raised.value.message + (raised.value.hint or "")
    assert "owner" not in raised.value.message
    assert path.read_bytes() == text.encode()


def test_a_setting_above_every_header_is_named() -> None:
    with pytest.raises(ConfigError, match=r"line 2: a setting needs a \[default\]"):
        parse("# mine\nclerk.key = sk_live_x\n[profile a]\n")


def test_an_empty_value_is_a_value() -> None:
    file = parse("[default]\nclerk.key = sk_live_x\n[profile a]\nclerk.key =\n")
    assert (file.get("a", "clerk.key"), file.get("b", "clerk.key")) == ("", None)


def test_an_empty_value_is_written_without_a_trailing_space() -> None:
    file = parse("")
    file.set("a", "clerk.key", "")
    assert file.render() == "[profile a]\nclerk.key =\n"


def test_a_setting_goes_below_a_header_in_the_users_own_spelling() -> None:
    file = parse('[Profile "a b"] # mine\n')
    file.set("a b", "x", "1")
    assert file.render() == '[Profile "a b"] # mine\nx = 1\n'


@pytest.mark.parametrize("header", ["[profile a]", "[PROFILE a] # x", "[profile 'a']"])
def test_a_profile_is_deleted_whatever_its_header_looks_like(header: str) -> None:
    file = parse(f"[profile b]\n{header}\nx = 1\n")
    file.delete("a")
    assert file.render() == "[profile b]\n"


def test_a_failure_inside_an_edit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "profiles"
    path.write_text(TEXT)
    with pytest.raises(KeyboardInterrupt), edit(path) as file:
        file.set("default", "output", "json")
        raise KeyboardInterrupt
    assert path.read_text() == TEXT


def test_a_written_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "profiles"
    with edit(path) as file:
        file.create("a")
    path.chmod(0o644)
    with edit(path) as file:
        file.create("b")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_symbolic_link_is_followed_and_stays(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles"
    target.write_text("[profile a]\n")
    link = tmp_path / "profiles"
    link.symlink_to(target)
    with edit(link) as file:
        file.create("b")
    assert link.is_symlink()
    assert "[profile b]" in target.read_text()


def test_a_circle_of_links_is_named(tmp_path: Path) -> None:
    (tmp_path / "profiles").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "profiles")
    with pytest.raises(ConfigError, match="cannot read"), edit(tmp_path / "profiles"):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write"), edit(tmp_path / "file" / "profiles"):
        pass


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        ProfilesFile.load(tmp_path / "profiles")


SET_FIFTY = """
import sys
from pathlib import Path
from clerk_cli.config.profiles import edit
for number in range(50):
    with edit(Path(sys.argv[1])) as file:
        file.set("default", f"{sys.argv[2]}{number}", "x")
"""


@pytest.mark.slow
def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "profiles"
    processes = [
        subprocess.Popen([sys.executable, "-c", SET_FIFTY, str(path), name]) for name in "ab"
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert len(ProfilesFile.load(path).keys("default")) == 100
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == []  # noqa: PTH208
