"""What a text says about a user or an organization: its ID, or something to look it up by.

Text with the prefix of another kind of object is refused before any request. An unknown prefix
passes: the API may have more kinds of IDs than this table.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from clerk_cli.commands.references import Reference

USER, ORGANIZATION, CONTACT = "user", "organization", "contact"
USERS, ORGANIZATIONS, MEMBERSHIPS = ("user_",), ("org_",), ("orgmem_", "mem_")


class IDKind(NamedTuple):
    """A kind of ID: what it is, and the command that takes it or shows it."""

    noun: str
    command: str


CONTACT_ID = IDKind("the ID of an email address or phone number", "users emails get")
MEMBERSHIP_ID = IDKind("a membership ID", "organizations members list")

ID_KINDS = {
    "user_": IDKind("a user ID", "users get"),
    "org_": IDKind("an organization ID", "organizations get"),
    "sess_": IDKind("a session ID", "sessions get"),
    "client_": IDKind("a client ID", "clients get"),
    "sua_": IDKind("a sign-up ID", "signups get"),
    "idn_": CONTACT_ID,
    "inv_": IDKind("an invitation ID", "invitations list"),
    "orginv_": IDKind("an organization invitation ID", "organizations invitations list"),
    "orgmem_": MEMBERSHIP_ID,
    "mem_": MEMBERSHIP_ID,
    "orgdmn_": IDKind("an organization domain ID", "organizations domains list"),
    "role_": IDKind("a role ID", "organizations roles get"),
    "perm_": IDKind("a permission ID", "organizations permissions get"),
    "wle_": IDKind("a waitlist entry ID", "waitlist list"),
    "ak_": IDKind("an API key ID", "apikeys get"),
    "mch_": IDKind("a machine ID", "m2m machines get"),
    "mt_": IDKind("an M2M token ID", "m2m tokens list"),
    "oauthapp_": IDKind("an OAuth application ID", "oauthapplications get"),
    "dmn_": IDKind("a domain ID", "domains get"),
    "entconn_": IDKind("an enterprise connection ID", "enterpriseconnections get"),
    "samlc_": IDKind("a SAML connection ID", "enterpriseconnections saml get"),
    "jtmpl_": IDKind("a JWT template ID", "jwttemplates get"),
    "scim_": IDKind("a directory ID", "directories get"),
    "alid_": IDKind("an allowlist entry ID", "restrictions list"),
    "blid_": IDKind("a blocklist entry ID", "restrictions list"),
    "cdisc_": IDKind("a discount ID", "billing subscription-items apply-discount"),
    "csub_": IDKind("a subscription ID", "billing subscription-items list"),
    "cplan_": IDKind("a plan ID", "billing plans list"),
    "cprice_": IDKind("a price ID", "billing prices list"),
    "cstmt_": IDKind("a statement ID", "billing statements get"),
    "eac_": IDKind("an external account ID", "users external-accounts list"),
    "tdev_": IDKind("a trusted device ID", "users trusted-devices list"),
    "sit_": IDKind("a sign-in token ID", "users sign-in-tokens revoke"),
    "act_": IDKind("an actor token ID", "users actor-tokens revoke"),
    "task_": IDKind("an agent task ID", "users agent-tasks revoke"),
    "ver_": IDKind("a verification ID", "users emails attempt-verification"),
    "rset_": IDKind("a role set ID", "organizations role-sets get"),
    "ru_": IDKind("a redirect URL ID", "redirecturls get"),
    "rule_": IDKind("a rule ID", "protect rules get"),
    "enttest_": IDKind("a test run ID", "enterpriseconnections test-runs list"),
    "aplt_": IDKind("a portal link ID", "enterpriseconnections portal-links revoke"),
}
"""Prefixes of IDs."""

EXTERNAL_ID = "ext:"
PHONE_SEPARATORS = re.compile(r"[\s().-]")
SLUG = re.compile(r"[a-z0-9-]+")


def read_user(text: str, *, other_ids: tuple[str, ...] = ()) -> str:
    """A user's ID, or a reference by email address, phone number, username or external ID.

    Args:
        text: The text on the command line.
        other_ids: Prefixes of IDs of other objects that identify the user as well.

    Raises:
        ValueError: The text is the ID of something else, or cannot identify a user.
    """
    text = text.strip()
    return _user_reference(text) or _checked_id(text, (*USERS, *other_ids))


def read_organization(text: str) -> str:
    """An organization's ID, or a reference by its slug.

    Raises:
        ValueError: The text is the ID of something else.
    """
    text = text.strip()
    if SLUG.fullmatch(text):
        return Reference(text, ORGANIZATION, "slug", text)
    if "@" in text or text.startswith(EXTERNAL_ID):
        raise ValueError(f"{text} refers to a user, not an organization")
    return _checked_id(text, ORGANIZATIONS)


def read_user_or_organization(text: str) -> str:
    """The ID of a user or organization, or a reference to one.

    Raises:
        ValueError: The text is the ID of something else, or cannot identify either.
    """
    text = text.strip()
    if SLUG.fullmatch(text):
        return Reference(text, ORGANIZATION, "slug", text)
    return _user_reference(text) or _checked_id(text, (*USERS, *ORGANIZATIONS))


def read_contact(text: str, member: str) -> str:
    """The ID of one of a user's email addresses or phone numbers, or a reference by its value.

    Args:
        text: The text on the command line.
        member: ``email_address`` or ``phone_number``.

    Raises:
        ValueError: The text is the ID of something else, or cannot be such a value.
    """
    text = text.strip()
    if member == "email_address" and "@" in text:
        return Reference(text, CONTACT, member, _email_address(text))
    if member == "phone_number" and text.startswith("+"):
        return Reference(text, CONTACT, member, _phone_number(text))
    return _checked_id(text, ("idn_",))


def _user_reference(text: str) -> Reference | None:
    if text.startswith("@"):
        return _reference(text, "username", text[1:].strip(), "a username")
    if text.startswith(EXTERNAL_ID):
        return _reference(text, "external_id", text[len(EXTERNAL_ID) :].strip(), "an external ID")
    if "@" in text:
        return Reference(text, USER, "email_address", _email_address(text))
    if text.startswith("+"):
        return Reference(text, USER, "phone_number", _phone_number(text))
    return None


def _email_address(text: str) -> str:
    _refuse_spaces(text, "email address")
    if text.startswith("@"):
        raise ValueError(f'"{text}" is not an email address such as ada@example.com')
    return text


def _phone_number(text: str) -> str:
    number = PHONE_SEPARATORS.sub("", text)
    if not number[1:].isdigit():
        raise ValueError(f'"{text}" is not a phone number such as +15551234567')
    return number


def _reference(text: str, member: str, value: str, noun: str) -> Reference:
    if not value:
        raise ValueError(f'{noun} must follow "{text}"')
    return Reference(text, USER, member, value)


def _checked_id(text: str, accepted: tuple[str, ...]) -> str:
    _refuse_spaces(text, "ID")
    if text.startswith(accepted):
        return text
    prefix = text.partition("_")[0] + "_"
    kind = ID_KINDS.get(prefix)
    if kind is not None and len(text) > len(prefix):
        raise ValueError(f"{text} is {kind.noun}; see clerk {kind.command}")
    return text


def _refuse_spaces(text: str, noun: str) -> None:
    """Refuse a line of a table or of prose, which nothing can have as its ID."""
    if any(map(str.isspace, text)):
        raise ValueError(f'"{text}" is not a valid {noun}: it contains spaces')
