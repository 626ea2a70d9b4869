"""Looking up the objects that a command line names by something else than an ID.

Each name takes one exact request. None or several matches are an error: nobody may change one user
and mean another.
"""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.identifiers import CONTACT, ORGANIZATION, USER
from clerk_cli.commands.references import Reference, references_in
from clerk_cli.commands.request import Request, ResponseObject, get
from clerk_cli.commands.subject import another_object, describe
from clerk_cli.errors import APIError, ClerkError
from clerk_cli.output.sanitize import clean
from clerk_cli.results import APIObject, Json

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.context import Context

ENOUGH_TO_TELL_ONE_FROM_SEVERAL = 2
NOUNS = {
    "email_address": "email address",
    "phone_number": "phone number",
    "username": "username",
    "external_id": "external ID",
}
LISTS = {"email_address": "email_addresses", "phone_number": "phone_numbers"}
"""The members of a user that hold several identifiers of a kind."""

ONE_ORGANIZATION = get("/v1/organizations/{organization}")


def resolve_references(command: Command, context: Context) -> Mapping[str, APIObject]:
    """Replace the references in a command's fields by the IDs of the objects.

    Args:
        command: The command; its fields are set.
        context: Sends the look-ups.

    Returns:
        The objects that were looked up, by ID.

    Raises:
        ClerkError: No object, or more than one, has the identifier.
        APIError: The API returned errors.
        NetworkError: There was no response, or it cannot be used.
    """
    objects: dict[str, APIObject] = {}
    contacts: list[tuple[str, Reference]] = []
    for name, value in list(vars(command).items()):
        references = references_in(value)
        if references and references[0].object == CONTACT:
            contacts.append((name, references[0]))
        elif references and not _is_own_look_up(command, name):
            items = value if isinstance(value, list) else [value]
            ids = [_resolved(item, objects, context) for item in items]
            setattr(command, name, ids if isinstance(value, list) else ids[0])
    for name, reference in contacts:
        user = _owner_of(reference, command, objects, context)
        setattr(command, name, _contact_id(reference, user))
    return objects


def _resolved(item: str, objects: dict[str, APIObject], context: Context) -> str:
    if not isinstance(item, Reference):
        return item
    find = find_organization if item.object == ORGANIZATION else find_user
    result = find(item, context)
    objects[result["id"]] = result
    return str(result["id"])


def find_user(reference: Reference, context: Context) -> APIObject:
    """The user with an identifier.

    Args:
        reference: The identifier.
        context: Sends the request.

    Raises:
        ClerkError: No user has it, or more than one.
        APIError: The API returned errors.
        NetworkError: There was no response, or it cannot be used.
    """
    member, value = reference.member, reference.value
    # In the filter by external IDs a leading sign includes or excludes.
    sent = f"+{value}" if member == "external_id" and value[0] in "+-" else value
    query: Mapping[str, Json] = {member: [sent], "limit": ENOUGH_TO_TELL_ONE_FROM_SEVERAL}
    response = context.send(Request("GET", "/v1/users", query))
    users = [ResponseObject.of(user, response.request) for user in response.listing().data]
    for user in users:
        user.path_value()
    what = f'the {NOUNS[member]} "{clean(value)}"'
    if not users:
        search = f"clerk users list --query {quote(clean(value))}"
        raise ClerkError(f"no user has {what}", hint=f"Search with: {search}")
    if len(users) > 1:
        shown = "\n".join(_line(user) for user in users)
        some = " and ".join(clean(user["id"]) for user in users)
        raise ClerkError(
            f"more than one user has {what}: {some}", hint=f"Pass the ID of one of them:\n{shown}"
        )
    (user,) = users
    if not _has(user, member, value):
        raise another_object(user["id"], value)
    return user


def find_organization(reference: Reference, context: Context) -> APIObject:
    """The organization with a slug.

    Args:
        reference: The slug.
        context: Sends the request.

    Raises:
        ClerkError: No organization has it, or the API returned another one.
        APIError: The API returned errors.
        NetworkError: There was no response, or it cannot be used.
    """
    slug = reference.value
    path = ONE_ORGANIZATION.fill({"organization": slug})
    try:
        organization = context.send(Request("GET", path)).object
    except APIError as error:
        if error.http_status != 404:
            raise
        raise ClerkError(
            f'no organization has the slug "{slug}"',
            hint=f"Search with: clerk organizations list --query {slug}",
        ) from None
    organization_id = organization.path_value()
    if slug not in (organization_id, organization.get("slug")):
        raise another_object(organization_id, slug)
    return organization


def _is_own_look_up(command: Command, field: str) -> bool:
    """Whether the command itself reads the organization, by ID or slug."""
    route = command.spec.route
    if route is None or route.method != "GET":
        return False
    return route.path == ONE_ORGANIZATION.path.replace("{organization}", f"{{{field}}}")


def _owner_of(
    reference: Reference, command: Command, users: Mapping[str, APIObject], context: Context
) -> APIObject:
    """The user of a command, looked up already or read now; without one, who has the contact."""
    user_id: str | None = getattr(command, "user_id", None)
    if user_id is None:
        return find_user(Reference(reference, USER, reference.member, reference.value), context)
    if user_id in users:
        return users[user_id]
    path = get("/v1/users/{user_id}").fill({"user_id": user_id})
    return context.send(Request("GET", path)).object


def _contact_id(reference: Reference, user: APIObject) -> str:
    member = reference.member
    entries = _entries(user, member)
    for entry in entries:
        if _is_same(entry.get(member), reference.value):
            return ResponseObject.of(entry).path_value()
    owned = ", ".join(clean(str(entry.get(member))) for entry in entries)
    plural = LISTS[member].replace("_", " ")
    raise ClerkError(
        f'user {clean(str(user.get("id")))} does not have the {NOUNS[member]} "{reference.value}"',
        hint=f"The user has: {owned}" if owned else f"The user has no {plural}.",
    )


def _has(user: APIObject, member: str, value: str) -> bool:
    if member not in LISTS:
        return _is_same(user.get(member), value)
    return any(_is_same(entry.get(member), value) for entry in _entries(user, member))


def _entries(user: APIObject, member: str) -> list[APIObject]:
    """The identifiers of a kind that a user has, as far as they are objects."""
    entries: Any = user.get(LISTS[member])
    rows = entries if isinstance(entries, list) else []
    return [entry for entry in rows if isinstance(entry, dict)]


def _is_same(member: object, value: str) -> bool:
    return isinstance(member, str) and member.casefold() == value.casefold()


def _line(user: APIObject) -> str:
    return f"  {clean(user['id'])}  {describe(user)}".rstrip()
