"""The proof that passwords work: those of a sample are verified by the instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from clerk_cli.api import APIError, Request, UsageError
from clerk_cli_migrate.files.csv_rows import csv_rows
from clerk_cli_migrate.files.inputs import InputFile
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
MOST_WRONG = 5
"""How many wrong passwords are tried of one user, long before a lockout."""
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
    """Read a CSV file of users and their passwords, with the separators that imports take.

    Args:
        path: The file.
        most: How many are read.

    Raises:
        UsageError: It cannot be read, or lacks a column.
    """
    try:
        passwords = list(islice(_passwords(path), most))
    except UsageError as error:
        raise UsageError(f"--passwords: {error.message}", hint=error.hint or EXAMPLE) from None
    if not passwords:
        raise UsageError(f"--passwords: {path.name} has no passwords", hint=EXAMPLE)
    return passwords


def _passwords(path: Path) -> Iterator[Password]:
    file = InputFile(path.name, path)
    for row in csv_rows(file, header=True):
        if PASSWORD not in row.values or KEYS.keys().isdisjoint(row.values):
            raise UsageError(f"{path.name} lacks a column", hint=EXAMPLE)
        if row.is_blank:
            continue
        if row.problem is not None:
            raise file.refusal(row.problem.message, row.line, row.problem.action)
        # The first name that the row has, in the order of the columns.
        column = next((name for name in row.values if name in KEYS and row.values[name]), None)
        if column and row.values[PASSWORD]:
            yield Password(KEYS[column], row.values[column], row.values[PASSWORD], row.line)


def prove(passwords: list[Password], journal: Journal, send: Send) -> Iterator[Proof]:
    """Verify passwords, each once.

    Args:
        passwords: The passwords.
        journal: Knows the IDs of users.
        send: Sends a request, at the pace of the instance.
    """
    wrong: Counter[str] = Counter()
    for item in passwords:
        user_id = _user_id(item, journal, send)
        if wrong[user_id] >= MOST_WRONG:
            code = "too_many_wrong_passwords"
            yield Proof(item.parameter, item.key, user_id, item.line, works=False, code=code)
            continue
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
            wrong[user_id] += 1
            yield Proof(item.parameter, item.key, user_id, item.line, works=False, code=code)
        else:
            yield Proof(item.parameter, item.key, user_id, item.line, works=True)


def _user_id(item: Password, journal: Journal, send: Send) -> str:
    if item.parameter == "external_id":
        step = journal.find(USER, item.key)
        return step.clerk_id if step else ""
    users = users_with(send, item.parameter, [item.key])
    return str(users[0].get("id", "")) if len(users) == 1 else ""
