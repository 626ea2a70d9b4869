"""``clerk sandbox serve|reset|seed|status``."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import Column, Command, Context, Csv, Example, Json, View, argument, flag, option
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
    """A command for one sandbox: that of the built-in profile, or one in another file."""

    db: str | None = option(
        "Database file (default: the file of the sandbox profile)", metavar="path", sends=None
    )

    def path(self, context: Context) -> Path:
        """The database file."""
        from clerk_cli_sandbox.local.instance import default_path

        if self.db is None:
            return default_path(context.environment)
        return context.environment.path(self.db)

    def report(self, context: Context) -> Json:
        """The location of the sandbox, and how much it contains."""
        from clerk_cli_sandbox.local.instance import open_sandbox, size

        path = self.path(context)
        store = open_sandbox(path).store
        try:
            counts = store.counts()
        finally:
            store.close()
        totals = {plural: counts.get(kind, 0) for kind, plural in KINDS.items()}
        return {"path": str(path), **totals, "bytes": size(path)}


class SandboxServe(
    SandboxCommand,
    name="sandbox serve",
    examples=(
        Example("clerk sandbox serve", "Serve the sandbox for an app or an SDK"),
        Example("clerk sandbox serve --port 0", "Let the system choose a free port"),
    ),
):
    """Serve the sandbox over HTTP, for SDKs and apps.

    The server shares its data with the sandbox profile, so you can inspect and change what your
    app sees with clerk -p sandbox. It accepts any key that starts with sk_test_ or sk_live_.
    Press Ctrl-C to stop it.
    """

    host: str = option("Address to listen on", default="127.0.0.1", sends=None)
    port: int = option("Port to listen on; 0 for any free one", default=8911, minimum=0, sends=None)
    seed: str = option(
        "Data to load into a new database: demo, empty, or a JSON file",
        default="demo", metavar="demo|empty|file", sends=None,
    )  # fmt: skip
    quirks: Csv | None = option(
        "Undocumented behaviors of Protect to simulate, such as no-etag", sends=None
    )
    allow_remote: bool = flag("Allow an address that other machines can reach", sends=None)

    def run(self, context: Context) -> Json:
        """Bind the address, then respond to requests."""
        from clerk_cli_sandbox.http.quirks import Quirks
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.transports.server import make_server, serve

        directory = context.environment.directory
        quirks = Quirks.parse(",".join(self.quirks or []))
        sandbox = open_sandbox(
            self.path(context), seed=self.seed, directory=directory, quirks=quirks
        )
        try:
            server = make_server(sandbox, self.host, self.port, allow_remote=self.allow_remote)
        except BaseException:
            sandbox.store.close()
            raise

        def announce(url: str) -> None:
            context.messages.success(f"Serving the sandbox at {url} (press Ctrl-C to stop)")
            context.messages.line(f"  export CLERK_API_URL={url} CLERK_SECRET_KEY={KEY}")

        serve(server, announce)
        return None


class SandboxReset(
    SandboxCommand,
    name="sandbox reset",
    confirm="Delete everything in the sandbox and start over?",
    done="Reset the sandbox.",
    examples=(
        Example("clerk sandbox reset", "Start over with demo data"),
        Example("clerk sandbox reset --seed empty --force", "Start with an empty instance"),
    ),
):
    """Delete everything in the sandbox and start over."""

    seed: str = option(
        "Data to load: demo, empty, or a JSON file",
        default="demo", metavar="demo|empty|file", sends=None,
    )  # fmt: skip

    def run(self, context: Context) -> Json:
        """Clear the store, or replace a file that is not a store."""
        from clerk_cli_sandbox.local.instance import reset

        reset(self.path(context), self.seed, context.environment.directory)
        return self.report(context)


class SandboxSeed(
    SandboxCommand,
    name="sandbox seed",
    done="Loaded {source} into the sandbox.",
    examples=(
        Example("clerk sandbox seed demo", "Add the demo users"),
        Example("clerk sandbox seed users.json", "Add the users of a file"),
    ),
):
    """Add users to the sandbox without deleting existing ones."""

    source: str = argument("demo, or a JSON file of users in the format of POST /users")

    def run(self, context: Context) -> Json:
        """Load the seed in one transaction."""
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.local.seeds import load_seed

        sandbox = open_sandbox(self.path(context))
        try:
            load_seed(sandbox, self.source, context.environment.directory)
        finally:
            sandbox.store.close()
        return self.report(context)


class SandboxStatus(
    SandboxCommand,
    name="sandbox status",
    examples=(Example("clerk sandbox status", "Show where the sandbox is and what it holds"),),
):
    """Show the location and contents of the sandbox."""

    def run(self, context: Context) -> Json:
        """Count the objects."""
        return self.report(context)
