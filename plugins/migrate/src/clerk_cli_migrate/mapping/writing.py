"""Mapping files, with a comment that says how to edit them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clerk_cli_migrate.mapping.reading import COLUMNS
from clerk_cli_migrate.mapping.targets import TARGETS

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
NOTES = {
    "unverified_email_address": "use email_address if the addresses are verified",
    "unverified_phone_number": "use phone_number if the numbers are verified",
    "password_digest": "needs a column for password_hasher, or --set hasher=NAME",
}
"""What to consider about a guess."""


def columns_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns of rows; those of nested objects have dots in their names.

    Args:
        rows: Some rows of a file.
    """
    names: dict[str, None] = {}
    for row in rows:
        names |= dict.fromkeys(_names(row))
    return list(names)


def _names(row: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value and not name.endswith("metadata"):
            yield from _names(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def mapping_text(mapping: Mapping[str, str], source: str, target: str) -> str:
    """The content of a mapping file.

    Args:
        mapping: Fields by column.
        source: The file with the columns.
        target: The name of the mapping file.
    """
    lines = [
        f"# Maps the columns of {source} to user fields; columns without a field are omitted.",
        f"# Correct this file, then check it with: clerk migrate import {source} --map "
        f"{target} --dry-run",
        "#",
        "# Fields:",
        *(f"#   {name}: {item.help}" for name, item in TARGETS.items()),
        "#   public_metadata.NAME, private_metadata.NAME, unsafe_metadata.NAME: a member of them",
        f"{COLUMNS}:",
    ]
    for column, field in mapping.items():
        key = column if PLAIN.fullmatch(column) else json.dumps(column, ensure_ascii=False)
        note = NOTES.get(field, "")
        lines.append(f"  {key}: {field}{f'  # {note}' if note else ''}".rstrip())
    return "\n".join(lines) + "\n"
