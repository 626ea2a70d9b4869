"""``clerk users agent-tasks …``: links that sign an agent, or a test, in as a user (an extension).

They are beside the other links that sign somebody in as a user. ``clerk agents`` is about the
agents that run ``clerk`` itself.
"""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    Column,
    Command,
    Duration,
    Example,
    Request,
    SecretCommand,
    Subject,
    User,
    View,
    argument,
    option,
    post,
)
from clerk_cli_users.tickets import TicketCreate

PATH = "/v1/agents/tasks"
AGENT_TASKS = View(columns=(Column("TASK ID", "agent_task_id"), Column("AGENT ID", "agent_id")))


class AgentTasksCreate(
    SecretCommand,
    name="users agent-tasks create",
    route=post(PATH),
    view=AGENT_TASKS,
    done="Created agent task {agent_task_id}.",
    extension=True,
    examples=(
        Example(
            "clerk users agent-tasks create user_123 --agent-name tester"
            ' --task-description "Log in" --redirect-url http://localhost:3000',
            "Print a link that signs an agent in as a user",
        ),
    ),
):
    """Create a task that an agent does on behalf of a user, and print its link.

    Whoever opens the link is signed in as the user and redirected. The agent name and the task
    description appear in the audit log.
    """

    secret_member = "url"
    secret_warning = TicketCreate.secret_warning
    promises = ("agent_task_id",)

    user_id: User = argument("User", sends="on_behalf_of")
    agent_name: str = option("Agent name; tasks with the same name have the same agent ID")
    task_description: str = option("What the agent does", metavar="text")
    redirect_url: str = option("URL to redirect to, on one of the instance's domains")
    permissions: Literal["*"] = option("Permissions of the agent", default="*")
    session_max_duration: Duration | None = option(
        "Maximum session duration: 90s, 30m, 2h, 7d, or seconds (default: 30m)",
        sends="session_max_duration_in_seconds",
        minimum=1,
    )

    def build(self) -> Request:
        """The request; the API takes the user as a member of an object."""
        request = super().build()
        return request.replace(
            body={**request.json_object, "on_behalf_of": {"user_id": self.user_id}}
        )


class AgentTasksRevoke(
    Command,
    name="users agent-tasks revoke",
    route=post(PATH + "/{agent_task_id}/revoke"),
    view=AGENT_TASKS,
    confirm="Revoke agent task {agent_task_id}?",
    subject=Subject(readable=False),  # the API has no operation for one
    done="Revoked agent task {agent_task_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users agent-tasks revoke task_123", "Revoke a pending task"),),
):
    """Revoke a pending agent task, so that its link no longer works."""

    promises = ("agent_task_id",)

    agent_task_id: str = argument("Agent task ID")
