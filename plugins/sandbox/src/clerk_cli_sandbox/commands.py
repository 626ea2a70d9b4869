"""``clerk sandbox serve|reset|seed|status``."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import Column, Command, Context, Csv, Json, View, argument, flag, option
from clerk_cli_sandbox import KEY

STATUS = View(
    columns=(
        Column("DATABASE", "path"),
        Column("USERS", "users"),
        Column("EMAILS", "email_addresses"),
        Column("PHONES", "phone_numbers"),
        Column("BYTES", "bytes"),
    ),
)
KINDS = {"user": "users", "email_address": "email_addresses", "phone_number": "phone_numbers"}


class SandboxCommand(Command, view=STATUS):
    """A command about one sandbox: the built-in profile's, or the one in another file."""

    db: str | None = option(
        "Database file (default: that of the sandbox profile)", metavar="path", sends=None
    )

    def path(self, context: Context) -> Path:
        """Where the database is."""
        from clerk_cli_sandbox.instance import default_path

        if self.db is None:
            return default_path(context.environment)
        return context.environment.directory / Path(self.db).expanduser()

    def report(self, context: Context) -> Json:
        """What the sandbox holds."""
        from clerk_cli_sandbox.instance import open_sandbox, size

        path = self.path(context)
        store = open_sandbox(path).store
        try:
            counts = store.counts()
        finally:
            store.close()
        numbers = {plural: counts.get(kind, 0) for kind, plural in KINDS.items()}
        return {"path": str(path), **numbers, "bytes": size(path)}


class SandboxServe(SandboxCommand, name="sandbox serve"):
    """Serve the sandbox over HTTP, for SDKs and apps, until Ctrl-C.

    The data is that of the sandbox profile, so what an app does can be seen with
    clerk -p sandbox. Any key that begins with sk_test_ or sk_live_ is accepted.
    """

    host: str = option("Address to listen on", default="127.0.0.1", sends=None)
    port: int = option("Port to listen on; 0 takes a free one", default=8911, minimum=0, sends=None)
    seed: str = option(
        "What a new database holds: demo, empty or a JSON file",
        default="demo", metavar="demo|empty|file", sends=None,
    )  # fmt: skip
    quirks: Csv | None = option(
        "Answers where the contract of Protect is open, such as no-etag", sends=None
    )
    allow_remote: bool = flag("Accept an address that other machines can reach", sends=None)

    def run(self, context: Context) -> Json:
        """Bind the address, then answer."""
        from clerk_cli_sandbox.instance import open_sandbox
        from clerk_cli_sandbox.quirks import Quirks
        from clerk_cli_sandbox.server import make_server, serve

        directory = context.environment.directory
        quirks = Quirks.read(",".join(self.quirks or []))
        sandbox = open_sandbox(
            self.path(context), seed=self.seed, directory=directory, quirks=quirks
        )
        try:
            server = make_server(sandbox, self.host, self.port, allow_remote=self.allow_remote)
        except BaseException:
            sandbox.store.close()
            raise

        def announce(url: str) -> None:
            context.messages.success(f"The sandbox answers at {url} (Ctrl-C stops it)")
            context.messages.line(f"  export CLERK_API_URL={url} CLERK_SECRET_KEY={KEY}")

        serve(server, announce)
        return None


class SandboxReset(
    SandboxCommand,
    name="sandbox reset",
    confirm="Delete everything in the sandbox and begin anew?",
    done="The sandbox is as new.",
):
    """Delete everything in the sandbox and fill it anew."""

    seed: str = option(
        "What it holds then: demo, empty or a JSON file",
        default="demo", metavar="demo|empty|file", sends=None,
    )  # fmt: skip

    def run(self, context: Context) -> Json:
        """Clear the store, or remove a file that is no store."""
        from clerk_cli_sandbox.instance import reset

        reset(self.path(context), self.seed, context.environment.directory)
        return self.report(context)


class SandboxSeed(SandboxCommand, name="sandbox seed", done="The sandbox has its seed."):
    """Add users to the sandbox; those that are there stay."""

    source: str = argument("demo, or a JSON file with users as POST /users takes them")

    def run(self, context: Context) -> Json:
        """Plant the seed in one transaction."""
        from clerk_cli_sandbox.instance import open_sandbox
        from clerk_cli_sandbox.seeds import plant

        sandbox = open_sandbox(self.path(context))
        try:
            plant(sandbox, self.source, context.environment.directory)
        finally:
            sandbox.store.close()
        return self.report(context)


class SandboxStatus(SandboxCommand, name="sandbox status"):
    """Show where the sandbox is and what it holds."""

    def run(self, context: Context) -> Json:
        """Count."""
        return self.report(context)
