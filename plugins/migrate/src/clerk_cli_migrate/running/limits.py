"""How many failures a run tolerates."""

from __future__ import annotations

import re
from typing import NamedTuple

from clerk_cli.api import UsageError

MIN_FOR_A_PART = 50
"""A part of the records means little before so many have an outcome."""


class MostFailures(NamedTuple):
    """A number of failures, or a part of the records in percent; without either there is no limit.

    Args:
        number: How many may fail.
        percent: Which part may fail.
    """

    number: int | None = None
    percent: float | None = None

    @classmethod
    def parse(cls, text: str | None) -> MostFailures:
        """Read ``20`` or ``1.5%``.

        Raises:
            UsageError: It is neither.
        """
        if text is None:
            return cls()
        match = re.fullmatch(r"(\d{1,9})|(\d{1,3}(?:\.\d+)?)\s*%", text.strip())
        if match is None or float(match[2] or 0) > 100:
            raise UsageError(
                f'--max-failures: "{text}" is neither a number nor a percentage',
                hint="Use a number such as 20, or a percentage such as 1%.",
            )
        return cls(int(match[1])) if match[1] else cls(None, float(match[2]))

    def are_exceeded(self, failed: int, done: int) -> bool:
        """Whether more failed than may.

        Args:
            failed: How many failed.
            done: How many have an outcome.
        """
        if self.number is not None:
            return failed > self.number
        if self.percent is None or done < MIN_FOR_A_PART:
            return False
        return failed * 100 > self.percent * done

    @property
    def text(self) -> str | None:
        """The limit as ``parse`` reads it."""
        if self.number is not None:
            return str(self.number)
        return None if self.percent is None else f"{self.percent:g}%"

    def __str__(self) -> str:
        return "no limit" if self.text is None else f"--max-failures {self.text}"
