"""A user as the Backend API returns it, as ``POST /users`` takes it."""

from __future__ import annotations

from clerk_cli_migrate.files.row import Row, Values
from clerk_cli_migrate.records import TIMES, UserRecord
from clerk_cli_migrate.sources.clerk_contacts import add_contacts
from clerk_cli_migrate.sources.clerk_csv import join_secrets
from clerk_cli_migrate.sources.draft import Draft
from clerk_cli_migrate.sources.joins import SideTable

COPIED = (
    "username", "first_name", "last_name", "locale", "public_metadata", "private_metadata",
    "unsafe_metadata",
)  # fmt: skip
IF_TRUE = ("banned", "locked", "bypass_client_trust")
IF_FALSE = ("delete_self_enabled", "create_organization_enabled")
"""Switches that are sent where they differ from the default."""

OMITTED = {
    "external_accounts": "links to accounts of providers; they are restored at the first sign-in",
    "enterprise_accounts": "enterprise accounts; they are restored at the first sign-in",
    "passkeys": "passkeys, which are bound to the old instance",
}


def read_user(row: Row, additions: SideTable) -> UserRecord:
    """A user of the API.

    Args:
        row: The user.
        additions: Rows of the dashboard's CSV, of which those with the ID of the user are joined.
    """
    values = row.values
    draft = Draft(row, values.get("id"))
    for name in ("external_id", *COPIED):
        draft.put(name, values.get(name))
    for name in IF_TRUE:
        draft.put(name, True if values.get(name) is True else None)
    for name in IF_FALSE:
        draft.put(name, False if values.get(name) is False else None)
    draft.put("create_organizations_limit", values.get("create_organizations_limit") or None)
    for name in TIMES:
        draft.time(name, values.get(name))
    add_contacts(draft, values)
    join_secrets(draft, row, additions)
    _add_omissions(draft, values)
    return draft.record()


def _add_omissions(draft: Draft, values: Values) -> None:
    csv = "the API does not return it: add the CSV of the dashboard"
    if values.get("password_enabled") and "password_digest" not in draft.fields:
        draft.omit("password", "password_digest", f"the password; {csv}")
    if values.get("totp_enabled") and "totp_secret" not in draft.fields:
        draft.omit("totp_secret", "totp_secret", f"the authenticator app; {csv}")
    if values.get("backup_code_enabled"):
        draft.omit("backup_codes", "backup_codes", "backup codes, which cannot be exported")
    if values.get("has_image"):
        draft.omit("image", "image_url", "the picture")
    for name, message in OMITTED.items():
        if values.get(name):
            draft.omit(name.removesuffix("s"), name, message)
