"""``clerk enterpriseconnections test-runs …``: trials of a connection with its provider."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Csv,
    Example,
    Page,
    SecretCommand,
    View,
    argument,
    date,
    get,
    option,
    post,
)

PATH = "/v1/enterprise_connections/{connection_id}/test_runs"


def last_message(test_run: APIObject) -> object:
    """The last line of the log, which says why a test run failed."""
    logs = test_run.get("logs") or [{}]
    return logs[-1].get("short_message") or logs[-1].get("message")


TEST_RUNS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status", is_status=True),
        Column("TYPE", "connection_type"),
        Column("USER", "parsed_user_info.email_address", truncatable=True),
        Column("MESSAGE", last_message, truncatable=True, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No test runs found",
)


class RunsList(
    Page,
    name="enterpriseconnections test-runs list",
    aliases=("ls",),
    route=get(PATH),
    view=TEST_RUNS,
    extension=True,
    examples=(
        Example(
            "clerk enterpriseconnections test-runs list entconn_123 --status failed",
            "List the failed test runs of a connection",
        ),
        Example(
            "clerk enterpriseconnections test-runs list entconn_123 -o json",
            "Show the logs, and the attributes the provider sent",
        ),
    ),
):
    """List the test runs of an enterprise connection."""

    connection_id: str = argument("Enterprise connection ID")
    status: Csv | None = option("Filter by status: pending, success, failed (comma-separated)")


class RunsStart(
    SecretCommand,
    name="enterpriseconnections test-runs start",
    route=post(PATH),
    done="Started a test run of enterprise connection {connection_id}.",
    extension=True,
    examples=(
        Example(
            "clerk enterpriseconnections test-runs start entconn_123",
            "Print a link to sign in with the identity provider",
        ),
    ),
):
    """Start a test run and print its link.

    The test run stays pending until someone opens the link and signs in.
    """

    secret_member = "url"
    secret_warning = "Open the link soon: it expires."

    connection_id: str = argument("Enterprise connection ID")
