"""Lists that are read to their end while servers cap pages, lose some, and rows come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clerk_cli.commands.paging import Pager
from clerk_cli.commands.request import Request, Response
from clerk_cli.errors import APIError, IncompleteListError

SIZE = 10


def context_of(send: Callable[[Request], Response]) -> Any:
    """A context whose client sends requests with a function."""

    def begin(request: Request) -> Callable[[], Response]:
        response = send(request)
        return lambda: response

    return SimpleNamespace(client=SimpleNamespace(begin=begin))


class Instance:
    """A list of users, which may change with every request.

    Args:
        created: When each of them was created.
        cap: The most rows that a page has.
        with_total: Whether pages have the total.
        changes: What happens before each request: a number to delete the row there, or None to
            add one. Nothing more happens at the end of the changes.
    """

    def __init__(
        self,
        created: list[int],
        *,
        cap: int = SIZE,
        with_total: bool = False,
        changes: list[int | None] | None = None,
    ) -> None:
        self.rows: list[dict[str, Any]] = [
            {"id": f"user_{n}", "created_at": at} for n, at in enumerate(created)
        ]
        self.stable = {row["id"] for row in self.rows}
        self.clock = max(created, default=0)
        self.cap = cap
        self.with_total = with_total
        self.changes = list(changes or [])
        self.requests: list[Any] = []
        self.ignored: set[str] = set()
        self.empty_pages: set[int] = set()
        self.lock = Lock()
        self.under_way = self.most_under_way = 0

    def send(self, request: Request) -> Response:
        with self.lock:
            number = len(self.requests)
            self.requests.append(request)
            self._change()
            query = {name: v for name, v in request.query.items() if name not in self.ignored}
            rows = self._select(query)
            if number in self.empty_pages:
                rows = []
            if not self.with_total:
                return Response(200, rows, request=request)
            return Response(200, {"data": rows, "total_count": len(self.rows)}, request=request)

    def ordered(self, order: str = "-created_at") -> list[dict[str, Any]]:
        rows = sorted(self.rows, key=lambda row: (row["created_at"], row["id"]))
        return rows[::-1] if order.startswith("-") else rows

    def pager(self, **options: Any) -> Pager:
        return Pager(context_of(self.send), "/v1/users", page_size=SIZE, **options)

    def count(self, query: Mapping[str, Any]) -> int:
        before = query.get("created_at_before", 10**12)
        return sum(row["created_at"] < before for row in self.rows)

    def _select(self, query: dict[str, Any]) -> list[Any]:
        order = query.get("order_by", "-created_at")
        rows = self.ordered(order)
        if (before := query.get("created_at_before")) is not None:
            rows = [row for row in rows if row["created_at"] < before]
        if (after := query.get("created_at_after")) is not None:
            rows = [row for row in rows if row["created_at"] > after]
        if cursor := query.get("starting_after"):
            ids = [row["id"] for row in rows]
            if cursor not in ids:
                raise APIError(404, [{"message": "not found"}])
            rows = rows[ids.index(cursor) + 1 :]
        offset = query.get("offset", 0)
        return rows[offset : offset + min(query["limit"], self.cap)]

    def _change(self) -> None:
        change = self.changes.pop(0) if self.changes else -1
        if change is None:
            self.clock += 1
            self.rows.append({"id": f"new_{self.clock}", "created_at": self.clock})
        elif change >= 0 and self.rows:
            row = self.rows.pop(change % len(self.rows))
            self.stable.discard(row["id"])


def ids_of(rows: Any) -> list[str]:
    return [row["id"] for row in rows]


HALF = settings(max_examples=settings().max_examples // 2)
TIMES = st.lists(
    st.integers(1_000, 1_005) | st.integers(1, 10_000) | st.integers(1, 10**9), max_size=120
)
CHANGES = st.lists(st.none() | st.integers(-5, 100), max_size=40)


@settings(HALF)
@given(TIMES, st.integers(1, SIZE), st.sampled_from(["-created_at", "created_at"]), st.booleans())
def test_a_walk_by_cursor_returns_every_row_once_and_in_order(
    created: list[int], cap: int, order: str, counted: bool
) -> None:
    instance = Instance(created, cap=cap)
    total = len(created) if counted else None
    pager = Pager(
        context_of(instance.send),
        "/v1/users",
        {"order_by": order},
        page_size=SIZE,
        total=total,
        has_cursor=True,
    )
    assert ids_of(pager) == ids_of(instance.ordered(order))


@settings(HALF)
@given(TIMES, CHANGES, st.integers(2, SIZE))
def test_a_walk_by_cursor_misses_nothing_while_rows_come_and_go(
    created: list[int], changes: list[int | None], cap: int
) -> None:
    instance = Instance(created, cap=cap, changes=changes)
    found = ids_of(instance.pager(total=len(created), recount=instance.count, has_cursor=True))
    assert len(found) == len(set(found))
    assert instance.stable <= set(found)


@settings(HALF)
@given(TIMES, st.integers(1, SIZE), st.booleans(), st.integers(0, 30))
def test_a_walk_by_offset_returns_every_row_once_and_in_order(
    created: list[int], cap: int, with_total: bool, start: int
) -> None:
    instance = Instance(created, cap=cap, with_total=with_total)
    assert ids_of(instance.pager(start=start)) == ids_of(instance.ordered())[start:]


@settings(HALF)
@given(TIMES, CHANGES, st.integers(2, SIZE))
@example(created=[1000] * 10, changes=[None, None, 32, None, None, None], cap=2)
def test_a_walk_by_offset_misses_nothing_while_rows_come_and_go(
    created: list[int], changes: list[int | None], cap: int
) -> None:
    instance = Instance(created, cap=cap, with_total=True, changes=changes)
    found: list[str] = []
    try:
        found.extend(row["id"] for row in instance.pager())
    except IncompleteListError:
        return
    assert len(found) == len(set(found))
    assert instance.stable <= set(found)


def spread(count: int) -> list[int]:
    return [1_000_000 + 1_000 * n for n in range(count)]


@pytest.mark.parametrize("ignored", ["starting_after", "created_at_before"])
def test_a_server_that_ignores_a_parameter_is_read_to_its_end_in_another_way(ignored: str) -> None:
    instance = Instance(spread(95))
    instance.ignored = {ignored}
    rows = ids_of(instance.pager(total=95, recount=instance.count, has_cursor=True))
    assert rows == ids_of(instance.ordered())


@pytest.mark.parametrize("has_cursor", [False, True])
@pytest.mark.parametrize(("count", "total"), [(7, None), (7, 7), (25, 25)])
def test_a_server_that_ignores_all_parameters_never_makes_it_endless(
    has_cursor: bool, count: int, total: int | None
) -> None:
    instance = Instance(spread(count))
    instance.ignored = {"starting_after", "created_at_before", "created_at_after", "offset"}
    options = {"total": total, "has_cursor": has_cursor, "recount": instance.count}
    if count < SIZE:
        assert len(ids_of(instance.pager(**options))) == count
    else:
        with pytest.raises(IncompleteListError, match="10 of 25 read"):
            ids_of(instance.pager(**options))
    assert len(instance.requests) < 12


def test_rows_without_ids_never_make_it_endless() -> None:
    context = context_of(lambda request: Response(200, [None, {"a": 1}]))
    for has_cursor in (False, True):
        assert list(Pager(context, "/", page_size=SIZE, has_cursor=has_cursor))[:2] == [
            None,
            {"a": 1},
        ]


@pytest.mark.parametrize("number", [0, 1, 2, 5, 9])
@pytest.mark.parametrize("has_cursor", [False, True])
def test_an_empty_page_in_the_middle_is_asked_for_again(number: int, has_cursor: bool) -> None:
    instance = Instance(spread(95))
    instance.empty_pages = {number}
    rows = instance.pager(total=95, recount=instance.count, has_cursor=has_cursor)
    if has_cursor and number == 0:
        with pytest.raises(IncompleteListError, match="0 of 95 read"):
            list(rows)
        return
    assert ids_of(rows) == ids_of(instance.ordered())


def test_a_list_with_missing_rows_says_how_many_it_has() -> None:
    instance = Instance(spread(45), with_total=True)
    instance.empty_pages = {2, 5, 6, 7}
    found: list[Any] = []
    with pytest.raises(IncompleteListError, match=r"the list is incomplete: \d+ of 45 read"):
        found.extend(instance.pager())


def test_the_cursor_continues_after_its_row_was_deleted() -> None:
    instance = Instance(spread(95), changes=[-1, 94 - 9])
    rows = ids_of(instance.pager(total=95, recount=instance.count, has_cursor=True))
    assert rows == [f"user_{n}" for n in range(94, -1, -1)]


@pytest.mark.parametrize(
    "created",
    [
        spread(1000),
        [1_000] * 300 + spread(300),
        [n**3 for n in range(600)],
        [*range(500), *spread(20), *range(10**9, 10**9 + 500)],
    ],
    ids=["even", "import at once", "growing", "two bursts"],
)
def test_parts_are_about_a_page_long(created: list[int]) -> None:
    instance = Instance(created)
    rows = ids_of(instance.pager(total=len(created), recount=instance.count, has_cursor=True))
    assert rows == ids_of(instance.ordered())
    assert len(instance.requests) < 1.6 * len(created) / SIZE + 10
