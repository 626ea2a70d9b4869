"""The proof that passwords work: those of a sample are verified by the instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from clerk_cli.api import APIError, Environment, Request, UsageError
from clerk_cli_migrate.files.csv_rows import csv_rows
from clerk_cli_migrate.files.inputs import InputFile, open_inputs
from clerk_cli_migrate.files.row import Row
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

MAX_WRONG = 5
"""How many wrong passwords are tried of one user, long before a lockout."""

TOO_MANY_WRONG = "too_many_wrong_passwords"


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


def open_passwords(name: str, environment: Environment) -> InputFile:
    """The file of ``--passwords``.

    Args:
        name: Its path; ``-`` for stdin.
        environment: Where it is.

    Raises:
        UsageError: It does not exist.
    """
    try:
        (file,) = open_inputs([name], environment)
    except UsageError as error:
        raise _refusal(error) from None
    return file


def read_passwords(file: InputFile, most: int) -> list[Password]:
    """Read users and their passwords from CSV, as an import reads it.

    Args:
        file: The file.
        most: How many are read.

    Raises:
        UsageError: It cannot be read, or lacks a column or a cell.
    """
    passwords: list[Password] = []
    try:
        for row in csv_rows(file, header=True):
            if (password := _password(row, file)) is not None:
                passwords.append(password)
            if len(passwords) == most:
                break
        if not passwords:
            raise file.refusal("has no passwords", hint=EXAMPLE)
    except UsageError as error:
        raise _refusal(error) from None
    return passwords


def _refusal(error: UsageError) -> UsageError:
    return UsageError(f"--passwords: {error.message}", hint=error.hint)


def _password(row: Row, file: InputFile) -> Password | None:
    """The password of a row; None if its user has none."""
    if not any(row.values.values()):
        return None
    if row.problem is not None:
        raise file.refusal(row.problem.message, row.line, row.problem.action)
    columns = {name.strip().lower(): name for name in row.values}
    names = [name for name in columns if name in KEYS]
    if PASSWORD not in columns or not names:
        missing = "who the user is" if PASSWORD in columns else "the password"
        raise file.refusal(f"lacks a column that says {missing}", hint=EXAMPLE)
    password = str(row.values[columns[PASSWORD]])
    if not password:
        return None
    cells = ((KEYS[name], str(row.values[columns[name]]).strip()) for name in names)
    parameter, key = next(((parameter, key) for parameter, key in cells if key), ("", ""))
    if not key:
        raise file.refusal("does not say whose password it is", row.line, EXAMPLE)
    return Password(parameter, key, password, row.line)


def prove(passwords: list[Password], journal: Journal, send: Send) -> Iterator[Proof]:
    """Verify passwords, each once, and at most ``MAX_WRONG`` wrong ones of one user.

    Args:
        passwords: The passwords.
        journal: Knows the IDs of users.
        send: Sends a request, at the pace of the instance.
    """
    wrong: Counter[str] = Counter()
    for item in passwords:
        user_id = _user_id(item, journal, send)
        if wrong[user_id] >= MAX_WRONG:
            code = "too_many_wrong_passwords"
            yield Proof(item.parameter, item.key, user_id, item.line, works=False, code=code)
            continue
        if not user_id:
            code = "user_not_found"
        elif wrong[user_id] == MAX_WRONG:
            code = TOO_MANY_WRONG
        else:
            code = _try(item, user_id, send)
            wrong[user_id] += bool(code)
        yield Proof(item.parameter, item.key, user_id, item.line, works=not code, code=code)


def _try(item: Password, user_id: str, send: Send) -> str:
    """Why the instance does not verify a password; empty if it does."""
    path = f"/v1/users/{user_id}/verify_password"
    try:
        send(Request("POST", path, body={"password": item.password}))
    except APIError as error:
        if error.http_status == 401:
            raise
        return next(iter(error.codes), "") or f"http_{error.http_status}"
    return ""


def _user_id(item: Password, journal: Journal, send: Send) -> str:
    if item.parameter == "external_id":
        step = journal.find(USER, item.key)
        return step.clerk_id if step else ""
    users = users_with(send, item.parameter, [item.key])
    return str(users[0].get("id", "")) if len(users) == 1 else ""
