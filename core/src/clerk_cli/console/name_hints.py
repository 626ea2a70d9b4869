"""A word that the API did not know as an ID, and how to write the name that it may be."""

from __future__ import annotations

from clerk_cli.commands.identifiers import SLUG
from clerk_cli.commands.object_kinds import parse_member, parse_organization, parse_user
from clerk_cli.console.binding import BoundCommand
from clerk_cli.errors import APIError

NOT_FOUND = 404


def add_name_hint(error: APIError, bound: BoundCommand) -> None:
    """Say how to name a user by username, or an organization by slug, if an ID is not one.

    Args:
        error: What the API said; it has to be about the word.
        bound: The command with its values.
    """
    if error.http_status != NOT_FOUND or error.hint is not None:
        return
    for parameter in bound.leaf.parameters:
        value = getattr(bound.command, parameter.name, None)
        if parameter.kind is None or not isinstance(value, str) or value not in error.message:
            continue
        parse = parameter.kind.parse
        if parse in (parse_user, parse_member) and not value.lower().startswith("user_"):
            error.hint = f"If {value} is a username, use @{value}."
        elif parse is parse_organization:
            slug = value.lower()
            if slug != value and SLUG.fullmatch(slug):
                error.hint = f"If {value} is a slug, use lowercase: {slug}"
