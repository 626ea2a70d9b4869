"""``clerk mcp serve``."""

from __future__ import annotations

from clerk_cli.api import Command, Context, Csv, Example, LocalError, UsageError, option
from clerk_cli_mcp.limits import BUDGETS, Budget, Permissions

PROGRAM = "clerk-cli"


class McpServe(
    Command,
    name="mcp serve",
    extension=True,
    examples=(
        Example("clerk mcp serve", "Allow reading only"),
        Example(
            "clerk mcp serve -p staging --allow users:write,users:destroy --budget deletes=5",
            "Also allow changing users, and deleting at most five",
        ),
        Example("clerk mcp serve --journal calls.jsonl", "Log every call to a file"),
    ),
):
    """Serve commands to AI agents over MCP, on stdin and stdout.

    Agents can search for commands, describe them, and run them with the profile that the server
    was started with. Without --allow, they can only read. Destructive commands must be confirmed
    by the user, who types the ID in the agent's client. Commands that work with local files, keys,
    or programs are not offered.
    """

    writes = False
    runs_locally = True

    allow: Csv | None = option(
        "What agents may change: GROUP:write or GROUP:destroy (comma-separated)",
        metavar="rules",
        sends=None,
    )
    budget: Csv | None = option(
        "Maximum number of changes: deletes=N, writes=N",
        metavar="limits",
        sends=None,
        completes=tuple(f"{name}=" for name in BUDGETS),
    )
    journal: str | None = option(
        "Log every call to FILE, without secrets", metavar="file", sends=None
    )

    def check_settings(self, context: Context) -> None:
        """Refuse global options that would promise something about a server.

        Raises:
            UsageError: One is on the command line.
        """
        options = list(context.settings.flags.shape)
        is_on_line = context.settings.lookup("output").source.layer == "flag"
        if is_on_line and not context.format.json_errors:
            options.append("output")
        if options:
            raise UsageError(
                f"--{options[0]} has no effect on mcp serve",
                hint="Agents always get JSON.",
            )

    def run(self, context: Context) -> None:
        """Serve until the client closes the connection.

        Raises:
            UsageError: An option is not valid.
            ConfigError: The profile does not exist.
            LocalError: The file cannot be written, or a library of the server is missing.
        """
        from importlib.metadata import version

        from clerk_cli_mcp.offers import Offers

        offers = Offers(context.program.describe())
        permissions = Permissions.parse(self.allow or (), offers.groups)
        permissions = permissions.limited_by(context.read_only_source)
        budget = Budget.parse(self.budget or ())
        context.settings.require_profile(context.plugins.unloaded)
        try:
            from clerk_cli_mcp.calls import Calls
            from clerk_cli_mcp.journal import Journal
            from clerk_cli_mcp.runs import CommandRunner
            from clerk_cli_mcp.server import serve
        except ModuleNotFoundError as error:
            raise LocalError(
                f"the MCP server is not in the single-file clerk, which has no {error.name}",
                hint="Install clerk with: pipx install 'clerk-cli[mcp]'",
            ) from error

        path = context.environment.path(self.journal) if self.journal else None
        runner = CommandRunner(context)
        journal = Journal(context, path)
        # With an output format for programs, messages wait for the end of a command.
        context.messages.release()
        context.messages.info(
            f"serving profile {runner.profile} over MCP; allowed in addition to reading: "
            f"{permissions}"
        )
        if not context.settings.lookup("clerk.key").text:
            context.messages.warn("no secret key is configured, so every call will fail")
        if context.environment.interactive:
            context.messages.info("waiting for an MCP client on stdin; press Ctrl-C to stop")
        try:
            serve(Calls(offers, permissions, budget, runner, journal), version(PROGRAM))
        finally:
            journal.close()
