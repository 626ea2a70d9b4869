"""Files: unpacked, decoded, read as CSV or JSON, and refused in one line where they are damaged."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.api import Environment, UsageError
from clerk_cli_migrate.files.inputs import InputFile, open_inputs
from clerk_cli_migrate.files.rows import rows_of

CSV = "id,email\n1,ada@example.com\n2,grace@example.com\n"
PACKED = gzip.compress(
    "".join(f"{n},{n * n * 7919 % 65521}\n" for n in range(500)).encode(), mtime=0
)
ROWS = [{"id": "1", "email": "ada@example.com"}, {"id": "2", "email": "grace@example.com"}]


def write(folder: Path, content: bytes | str, name: str = "users.csv") -> InputFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (file,) = open_inputs([name], Environment(directory=folder))
    return file


def values(file: InputFile, *, header: bool | None = None) -> list[Any]:
    return [row.values for row in rows_of(file, header=header)]


def refusal(file: InputFile) -> str:
    with pytest.raises(UsageError) as raised:
        values(file)
    return raised.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded_by_its_mark(tmp_path: Path, encoding: str) -> None:
    assert values(write(tmp_path, "id,name\n1,Zoë\n".encode(encoding))) == [
        {"id": "1", "name": "Zoë"}
    ]


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    assert values(write(tmp_path, gzip.compress(CSV.encode()), "users.csv.gz")) == ROWS


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    plain = write(tmp_path, CSV)
    packed = write(tmp_path, gzip.compress(CSV.encode()), "users.csv.gz")
    assert plain.fingerprint == packed.fingerprint
    assert write(tmp_path, CSV + "3,x@y.z\n").fingerprint != plain.fingerprint


def test_stdin_is_read_several_times() -> None:
    (file,) = open_inputs(["-"], Environment(stdin=io.StringIO(CSV)))
    assert values(file) == ROWS
    assert values(file) == ROWS
    assert file.refusal("is odd", 3).message == "stdin, line 3: is odd"


def test_a_pipe_is_read_several_times(tmp_path: Path) -> None:
    import os
    from threading import Thread

    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = Thread(target=path.write_text, args=(CSV,))
    writer.start()
    (file,) = open_inputs(["pipe"], Environment(directory=tmp_path))
    writer.join()
    assert (values(file), values(file)) == (ROWS, ROWS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(CSV.encode() * 100, mtime=0)[:-20], "the gzip data is truncated"),
        (PACKED[:40] + b"\xff\xff\xff\xff" + PACKED[44:], "the gzip data is damaged"),
        (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "the gzip data is damaged: CRC"),
        (b"PK\x03\x04rest", "is a zip archive"),
        (b"id,name\n1,Zo\xeb\n", "line 2: is not UTF-8 text"),
        (b"id,name\n1,Zo\xc3\xab\n2,Zo\xeb\n", "line 3: is not UTF-8 text"),
        (b"id,name\n" + "1,Zoë\n".encode("utf-16-le"), "line 2: is not UTF-8 text"),
        ("id,name\n1,Ada\n".encode("utf-16-le"), "line 1: has a NUL character"),
        (CSV.encode("utf-16")[:-1], "is not UTF-16 text"),
        ('id,name\n1,"Ada\n2,Grace\n', "line 2: a quote is never closed"),
        ('id,name\n1,"Ada"x\n', "line 2: the quoting is not valid CSV"),
        ('id,name\n1,Ada "x" B\n', "line 2: the quoting is not valid CSV"),
        ('id,name\n1,"Ada\n2,"Grace\n', "line 2: the quoting is not valid CSV"),
        ("id,id\n1,2\n", 'line 1: the header has two columns "id"'),
        ('[{"id": 1},\n{"id" 2}]', "line 2: not valid JSON: Expecting ':'"),
        ('[{"id": 1},\n{"id": 2}', "line 2: not valid JSON: the file is truncated"),
        ('{"users": [{"id": 1}, ', "line 1: not valid JSON: Expecting value"),
        ('[{"id": NaN}]', "line 1: not valid JSON: NaN is not JSON"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes | str, reason: str) -> None:
    message = refusal(write(tmp_path, content))
    assert message.startswith("users.csv")
    assert reason in message


def test_a_file_that_changes_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, CSV)
    values(file)
    (tmp_path / "users.csv").write_text(CSV + "3,x@y.z\n")
    assert refusal(file) == "users.csv: changed while it was read"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["missing.csv"], "missing.csv: cannot be read: No such file or directory"),
        (["."], ".: is a folder, not a file"),
        (["a.csv", "a.csv"], "a file is named more than once"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(
    tmp_path: Path, names: list[str], reason: str
) -> None:
    with pytest.raises(UsageError, match=reason.replace(".", r"\.")):
        open_inputs(names, Environment(directory=tmp_path))


def test_a_row_with_other_cells_has_a_problem(tmp_path: Path) -> None:
    rows = list(rows_of(write(tmp_path, "id,email\n1\n2,a@b.co\n3,c@d.co,surplus\n4,e@f.co,,\n")))
    assert [row.problem.code if row.problem else "" for row in rows] == [
        "ragged_row", "", "ragged_row", "",
    ]  # fmt: skip
    assert [row.line for row in rows] == [2, 3, 4, 5]
    assert rows[2].values["3"] == "surplus"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_recognized(tmp_path: Path, separator: str) -> None:
    assert values(write(tmp_path, CSV.replace(",", separator))) == ROWS


def test_a_csv_without_a_header_has_numbers_for_names(tmp_path: Path) -> None:
    file = write(tmp_path, "1,ada@example.com\n2,grace@example.com\n")
    assert values(file)[1] == {"1": "2", "2": "grace@example.com"}
    names = write(tmp_path, "ada,grace\n")
    assert values(names) == []
    assert values(names, header=False) == [{"1": "ada", "2": "grace"}]


def test_the_line_of_a_record_is_where_it_begins(tmp_path: Path) -> None:
    file = write(tmp_path, 'id,name\n1,"two\r\nlines"\n\n2,x\r\n')
    assert [(row.line, row.values["name"]) for row in rows_of(file)] == [
        (2, "two\r\nlines"),
        (5, "x"),
    ]


def test_a_line_that_is_not_json_has_a_problem(tmp_path: Path) -> None:
    rows = list(rows_of(write(tmp_path, '{"id": 1}\n{"id": \n[1]\n\n{"id": 2}\n')))
    assert [(row.line, row.problem and row.problem.code) for row in rows] == [
        (1, None), (2, "invalid_json"), (3, "invalid_json"), (5, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"id": 1}, {"id": 2}]', [("", 1), ("", 2)]),
        ('{"users": [{"id": 1}]}', [("users", 1)]),
        ('{"Users": [{"id": 1}], "PaginationToken": "x"}\n{"Users": []}', [("Users", 1)]),
        ('{"data": [{"id": 1}]}\n\n{"data": [{"id": 2}]}', [("data", 1), ("data", 2)]),
        ('[{"id": 1}]\n[{"id": 2}]', [("", 1), ("", 2)]),
        ('{"user": [{"id": 1}], "account": [{"id": 2}]}', [("user", 1), ("account", 2)]),
        ('{"id": 1, "accounts": [{"id": 2}]}', [("", 1)]),
        ('{\n "id": 1,\n "name": "x"\n}\n{\n "id": 2\n}', [("", 1), ("", 2)]),
        ('{"id": "realm", "groups": [{"id": 9}], "users": [{"id": 1}]}', [("users", 1)]),
        ("[]", []),
    ],
)
def test_documents_and_pages_are_read(
    tmp_path: Path, content: str, expected: list[tuple[str, int]]
) -> None:
    rows = rows_of(write(tmp_path, content))
    assert [(row.section, row.values["id"]) for row in rows] == expected


@pytest.mark.slow
def test_a_document_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    import tracemalloc

    record = json.dumps({"id": "x" * 1000})
    file = write(tmp_path, f'{{"users": [{",".join([record] * 30_000)}]}}')
    tracemalloc.start()
    assert sum(1 for _ in rows_of(file)) == 30_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
CELLS = st.lists(TEXT, min_size=2, max_size=2)


@given(
    rows=st.lists(CELLS, max_size=8),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read(rows: list[list[str]], quoting: int, end: str) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # the writer leaves carriage returns unquoted
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([["first", "second"], *rows])
    (file,) = open_inputs(["-"], Environment(stdin=io.StringIO(stream.getvalue(), newline="")))
    assert [list(row) for row in (item.values() for item in values(file))] == rows


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXT, JSON, max_size=4), min_size=1, max_size=6)


@given(rows=OBJECTS, indent=st.sampled_from([None, 2]), is_ascii=st.booleans())
def test_arrays_are_read(rows: list[dict[str, Any]], indent: int | None, is_ascii: bool) -> None:
    text = json.dumps(rows, indent=indent, ensure_ascii=is_ascii)
    (file,) = open_inputs(["-"], Environment(stdin=io.StringIO(text)))
    assert values(file) == rows


@given(rows=OBJECTS)
def test_lines_are_read(rows: list[dict[str, Any]]) -> None:
    rows = [{"id": "1", **row} for row in rows]
    text = "\n".join(json.dumps(row) for row in rows)
    (file,) = open_inputs(["-"], Environment(stdin=io.StringIO(text)))
    assert values(file) == rows


@given(content=st.binary(max_size=200) | TEXT.map(str.encode))
def test_anything_else_is_read_or_refused(content: bytes) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(content))
    (file,) = open_inputs(["-"], Environment(stdin=stdin))
    message = "stdin"
    try:
        values(file)
    except UsageError as error:
        message = error.message
    assert message.startswith("stdin")
    assert "\n" not in message


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    depth = sys.getrecursionlimit() * 60
    rows = list(rows_of(write(tmp_path, f'{{"a": 1}}\n{{"a": {"[" * depth}{"]" * depth}}}\n')))
    assert [row.problem is None for row in rows] == [True, False]


UNSENDABLE = {
    "half a character": (r'{"id": 1, "name": "A\ud83d"}', "invalid_text", "name"),
    "half a character in capitals": (r'{"id": 1, "name": "A\uD83D"}', "invalid_text", "name"),
    "half a character in a name": (r'{"id": 1, "\ude00": 1}', "invalid_text", r"\ude00"),
    "half a character far inside": (r'{"a": [{"b": {"\ud83d": 1}}]}', "invalid_text", "a"),
    "a number beyond all limits": ('{"id": 1, "n": {"m": 1e400}}', "invalid_json", "n"),
    "a number below all limits": ('{"id": -1e400}', "invalid_json", "id"),
}


@pytest.mark.parametrize(("text", "code", "field"), UNSENDABLE.values(), ids=UNSENDABLE)
@pytest.mark.parametrize(
    "layout", ['{{"id": 0}}\n{}\n{{"id": 2}}\n', '[{{"id": 0}}, {}, {{"id": 2}}]']
)
def test_an_object_that_cannot_be_sent_is_one_refused_record(
    tmp_path: Path, text: str, code: str, field: str, layout: str
) -> None:
    first, row, last = rows_of(write(tmp_path, layout.format(text)))
    assert (first.problem, last.problem, row.line) == (None, None, 2)
    assert row.problem is not None
    assert (row.problem.code, row.problem.field) == (code, field)
    assert json.dumps(row.values, ensure_ascii=False).encode().isascii()


def test_a_pair_of_halves_is_a_character(tmp_path: Path) -> None:
    (row,) = rows_of(write(tmp_path, r'{"name": "\ud83d\ude00"}'))
    assert (row.problem, row.values) == (None, {"name": "\U0001f600"})


def test_a_name_of_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        open_inputs(["a\udcff.csv"], Environment(directory=tmp_path))


@pytest.mark.parametrize("content", ["id,email\r1,a@b.co\r", 'id,name\r1,"A ""x"" B"\r2,C\r'])
def test_lines_that_end_in_cr_alone_are_named(tmp_path: Path, content: str) -> None:
    assert refusal(write(tmp_path, content)) == "users.csv, line 1: its lines end in CR without LF"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_cell_may_be_large(tmp_path: Path, separator: str) -> None:
    large = 'x"' * 200_000
    quoted = large.replace('"', '""')
    content = f'id,note,last\n1,"{quoted}",\n'.replace(",", separator)
    assert values(write(tmp_path, content)) == [{"id": "1", "note": large, "last": ""}]


@pytest.mark.parametrize("row", [",,", ",", " , ,", '"","",""', "\t"])
def test_a_row_of_empty_cells_is_blank(tmp_path: Path, row: str) -> None:
    rows = rows_of(write(tmp_path, f"id,email,name\n{row}\n1,a@b.co,\n"))
    assert [item.is_blank for item in rows] == [True, False]


@pytest.mark.parametrize("text", ["{}", '{"email": null}', '{"emails": []}'])
def test_an_object_without_values_is_not_blank(tmp_path: Path, text: str) -> None:
    (row,) = rows_of(write(tmp_path, text))
    assert not row.is_blank
