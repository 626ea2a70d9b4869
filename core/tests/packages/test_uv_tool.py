"""Environments of ``uv tool install``: one command, built on the receipt."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli import __version__
from clerk_cli.errors import ConfigError
from clerk_cli.packages import installer
from clerk_cli.packages.requirements import parse_requirement

WANTED = [parse_requirement("users"), parse_requirement("clerk-cli-weather>=2")]

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

    def words(self, commands: list[list[str]]) -> list[str]:
        """The words of the only command."""
        (words,) = commands
        return words

    def of(self, tmp_path: Path, requirements: str, rest: str = "") -> installer.Installer:
        text = f"[tool]\nrequirements = [{requirements}]\n{rest}"
        (tmp_path / "uv-receipt.toml").write_text(text)
        return installer.detect(tmp_path)

    def test_an_official_plugin_is_an_extra_and_another_one_an_addition(
        self, tool: installer.Installer
    ) -> None:
        lines = [" ".join(words) for words in tool.install(WANTED)]
        program = "uv tool install --python=3.12 clerk-cli[jwks,m2m,users]<2"
        assert lines[-1] == f"{program}{self.OTHERS} --with clerk-cli-weather>=2"

    def test_a_third_partys_plugin_keeps_the_program_and_no_receipt_says_so(
        self, tool: installer.Installer
    ) -> None:
        kept, free = tool.install(WANTED)
        assert kept[4] == f"clerk-cli[jwks,m2m,users]=={__version__}"
        assert [*kept[:4], *kept[5:]] == [*free[:4], *free[5:]]

    @pytest.mark.parametrize(
        "source", [f'specifier = "=={__version__}"', 'editable = "/a"', 'git = "https://a.test/b"']
    )
    def test_a_program_that_cannot_change_needs_one_command(
        self, tmp_path: Path, source: str
    ) -> None:
        tool = self.of(tmp_path, f'{{ name = "clerk-cli", {source} }}')
        assert len(tool.install(WANTED)) == len(tool.upgrade(WANTED)) == 1

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("extras", "expected"),
        [
            (["jwks"], "clerk-cli[users]"),
            (["jwks", "keyring"], "clerk-cli[keyring,users]"),
            (["protect-ai", "protect", "jwks"], "clerk-cli[users]"),
        ],
    )
    def test_a_change_is_one_command_with_the_final_extras(
        self, tmp_path: Path, extras: list[str], expected: str
    ) -> None:
        tool = self.of(tmp_path, f'{{ name = "clerk-cli", extras = {extras} }}')
        removed = ["clerk-cli-jwks", "clerk-cli-protect"]
        assert self.words(tool.change(WANTED[:1], removed))[3:] == [expected]

    def test_a_change_adds_and_removes_others(self, tool: installer.Installer) -> None:
        lines = [" ".join(words) for words in tool.change(WANTED, ["clerk-cli-tides"])]
        assert len(lines) == 2
        for line in lines:
            assert ("tides" in line, "--with clerk-cli-weather>=2" in line) == (False, True)

    def test_a_change_that_removes_a_plugin_of_all_names_the_other_ones(
        self, tmp_path: Path
    ) -> None:
        tool = self.of(tmp_path, '{ name = "clerk-cli", extras = ["all", "keyring"] }')
        program = self.words(tool.change([], ["clerk-cli-users"]))[3]
        extras = program.removeprefix("clerk-cli[").removesuffix("]").split(",")
        assert not {"all", "users", "protect-ai", "testing"} & set(extras)
        assert {"jq", "keyring", "waitlist"} <= set(extras)

    def test_an_extra_of_the_program_stays_one(self, tool: installer.Installer) -> None:
        words = self.words(tool.install([parse_requirement("protect-ai"), parse_requirement("jq")]))
        assert words[4] == "clerk-cli[jwks,m2m,protect-ai,jq]<2"

    def test_extras_of_a_plugin_are_added_without_its_version(
        self, tool: installer.Installer
    ) -> None:
        words = " ".join(self.words(tool.install([parse_requirement("protect[openai]")])))
        assert words.startswith("uv tool install --python=3.12 clerk-cli[jwks,m2m,protect]<2 ")
        assert words.endswith("--with clerk-cli-protect[openai]")

    def test_a_pinned_official_plugin_becomes_an_extra(self, tmp_path: Path) -> None:
        pins = '{ name = "clerk-cli" }, { name = "clerk-cli-users", specifier = "==0.0.9" }'
        tool = self.of(tmp_path, pins)
        assert tool.upgrade(WANTED[:1]) == [["uv", "tool", "install", "clerk-cli[users]"]]
        added = self.words(tool.install([parse_requirement("jwks")]))
        assert added[3:] == ["clerk-cli[users,jwks]"]
        assert self.words(tool.uninstall(["clerk-cli-users"]))[3:] == ["clerk-cli"]

    def test_an_official_plugin_adds_nothing_to_all(self, tmp_path: Path) -> None:
        tool = self.of(tmp_path, '{ name = "clerk-cli", extras = ["all"] }')
        words = self.words(tool.install([*WANTED[:1], parse_requirement("keyring")]))
        assert words[3:] == ["clerk-cli[all,keyring]"]

    def test_an_editable_program_keeps_its_extras(self, tmp_path: Path) -> None:
        editable = '{ name = "clerk-cli", extras = ["jwks"], editable = "/src/clerk" }'
        words = self.words(self.of(tmp_path, editable).install(WANTED[:1]))
        assert words == ["uv", "tool", "install", "--editable", "/src/clerk[jwks,users]"]

    def test_the_index_and_further_options_are_repeated(self, tmp_path: Path) -> None:
        options = """[tool.options]
prerelease = "allow"
no-index = true
find-links = ["file:///a", "file:///b"]
index = [{ url = "https://x.test", default = true }, { name = "y", url = "https://y.test" }]
"""
        tool = self.of(tmp_path, '{ name = "clerk-cli" }', options)
        words = self.words(tool.install(WANTED[:1]))
        assert words[3:-1] == [
            "--prerelease=allow", "--no-index", "--find-links=file:///a", "--find-links=file:///b",
            "--default-index=https://x.test", "--index=y=https://y.test",
        ]  # fmt: skip

    @pytest.mark.parametrize("key", ["exclude-newer", "exclude-newer-span"])
    def test_a_span_of_days_stays_a_span(self, tmp_path: Path, key: str) -> None:
        moment = 'exclude-newer = "2026-11-19T23:04:46Z"\n'
        span = 'exclude-newer-span = "P7D"\n' if key.endswith("span") else ""
        tool = self.of(tmp_path, '{ name = "clerk-cli" }', f"[tool.options]\n{moment}{span}")
        value = "P7D" if span else "2026-11-19T23:04:46Z"
        assert self.words(tool.install(WANTED[:1]))[3:-1] == [f"--exclude-newer={value}"]

    @pytest.mark.parametrize(
        ("rest", "lost"),
        [
            ('constraints = [{ name = "requests", specifier = "<3" }]\n', "constraints"),
            ("[tool.options.config-settings]\na = 'b'\n", "config-settings"),
            ("[tool.options]\nsomething-new = 'b'\n", "something-new"),
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
        kept, free = (
            " ".join(words) for words in tool.upgrade([parse_requirement("clerk-cli-tides>=2")])
        )
        assert kept.endswith("--with clerk-cli-tides>=2 --upgrade-package clerk-cli-tides")
        assert free.endswith("--with clerk-cli-tides>=2")
        assert "tides==1.0" not in kept + free

    def test_a_plugin_is_removed(self, tool: installer.Installer) -> None:
        words = " ".join(self.words(tool.uninstall(["clerk-cli-jwks", "clerk-cli-tides"])))
        assert words.startswith("uv tool install --python=3.12 clerk-cli[m2m]<2 --with-editable")

    @pytest.mark.parametrize("name", ["jq", "keyring"])
    def test_an_extra_is_removed(self, tmp_path: Path, name: str) -> None:
        tool = self.of(tmp_path, '{ name = "clerk-cli", extras = ["jq", "keyring", "jwks"] }')
        words = self.words(tool.uninstall([name]))
        assert words[3] == f"clerk-cli[{'keyring' if name == 'jq' else 'jq'},jwks]"

    def test_a_plugin_of_the_all_extra_cannot_be_removed_alone(self, tmp_path: Path) -> None:
        receipt = RECEIPT.replace('"jwks", "m2m"', '"all"')
        (tmp_path / "uv-receipt.toml").write_text(receipt)
        with pytest.raises(ConfigError, match=r"clerk-cli\[all\] includes users") as caught:
            installer.detect(tmp_path).uninstall(["clerk-cli-users"])
        disable, install = (caught.value.hint or "").splitlines()
        assert disable == "Disable it instead with: clerk plugins disable users"
        assert install.startswith("Or install the others by their names: uv tool install ")
        assert ("waitlist" in install, ",users" in install) == (True, False)

    def test_a_receipt_of_an_early_uv_is_read(self, tmp_path: Path) -> None:
        tool = self.of(tmp_path, '"clerk-cli[jwks]<2", "clerk-cli-tides==1.0"')
        words = " ".join(self.words(tool.install(WANTED[:1])))
        assert words == "uv tool install clerk-cli[jwks,users]<2 --with clerk-cli-tides==1.0"

    @pytest.mark.parametrize(
        "text",
        [
            "tool = 1",
            "[tool]\nrequirements = 1",
            "[tool]\nrequirements = [1]",
            "[tool]\nrequirements = [{}]",
            "[tool]\nrequirements = ['a b c']",
            "[tool]\nrequirements = []\noptions = 3",
            "[tool.options]\nindex = 3",
            "[tool.options]\nindex = [{}]",
        ],
    )
    def test_a_receipt_of_another_structure_is_named(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "uv-receipt.toml").write_text(text)
        with pytest.raises(ConfigError, match=r"cannot read .*: its format is not") as caught:
            installer.detect(tmp_path)
        assert "uv tool install 'clerk-cli[NAME]'" in (caught.value.hint or "")

    def test_an_unreadable_receipt_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "uv-receipt.toml").write_text("[tool")
        with pytest.raises(ConfigError, match=r"cannot read .*uv-receipt.toml"):
            installer.detect(tmp_path)
