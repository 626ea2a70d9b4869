"""Lists that are written while they are read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from clerk_cli.commands.prefetching import PREFETCHED_PAGES, prefetch
from clerk_cli.errors import NetworkError
from clerk_cli.output.formats import StreamingFormat, core_formats
from clerk_cli.output.streams import write_stream
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing
from clerk_cli.testing import CommandLine, FakeAPI
from clerk_cli.testing.fake_api import Received

VIEW = View(columns=(Column("ID", "id"), Column("NAME", "name", truncatable=True)))
FORMATS = {format.name: format for format in core_formats()}
ROWS: list[Any] = [
    {"id": f"user_{number}", "name": name, "meta": meta}
    for number, (name, meta) in enumerate([
        ("Ada Lovelace", {"a": [1, {"b": []}], "c": {}}),
        ("山田 花子", [[1, 2], [{"x": None}]]),
        ('quotes " and \\ and \n lines', 1.5),
        ("yes", True),
        ("0123", -7),
        ("escape \x1b[31m \u202e", {"key: odd": "- x", "": None}),
        ("", []),
        ("https://example.com/a?b=c", "#no comment"),
        (" padded ", "null"),
    ])
]  # fmt: skip


def written(name: str, rows: list[Any], *, batch: int = 2) -> str:
    """The output of a format that gets its rows in small batches."""
    out = io.StringIO()
    format_ = FORMATS[name]
    if not isinstance(format_, StreamingFormat):
        return at_once(name, rows)
    writer = format_.begin(VIEW, OutputTarget(out))
    for start in range(0, len(rows), batch):
        writer.add(rows[start : start + batch])
    writer.end(len(rows))
    return out.getvalue()


def at_once(name: str, rows: list[Any]) -> str:
    out = io.StringIO()
    FORMATS[name].write(Listing(rows, len(rows)), VIEW, OutputTarget(out))
    return out.getvalue()


@pytest.mark.parametrize("name", ["json", "yaml", "ndjson", "csv"])
@pytest.mark.parametrize("rows", [ROWS, ROWS[:1]], ids=["many", "one"])
def test_a_stream_is_written_like_a_list(name: str, rows: list[Any]) -> None:
    assert written(name, rows) == at_once(name, rows)


@pytest.mark.parametrize("name", ["json", "yaml"])
def test_an_empty_stream_is_an_empty_list(name: str) -> None:
    expected = {"data": [], "total_count": 0}
    assert yaml.safe_load(written(name, [])) == expected


def test_data_survives_a_round_trip() -> None:
    expected = {"data": ROWS, "total_count": len(ROWS)}
    assert json.loads(written("json", ROWS)) == expected
    assert yaml.safe_load(written("yaml", ROWS)) == expected
    assert [json.loads(line) for line in written("ndjson", ROWS).splitlines()] == ROWS


def test_json_equals_the_standard_library_s() -> None:
    plain = [row for row in ROWS if "\x1b" not in row["name"]]
    data = {"data": plain, "total_count": len(plain)}
    assert at_once("json", plain) == json.dumps(data, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_escape_sequences_are_escaped(name: str) -> None:
    text = written(name, ROWS)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_cell_of_csv_can_hold_commas_and_quotes() -> None:
    rows = [{"id": "a,b", "name": 'say "hi"'}]
    assert written("csv", rows) == 'ID,NAME\n"a,b","say ""hi"""\n'
    assert written("csv", []) == "ID,NAME\n"


def test_the_first_rows_decide_how_wide_a_table_is() -> None:
    rows = [{"id": "a", "name": "Ada"}, {"id": "b" * 30, "name": "Bo"}]
    lines = written("table", rows, batch=1).splitlines()
    assert lines == ["ID  NAME", "a   Ada", f"{'b' * 30}  Bo"]


@pytest.mark.parametrize("name", ["json", "yaml", "ndjson", "csv"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), NetworkError("gone")])
def test_a_document_is_complete_after_an_error(name: str, error: BaseException) -> None:
    def rows() -> Iterator[Any]:
        yield from ROWS[:1] * 600
        raise error

    out = io.StringIO()
    with pytest.raises(type(error)):
        write_stream(rows(), FORMATS[name], VIEW, OutputTarget(out))
    text = out.getvalue()
    assert text.endswith("\n")
    if name in ("json", "yaml"):
        assert yaml.load(text, yaml.CSafeLoader)["total_count"] is None
    else:
        assert len(text.splitlines()) - (name == "csv") == 600


def test_pages_are_prefetched_and_stay_in_order() -> None:
    from threading import Barrier

    barrier = Barrier(PREFETCHED_PAGES, timeout=10)

    def work(number: int) -> int:
        barrier.wait()
        return number * 10

    numbers = range(PREFETCHED_PAGES * 3)
    assert list(prefetch(work, numbers)) == [number * 10 for number in numbers]


def test_an_error_is_raised_in_the_place_of_its_page() -> None:
    def work(number: int) -> int:
        return 10 // (number - 2)

    results = prefetch(work, range(5))
    assert [next(results), next(results)] == [-5, -10]
    with pytest.raises(ZeroDivisionError):
        next(results)


@pytest.mark.usefixtures("things")
class TestAll:
    """``--all`` on a real command line."""

    def test_every_page_has_the_largest_size(
        self, clerk: CommandLine, fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def answer(request: Received) -> tuple[int, object, dict[str, str]]:
            fake_api.requests.append(request)
            offset = int(dict(request.query)["offset"])
            rows = [{"id": id} for id in "abcde"[offset : offset + 2]]
            return 200, {"data": rows, "total_count": 5}, {}

        monkeypatch.setattr(fake_api, "take", answer)
        result = clerk("things", "list", "--all", "-o", "ndjson")
        assert len(result.out.splitlines()) == 5
        assert sorted(request.target for request in fake_api.requests) == [
            f"/v1/things?limit=2&offset={offset}" for offset in (0, 2, 4, 5)
        ]

    def test_a_list_without_a_total_ends_with_an_empty_page(
        self, clerk: CommandLine, fake_api: FakeAPI
    ) -> None:
        fake_api.answer([{"id": "a"}, {"id": "b"}]).answer([{"id": "c"}]).answer([])
        result = clerk("things", "list", "--all", "-o", "json")
        assert [row["id"] for row in result.json["data"]] == ["a", "b", "c"]
        assert result.json["total_count"] == 3

    def test_an_empty_list_is_a_sentence(self, clerk: CommandLine, fake_api: FakeAPI) -> None:
        fake_api.answer({"data": [], "total_count": 0})
        result = clerk("things", "list", "--all")
        assert (result.out, "Nothing found" in result.err) == ("", True)

    def test_an_error_in_the_middle_leaves_complete_lines(
        self, clerk: CommandLine, fake_api: FakeAPI
    ) -> None:
        fake_api.answer([{"id": "a"}, {"id": "b"}]).fail(403, "forbidden", "no more")
        result = clerk("things", "list", "--all", "-o", "ndjson")
        assert result.code == 1
        assert "no more" in result.err
        assert all(json.loads(line) for line in result.out.splitlines())
