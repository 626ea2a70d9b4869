"""``clerk stats``."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    Listing,
    Timestamp,
    UsageError,
    View,
    option,
    uses_utc,
)
from clerk_cli_stats.counts import FIXED_COUNTS, rows_of
from clerk_cli_stats.periods import Period, periods

MAX_REQUESTS = 100
DEFAULT_DISTANCE = timedelta(days=90)
TITLES = {"day": "DAY", "week": "WEEK FROM", "month": "MONTH"}

ROWS = View(
    columns=(
        Column("METRIC", "metric"),
        Column("START", "start"),
        Column("END", "end"),
        Column("COUNT", "count"),
    )
)
"""The rows for programs."""

TOTALS = View(
    details=(
        Column("Users", "users"),
        Column("Banned", "banned_users"),
        Column("Active in the last day", "active_users_1d"),
        Column("Active in the last 7 days", "active_users_7d"),
        Column("Active in the last 30 days", "active_users_30d"),
        Column("Organizations", "organizations"),
    )
)


class Stats(
    Command,
    name="stats",
    view=ROWS,
    extension=True,
    examples=(
        Example("clerk stats", "Count users, and sign-ups by week"),
        Example(
            "clerk stats --since 14d --by day", "Show the sign-ups of the last two weeks by day"
        ),
        Example("clerk stats --since 2026-01-01 --by month -o csv", "Print the numbers as CSV"),
    ),
):
    """Count users, sign-ups, and organizations.

    Sign-ups are counted by day, week (from Monday), or month, in local time, or in UTC with --utc.
    The first period may begin before --since, so that it is complete. Deleted users are not
    counted.

    Each number is one request to the API, at most 100 in all. On a terminal, sign-ups are also
    shown as a bar chart after clerk plugins install stats-charts.
    """

    writes = False
    result_fields = ("metric", "start", "end", "count")

    since: Timestamp | None = option(
        "Count sign-ups since this time: 90d, 12w, or a date (default: 90d)"
    )
    by: Literal["day", "week", "month"] = option(
        "Length of the periods: day, week, or month", default="week"
    )

    def run(self, context: Context) -> Listing:
        """Send the requests.

        Raises:
            UsageError: There are too many periods, or none.
        """
        zone = timezone.utc if uses_utc(context) else None
        now = datetime.fromtimestamp(context.environment.now(), zone).astimezone(zone)
        rows = rows_of(context, now, self._periods(now, zone))
        return Listing(rows, len(rows))

    def _periods(self, now: datetime, zone: timezone | None) -> list[Period]:
        most = MAX_REQUESTS - FIXED_COUNTS
        try:
            since = now - DEFAULT_DISTANCE
            if self.since is not None:
                since = datetime.fromtimestamp(self.since / 1000, zone).astimezone(zone)
            parts = list(islice(periods(since, now, self.by, zone), most + 1))
        except (OverflowError, ValueError, OSError):
            raise UsageError("--since: the date is too far from now") from None
        if not parts:
            raise UsageError("--since: the date is in the future")
        if len(parts) > most:
            raise UsageError(
                f"--since and --by result in more than {most} periods",
                hint=(
                    "Each period is one request. Use a later --since, or a longer period with --by."
                ),
            )
        return parts

    def render_text(self, result: Listing, context: Context) -> None:
        """Show the totals, the sign-ups, and a chart of them on a terminal."""
        sign_ups = [row for row in result.data if row["metric"] == "sign_ups"]
        totals = {row["metric"]: row["count"] for row in result.data if row not in sign_ups}
        context.show(totals, TOTALS)
        context.print("")
        context.show(Listing(sign_ups, len(sign_ups)), self._sign_ups_view())
        if context.environment.interactive and any(row["count"] for row in sign_ups):
            self._draw(sign_ups, context)

    def _sign_ups_view(self) -> View:
        return View(columns=(Column(TITLES[self.by], self._label), Column("SIGN-UPS", "count")))

    def _label(self, row: APIObject) -> str:
        return str(row["start"])[: len("2026-11") if self.by == "month" else len("2026-11-01")]

    def _draw(self, sign_ups: list[APIObject], context: Context) -> None:
        from clerk_cli_stats.chart import bar_chart

        labels = [self._label(row) for row in sign_ups]
        counts = [int(row["count"]) for row in sign_ups]
        environment = context.environment
        if chart := bar_chart(labels, counts, environment.width, environment.encoding):
            context.print("", *chart)
