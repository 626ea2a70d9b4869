"""``clerk organizations …``: organizations themselves."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    Example,
    JsonObject,
    Listing,
    MetadataMerge,
    MetadataReplace,
    MetadataUpdate,
    Organization,
    Page,
    Request,
    RowStream,
    User,
    View,
    argument,
    date,
    date_time,
    delete,
    flag,
    get,
    heading,
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
CREATED = Column("CREATED", "created_at", date, optional=True)


def membership_limit(organization: APIObject) -> object:
    """The maximum number of members; the API's 0 means unlimited."""
    return organization.get("max_allowed_memberships") or "unlimited"


ORGANIZATIONS = View(columns=(ID, NAME, SLUG, CREATED), empty="No organizations found")
ORGANIZATIONS_WITH_COUNTS = View(
    columns=(ID, NAME, SLUG, MEMBERS, CREATED), empty=ORGANIZATIONS.empty
)
ORGANIZATION = View(
    columns=ORGANIZATIONS.columns,
    details=(
        Column("Organization", "id"),
        Column("Name", "name"),
        Column("Slug", "slug"),
        heading("Members"),
        Column("Members", "members_count"),
        Column("Pending invitations", "pending_invitations_count"),
        Column("Membership limit", membership_limit, shows=("max_allowed_memberships",)),
        Column("Admins can delete", "admin_delete_enabled", yes_no),
        heading("Activity"),
        Column("Created by", "created_by"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        heading("Metadata"),
        Column("Public metadata", "public_metadata"),
        Column("Private metadata", "private_metadata"),
    ),
)


class OrganizationsList(
    Page,
    name="organizations list",
    aliases=("ls",),
    route=get("/v1/organizations"),
    view=ORGANIZATIONS_WITH_COUNTS,
    examples=(
        Example("clerk organizations list --query acme", "Search organizations by name or slug"),
        Example(
            "clerk organizations list --order-by -members_count --include-members-count",
            "List the largest organizations first",
        ),
    ),
):
    """List organizations."""

    order_by: str | None = option(
        "Sort field: name, created_at, or members_count (prefix with - for desc)",
        metavar="field",
        completes=("name", "created_at", "members_count"),
    )
    query: str | None = option("Search by name or slug", metavar="text")
    include_members_count: bool = flag("Include member counts")

    def render_text(self, result: Listing | RowStream, context: Context) -> None:
        """Show the counts if they were requested."""
        view = ORGANIZATIONS_WITH_COUNTS if self.include_members_count else ORGANIZATIONS
        context.show(result, view)


class OrganizationsGet(
    Command,
    name="organizations get",
    route=get("/v1/organizations/{organization_id}"),
    view=ORGANIZATION,
    many=True,
    examples=(
        Example("clerk organizations get org_123", "Show an organization"),
        Example("clerk organizations get acme -o json", "Show an organization by slug, as JSON"),
    ),
):
    """Show an organization."""

    organization_id: Organization = argument("Organization")

    def build(self) -> Request:
        """Ask for the number of members too, which the API leaves out otherwise."""
        return super().build().replace(query={"include_members_count": True})


class OrganizationsCreate(
    Command,
    name="organizations create",
    route=post("/v1/organizations"),
    view=ORGANIZATIONS,
    done="Created organization {id}.",
    examples=(
        Example('clerk organizations create --name "Beta Corp"', "Create an organization"),
        Example(
            'clerk organizations create --name "Beta Corp" --slug beta --created-by user_123',
            "Create an organization with its first admin",
        ),
    ),
):
    """Create an organization."""

    name: str = option("Organization name")
    slug: str | None = option("URL-friendly identifier")
    created_by: User | None = option("Creator", metavar="user")
    max_allowed_memberships: int | None = option(
        "Maximum number of members (0 for unlimited)", minimum=0
    )
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE, or - for stdin)")
    private_metadata: JsonObject | None = option("Private metadata (JSON, @FILE, or - for stdin)")


class OrganizationsUpdate(
    MetadataUpdate,
    name="organizations update",
    route=patch("/v1/organizations/{organization_id}"),
    view=ORGANIZATION,
    done="Updated organization {id}.",
    examples=(
        Example(
            'clerk organizations update org_123 --name "Acme Corporation"',
            "Rename an organization",
        ),
        Example(
            "clerk organizations update org_123 --public-metadata @metadata.json",
            "Replace the public metadata with the contents of a file",
        ),
    ),
):
    """Update an organization."""

    metadata_route = put("/v1/organizations/{organization_id}/metadata")

    organization_id: Organization = argument("Organization")
    name: str | None = option("Organization name")
    slug: str | None = option("Slug")
    max_allowed_memberships: int | None = option(
        "Maximum number of members (0 for unlimited)", minimum=0
    )
    admin_delete_enabled: bool | None = switch("Allow admins to delete the organization")


class OrganizationsMergeMetadata(
    MetadataMerge,
    name="organizations merge-metadata",
    route=patch("/v1/organizations/{organization_id}/metadata"),
    view=ORGANIZATION,
    done="Merged the metadata of organization {id}.",
    many=True,
    examples=(
        Example(
            'clerk organizations merge-metadata org_123 --public-metadata \'{"plan": "gold"}\'',
            "Set a key and keep all others",
        ),
    ),
):
    """Merge metadata into an organization's existing metadata; null removes a key."""

    organization_id: Organization = argument("Organization")


class OrganizationsReplaceMetadata(
    MetadataReplace,
    name="organizations replace-metadata",
    route=put("/v1/organizations/{organization_id}/metadata"),
    view=ORGANIZATION,
    done="Replaced metadata of organization {id}.",
    many=True,
    examples=(
        Example(
            "clerk organizations replace-metadata org_123 --public-metadata @metadata.json",
            "Replace the public metadata with the contents of a file",
        ),
    ),
):
    """Replace an organization's metadata; kinds that you omit are not changed."""

    organization_id: Organization = argument("Organization")


class OrganizationsDelete(
    Command,
    name="organizations delete",
    aliases=("rm",),
    route=delete("/v1/organizations/{organization_id}"),
    view=DELETED,
    confirm="Delete organization {organization_id} with all its memberships and invitations?",
    done="Deleted organization {organization_id}.",
    many=True,
    examples=(Example("clerk organizations delete org_123", "Delete an organization"),),
):
    """Delete an organization with all its memberships and invitations."""

    organization_id: Organization = argument("Organization")
