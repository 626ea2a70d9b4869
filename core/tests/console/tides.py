"""A plugin whose command decides on its format, its columns and its completion."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Listing,
    Outcome,
    Request,
    View,
    argument,
)
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


class Dredge(Command, name="dredge"):
    """Deepen a port."""

    writes = True
    reports_dry_run = True

    def run(self, context: Context) -> APIObject:
        """Ask for the port, and deepen it unless this is a dry run."""
        port = context.send(Request("GET", "/v1/port")).object
        if not context.is_dry_run:
            context.send(Request("POST", "/v1/port", body={"depth": 9}))
        return {"port": port["name"]}


@hookimpl
def clerk_groups() -> list[Group]:
    """The command."""
    return [
        Group("tides", "Show levels", __name__, offline=__name__),
        Group("dredge", "Deepen ports", __name__),
    ]


def answer(words: list[str]) -> str | None:
    """What can be said without the program."""
    return "low\n" if words == ["now"] else None
