"""``clerk instance …``: the settings of the instance."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Environment,
    Example,
    Kind,
    Update,
    View,
    argument,
    comma,
    get,
    option,
    patch,
    post,
    switch,
    yes_no,
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


class ChangeWithoutResponse(Command):
    """A change to which the API responds without a body: what was sent is shown."""

    def run(self, context: Context) -> APIObject:
        """Send the request, and show what was set."""
        request = self.build()
        context.send(request).require_empty_or_object()
        return request.json_object


class InstanceUpdate(
    ChangeWithoutResponse,
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
            "Set two allowed origins",
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
    preferred_sign_in_strategy: Literal["password", "otp", ""] | None = option(
        "Preferred sign-in strategy when a password is required (empty for the default)",
        metavar="password|otp",
        sends="preferred_sign_in_strategy_when_password_required",
    )


def parse_home_url(text: str, _environment: Environment) -> str:
    """Read the URL of an application: the API takes HTTPS alone."""
    url = text.strip()
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "https" or not rest.partition("/")[0]:
        raise ValueError(f'"{text}" is not a URL such as https://www.example.com')
    return url


HomeURL: TypeAlias = Annotated[str, Kind("", parse_home_url)]
"""The URL of an application."""


class InstanceChangeDomain(
    ChangeWithoutResponse,
    name="instance change-domain",
    route=post("/v1/instance/change_domain"),
    view=View(
        details=(
            Column("Home URL", "home_url"),
            Column("Secondary application", "is_secondary", yes_no),
        )
    ),
    confirm="Sign out all users and move the instance to the domain of {home_url}?",
    done="Moved the instance to the domain of {home_url}. Update your DNS records and keys.",
    extension=True,
    examples=(
        Example(
            "clerk instance change-domain https://www.example.com",
            "Change the domain to example.com",
        ),
        Example(
            "clerk instance change-domain https://app.example.com --is-secondary",
            "Keep the subdomain, when several applications share a domain",
        ),
    ),
):
    """Change the domain of a production instance.

    All users are signed out, and the instance is down until you update its DNS records, its
    certificates, the redirect URLs of its social connections, and the keys in your code.
    """

    result_fields = ("home_url", "is_secondary")

    home_url: HomeURL = argument("Application URL, such as https://www.example.com")
    is_secondary: bool | None = switch(
        "Keep the subdomain, because other applications share the domain"
    )
