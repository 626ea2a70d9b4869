"""``clerk jwttemplates …`` (reference: JWT Templates Commands)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    JsonObject,
    ListCommand,
    Pager,
    Request,
    RowStream,
    Secret,
    Update,
    UsageError,
    View,
    argument,
    date,
    date_time,
    delete,
    get,
    option,
    patch,
    post,
    yes_no,
)

TEMPLATES = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("ALGORITHM", "signing_algorithm"),
        Column("LIFETIME", "lifetime"),
        Column("CREATED", "created_at", date),
    ),
    empty="No JWT templates found",
)
TEMPLATE = View(
    columns=TEMPLATES.columns,
    details=(
        Column("JWT template", "id"),
        Column("Name", "name"),
        Column("Algorithm", "signing_algorithm"),
        Column("Own signing key", "custom_signing_key", yes_no),
        Column("Lifetime", lambda template: f"{template.get('lifetime')} seconds"),
        Column("Clock skew", lambda template: f"{template.get('allowed_clock_skew')} seconds"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        Column("Claims", "claims"),
    ),
)
TEMPLATES_PATH = "/v1/jwt_templates"
KEPT = ("name", "claims", "lifetime", "allowed_clock_skew")
"""What an update must send again, or the API forgets it."""


class TemplatesList(ListCommand, name="jwttemplates list", aliases=("ls",), view=TEMPLATES):
    """List all JWT templates."""

    def run(self, context: Context) -> RowStream:
        """Read page after page."""
        return Pager(context, TEMPLATES_PATH, {"paginated": True})


class TemplatesGet(
    Command, name="jwttemplates get", route=get("/v1/jwt_templates/{template_id}"), view=TEMPLATE
):
    """Get details of a JWT template."""

    template_id: str = argument("The template to show")


class SigningOptions(Command):
    """How tokens are timed and signed."""

    lifetime: int | None = option(
        "Token lifetime in seconds", metavar="seconds", minimum=30, maximum=315_360_000
    )
    clock_skew: int | None = option(
        "Allowed clock skew in seconds",
        metavar="seconds",
        sends="allowed_clock_skew",
        minimum=0,
        maximum=300,
    )
    signing_algorithm: str | None = option("Signing algorithm (e.g., RS256, HS256)", metavar="alg")
    signing_key: Secret | None = option("Signing private key; - reads it from stdin")

    def check(self) -> None:
        """Refuse half of a key: the API takes key and algorithm together.

        Raises:
            UsageError: One is given without the other.
        """
        super().check()
        if (self.signing_key is None) != (self.signing_algorithm is None):
            raise UsageError("--signing-key and --signing-algorithm go together")

    def signed(self, request: Request) -> Request:
        """The request, with the mark of a template that has its own key."""
        own = {"custom_signing_key": True} if self.signing_key is not None else {}
        return Request(request.method, request.path, body={**request.body, **own})


class TemplatesCreate(
    SigningOptions,
    name="jwttemplates create",
    route=post(TEMPLATES_PATH),
    view=TEMPLATE,
    done="Created JWT template {id}.",
):
    """Create a JWT template."""

    name: str = option("Template name")
    claims: JsonObject = option("Claims as JSON object, @FILE or -")

    def build(self) -> Request:
        """The request."""
        return self.signed(super().build())


class TemplatesUpdate(
    SigningOptions,
    Update,
    name="jwttemplates update",
    route=patch("/v1/jwt_templates/{template_id}"),
    view=TEMPLATE,
    done="Updated JWT template {id}.",
):
    """Update a JWT template.

    The API wants name and claims with every update, so the template is read first; what is not
    given stays. A key of its own is never shown: give it again to keep it.
    """

    template_id: str = argument("The template to update")
    name: str | None = option("Template name")
    claims: JsonObject | None = option("Claims as JSON object, @FILE or -")

    def build(self) -> Request:
        """The request, as far as the command line says it."""
        return self.signed(super().build())

    def run(self, context: Context) -> APIObject:
        """Read, merge and write."""
        request = self.build()
        template = context.send(Request("GET", request.path)).object
        if template.get("custom_signing_key") and self.signing_key is None:
            context.messages.warn("The template has its own signing key, which is not sent again.")
        kept = {name: template[name] for name in KEPT if template.get(name) is not None}
        merged = Request(request.method, request.path, body={**kept, **request.body})
        return context.send(merged).object


class TemplatesDelete(
    Command,
    name="jwttemplates delete",
    aliases=("rm",),
    route=delete("/v1/jwt_templates/{template_id}"),
    view=DELETED,
    confirm="Delete JWT template {template_id}?",
    done="Deleted JWT template {template_id}.",
):
    """Delete a JWT template."""

    template_id: str = argument("The template to delete")
