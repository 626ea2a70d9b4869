"""Text from outside on a terminal."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.output.formats import core_formats
from clerk_cli.output.sanitize import clean, clean_multiline, clean_styled, replace_unsafe
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column, View
from clerk_cli.results import Json

NEEDED = {
    "family": "👩‍👩‍👧",
    "skin tone": "👨🏻‍🚀",
    "heart on fire": "❤️‍🔥",
    "eye in speech bubble": "👁️‍🗨️",
    "rainbow flag": "🏳️‍🌈",
    "England": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1️⃣",
    "Persian": "می‌خواهم",
    "Hindi": "क्‍ष",
    "Malayalam": "ന്‍",
    "Sinhala": "ශ්‍රී",
    "Arabic abbreviation": "١٤٤٥ ه‍ ",
    "Mongolian": "ᠮᠣᠩ᠋ᠭᠣᠯ",
    "Japanese variant": "葛\U000e0100城",
    "Chinese variant": "\u4fae\ufe00",
    "keycaps": "#\ufe0f\u20e3*\ufe0f\u20e3",
    "text presentation": "\u2708\ufe0e \u00a9\ufe0f",
    "mathematical variant": "\u2229\ufe00",
    "Myanmar variant": "\u1000\ufe00",
    "corner of a full stop": "\u3002\ufe01",
}


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_joiners_and_selectors_stay_where_scripts_and_emoji_need_them(text: str) -> None:
    assert clean(text) == clean_multiline(text) == text


INVISIBLE = {
    "soft hyphen": "\xad",
    "combining grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul choseong filler": "\u115f",
    "Hangul jungseong filler": "\u1160",
    "Hangul filler": "\u3164",
    "halfwidth Hangul filler": "\uffa0",
    "Khmer inherent vowel": "\u17b4",
    "Mongolian vowel separator": "\u180e",
    "zero-width space": "\u200b",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible plus": "\u2064",
    "first strong isolate": "\u2068",
    "byte order mark": "\ufeff",
    "interlinear annotation": "\ufff9",
    "musical control": "\U0001d173",
    "language tag": "\U000e0001",
    "tag letter": "\U000e0041",
    "cancel tag": "\U000e007f",
    "Egyptian joiner": "\U00013430",
    "Egyptian control": "\U0001343f",
    "Egyptian blank": "\U00013441",
    "Egyptian modifier": "\U00013455",
    "musical null notehead": "\U0001d159",
    "Braille blank": "\u2800",
    "Khitan filler": "\U00016fe4",
    "C1 control": "\x9b",
    "delete": "\x7f",
}


@pytest.mark.parametrize("character", INVISIBLE.values(), ids=INVISIBLE)
@pytest.mark.parametrize("template", ["{}", "a{}b", "日{}本", "😀{}", "\x1b{}"])
def test_invisible_characters_are_shown_as_escapes(character: str, template: str) -> None:
    for shown in (clean(template.format(character)), clean_multiline(template.format(character))):
        assert character not in shown
        assert f"{ord(character):x}" in shown


@pytest.mark.parametrize(
    "text",
    [
        "a\u200db",
        "a\u200cb",
        "😀\u200d",
        "\u200d😀",
        "سلام\u200d\u200dx",
        "日\u200c本",
        "\ufe0fa",
        "a\ufe0f\ufe0f",
        "x \ufe0f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "🏴" + "\U000e0061" * 40 + "\U000e007f",
        "a\u180bb",
        "\U000e0100a",
        "a\ufe0f",
        "a\ufe00b",
        "é\ufe01",
        "Я\ufe0e",
        "5\ufe0f",
        "5\ufe0fa",
        "A\ufe0f\u20e3",
        "a\U000e0100",
        "x\U000e01efy",
        "1\U000e0123",
        "ع\ufe00",
        "日\ufe0f",
        "😀\ufe00",
        "😀\U000e0100",
        "日\ufe07",
        "日\U000e0100\U000e0101",
        "\U0001d158\U0001d159",
    ],
)
def test_joiners_and_selectors_are_escaped_everywhere_else(text: str) -> None:
    assert clean(text) != text


@pytest.mark.parametrize("first", [0xFE00, 0xE0100])
def test_no_bytes_are_hidden_in_selectors_behind_letters(first: int) -> None:
    hidden = "".join(
        f"{letter}{chr(first + number)}" for number, letter in enumerate("Linus Torvalds")
    )
    assert not [c for c in clean(hidden) if c >= "\ufe00"]


def test_a_line_break_is_an_escape_on_one_line() -> None:
    assert clean("a\nb\tc") == r"a\nb\tc"
    assert clean_multiline("a\nb\tc") == "a\nb\\tc"


def test_colors_of_the_palette_stay_in_styled_text() -> None:
    text = "\x1b[1;33mUsage:\x1b[22;0m\n  \x1b[36musers\x1b[0m \x1b[2J\x1b[31;5mblink\u202e"
    assert clean_styled(text) == (
        "\x1b[1;33mUsage:\x1b[22;0m\n  \x1b[36musers\x1b[0m \\x1b[2J\\x1b[31;5mblink\\u202e"
    )


@given(st.text())
def test_placeholders_keep_the_length(text: str) -> None:
    assert len(replace_unsafe(text)) == len(text)


@given(
    st.text(
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Lo", "Mn"])
        | st.sampled_from("a é😀")
    )
)
def test_cleaned_text_is_clean(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(shown) & (set(INVISIBLE.values()) - {"\U000e007f"})


HOSTILE = "".join(INVISIBLE.values()) + "\x1b[2J\x07"


@pytest.mark.parametrize("name", ["table", "json", "yaml", "ndjson", "csv"])
@pytest.mark.parametrize("text", [HOSTILE, *HOSTILE])
def test_no_format_writes_an_invisible_character(name: str, text: str) -> None:
    out = io.StringIO()
    (format_,) = (format for format in core_formats() if format.name == name)
    row: dict[str, Json] = {"id": "a", text: text}
    views = [View(), View(columns=(Column(text, text),)), View(details=(Column(text, text),))]
    for view in views:
        format_.write(row, view, OutputTarget(out))
    assert not set(out.getvalue()) & set(HOSTILE.replace("[2J", ""))


@pytest.mark.parametrize(("name", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
@pytest.mark.parametrize("text", [*NEEDED.values(), *INVISIBLE.values(), "\u200b\U000e0041 \xad"])
def test_escapes_of_a_data_format_mean_the_same_text(name: str, load: Any, text: str) -> None:
    out = io.StringIO()
    (format_,) = (format for format in core_formats() if format.name == name)
    format_.write({text: [text, {"x": text}]}, View(), OutputTarget(out))
    assert load(out.getvalue()) == {text: [text, {"x": text}]}
