"""The columns of a mapping, which the files must have: in JSON not every record has all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clerk_cli.api import UsageError

MAX_NAMES = 50
"""How many columns a hint lists."""


class MappedColumns:
    """Looks for the columns of a mapping in records.

    Args:
        names: The columns.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._missing = list(names)
        self._seen: dict[str, None] = {}

    def look_at(self, values: Mapping[str, Any]) -> None:
        """Look for them in a record."""
        if not self._missing:
            return
        self._missing = [
            name
            for name in self._missing
            if name not in values and name.partition(".")[0] not in values
        ]
        if len(self._seen) < MAX_NAMES:
            self._seen |= dict.fromkeys(values)

    def require_all(self) -> None:
        """Make sure that each was in a record.

        Raises:
            UsageError: One was in none.
        """
        if self._missing and self._seen:
            raise UsageError(
                f'--map: there is no column "{self._missing[0]}"',
                hint=f"Use {', '.join(list(self._seen)[:MAX_NAMES])}.",
            )
