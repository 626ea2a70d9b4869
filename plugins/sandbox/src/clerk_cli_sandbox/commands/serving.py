"""``clerk sandbox serve|run``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import (
    ClerkError,
    Context,
    Csv,
    Example,
    Json,
    Note,
    Outcome,
    UsageError,
    argument,
    flag,
    option,
)
from clerk_cli_sandbox import KEY
from clerk_cli_sandbox.commands.base import SandboxCommand, seed_option

if TYPE_CHECKING:
    from clerk_cli_sandbox.transports.faults import Faults


class FaultyCommand(SandboxCommand):
    """A command that serves a sandbox, on request with faults."""

    rate_limit: str | None = option(
        "Return 429 above this rate, in requests/seconds, such as 20/10",
        metavar="requests/seconds", sends=None,
    )  # fmt: skip
    latency: str | None = option(
        "Delay each response by this many milliseconds, such as 50 or 50-200",
        metavar="ms[-ms]",
        sends=None,
    )
    fault: Csv | None = option(
        "Make a percentage of requests fail, such as 500:2%,reset:1%,lost:1%",
        metavar="kind:percent", sends=None,
    )  # fmt: skip

    @property
    def faults(self) -> Faults:
        """The faults that the options describe.

        Raises:
            UsageError: An option does not have its format.
        """
        from clerk_cli_sandbox.transports.faults import Faults

        return Faults.parse(self.rate_limit, self.latency, self.fault or ())


class SandboxServe(
    FaultyCommand,
    name="sandbox serve",
    examples=(
        Example("clerk sandbox serve", "Serve the sandbox for an app or an SDK"),
        Example("clerk sandbox serve --port 0", "Use any free port"),
        Example(
            "clerk sandbox serve --cors http://localhost:3000", "Allow a web page to read responses"
        ),
        Example(
            "clerk sandbox serve --latency 50-200 --fault 500:2%", "Simulate latency and errors"
        ),
    ),
):
    """Serve the sandbox over HTTP, for SDKs and apps.

    The server shares its data with the sandbox profile, so you can inspect and change what your
    app sees with clerk -p sandbox. It accepts any key that starts with sk_test_ or sk_live_, and
    requests for localhost, its own address, and the names of --allow-host. Press Ctrl-C to stop it.

    --fault takes HTTP statuses, reset (the connection is dropped and nothing happens), and lost
    (the request is processed, but the connection is dropped before the response).
    """

    host: str = option("Address to listen on", default="127.0.0.1", sends=None)
    port: int = option("Port to listen on; 0 for any free one", default=8911, minimum=0, sends=None)
    seed: str = seed_option("Data to load into a new database")
    quirks: Csv | None = option(
        "Undocumented behaviors of Protect to simulate, such as no-etag", sends=None
    )
    allow_remote: bool = flag(
        "Allow listening on an address that other machines can reach", sends=None
    )
    allow_host: Csv | None = option(
        "Additional host names to accept, such as host.docker.internal", metavar="names", sends=None
    )
    cors: Csv | None = option(
        "Origins allowed to read responses (CORS); * for all", metavar="origins", sends=None
    )

    def run(self, context: Context) -> Json:
        """Bind the address, then respond to requests."""
        from clerk_cli_sandbox.http.quirks import Quirks
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.transports.server import make_server, serve

        directory, faults = context.environment.directory, self.faults
        quirks = Quirks.parse(",".join(self.quirks or []))
        sandbox = open_sandbox(
            self.path(context), seed=self.seed, directory=directory, quirks=quirks
        )
        try:
            server = make_server(
                sandbox,
                self.host,
                self.port,
                allow_remote=self.allow_remote,
                allowed_hosts=self.allow_host or (),
                origins=self.cors or (),
                faults=faults,
            )
        except BaseException:
            sandbox.store.close()
            raise

        def announce(url: str) -> None:
            context.messages.success(f"Serving the sandbox at {url} (press Ctrl-C to stop)")
            context.messages.line(f"  export CLERK_API_URL={url} CLERK_SECRET_KEY={KEY}")

        serve(server, announce)
        return None


class SandboxRun(
    FaultyCommand,
    name="sandbox run",
    examples=(
        Example("clerk sandbox run -- npm test", "Run tests against a new instance"),
        Example(
            "clerk sandbox run --seed empty --fault 500:5% -- python -m pytest",
            "Run tests with an empty instance and simulated errors",
        ),
    ),
):
    """Run a command against a new instance that exists only while the command runs.

    The command gets CLERK_SECRET_KEY, CLERK_API_URL, and CLERK_JWT_KEY. The instance is in memory
    and listens on a free local port. The exit status is the command's, or 127 if it cannot be run.
    """

    command: list[str] = argument(
        "Command to run with its arguments, after --", sends=None, completes="files"
    )
    seed: str = seed_option("Data to load")

    def check(self) -> None:
        """Refuse a file for an instance that is in memory.

        Raises:
            UsageError: There is one.
        """
        if self.db is not None:
            raise UsageError(
                "sandbox run takes no --db: its instance is in memory",
                hint="Serve a file with: clerk sandbox serve --db FILE",
            )

    def run(self, context: Context) -> Outcome:
        """Serve a sandbox in memory until the command ends."""
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.transports import child
        from clerk_cli_sandbox.transports.server import make_server

        words = self.command[1:] if self.command[:1] == ["--"] else self.command
        if not words:
            raise UsageError("no command to run", hint="Example: clerk sandbox run -- npm test")
        environment, faults = context.environment, self.faults
        sandbox = open_sandbox(None, seed=self.seed, directory=environment.directory)
        server = make_server(sandbox, "127.0.0.1", 0, allow_remote=False, faults=faults)
        variables = {
            **environment.variables,
            **child.instance_variables(sandbox, server.url, KEY),
        }
        try:
            return Outcome(status=child.run_command(server, words, variables))
        except ClerkError as error:
            return Outcome(status=child.NOT_FOUND, notes=(Note(error.message, "error"),))
