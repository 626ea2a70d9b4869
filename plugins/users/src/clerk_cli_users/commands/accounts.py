"""User accounts: show, create, update, delete."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Command,
    Csv,
    Example,
    JsonObject,
    MetadataMerge,
    MetadataReplace,
    MetadataUpdate,
    Page,
    Secret,
    UsageError,
    User,
    UserEmail,
    UserPhone,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
    put,
    switch,
)
from clerk_cli_users.account_settings import AccountSettings
from clerk_cli_users.views import MEMBERSHIPS, USER

STATUSES = ("verified", "reserved")


class UsersGet(
    Command,
    name="users get",
    route=get("/v1/users/{user_id}"),
    view=USER,
    many=True,
    examples=(
        Example("clerk users get user_123", "Show a user"),
        Example("clerk users get ada@example.com", "Find a user by email address"),
        Example("clerk users get user_123 -o json", "Show all fields of a user"),
    ),
):
    """Show a user."""

    user_id: User = argument("User")


class NewUser(Command):
    """Who a new user is."""

    email: Csv | None = option(
        "Email addresses (comma-separated)", metavar="emails", sends="email_address"
    )
    phone: Csv | None = option(
        "Phone numbers (comma-separated)", metavar="phones", sends="phone_number"
    )
    username: str | None = option("Username")
    first_name: str | None = option("First name")
    last_name: str | None = option("Last name")
    password: Secret | None = option("Password (- to read from stdin)")
    external_id: str | None = option("External ID")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE, or - for stdin)")
    private_metadata: JsonObject | None = option("Private metadata (JSON, @FILE, or - for stdin)")
    unsafe_metadata: JsonObject | None = option("Unsafe metadata (JSON, @FILE, or - for stdin)")
    skip_password_checks: bool = flag("Skip password complexity validation")
    skip_password_requirement: bool = flag("Allow creating a user without a password")


class UsersCreate(
    AccountSettings,
    NewUser,
    name="users create",
    route=post("/v1/users"),
    view=USER,
    done="Created user {id}.",
    examples=(
        Example(
            "clerk users create --email jane@example.com --first-name Jane --last-name Doe",
            "Create a user",
        ),
        Example(
            "printf '%s' \"$PASSWORD\" | clerk users create --email jane@example.com --password -",
            "Create a user with a password from stdin",
        ),
        Example(
            'clerk users create --username jane --public-metadata \'{"plan": "gold"}\'',
            "Create a user with metadata",
        ),
        Example(
            "clerk users create --input user.yaml --email jane@example.com",
            "Create a user from a file, with a different email address",
        ),
    ),
):
    """Create a new user.

    Email addresses and phone numbers are added as verified, unless --email-status or --phone-status
    says otherwise; the first of each becomes the primary one.
    """

    email_status: Csv | None = option(
        "Status of each email address: verified or reserved (comma-separated)",
        metavar="status",
        sends="email_address_identification_status",
        completes=STATUSES,
    )
    phone_status: Csv | None = option(
        "Status of each phone number: verified or reserved (comma-separated)",
        metavar="status",
        sends="phone_number_identification_status",
        completes=STATUSES,
    )
    web3_wallet: Csv | None = option("Web3 wallets (comma-separated)", metavar="wallets")
    skip_user_requirement: bool = flag("Allow creating a user without a required identifier")
    banned: bool = flag("Create the user banned")
    locked: bool = flag("Create the user locked")

    def check(self) -> None:
        """Refuse a user without any attributes.

        Raises:
            UsageError: No option is given, or some cannot be combined.
        """
        super().check()
        if not self.build().body:
            raise UsageError(
                "no user attributes specified",
                hint="Pass at least one of --email, --phone, --username.",
            )


class UserChanges(MetadataUpdate):
    """What is changed most."""

    metadata_route = put("/v1/users/{user_id}/metadata")

    user_id: User = argument("User")
    first_name: str | None = option("First name")
    last_name: str | None = option("Last name")
    username: str | None = option("Username")
    password: Secret | None = option("New password (- to read from stdin)")
    external_id: str | None = option("External ID")
    primary_email_id: UserEmail | None = option(
        "Set primary email address", sends="primary_email_address_id"
    )
    primary_phone_id: UserPhone | None = option(
        "Set primary phone number", sends="primary_phone_number_id"
    )
    skip_password_checks: bool = flag("Skip password complexity validation")
    sign_out_other_sessions: bool = flag(
        "Sign out all other sessions after password change", sends="sign_out_of_other_sessions"
    )


class UsersUpdate(
    AccountSettings,
    UserChanges,
    name="users update",
    route=patch("/v1/users/{user_id}"),
    view=USER,
    done="Updated user {id}.",
    examples=(
        Example("clerk users update user_123 --first-name Jane --last-name Smith", "Rename a user"),
        Example("clerk users update user_123 --external-id ''", "Clear a user's external ID"),
        Example(
            "clerk users update user_123 --public-metadata @metadata.json",
            "Replace a user's public metadata with the contents of a file",
        ),
    ),
):
    """Update an existing user.

    Pass an empty value to clear an attribute, such as --username ''.
    """

    unsafe_metadata: JsonObject | None = option(
        "Unsafe metadata (replaces existing)", effect="destroys"
    )
    primary_web3_wallet_id: str | None = option("Set primary web3 wallet, by ID")
    profile_image_id: str | None = option("Set the profile image, by ID")
    notify_of_primary_email: bool | None = switch(
        "Notify the user of a new primary email address",
        sends="notify_primary_email_address_changed",
    )

    def check(self) -> None:
        """Refuse options that make sense only together with a password.

        Raises:
            UsageError: One of them is given without it, or there is nothing to change.
        """
        super().check()
        for flag_value, label in (
            (self.skip_password_checks, "--skip-password-checks"),
            (self.sign_out_other_sessions, "--sign-out-other-sessions"),
        ):
            if flag_value and self.password is None:
                raise UsageError(f"{label} requires --password")


class UsersMergeMetadata(
    MetadataMerge,
    name="users merge-metadata",
    route=patch("/v1/users/{user_id}/metadata"),
    view=USER,
    done="Merged the metadata of user {id}.",
    many=True,
    examples=(
        Example(
            'clerk users merge-metadata user_123 --public-metadata \'{"plan": "gold"}\'',
            "Set a key and keep all others",
        ),
        Example(
            "clerk users merge-metadata user_123 --public-metadata '{\"plan\": null}'",
            "Remove a key",
        ),
    ),
):
    """Merge metadata into a user's existing metadata; null removes a key."""

    user_id: User = argument("User")
    unsafe_metadata: JsonObject | None = option(
        "Unsafe metadata to merge (JSON, @FILE, or - for stdin)"
    )


class UsersReplaceMetadata(
    MetadataReplace,
    name="users replace-metadata",
    route=put("/v1/users/{user_id}/metadata"),
    view=USER,
    done="Replaced metadata of user {id}.",
    many=True,
    examples=(
        Example(
            "clerk users replace-metadata user_123 --public-metadata @metadata.json",
            "Replace a user's public metadata with the contents of a file",
        ),
        Example(
            "clerk users replace-metadata user_123 user_456 --unsafe-metadata '{}'",
            "Remove the unsafe metadata of two users",
        ),
    ),
):
    """Replace a user's metadata; kinds that you omit are not changed."""

    user_id: User = argument("User")
    unsafe_metadata: JsonObject | None = option(
        "New unsafe metadata, replacing the existing (JSON, @FILE, or - for stdin)"
    )


class UsersDelete(
    Command,
    name="users delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}"),
    view=DELETED,
    confirm="Delete {user_id}?",
    done="Deleted user {user_id}.",
    many=True,
    examples=(
        Example("clerk users delete user_123", "Delete a user"),
        Example("clerk users delete user_123 --force", "Delete a user without confirmation"),
    ),
):
    """Delete a user permanently."""

    user_id: User = argument("User")


class UsersOrganizations(
    Page,
    name="users organizations",
    route=get("/v1/users/{user_id}/organization_memberships"),
    view=MEMBERSHIPS,
    extension=True,
    examples=(Example("clerk users organizations user_123", "List a user's organizations"),),
):
    """List a user's organizations and the user's role in each."""

    user_id: User = argument("User")
