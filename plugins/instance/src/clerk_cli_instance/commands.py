"""``clerk instance …``: the settings of the instance."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Example,
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


class InstanceGet(
    Command,
    name="instance get",
    route=get("/v1/instance"),
    view=INSTANCE,
    examples=(Example("clerk instance get", "Show the instance of the active profile"),),
):
    """Get the instance that the secret key belongs to."""


class InstanceUpdate(
    Update,
    name="instance update",
    route=patch("/v1/instance"),
    done="Updated instance settings.",
    examples=(
        Example("clerk instance update --test-mode", "Enable test mode"),
        Example(
            "clerk instance update --support-email help@example.com", "Set the support address"
        ),
        Example(
            "clerk instance update --allowed-origins https://a.example,https://b.example",
            "Allow two origins",
        ),
    ),
):
    """Update instance settings.

    Pass an empty value to clear a setting, such as --support-email ''.
    """

    result_fields = (
        "test_mode", "hibp", "support_email", "clerk_js_version", "development_origin",
        "allowed_origins[]", "url_based_session_syncing",
    )  # fmt: skip

    test_mode: bool | None = switch("Enable/disable test mode")
    hibp: bool | None = switch("Enable/disable HIBP password breach checking")
    support_email: str | None = option("Support email address")
    clerk_js_version: str | None = option("Clerk.js version")
    development_origin: str | None = option("Development origin URL")
    allowed_origins: Csv | None = option("Allowed origins (comma-separated)", minimum=0)
    url_based_session_syncing: bool | None = switch("Enable/disable URL-based session syncing")

    def run(self, context: Context) -> APIObject:
        """Send the request, and show what was set: the response has no body."""
        request = self.build()
        context.send(request).require_empty_or_object()
        return request.json_object
