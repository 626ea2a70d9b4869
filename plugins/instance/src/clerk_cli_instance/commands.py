"""``clerk instance …`` (reference: Instance Commands)."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Update,
    View,
    comma,
    get,
    option,
    patch,
    switch,
)

INSTANCE = View(
    details=(
        Column("Instance", "id"),
        Column("Environment", "environment_type"),
        Column("Allowed origins", "allowed_origins", comma),
        Column("Workspace", "workspace_id"),
    )
)


class InstanceGet(Command, name="instance get", route=get("/v1/instance"), view=INSTANCE):
    """Get the instance that the secret key belongs to."""


class InstanceUpdate(
    Update,
    name="instance update",
    route=patch("/v1/instance"),
    done="Updated instance settings.",
):
    """Update instance settings.

    An empty value, as in --support-email '', removes it.
    """

    test_mode: bool | None = switch("Enable/disable test mode")
    hibp: bool | None = switch("Enable/disable HIBP password breach checking")
    support_email: str | None = option("Support email address")
    clerk_js_version: str | None = option("Clerk.js version")
    development_origin: str | None = option("Development origin URL")
    allowed_origins: Csv | None = option("Allowed origins (comma-separated)")
    url_based_session_syncing: bool | None = switch("URL-based session syncing")

    def run(self, context: Context) -> APIObject:
        """Send it; the API answers without a body, so what was set is shown."""
        request = self.build()
        context.send(request)
        return request.json_object
