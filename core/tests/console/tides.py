"""A plugin whose command decides on its format, its columns and its completion."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import Column, Command, Context, Listing, Outcome, View, argument
from clerk_cli.plugins import Group, hookimpl

LEVELS = [{"port": "Kiel", "level": 2}]


def ports(words: Sequence[str]) -> list[tuple[str, str]]:
    """The ports, and which word is unfinished."""
    return [("kiel", f"after {words[-2]}"), ("bremen", "")]


class Tides(Command, name="tides"):
    """Show levels."""

    writes = False
    default_format = "json"

    port: str = argument("The port", completes=ports)

    def run(self, context: Context) -> Outcome:
        """Return the levels, with the columns that they have."""
        view = View(columns=(Column("LEVEL", "level"),))
        return Outcome({"levels": LEVELS}, table=Listing(LEVELS, 1), view=view)


@hookimpl
def clerk_groups() -> list[Group]:
    """The command."""
    return [Group("tides", "Show levels", __name__, offline=__name__)]


def answer(words: list[str]) -> str | None:
    """What can be said without the program."""
    return "low\n" if words == ["now"] else None
