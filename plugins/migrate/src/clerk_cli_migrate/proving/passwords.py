"""The proof that passwords work: those of a sample are verified by the instance."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from clerk_cli.api import APIError, Request, UsageError
from clerk_cli_migrate.instance import Send, users_with
from clerk_cli_migrate.journal.steps import USER
from clerk_cli_migrate.journal.store import Journal

KEYS = {
    "external_id": "external_id",
    "id": "external_id",
    "email": "email_address",
    "email_address": "email_address",
    "phone_number": "phone_number",
    "username": "username",
}
"""Columns that name a user, and the parameter that finds it."""

PASSWORD = "password"
EXAMPLE = "The first line names the columns, such as: external_id,password"


class Password(NamedTuple):
    """A user's password, as the company knows it.

    Args:
        parameter: What names the user, such as ``external_id``.
        key: The name.
        password: The password; never shown.
        line: Where it is in the file.
    """

    parameter: str
    key: str
    password: str
    line: int


class Proof(NamedTuple):
    """Whether a password works.

    Args:
        parameter: What names the user.
        key: The name.
        user_id: The ID of the user; empty if there is none.
        line: Where the password is in the file.
        works: Whether the instance verified it.
        code: Why not.
    """

    parameter: str
    key: str
    user_id: str
    line: int
    works: bool
    code: str = ""


def read_passwords(path: Path, most: int) -> list[Password]:
    """Read a CSV file of users and their passwords.

    Args:
        path: The file.
        most: How many are read.

    Raises:
        UsageError: It cannot be read, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            column = next((name for name in rows.fieldnames or () if name in KEYS), None)
            if column is None or PASSWORD not in (rows.fieldnames or ()):
                raise UsageError(f"--passwords: {path.name} lacks a column", hint=EXAMPLE)
            passwords: list[Password] = []
            for row in rows:
                if len(passwords) == most:
                    break
                if row[column] and row[PASSWORD]:
                    passwords.append(
                        Password(KEYS[column], row[column], row[PASSWORD], rows.line_num)
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"--passwords: {path.name} cannot be read: {error}") from None
    if not passwords:
        raise UsageError(f"--passwords: {path.name} has no passwords", hint=EXAMPLE)
    return passwords


def prove(passwords: list[Password], journal: Journal, send: Send) -> Iterator[Proof]:
    """Verify passwords, each once.

    Args:
        passwords: The passwords.
        journal: Knows the IDs of users.
        send: Sends a request, at the pace of the instance.
    """
    for item in passwords:
        user_id = _user_id(item, journal, send)
        if not user_id:
            yield Proof(item.parameter, item.key, "", item.line, works=False, code="user_not_found")
            continue
        path = f"/v1/users/{user_id}/verify_password"
        try:
            send(Request("POST", path, body={"password": item.password}))
        except APIError as error:
            if error.http_status == 401:
                raise
            code = next(iter(error.codes), "") or f"http_{error.http_status}"
            yield Proof(item.parameter, item.key, user_id, item.line, works=False, code=code)
        else:
            yield Proof(item.parameter, item.key, user_id, item.line, works=True)


def _user_id(item: Password, journal: Journal, send: Send) -> str:
    if item.parameter == "external_id":
        step = journal.find(USER, item.key)
        return step.clerk_id if step else ""
    users = users_with(send, item.parameter, [item.key])
    return str(users[0].get("id", "")) if len(users) == 1 else ""
