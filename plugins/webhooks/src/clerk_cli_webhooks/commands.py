"""``clerk webhooks …``: the Svix app that sends the webhooks of the instance (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    SecretCommand,
    View,
    delete,
    post,
    yes_no,
)

APP = "/v1/webhooks/svix"


class LinkCommand(SecretCommand, extension=True):
    """A command that prints a link to the dashboard of the Svix app."""

    secret_member = "svix_url"
    secret_warning = "Anyone who opens this link can manage the webhooks. It works once."


class WebhooksCreateApp(
    LinkCommand,
    name="webhooks create-app",
    route=post(APP),
    done="Created the Svix app of the instance.",
    examples=(
        Example(
            "clerk webhooks create-app", "Create the Svix app and print a link to its dashboard"
        ),
    ),
):
    """Create the Svix app of the instance and print a link to its dashboard.

    Endpoints are added in the dashboard. An instance has one Svix app.
    """


class WebhooksURL(
    LinkCommand,
    name="webhooks url",
    route=post("/v1/webhooks/svix_url"),
    examples=(Example("clerk webhooks url", "Print a link to the dashboard of the Svix app"),),
):
    """Print a link to the dashboard of the Svix app."""


class WebhooksDeleteApp(
    Command,
    name="webhooks delete-app",
    route=delete(APP),
    view=View(columns=(Column("DELETED", "deleted", yes_no),)),
    confirm="Delete the Svix app of the instance with all its endpoints?",
    done="Deleted the Svix app of the instance.",
    extension=True,
    examples=(Example("clerk webhooks delete-app", "Delete the Svix app"),),
):
    """Delete the Svix app of the instance, which stops all webhooks."""

    result_fields = ("deleted",)

    def run(self, context: Context) -> APIObject:
        """Send the request, and show what was done: the response has no body."""
        context.send(self.build()).require_empty_or_object()
        return {"deleted": True}
