"""The numbers, each from one request that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from clerk_cli.api import (
    APIError,
    APIObject,
    Context,
    Json,
    Request,
    parse_list_response,
    run_many,
)
from clerk_cli_stats.periods import Period

USERS = "/v1/users/count"
ORGANIZATIONS = "/v1/organizations"
ACTIVE_DAYS = (1, 7, 30)
FIXED_COUNTS = 3 + len(ACTIVE_DAYS)
"""The requests besides those for sign-ups: users, banned users, organizations, active users."""

NOT_ENABLED = (402, 403)
"""The statuses of an instance whose organizations are turned off."""

Count: TypeAlias = Callable[[], int | None]


def rows_of(context: Context, now: datetime, sign_ups: Sequence[Period]) -> list[APIObject]:
    """Send the requests, a few at a time, and return a row for each number.

    Args:
        context: Sends the requests.
        now: The present.
        sign_ups: The periods for which sign-ups are counted.
    """
    counts: list[tuple[APIObject, Count]] = [
        ({"metric": "users"}, lambda: _users(context)),
        ({"metric": "banned_users"}, lambda: _users(context, banned="true")),
    ]
    for days in ACTIVE_DAYS:
        since = now - timedelta(days=days)
        counts.append((_row(f"active_users_{days}d", Period(since, now)), _active(context, since)))
    counts.append(({"metric": "organizations"}, lambda: _organizations(context)))
    counts += [(_row("sign_ups", period), _sign_ups(context, period)) for period in sign_ups]
    rows: list[APIObject] = [{"start": None, "end": None, **row} for row, _ in counts]
    try:
        # Alone, so that a key that is not accepted is one request and one error.
        rows[0]["count"] = counts[0][1]()
        rest = range(1, len(counts))
        for done, result in enumerate(run_many(context, rest, lambda place: counts[place][1]()), 2):
            if result.error is not None:
                raise result.error
            rows[result.item]["count"] = result.value
            if done > FIXED_COUNTS and context.environment.interactive:
                context.messages.progress(f"{done} of {len(counts)} counts")
    finally:
        context.messages.progress("")
    return rows


def _row(metric: str, period: Period) -> APIObject:
    return {
        "metric": metric,
        "start": period.start.isoformat(timespec="seconds"),
        "end": period.end.isoformat(timespec="seconds"),
    }


def _users(context: Context, **filters: Json) -> int:
    return context.send(Request("GET", USERS, query=filters)).object.integer("total_count")


def _active(context: Context, since: datetime) -> Count:
    return lambda: _users(context, last_active_at_since=_milliseconds(since))


def _sign_ups(context: Context, period: Period) -> Count:
    # The API leaves out both ends.
    return lambda: _users(
        context,
        created_at_after=_milliseconds(period.start) - 1,
        created_at_before=_milliseconds(period.end),
    )


def _organizations(context: Context) -> int | None:
    request = Request("GET", ORGANIZATIONS, query={"limit": 1})
    try:
        return parse_list_response(context.send(request).body, request=request).total_count
    except APIError as error:
        if error.http_status in NOT_ENABLED:
            return None
        raise


def _milliseconds(point: datetime) -> int:
    return int(point.timestamp() * 1000)
