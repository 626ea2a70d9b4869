"""A group of commands that read and write, for tests without any plugin."""

from __future__ import annotations

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument
from clerk_cli.commands.request import Request, delete, get, patch, post
from clerk_cli.context import Context
from clerk_cli.results import Json


class ThingsList(Command, name="things list", route=get("/v1/things")):
    """Read, whatever comes."""

    def run(self, context: Context) -> Json:
        return context.send(self.build()).body


class ThingsCreate(Command, name="things create", route=post("/v1/things")):
    """Write."""


class ThingsRename(Command, name="things rename", route=patch("/v1/things/{id}")):
    """Write."""

    id: str = argument("The thing")


class ThingsDelete(
    Command, name="things delete", route=delete("/v1/things/{id}"), confirm="Delete thing {id}?"
):
    """Write, after a question."""

    id: str = argument("The thing")


class ThingsVerify(Command, name="things verify", route=post("/v1/clients/verify")):
    """Read, although the API wants a POST."""


class ThingsSync(Command, name="things sync"):
    """Read, then write, which nobody can know before it runs."""

    def run(self, context: Context) -> Json:
        context.send(Request("GET", "/v1/things"))
        return context.send(Request("PUT", "/v1/things", body={})).body


class ThingsApply(ThingsSync, name="things apply"):
    """The same, declared."""

    writes = True


class ThingsTotals(Command, name="things totals"):
    """Read twice, where no request depends on a response."""

    writes = False
    has_independent_reads = True

    def run(self, context: Context) -> Json:
        return [context.send(Request("GET", f"/v1/things/{n}")).object["id"] for n in (1, 2)]


class ThingsCheck(Command, name="things check", route=post("/v1/things/check")):
    """Read with a POST, declared."""

    writes = False


class ThingsEnvironment(Command, name="things environment"):
    """Show what a child would get."""

    def run(self, context: Context) -> Json:
        return dict(context.child_environment())
