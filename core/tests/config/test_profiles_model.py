"""The profiles file against an independent model of it.

What is written is read back, and any text is read as the model reads it, or refused by both.
``CLERK_TEST_EXAMPLES=5000`` looks longer.
"""

from __future__ import annotations

import re
from pathlib import Path

from core.tests.config.searches import SEARCH, STATEFUL
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.errors import ConfigError, UsageError

NAMES = st.sampled_from(["default", "live", "test", "two words", "日本", "a'b"])
KEYS = st.sampled_from(["clerk.key", "clerk.api.url", "output", "tea.kind", "x", "A_b-c"])
VALUES = st.text(st.sampled_from("ab1 \t=#;!\"'[]%$\\日é\u00a0\u200b"), max_size=8)
TEXTS = st.text(
    st.sampled_from("ab.-_ \t\n\r=#;!\"'[]%$\\日é\u00a0\u200b\u2028\x00\x85\udcff"), max_size=8
)
Model = dict[str, dict[str, str]]

HEADER = re.compile(
    r"\[\s*(?:(?P<d>default)|profile\s+(?P<name>[^\[\]]+?))\s*\]\s*(?:[#;].*)?", re.I
)
SETTING = re.compile(r"(?P<key>[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*)\s*=\s*(?P<value>.*)")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
MISSPELLED = re.compile(r"clerk[._-]*key|clerk[._-]*api[._-]*url|output|debug|profile", re.I)
CORRECT = {"clerk.key", "clerk.api.url", "output", "debug", "profile"}


def understand(text: str) -> Model | None:
    """The sections of a profiles file by name, ``""`` for the default one; None: refuse it."""
    sections: Model = {}
    section = None
    for raw in text.split("\n"):
        line = raw.strip()
        if CONTROL.search(line):
            return None
        if not line or line.startswith(("#", ";")):
            continue
        if header := HEADER.fullmatch(line):
            section = "" if header["d"] else without_quotes(re.sub(r"\s+", " ", header["name"]))
            if section is None or (section == "" and not header["d"]):
                return None
            if re.search(r"(^| )[#;]|^['\"]|^ | $|  |\u200b", section):
                return None
            sections.setdefault(section, {})
            continue
        entry = SETTING.fullmatch(line)
        if entry is None or section is None:
            return None
        key, value = entry["key"], without_quotes(entry["value"])
        if value is None or (MISSPELLED.fullmatch(key) and key not in CORRECT):
            return None
        if key == "profile" and section:
            return None
        sections[section][key] = value
    return sections


def without_quotes(value: str) -> str | None:
    """The value without its quotes; None where they do not fit."""
    if value[:1] in ("'", '"'):
        return value[1:-1] if len(value) > 1 and value[-1] == value[0] else None
    return value


def contents(file: ProfilesFile) -> Model:
    sections: Model = {name: {} for _, name in file._headers}
    return {name: {key: file.get(name, key) or "" for key in file.keys(name)} for name in sections}


def read(text: str) -> Model | None:
    try:
        return contents(ProfilesFile(text, Path("profiles")))
    except ConfigError:
        return None


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "profile",
        "Profile",
        "default",
        "DEFAULT",
        " live",
        " test",
        "\t",
        " ",
        "=",
        " = ",
        '"',
        "'",
        "#",
        ";",
        "clerk.key",
        "Clerk.Key",
        "clerk_key",
        "sk_live_x",
        "sk_test_x",
        "output",
        "json",
        "!echo x",
        "\n",
        "\r\n",
        "\r",
        "\u2028",
        "\u200b",
        "\u00a0",
        "\ufeff",
        "\x00",
        "é",
        "x",
        "-",
        ":",
        "\n[profile live]\n",
        "\n[default]\n",
        "\nclerk.key = ",
        " # note",
    ]
)


@SEARCH
@given(st.lists(PIECES, max_size=16).map("".join))
def test_any_text_is_read_like_the_model_or_refused(text: str) -> None:
    assert read(text) == understand(text)


LINES = st.sampled_from(
    [
        "[profile live]",
        "[profile live] # owner=ops",
        "[Profile  test ]",
        '[profile "two words"]',
        "[DEFAULT]",
        "[profile live",
        "[live]",
        "[profile ]",
        "[profile a] b",
        "clerk.key = sk_live_x",
        "clerk.key=sk_test_x",
        "clerk.key =",
        "clerk.key = !op read x",
        "Clerk.Key = x",
        "output = 'json'",
        'output = "json',
        "profile = live",
        "# a = b",
        "; [profile test]",
        "",
        "   ",
        "nonsense",
        "= x",
        "tea.kind = a = b # c",
        "\ttea.kind\t=\tgreen",
    ]
)


@SEARCH
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_any_lines_are_read_like_the_model_or_refused(lines: list[str], ending: str) -> None:
    assert read(ending.join(lines)) == understand(ending.join(lines))


class ProfilesMachine(RuleBasedStateMachine):
    """Edits by commands and by hand, after which the file holds what a dict holds."""

    def __init__(self) -> None:
        super().__init__()
        self.file = ProfilesFile("", Path("profiles"))
        self.model: Model = {}

    @rule(name=NAMES, key=KEYS, value=VALUES)
    def set(self, name: str, key: str, value: str) -> None:
        self.file.set(name, key, value)
        self.model.setdefault(name, {})[key] = value

    @rule(name=NAMES, key=KEYS)
    def unset(self, name: str, key: str) -> None:
        removed = self.file.unset(name, key)
        assert removed is (self.model.get(name, {}).pop(key, None) is not None)

    @rule(name=NAMES)
    def create(self, name: str) -> None:
        self.file.create(name)
        self.model.setdefault(name, {})

    @rule(name=NAMES)
    def use(self, name: str) -> None:
        self.file.use(name)
        if name != "default":
            self.model.setdefault("", {})["profile"] = name
        else:
            self.model.get("", {}).pop("profile", None)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.file.delete(name)
        self.model.pop(name, None)
        if self.model.get("", {}).get("profile") == name:
            del self.model[""]["profile"]

    @rule(
        line=st.sampled_from(
            ["# sk_live_x", "", "  ; x = 1", "[PROFILE live]#x", "[ profile 'test' ]"]
        )
    )
    def edit_by_hand(self, line: str) -> None:
        text = self.file.render()
        ending = "" if not text or text.endswith("\n") else "\n"
        self.file = ProfilesFile(f"{text}{ending}{line}", Path("profiles"))
        if line.startswith("["):
            self.model.setdefault("live" if "live" in line else "test", {})

    @invariant()
    def the_text_holds_the_model(self) -> None:
        assert read(self.file.render()) == self.model == understand(self.file.render())
        assert self.file.active == self.model.get("", {}).get("profile", "default")


def test_profiles_hold_what_was_written() -> None:
    run_state_machine_as_test(ProfilesMachine, settings=STATEFUL)


@SEARCH
@given(TEXTS, TEXTS, TEXTS)
def test_a_setting_is_written_so_that_it_is_read_back_or_refused(
    name: str, key: str, value: str
) -> None:
    file = ProfilesFile("[profile other]\nx = 1\n", Path("profiles"))
    try:
        file.set(name or "a", key or "k", value)
    except UsageError:
        assert file.render() == "[profile other]\nx = 1\n"
        return
    written = ProfilesFile(file.render(), Path("profiles"))
    assert written.get(name or "a", key or "k") == value
    assert written.get("other", "x") == ("1" if (name, key) != ("other", "x") else value)
