"""``clerk jwttemplates …``: templates of session tokens."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    Example,
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
    text,
    yes_no,
)

TEMPLATES = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("ALGORITHM", "signing_algorithm"),
        Column("LIFETIME", "lifetime"),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No JWT templates found",
)
TEMPLATE = View(
    columns=TEMPLATES.columns,
    details=(
        Column("JWT template", "id"),
        Column("Name", "name"),
        Column("Algorithm", "signing_algorithm"),
        Column("Custom signing key", "custom_signing_key", yes_no),
        Column("Lifetime", "lifetime", lambda value: f"{value} seconds" if value else text(value)),
        Column("Clock skew", lambda template: f"{template.get('allowed_clock_skew')} seconds"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        Column("Claims", "claims"),
    ),
)
TEMPLATES_PATH = "/v1/jwt_templates"
RESENT = ("name", "claims", "lifetime", "allowed_clock_skew")
"""What an update must send again, or the API resets it."""


class TemplatesList(
    ListCommand,
    name="jwttemplates list",
    aliases=("ls",),
    view=TEMPLATES,
    examples=(Example("clerk jwttemplates list", "List the JWT templates"),),
):
    """List all JWT templates."""

    writes = False

    objects_route = get(TEMPLATES_PATH)

    def run(self, context: Context) -> RowStream:
        """Read page after page."""
        return Pager(context, TEMPLATES_PATH, {"paginated": True})


class TemplatesGet(
    Command,
    name="jwttemplates get",
    route=get("/v1/jwt_templates/{template_id}"),
    view=TEMPLATE,
    examples=(Example("clerk jwttemplates get jtmp_123", "Show a JWT template and its claims"),),
):
    """Show a JWT template."""

    template_id: str = argument("JWT template ID")


class SigningOptions(Command):
    """The lifetime of tokens, and how they are signed."""

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
    signing_key: Secret | None = option("Signing private key (- to read from stdin)")

    def check(self) -> None:
        """Refuse a key without its algorithm, and the reverse.

        Raises:
            UsageError: One is given without the other.
        """
        super().check()
        if (self.signing_key is None) != (self.signing_algorithm is None):
            raise UsageError("--signing-key and --signing-algorithm must be used together")

    def build(self) -> Request:
        """The request; a signing key is marked as a custom one."""
        request = super().build()
        if self.signing_key is None:
            return request
        return request.replace(body={**request.json_object, "custom_signing_key": True})


class TemplatesCreate(
    SigningOptions,
    name="jwttemplates create",
    route=post(TEMPLATES_PATH),
    view=TEMPLATE,
    done="Created JWT template {id}.",
    examples=(
        Example(
            "clerk jwttemplates create --name hasura --claims @claims.json",
            "Create a template with claims from a file",
        ),
        Example(
            "printf '%s' \"$SIGNING_KEY\" | clerk jwttemplates create --name supabase"
            ' --claims \'{"role": "authenticated"}\' --signing-algorithm HS256 --signing-key -',
            "Create a template with a custom signing key",
        ),
    ),
):
    """Create a JWT template."""

    name: str = option("Template name")
    claims: JsonObject = option("Claims as JSON object, @FILE, or - for stdin")


class TemplatesUpdate(
    SigningOptions,
    Update,
    name="jwttemplates update",
    route=patch("/v1/jwt_templates/{template_id}"),
    view=TEMPLATE,
    done="Updated JWT template {id}.",
    examples=(
        Example("clerk jwttemplates update jtmp_123 --lifetime 7200", "Change the token lifetime"),
    ),
):
    """Update a JWT template.

    Options that are not passed keep their values, except for a custom signing key: the API does not
    return it, so pass --signing-key and --signing-algorithm again to keep it.
    """

    template_id: str = argument("JWT template ID")
    name: str | None = option("Template name")
    claims: JsonObject | None = option("Claims as JSON object, @FILE, or - for stdin")

    objects_route = get("/v1/jwt_templates/{template_id}")

    def run(self, context: Context) -> APIObject | None:
        """Read, merge and write: the API requires name and claims with every update."""
        request = self.build()
        template = context.send(Request("GET", request.path)).object
        if template.get("custom_signing_key") and self.signing_key is None:
            context.messages.warn(
                "The template has a custom signing key, which this update does not include."
            )
        # What is not sent again is lost, so that a response without it must not be believed.
        required = {"name": template.text("name"), "claims": template["claims"]}
        others = {name: template[name] for name in RESENT if template.get(name) is not None}
        current = {**others, **required}
        return self.object_of(
            context.send(request.replace(body={**current, **request.json_object}))
        )


class TemplatesDelete(
    Command,
    name="jwttemplates delete",
    aliases=("rm",),
    route=delete("/v1/jwt_templates/{template_id}"),
    view=DELETED,
    confirm="Delete JWT template {template_id}?",
    done="Deleted JWT template {template_id}.",
    many=True,
    examples=(Example("clerk jwttemplates delete jtmp_123", "Delete a JWT template"),),
):
    """Delete a JWT template."""

    template_id: str = argument("JWT template ID")
