"""Requests as people, programs and shells read them, with secrets masked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from clerk_cli.commands.uploads import described, description_line
from clerk_cli.http.planning import UNKNOWN
from clerk_cli.http.urls import parameters_of
from clerk_cli.output.redaction import Redactor
from clerk_cli.results import APIObject

if TYPE_CHECKING:
    from clerk_cli.http.planning import Step

KEY, KEY_OF_MACHINE = "$CLERK_SECRET_KEY", "$CLERK_MACHINE_SECRET_KEY"
"""The variables that stand for keys in curl commands."""

SPECIAL_TO_CURL = re.compile(r'[;,"\\]')
"""Characters for which a path needs quotes of curl's own, besides those of the shell."""


def as_rows(steps: Iterable[Step], origin: str) -> list[APIObject]:
    """The requests as objects for programs.

    Args:
        steps: The requests, in order.
        origin: The API URL, without a path.
    """
    return [_row(number, step, origin) for number, step in enumerate(steps, 1)]


def as_text(rows: list[APIObject]) -> Iterator[str]:
    """The lines for people: each request with its number, then its headers and its body.

    Args:
        rows: The requests, as ``as_rows`` makes them.
    """
    for row in rows:
        yield f"{row['step']}. {row['method']} {row['url']}{_remark(row)}"
        for name, value in row["headers"].items():
            yield f"   {name}: {value}"
        if "files" in row:
            yield from (f"   {line}" for line in _form_lines(row))
        elif row["body"] is not None:
            for line in json.dumps(row["body"], indent=2, ensure_ascii=False).splitlines():
                yield f"   {line}"


def as_curl(rows: list[APIObject], api_version: str) -> Iterator[str]:
    """The lines of a shell script with curl; variables stand for the keys.

    Args:
        rows: The requests, as ``as_rows`` makes them.
        api_version: The value of ``Clerk-API-Version``.
    """
    for row in rows:
        yield f"# {row['step']}. {row['method']} {_commented(row['url'])}{_remark(row)}"
        if row["sent"]:
            continue
        headers = {"Clerk-API-Version": api_version, **row["headers"]}
        if row["body"] is not None and "files" not in row:
            headers["Content-Type"] = "application/json"
        parts = [f"curl -X {row['method']} {quote(row['url'])}"]
        variable = KEY_OF_MACHINE if row["key"] == "machine" else KEY
        parts.append(f'-H "Authorization: Bearer {variable}"')
        parts += [f"-H {quote(f'{name}: {value}')}" for name, value in headers.items()]
        if "files" in row:
            parts += _form_options(row)
        elif row["body"] is not None:
            parts.append(f"-d {quote(json.dumps(row['body']))}")
        *first, last = parts
        yield from (f"{'  ' if number else ''}{part} \\" for number, part in enumerate(first))
        yield f"  {last}"


def _form_lines(row: APIObject) -> Iterator[str]:
    """The fields of a form in words: the files by name, type and size, never their bytes."""
    for field, file in row["files"].items():
        yield f"{field}: {description_line(file)}"
    for field, value in (row["body"] or {}).items():
        yield f"{field}: {value}"


def _form_options(row: APIObject) -> Iterator[str]:
    """The options of curl for a form; it would read the file that a plain text with ``@`` names."""
    for field, file in row["files"].items():
        path = file["path"]
        if SPECIAL_TO_CURL.search(path):
            path = json.dumps(path, ensure_ascii=False)
        part = f"{field}=@{path};type={file['type']}"
        yield f"-F {quote(part)}"
    for field, value in (row["body"] or {}).items():
        part = f"{field}={value}"
        yield f"--form-string {quote(part)}"


def _row(number: int, step: Step, origin: str) -> APIObject:
    request = step.request
    redactor = Redactor.of_request(request)
    pairs = parameters_of(redactor.of_a_request(request.query))
    query = f"?{urlencode(pairs, safe='*')}" if pairs else ""
    path = UNKNOWN.sub(lambda match: unquote(match[0]), request.path)
    row = {
        "step": number,
        "method": request.method,
        "url": f"{origin}{path}{query}",
        "headers": redactor.of_a_request(request.headers),
        "body": redactor.of_a_request(request.body),
        "key": "machine" if step.key_of_machine else "profile",
        "sent": step.was_sent,
    }
    if request.files:
        row["files"] = {
            field: redactor.of_a_request(described(name, content))
            for field, (name, content) in request.files.items()
        }
    return row


def _remark(row: APIObject) -> str:
    return " (sent: it only reads)" if row["sent"] else ""


def _commented(url: str) -> str:
    """A URL on the line of a comment, which no character of it can end."""
    return "".join(url.splitlines())
