"""``clerk api --paginate``: lists in both shapes, by offset and by cursor."""

from __future__ import annotations

import json

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

ONE, TWO = {"id": "a"}, {"id": "b"}


@pytest.mark.parametrize(
    ("path", "pages"),
    [
        ("invitations", [[ONE], [TWO], []]),
        ("organizations", [{"data": rows, "total_count": 2} for rows in ([ONE], [TWO], [])]),
        ("m2m_tokens", [{"m2m_tokens": rows, "total_count": 2} for rows in ([ONE], [TWO], [])]),
        ("/things", [[ONE], [TWO], []]),
    ],
)
@pytest.mark.parametrize("slurp", [False, True])
def test_all_pages_are_read(
    clerk: CommandLine, fake_api: FakeAPI, path: str, pages: list[object], slurp: bool
) -> None:
    for page in pages:
        fake_api.answer(page)
    options = ["--slurp"] if slurp else []
    result = clerk("api", path, "-f", "limit=1", "--paginate", *options)
    assert result.code == 0, result.err
    assert (result.json if slurp else result.json["data"]) == (pages[:2] if slurp else [ONE, TWO])
    assert {dict(request.query)["limit"] for request in fake_api.requests} == {"1"}
    assert dict(fake_api.requests[1].query)["offset"] == "1"


def test_pages_of_users_follow_a_cursor(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for page in ([ONE], [TWO], []):
        fake_api.answer(page)
    result = clerk("api", "users", "-f", "limit=1", "--paginate", "--slurp")
    assert result.json == [[ONE], [TWO]]
    queries = [dict(request.query) for request in fake_api.requests]
    assert [query.get("starting_after") for query in queries] == [None, "a", "b"]


def test_rows_of_users_follow_a_cursor(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    for name in ("ada", "bob", "eve"):
        assert clerk("api", "users", "-f", f"username={name}").code == 0
    result = clerk("api", "users", "-f", "limit=2", "--paginate", "-o", "ndjson")
    names = [json.loads(line)["username"] for line in result.out.splitlines()]
    assert names == ["eve", "bob", "ada"]
    assert any("starting_after" in request.target for request in sandbox_api.requests)


@pytest.mark.parametrize("format", ["csv", "table"])
@pytest.mark.parametrize("path", ["domains", "organizations"])
def test_pages_are_rows_of_a_table(
    clerk: CommandLine, fake_api: FakeAPI, format: str, path: str
) -> None:
    fake_api.answer_at(f"/v1/{path}", {"data": [ONE], "total_count": 1})
    result = clerk("api", path, "--paginate", "-o", format)
    assert result.out == "ID\na\n", result.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "csv"], "which -o csv cannot"),
        (["-o", "ndjson"], "which -o ndjson cannot"),
        (["--fields", "id"], "combined with --fields"),
        (["--sort", "id"], "combined with --sort"),
    ],
)
def test_an_array_of_pages_is_not_shaped_like_rows(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str], message: str
) -> None:
    result = clerk("api", "users", "--paginate", "--slurp", *options)
    assert (result.code, fake_api.requests) == (2, [])
    assert message in result.err


def test_pages_that_miss_rows_are_printed_and_fail(clerk: CommandLine, fake_api: FakeAPI) -> None:
    pages = [{"data": rows, "total_count": 5} for rows in ([ONE, TWO], [ONE])]
    for page in pages:
        fake_api.answer(page)
    result = clerk("api", "/things", "--paginate", "--slurp")
    assert (result.code, result.json) == (1, pages)
    assert "the list is incomplete: 2 of 5 read" in result.err


def test_a_list_without_pages_is_requested_once(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [ONE], "total_count": 1})
    assert clerk("api", "domains", "--paginate").json == {"data": [ONE], "total_count": 1}


def test_a_server_that_repeats_a_page_ends_the_list(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(2):
        fake_api.answer([ONE])
    assert clerk("api", "/things", "--paginate", "--slurp").json == [[ONE]]
