"""``clerk oauthapplications …``: applications that use the instance as their OAuth provider."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from clerk_cli.api import (
    DELETED,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Csv,
    Environment,
    Example,
    Kind,
    Note,
    Outcome,
    Page,
    Response,
    Result,
    SecretCommand,
    Update,
    UsageError,
    View,
    argument,
    comma,
    date,
    date_time,
    delete,
    get,
    heading,
    option,
    patch,
    post,
    switch,
    yes_no,
)


def client_type(application: APIObject) -> str:
    """``public`` for an application that cannot keep a secret, else ``confidential``."""
    return "public" if application.get("public") else "confidential"


def parse_scopes(text: str, _environment: Environment) -> str:
    """Read scopes that are separated by commas or spaces, and separate them by spaces."""
    return " ".join(dict.fromkeys(text.replace(",", " ").split()))


Scopes: TypeAlias = Annotated[str, Kind("scopes", parse_scopes)]
"""Scopes, separated by commas or spaces; the API takes them separated by spaces."""

APPLICATIONS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("CLIENT ID", "client_id"),
        Column("TYPE", client_type, optional=True),
        Column("SCOPES", "scopes", truncatable=True, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    wide=(Column("REDIRECT URIS", "redirect_uris", comma),),
    empty="No OAuth applications found",
)
APPLICATION = View(
    columns=APPLICATIONS.columns,
    details=(
        Column("OAuth application", "id"),
        Column("Name", "name"),
        Column("Client ID", "client_id"),
        Column("Type", client_type, shows=("public",)),
        Column("Scopes", "scopes"),
        Column("Redirect URIs", "redirect_uris", comma, shows=("redirect_uris", "callback_url")),
        Column("Website", "client_uri"),
        Column("Logo", "client_image_url"),
        heading("Authorization"),
        Column("Consent screen", "consent_screen_enabled", yes_no),
        Column("PKCE required", "pkce_required", yes_no),
        Column("Dynamically registered", "dynamically_registered", yes_no),
        heading("Endpoints"),
        Column("Authorize", "authorize_url"),
        Column("Token", "token_fetch_url"),
        Column("User info", "user_info_url"),
        Column("Introspection", "token_introspection_url"),
        Column("Discovery", "discovery_url"),
        heading("History"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
)
PATH = "/v1/oauth_applications"
ONE = PATH + "/{oauth_application_id}"
NO_SECRET = Note(
    "Public applications have no client secret: they prove themselves with PKCE.", "info"
)


class ApplicationsList(
    Page,
    name="oauthapplications list",
    aliases=("ls",),
    route=get(PATH),
    view=APPLICATIONS,
    extension=True,
    examples=(
        Example("clerk oauthapplications list", "List the OAuth applications"),
        Example(
            "clerk oauthapplications list --query reports --order-by name",
            "Search by name",
        ),
    ),
):
    """List OAuth applications."""

    query: str | None = option(
        "Search by part of the name, or by exact client ID", metavar="text", sends="name_query"
    )
    order_by: str | None = option(
        "Sort field (prefix with - for desc, + for asc)", completes=("name", "created_at")
    )


class ApplicationCommand(Command, view=APPLICATION, extension=True):
    """A command about one OAuth application."""

    oauth_application_id: str = argument("OAuth application ID")


class ApplicationsGet(
    ApplicationCommand,
    name="oauthapplications get",
    route=get(ONE),
    many=True,
    examples=(Example("clerk oauthapplications get oauthapp_123", "Show an OAuth application"),),
):
    """Show an OAuth application with its endpoints."""


class ClientSecretCommand(SecretCommand, view=APPLICATION, extension=True):
    """A command whose response has a client secret, unless the application is public."""

    secret_member = "client_secret"
    always_secret = False

    def with_warning(self, result: Outcome | Result) -> Outcome:
        """A result with the warning about its secret, or the note that there is none."""
        outcome = Outcome.of(result)
        application = outcome.result
        if isinstance(application, dict) and application.get("client_secret"):
            return super().with_warning(outcome)
        return outcome.replace(notes=(*outcome.notes, NO_SECRET))


class PublicClient(Command, view=APPLICATION, extension=True):
    """A command that can make an application a public client."""

    pkce_required: bool | None = switch("Require Proof Key for Code Exchange")
    public: bool | None = switch(
        "Make it a public client without a secret, such as a browser or mobile app"
    )

    def check(self) -> None:
        """Refuse a public client that proves itself with nothing.

        Raises:
            UsageError: It has neither a secret nor PKCE.
        """
        super().check()
        if self.public and self.pkce_required is False:
            raise UsageError(
                "a public client requires PKCE", hint="Omit --no-pkce-required or --public."
            )


class ApplicationsCreate(
    PublicClient,
    ClientSecretCommand,
    name="oauthapplications create",
    route=post(PATH),
    done="Created OAuth application {id} with client ID {client_id}.",
    examples=(
        Example(
            "clerk oauthapplications create --name Reports "
            "--redirect-uris https://reports.example/callback",
            "Create an application and print its client secret",
        ),
        Example(
            "clerk oauthapplications create --name App --redirect-uris myapp://callback --public",
            "Create a public application without a secret, such as a mobile app",
        ),
    ),
):
    """Create an OAuth application and print its client secret."""

    name: str = option("Name shown on the consent screen")
    redirect_uris: Csv | None = option("Redirect URIs (comma-separated)")
    scopes: Scopes | None = option("Scopes the application may request (default: profile email)")
    consent_screen: bool | None = switch("Show a consent screen", sends="consent_screen_enabled")


class ApplicationsUpdate(
    PublicClient,
    ApplicationCommand,
    Update,
    name="oauthapplications update",
    route=patch(ONE),
    confirm_if={
        "--public": "Make OAuth application {oauth_application_id} public? It loses its secret."
    },
    done="Updated OAuth application {oauth_application_id}.",
    examples=(
        Example(
            "clerk oauthapplications update oauthapp_123 --scopes profile,email,public_metadata",
            "Allow an application to read public metadata",
        ),
        Example("clerk oauthapplications update oauthapp_123 --pkce-required", "Require PKCE"),
    ),
):
    """Update an OAuth application.

    Redirect URIs and scopes replace the existing ones. A public application requires PKCE and has
    no client secret, so --public asks for confirmation. After --no-public, create a client secret
    with clerk oauthapplications rotate-secret.
    """

    name: str | None = option("New name")
    redirect_uris: Csv | None = option("Redirect URIs (comma-separated)", minimum=0)
    scopes: Scopes | None = option("Scopes the application may request")
    consent_screen: bool | None = switch("Show a consent screen", sends="consent_screen_enabled")

    objects_route = patch(ONE)

    def run(self, context: Context) -> Outcome:
        """Send the request, and say how a client that was public gets a secret."""
        outcome = Outcome.of(super().run(context))
        if self.build().json_object.get("public") is not False or context.is_dry_run:
            return outcome
        text = (
            "If it was public before, it has no client secret yet. To create one: "
            f"clerk oauthapplications rotate-secret {self.oauth_application_id}"
        )
        return outcome.replace(notes=(*outcome.notes, Note(text, "info")))


class ApplicationsDelete(
    ApplicationCommand,
    name="oauthapplications delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete OAuth application {oauth_application_id} with all its tokens?",
    done="Deleted OAuth application {oauth_application_id}.",
    many=True,
    examples=(
        Example("clerk oauthapplications delete oauthapp_123", "Delete an OAuth application"),
    ),
):
    """Delete an OAuth application."""


class ApplicationsRotateSecret(
    ClientSecretCommand,
    name="oauthapplications rotate-secret",
    route=post(ONE + "/rotate_secret"),
    confirm="Rotate the client secret of OAuth application {oauth_application_id}?",
    done="Rotated the client secret of OAuth application {oauth_application_id}.",
    examples=(
        Example("clerk oauthapplications rotate-secret oauthapp_123", "Print a new client secret"),
    ),
):
    """Rotate the client secret of an OAuth application and print the new one.

    The previous secret stops working immediately. Public applications have no secret.
    """

    oauth_application_id: str = argument("OAuth application ID")

    objects_route = post(ONE + "/rotate_secret")

    def object_of(self, response: Response) -> APIObject | None:
        """The application with its new secret.

        Raises:
            ClerkError: It is public, so that there was nothing to rotate.
        """
        application = super().object_of(response)
        if application is not None and application.get("public"):
            raise ClerkError(
                f"{self.oauth_application_id} is public and has no client secret",
                hint="Nothing was changed.",
            )
        return application
