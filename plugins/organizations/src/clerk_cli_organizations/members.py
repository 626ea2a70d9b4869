"""``clerk organizations members …`` (reference: clerk organizations members)."""

from __future__ import annotations

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Csv,
    MetadataMerge,
    Page,
    Pager,
    View,
    argument,
    date,
    delete,
    get,
    option,
    patch,
    post,
)

MEMBERS = View(
    columns=(
        Column("ID", "id"),
        Column("USER ID", "public_user_data.user_id"),
        Column("IDENTIFIER", "public_user_data.identifier", truncatable=True),
        Column("ROLE", "role"),
        Column("JOINED", "created_at", date),
    ),
    empty="No members found",
)
MEMBERSHIPS = "/v1/organizations/{organization_id}/memberships"


class MembersList(
    Page, name="organizations members list", aliases=("ls",), route=get(MEMBERSHIPS), view=MEMBERS
):
    """List the members of an organization."""

    organization_id: str = argument("The organization")
    role: Csv | None = option("Filter by role(s), comma-separated", metavar="roles", maximum=100)


class RoleCommand(Command, view=MEMBERS):
    """A command that gives a role."""

    def run(self, context: Context) -> APIObject:
        """Send it; where an old role name is refused, tell the form of today's."""
        try:
            return context.send(self.build()).object
        except APIError as error:
            role = getattr(self, "role", "")
            if not role.startswith("org:") and "role" in str(error.errors):
                error.hint = f"Roles are called org:admin, org:member or org:NAME, not {role}."
            raise


class MembersAdd(
    RoleCommand,
    name="organizations members add",
    route=post(MEMBERSHIPS),
    done="Added user {user_id} as {role}.",
):
    """Add a user to an organization."""

    organization_id: str = argument("The organization")
    user_id: str = argument("The user to add")
    role: str = option("Role to assign, such as org:member")


class MemberCommand(Command, view=MEMBERS):
    """A command about one member, by user id or by membership id.

    The API knows members by their user id; a membership id is looked up in the list first.
    """

    organization_id: str = argument("The organization")
    member_id: str = argument("The member: a user id or a membership id")

    def run(self, context: Context) -> APIObject:
        """Find the user, then send the request."""
        if self.member_id.startswith(("orgmem_", "mem_")):
            user_id = self._user_of(self.member_id, context)
            return context.send(self.copy_with(member_id=user_id).build()).object
        return context.send(self.build()).object

    def _user_of(self, membership: str, context: Context) -> str:
        path = get(MEMBERSHIPS).fill({"organization_id": self.organization_id})
        for row in Pager(context, path):
            if row.get("id") == membership:
                return str(row["public_user_data"]["user_id"])
        raise ClerkError(
            f"{membership} is no member of {self.organization_id}",
            hint=f"See clerk organizations members list {self.organization_id}",
        )


class MembersUpdate(
    MemberCommand,
    RoleCommand,
    name="organizations members update",
    route=patch(MEMBERSHIPS + "/{member_id}"),
    done="Updated member {member_id}: the role is {role}.",
):
    """Give a member another role."""

    role: str = option("New role to assign, such as org:admin")


class MembersMergeMetadata(
    MemberCommand,
    MetadataMerge,
    name="organizations members merge-metadata",
    route=patch(MEMBERSHIPS + "/{member_id}/metadata"),
    done="Merged the metadata of member {member_id}.",
):
    """Merge metadata of a membership into what is there; null removes a key."""


class MembersRemove(
    MemberCommand,
    name="organizations members remove",
    aliases=("rm",),
    route=delete(MEMBERSHIPS + "/{member_id}"),
    done="Removed member {member_id}.",
):
    """Remove a member from an organization."""
