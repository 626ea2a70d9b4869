"""Many new users at once, as ``POST /users`` and the users themselves would make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from clerk_cli.operations import Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Operation
from clerk_cli_sandbox.http.schemas import Body, body_errors
from clerk_cli_sandbox.identity import passwords, users
from clerk_cli_sandbox.identity.sign_in_methods import SEED_FIELDS, add_sign_in_methods
from clerk_cli_sandbox.identity.user_bodies import (
    NewUser,
    build_user,
    require_unused_identifiers,
)
from clerk_cli_sandbox.identity.user_objects import USER
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store


class UserImportError(Exception):
    """A user cannot be created.

    Args:
        index: Which one, from 0.
        error: Why.
    """

    def __init__(self, index: int, error: api_errors.ErrorObject) -> None:
        super().__init__(error["long_message"])
        self.index = index
        self.error = error


def import_users(store: Store, bodies: Iterable[Body], clock: Callable[[], int]) -> None:
    """Create users; equal passwords are hashed once.

    Args:
        store: Where they go, in one transaction.
        bodies: The fields of each user.
        clock: Returns the time in Unix milliseconds.

    Raises:
        UserImportError: A user is not valid, or has what another user has.
    """
    with store.bulk_transaction():
        store.put_all(_rows(store, bodies, clock))


def _rows(
    store: Store, bodies: Iterable[Body], clock: Callable[[], int]
) -> Iterator[tuple[str, JSONObject]]:
    handler = users.create_user
    (operation,) = (entry for entry in users.routes.operations if entry.handler is handler)
    schema, checks, body_check = _schema(operation), operation.checks, operation.body_check
    hash_once = cache(passwords.hash_password)
    has_others = store.count(Selection(USER)) > 0
    taken: set[tuple[str, str]] = set()
    for index, body in enumerate(bodies):
        try:
            if errors := body_errors(body, schema, checks, body_check):
                raise ErrorResponse(422, *errors)
            now = clock()
            new = build_user(body, now, hash_once)
            add_sign_in_methods(new.user, new.contacts, body, now)
            if has_others:
                require_unused_identifiers(store, body, new.user["id"])
            _take_identifiers(new, taken)
        except ErrorResponse as response:
            raise UserImportError(index, response.errors[0]) from None
        yield from new.rows


def _schema(operation: Operation) -> Schema:
    """The schema of a new user, with what a user adds after signing up."""
    schema = operation.body_schema or {}
    return {**schema, "properties": {**schema.get("properties", {}), **SEED_FIELDS}}


def _take_identifiers(new: NewUser, taken: set[tuple[str, str]]) -> None:
    for identifier in new.identifiers:
        if identifier in taken:
            raise ErrorResponse(422, api_errors.identifier_exists(identifier[0]))
        taken.add(identifier)
