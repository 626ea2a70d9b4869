"""Tables, JSON and YAML of complete results."""

from __future__ import annotations

import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from clerk_cli.output import CORE_FORMAT_NAMES, formats
from clerk_cli.output.formats import Format, core_formats
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column, View, comma, date, date_time, text, yes_no
from clerk_cli.results import APIObject, Listing

ID = "user_2abcdefghijklmnopqrstuvwxyz"
VIEW = View(
    columns=(Column("ID", "id"), Column("NAME", "name", truncatable=True), Column("N", "n")),
    details=(Column("Id", "id"), Column("Full name", "name")),
)
ROWS: list[APIObject] = [
    {"id": ID, "name": "Ada Lovelace, Countess of Lovelace", "n": 1},
    {"id": "user_3", "name": None, "n": None},
]


FORMATS = {format_.name: format_ for format_ in core_formats()}
PAGE = Path(__file__).parents[3] / "docs/output.md"


@pytest.mark.steps
def test_each_format_of_the_module_is_one_of_the_core() -> None:
    classes = [item for item in vars(formats).values() if isinstance(item, type)]
    named = {item for item in classes if issubclass(item, Format) and "name" in vars(item)}
    unknown = sorted(item.__name__ for item in named - {type(item) for item in FORMATS.values()})
    assert not unknown, f"output/formats.py: add {unknown} to core_formats()"


@pytest.mark.steps
def test_the_list_for_help_and_settings_has_each_format_in_order() -> None:
    assert tuple(FORMATS) == CORE_FORMAT_NAMES, "edit CORE_FORMAT_NAMES in output/__init__.py"


@pytest.mark.steps
def test_the_page_about_output_has_a_row_for_each_format_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(rows[: len(FORMATS)]) == tuple(FORMATS), "edit the table in docs/output.md"


def write(
    name: str, result: Any, *, view: View = VIEW, width: int | None = None, color: bool = False
) -> str:
    stream = io.StringIO()
    format_ = FORMATS[name]
    format_.write(result, view, OutputTarget(stream, width, color))
    return stream.getvalue()


class TestTable:
    """Columns for people."""

    def test_columns_are_aligned_without_trailing_spaces(self) -> None:
        assert write("table", Listing([{"id": "a", "name": "xyz", "n": 1}, {"id": "bcd"}])) == (
            "ID   NAME  N\na    xyz   1\nbcd  -     -\n"
        )

    def test_cells_are_not_truncated_without_a_terminal(self) -> None:
        assert "Countess of Lovelace" in write("table", Listing(ROWS))

    def test_truncatable_cells_are_shortened_to_fit_and_ids_never(self) -> None:
        lines = write("table", Listing(ROWS), width=50).splitlines()
        assert max(map(len, lines)) <= 50
        assert ID in lines[1]
        assert "Ada Lovel" in lines[1]
        assert "…" in lines[1]

    def test_a_terminal_that_is_too_narrow_gets_blocks_with_full_ids(self) -> None:
        shown = write("table", Listing(ROWS), width=20)
        assert f"ID    {ID}\nNAME  Ada Lovelace, Countess of Lovelace\nN     1\n\n" in shown

    def test_wide_characters_take_two_columns(self) -> None:
        lines = write("table", Listing([{"id": "日本", "name": "x"}, {"id": "abcd", "name": "y"}]))
        assert lines == "ID    NAME  N\n日本  x     -\nabcd  y     -\n"

    def test_wide_characters_are_shortened_by_their_width(self) -> None:
        rows = Listing([{"id": "a", "name": "日本日本日本日本日本日本", "n": 1}])
        assert "日本日本…" in write("table", rows, width=17)

    def test_only_the_header_is_colored(self) -> None:
        shown = write("table", Listing([{"id": "a", "name": "b", "n": 1}]), color=True)
        assert shown == "\x1b[1;36mID  NAME  N\x1b[22;0m\na   b     1\n"

    def test_an_empty_list_writes_nothing(self) -> None:
        assert write("table", Listing([])) == ""

    def test_a_single_object_is_shown_as_details(self) -> None:
        assert write("table", ROWS[0]) == (
            f"Id:        {ID}\nFull name: Ada Lovelace, Countess of Lovelace\n"
        )

    def test_an_object_without_a_view_is_a_row(self) -> None:
        assert write("table", {"a": 1, "b": True}, view=View()) == "A  B\n1  yes\n"


HOSTILE = "a\x1b[31mred\x1b[2J\x07\x9b1m\r\nnext\tline\u202egnp\u2028"


@pytest.mark.parametrize("format_", ["table", "json", "yaml"])
def test_text_from_the_server_cannot_move_the_cursor_or_change_colors(format_: str) -> None:
    shown = write(format_, Listing([{"id": "a", "name": HOSTILE, "n": 1}]))
    assert not {
        character for character in shown if (not character.isprintable()) and character != "\n"
    }


def test_markup_in_data_is_unchanged() -> None:
    markup = "<b>bold</b> <fg=zzz>x <error>{braces}"
    for format_ in ("table", "json", "yaml"):
        assert markup in write(format_, Listing([{"id": "a", "name": markup, "n": 1}]))


def random_text(source: random.Random) -> str:
    alphabet = "ab \n:#-'\"\\\t\x00\x1b\x85é\u2028😀{}[],&*!|>%@`0123.ey~\u202e\ufeff"
    return "".join(source.choice(alphabet) for _ in range(source.randint(0, 8)))


AMBIGUOUS = [
    "y",
    "no",
    "1e3",
    "2020-01-01",
    "",
    " x",
    "null",
    "~",
    "0x1f",
    "12:30",
    "=",
    "<<",
    "日本",
]


@pytest.mark.parametrize(("format_", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_data_survives_a_round_trip(format_: str, load: Any) -> None:
    source = random.Random(7)
    texts = AMBIGUOUS + [random_text(source) for _ in range(300)]
    data: Any = {
        "texts": texts,
        "keys": dict.fromkeys(texts, 1),
        "n": [1, -2.5, True, None, {}, []],
    }
    assert load(write(format_, data)) == data


@pytest.mark.parametrize("format_", ["json", "yaml"])
def test_keys_stay_in_their_order(format_: str) -> None:
    shown = write(format_, {"zebra": 1, "apple": {"yy": 1, "ww": 2}})
    assert shown.index("zebra") < shown.index("apple")
    assert shown.index("yy") < shown.index("ww")


@pytest.mark.parametrize(("format_", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_a_list_is_one_object_with_its_total(format_: str, load: Any) -> None:
    assert load(write(format_, Listing([{"id": "a"}], 7))) == {
        "data": [{"id": "a"}], "total_count": 7,
    }  # fmt: skip


@pytest.mark.parametrize("format_", ["json", "yaml"])
def test_a_lone_surrogate_does_not_stop_the_output(format_: str) -> None:
    write(format_, {"broken": "\ud800"}).encode("utf-8")


def test_a_stream_without_unicode_gets_escapes_that_mean_the_same() -> None:
    for format_, load in (("json", json.loads), ("yaml", yaml.safe_load)):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="ascii")
        FORMATS[format_].write({"name": "日本 é"}, VIEW, OutputTarget(stream))
        stream.flush()
        assert load(raw.getvalue()) == {"name": "日本 é"}


@pytest.mark.parametrize(
    ("show", "value", "shown"),
    [
        (text, None, "-"),
        (text, "", "-"),
        (text, 0, "0"),
        (text, False, "no"),
        (text, {"a": ["é"]}, '{"a": ["é"]}'),
        (date, None, "-"),
        (date, 0, "-"),
        (date_time, 0, "-"),
        (date, 10**20, "100000000000000000000"),
        (yes_no, None, "no"),
        (comma, ["a", "b"], "a, b"),
        (comma, [], "-"),
    ],
)
def test_a_value_becomes_a_cell(show: Any, value: object, shown: str) -> None:
    assert show(value) == shown


def test_a_date_is_in_the_local_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert date(1_700_000_000_000) == "2023-11-15 07:13"
        assert date_time(1_700_000_000_000) == "2023-11-15 07:13"
    finally:
        monkeypatch.undo()
        time.tzset()
