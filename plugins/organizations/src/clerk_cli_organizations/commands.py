"""``clerk organizations …`` (reference: Organization Commands)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    JsonObject,
    Listing,
    MetadataMerge,
    MetadataUpdate,
    Page,
    Request,
    RowStream,
    View,
    argument,
    date,
    date_time,
    delete,
    flag,
    get,
    option,
    patch,
    post,
    put,
    switch,
    yes_no,
)

ID = Column("ID", "id")
NAME = Column("NAME", "name", truncatable=True)
SLUG = Column("SLUG", "slug", truncatable=True)
MEMBERS = Column("MEMBERS", "members_count")
CREATED = Column("CREATED", "created_at", date)


def allowed(organization: APIObject) -> object:
    """How many members there may be; the API's 0 means any number."""
    return organization.get("max_allowed_memberships") or "unlimited"


ORGANIZATIONS = View(columns=(ID, NAME, SLUG, CREATED), empty="No organizations found")
COUNTED = View(columns=(ID, NAME, SLUG, MEMBERS, CREATED), empty=ORGANIZATIONS.empty)
ORGANIZATION = View(
    columns=ORGANIZATIONS.columns,
    details=(
        Column("Organization", "id"),
        Column("Name", "name"),
        Column("Slug", "slug"),
        Column("Members", "members_count"),
        Column("Pending invitations", "pending_invitations_count"),
        Column("Members allowed", allowed),
        Column("Admins may delete", "admin_delete_enabled", yes_no),
        Column("Created by", "created_by"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        Column("Public metadata", "public_metadata"),
        Column("Private metadata", "private_metadata"),
    ),
)


class OrganizationsList(
    Page, name="organizations list", aliases=("ls",), route=get("/v1/organizations")
):
    """List organizations."""

    order_by: str | None = option(
        "Sort field: name, created_at or members_count (prefix with - for desc)", metavar="field"
    )
    query: str | None = option("Search by name or slug", metavar="text")
    include_members_count: bool = flag("Include member counts")

    def render_text(self, result: Listing | RowStream, context: Context) -> None:
        """Show the counts where they were asked for."""
        context.show(result, COUNTED if self.include_members_count else ORGANIZATIONS)


class OrganizationsGet(
    Command,
    name="organizations get",
    route=get("/v1/organizations/{organization_id}"),
    view=ORGANIZATION,
):
    """Get organization details, by id or slug."""

    organization_id: str = argument("The organization's id or slug")

    def build(self) -> Request:
        """Ask for the number of members too, which the API leaves out otherwise."""
        request = super().build()
        return Request(request.method, request.path, {"include_members_count": True})


class OrganizationsCreate(
    Command,
    name="organizations create",
    route=post("/v1/organizations"),
    view=ORGANIZATIONS,
    done="Created organization {id}.",
):
    """Create an organization."""

    name: str = option("Organization name")
    slug: str | None = option("URL-friendly identifier")
    created_by: str | None = option("User ID of the creator", metavar="userId")
    max_allowed_memberships: int | None = option(
        "Maximum members allowed; 0 for any number", minimum=0
    )
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE or -)")
    private_metadata: JsonObject | None = option("Private metadata (JSON, @FILE or -)")


class OrganizationsUpdate(
    MetadataUpdate,
    name="organizations update",
    route=patch("/v1/organizations/{organization_id}"),
    view=ORGANIZATIONS,
    done="Updated organization {id}.",
):
    """Update an organization."""

    metadata_route = put("/v1/organizations/{organization_id}/metadata")

    organization_id: str = argument("The organization to update")
    name: str | None = option("Organization name")
    slug: str | None = option("Slug")
    max_allowed_memberships: int | None = option(
        "Max membership limit; 0 for any number", minimum=0
    )
    admin_delete_enabled: bool | None = switch("Let admins delete the organization")


class OrganizationsMergeMetadata(
    MetadataMerge,
    name="organizations merge-metadata",
    route=patch("/v1/organizations/{organization_id}/metadata"),
    view=ORGANIZATION,
    done="Merged the metadata of organization {id}.",
):
    """Merge metadata into what is there; null removes a key."""

    organization_id: str = argument("The organization")


class OrganizationsDelete(
    Command,
    name="organizations delete",
    aliases=("rm",),
    route=delete("/v1/organizations/{organization_id}"),
    view=DELETED,
    confirm="Delete organization {organization_id} with its memberships and invitations?",
    done="Deleted organization {organization_id}.",
):
    """Delete an organization, its memberships and its invitations."""

    organization_id: str = argument("The organization to delete")
