"""Who may sign up: the restrictions of the instance with its allowlist and its blocklist.

Source: https://clerk.com/docs/guides/secure/restricting-access
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.identity.contacts import contact_exists
from clerk_cli_sandbox.identity.user_objects import EMAIL
from clerk_cli_sandbox.instance.settings import read_instance
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

ALLOWLIST, BLOCKLIST = "allowlist_identifier", "blocklist_identifier"
ANYBODY = ("", "*")
"""What is before the ``@`` of an entry for all addresses of a domain."""

SUBDOMAINS = "*."
SUBADDRESS = re.compile("[+#=]")
GMAIL = "gmail.com"
DISPOSABLE_DOMAINS = frozenset(
    {
        "10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "guerrillamail.com",
        "mailinator.com", "maildrop.cc", "mailnesia.com", "sharklasers.com", "temp-mail.org",
        "tempmail.com", "throwawaymail.com", "trashmail.com", "yopmail.com",
    }
)  # fmt: skip
"""Some of the domains that are known to be disposable; Clerk knows thousands."""


def require_access(store: Store, contacts: Mapping[str, str]) -> None:
    """Refuse a sign-up with identifiers that the restrictions keep out.

    Args:
        store: The objects.
        contacts: The identifiers, by their kind, as they are stored.

    Raises:
        ErrorResponse: An identifier is not allowed.
    """
    settings = read_instance(store)
    refused = [
        value
        for kind, value in contacts.items()
        if _is_kept_out(store, settings, value)
        or (kind == EMAIL and _is_unwanted_address(store, settings, value))
    ]
    if refused:
        verb = "is" if len(refused) == 1 else "are"
        text = f"{' and '.join(refused)} {verb} not allowed to access this application."
        raise api_errors.refusal(
            "not_allowed_access", "Access not allowed.", text, identifiers=refused
        )


def _is_kept_out(store: Store, settings: JSONObject, identifier: str) -> bool:
    """Whether the lists that are turned on keep an identifier out."""
    allowed = _entries(store, ALLOWLIST) if settings.get("allowlist") else None
    if allowed is not None and not any(_matches(entry, identifier) for entry in allowed):
        return True
    if not settings.get("blocklist"):
        return False
    # An entry that is on both lists counts for the allowlist alone.
    blocked = _entries(store, BLOCKLIST) - (allowed or set())
    names = (identifier, _without_subaddress(identifier))
    return any(_matches(entry, name) for entry in blocked for name in names)


def _is_unwanted_address(store: Store, settings: JSONObject, email: str) -> bool:
    """Whether an email address is of a kind that the instance does not take."""
    local, _, host = email.rpartition("@")
    if settings.get("block_disposable_email_domains") and host in DISPOSABLE_DOMAINS:
        return True
    if not settings.get("block_email_subaddresses"):
        return False
    plain = local.replace(".", "")
    is_alias = host == GMAIL and plain != local and contact_exists(store, EMAIL, f"{plain}@{host}")
    return is_alias or SUBADDRESS.search(local) is not None


def _entries(store: Store, kind: str) -> set[str]:
    return {entry["identifier"] for entry in store.select(Selection(kind))}


def _matches(entry: str, identifier: str) -> bool:
    """Whether an entry is for an identifier: the same one, or its domain."""
    local, at, host = entry.rpartition("@")
    if not at or local not in ANYBODY:
        return entry == identifier
    _, has_host, actual = identifier.rpartition("@")
    if host.startswith(SUBDOMAINS):
        return bool(has_host) and actual.endswith(host.removeprefix("*"))
    return bool(has_host) and actual == host


def _without_subaddress(identifier: str) -> str:
    local, at, host = identifier.rpartition("@")
    return SUBADDRESS.split(local)[0] + at + host if at else identifier
