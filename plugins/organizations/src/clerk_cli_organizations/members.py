"""``clerk organizations members …``: the members of an organization and their roles."""

from __future__ import annotations

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Csv,
    Example,
    Member,
    MetadataMerge,
    Organization,
    Pager,
    ResponseObject,
    Subject,
    User,
    Users,
    View,
    argument,
    date,
    delete,
    get,
    option,
    patch,
    post,
)
from clerk_cli_organizations.instance_lists import InstanceList


def member_name(member: APIObject) -> str:
    """First and last name of a member."""
    data = member.get("public_user_data") or {}
    return " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))


MEMBERS = View(
    columns=(
        Column("USER ID", "public_user_data.user_id"),
        Column("IDENTIFIER", "public_user_data.identifier", truncatable=True),
        Column("NAME", member_name, truncatable=True, optional=True),
        Column("ROLE", "role"),
        Column("JOINED", "created_at", date, optional=True),
    ),
    wide=(Column("MEMBERSHIP ID", "id"), Column("UPDATED", "updated_at", date)),
    empty="No members found",
)
MEMBERSHIPS = "/v1/organizations/{organization_id}/memberships"


class MembersList(
    InstanceList,
    name="organizations members list",
    aliases=("ls",),
    route=get(MEMBERSHIPS),
    view=MEMBERS,
    examples=(
        Example("clerk organizations members list acme", "List an organization's members"),
        Example(
            "clerk organizations members list org_123 --role org:admin", "List only the admins"
        ),
        Example("clerk organizations members list org_123 --query jane", "Search the members"),
        Example("clerk organizations members list --all", "List the members of all organizations"),
    ),
):
    """List the members of an organization, or of all organizations."""

    instance_route = get("/v1/organization_memberships")
    objects_route = get(MEMBERSHIPS)
    only_of_one = ("role", "query", "user_id", "email", "phone", "username")

    order_by: str | None = option(
        "Sort field (prefix with - for desc)",
        metavar="field",
        completes=(
            "created_at", "email_address", "first_name", "last_name", "phone_number", "username",
        ),
    )  # fmt: skip
    role: Csv | None = option("Filter by roles (comma-separated)", metavar="roles", maximum=100)
    query: str | None = option(
        "Search across email, phone, username, name, user ID", metavar="text"
    )
    user_id: Users | None = option(
        "Filter by users (comma-separated)", metavar="users", maximum=100
    )
    email: Csv | None = option(
        "Filter by email addresses (comma-separated)",
        metavar="emails",
        sends="email_address",
        maximum=100,
    )
    phone: Csv | None = option(
        "Filter by phone numbers (comma-separated)",
        metavar="phones",
        sends="phone_number",
        maximum=100,
    )
    username: Csv | None = option(
        "Filter by usernames (comma-separated)", metavar="usernames", maximum=100
    )


class RoleAssignment(Command, view=MEMBERS):
    """A command that assigns a role."""

    objects_route = post(MEMBERSHIPS)

    promises = ("id",)

    def run(self, context: Context) -> APIObject | None:
        """Send the request; if the API refuses an old role name, explain today's role keys."""
        try:
            return self.object_of(context.send(self.build()))
        except APIError as error:
            role = getattr(self, "role", "")
            if not role.startswith("org:") and "role" in str(error.errors):
                error.hint = 'Role keys begin with "org:", such as org:admin or org:member.'
            raise


class MembersAdd(
    RoleAssignment,
    name="organizations members add",
    route=post(MEMBERSHIPS),
    done="Added user {user_id} to organization {organization_id} as {role}.",
    many=True,
    examples=(
        Example(
            "clerk organizations members add org_123 user_456 --role org:member",
            "Add a user as a member",
        ),
    ),
):
    """Add a user to an organization."""

    organization_id: Organization = argument("Organization")
    user_id: User = argument("User")
    role: str = option("Role to assign, such as org:member")


class MemberCommand(Command, view=MEMBERS):
    """A command about one member, by user ID or membership ID.

    The API identifies members by user ID; a membership ID is looked up in the list first.
    """

    organization_id: Organization = argument("Organization")
    member_id: Member = argument("Member")

    objects_route = post(MEMBERSHIPS)

    def run(self, context: Context) -> APIObject | None:
        """Find the user, then send the request."""
        if self.member_id.startswith(("orgmem_", "mem_")):
            user_id = self._find_user(self.member_id, context)
            return self.object_of(context.send(self.copy_with(member_id=user_id).build()))
        return self.object_of(context.send(self.build()))

    def _find_user(self, membership_id: str, context: Context) -> str:
        path = get(MEMBERSHIPS).fill({"organization_id": self.organization_id})
        for membership in Pager(context, path).objects:
            if membership.get("id") == membership_id:
                member = ResponseObject(membership)["public_user_data"]
                return ResponseObject.of(member).path_value("user_id")
        raise ClerkError(
            f'membership "{membership_id}" does not exist in organization "{self.organization_id}"',
            hint=f"List the members with: clerk organizations members list {self.organization_id}",
        )


class MembersUpdate(
    MemberCommand,
    RoleAssignment,
    name="organizations members update",
    route=patch(MEMBERSHIPS + "/{member_id}"),
    done="Changed the role of member {member_id} to {role}.",
    many=True,
    examples=(
        Example(
            "clerk organizations members update org_123 user_123 --role org:member",
            "Change a member's role",
        ),
    ),
):
    """Change a member's role."""

    role: str = option("New role to assign, such as org:admin")


class MembersMergeMetadata(
    MemberCommand,
    MetadataMerge,
    name="organizations members merge-metadata",
    route=patch(MEMBERSHIPS + "/{member_id}/metadata"),
    done="Merged the metadata of member {member_id}.",
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk organizations members merge-metadata org_123 user_123"
            ' --public-metadata \'{"team": "sales"}\'',
            "Set a key and keep all others",
        ),
    ),
):
    """Merge metadata into a membership's existing metadata; null removes a key."""


class MembersRemove(
    MemberCommand,
    name="organizations members remove",
    aliases=("rm",),
    route=delete(MEMBERSHIPS + "/{member_id}"),
    confirm="Remove {member_id} from organization {organization_id}?",
    subject=Subject(get("/v1/users/{member_id}")),
    done="Removed member {member_id} from organization {organization_id}.",
    many=True,
    examples=(
        Example(
            "clerk organizations members remove org_123 user_123",
            "Remove a user from an organization",
        ),
    ),
):
    """Remove a member from an organization."""

    runs_unattended = True
