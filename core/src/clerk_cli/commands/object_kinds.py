"""The kinds of values that identify users and organizations."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from clerk_cli.commands.kinds import Kind, parse_csv
from clerk_cli.environment import Environment

USER_NOTE = "ID, email address, phone number, @username, or ext:ID"


def parse_user(text: str, _environment: Environment) -> str:
    """Read what identifies a user."""
    from clerk_cli.commands.identifiers import read_user

    return read_user(text)


def parse_member(text: str, _environment: Environment) -> str:
    """Read what identifies a member: what identifies a user, or the ID of a membership."""
    from clerk_cli.commands.identifiers import MEMBERSHIPS, read_user

    return read_user(text, other_ids=MEMBERSHIPS)


def parse_organization(text: str, _environment: Environment) -> str:
    """Read what identifies an organization."""
    from clerk_cli.commands.identifiers import read_organization

    return read_organization(text)


def parse_organizations(text: str, environment: Environment) -> list[str]:
    """Read what identifies organizations, separated by commas.

    A sign in front of an ID stays: the API includes or excludes by it.
    """
    return [
        item if _has_sign(item) else parse_organization(item, environment)
        for item in parse_csv(text, environment)
    ]


def parse_users(text: str, environment: Environment) -> list[str]:
    """Read what identifies users, separated by commas.

    A sign in front of an ID stays: the API includes or excludes by it.
    """
    return [
        item if _has_sign(item) else parse_user(item, environment)
        for item in parse_csv(text, environment)
    ]


def _has_sign(item: str) -> bool:
    """Whether a sign stands in front of an ID; a phone number begins with one as well."""
    return item[0] in "+-" and not item[1:2].isdecimal()


def parse_user_or_organization(text: str, _environment: Environment) -> str:
    """Read what identifies a user or an organization."""
    from clerk_cli.commands.identifiers import read_user_or_organization

    return read_user_or_organization(text)


def parse_user_email(text: str, _environment: Environment) -> str:
    """Read what identifies one of a user's email addresses."""
    from clerk_cli.commands.identifiers import read_contact

    return read_contact(text, "email_address")


def parse_user_phone(text: str, _environment: Environment) -> str:
    """Read what identifies one of a user's phone numbers."""
    from clerk_cli.commands.identifiers import read_contact

    return read_contact(text, "phone_number")


User: TypeAlias = Annotated[str, Kind("", parse_user, note=USER_NOTE)]
"""A user: an ID, or an email address, phone number, ``@username`` or ``ext:ID`` to look up."""

Users: TypeAlias = Annotated[list[str], Kind("", parse_users, repeats=True)]
"""Users, separated by commas, for a filter; an ID may have a sign."""

Member: TypeAlias = Annotated[
    str,
    Kind("", parse_member, note="user or membership ID, email address, phone, @username, ext:ID"),
]
"""A member of an organization: what ``User`` takes, or a membership ID, which is not looked up."""

Organization: TypeAlias = Annotated[str, Kind("", parse_organization, note="ID or slug")]
"""An organization: an ID, or a slug to look up."""

Organizations: TypeAlias = Annotated[list[str], Kind("", parse_organizations, repeats=True)]
"""Organizations, separated by commas, for a filter; an ID may have a sign."""

UserOrOrganization: TypeAlias = Annotated[
    str,
    Kind(
        "", parse_user_or_organization, note=f"{USER_NOTE} of a user; ID or slug of an organization"
    ),
]
"""A user or an organization, by ID or something to look up."""

UserEmail: TypeAlias = Annotated[str, Kind("", parse_user_email, note="ID or address")]
"""An email address, by ID or itself; with a field ``user_id`` it is one of that user."""

UserPhone: TypeAlias = Annotated[str, Kind("", parse_user_phone, note="ID or number")]
"""A phone number, by ID or itself; with a field ``user_id`` it is one of that user."""
