"""Switches for what is undocumented about the live API, to test clients against both behaviors."""

from __future__ import annotations

from typing import NamedTuple

from clerk_cli.api import UsageError

VARIABLE = "CLERK_SANDBOX_QUIRKS"


class Quirks(NamedTuple):
    """How the sandbox behaves where the API of Protect is undocumented.

    Args:
        merge_updates: A PUT of a rule keeps the fields that it omits; otherwise it replaces the
            rule.
        no_paging: Lists of rules are complete, whatever ``limit`` and ``after`` are.
        small_pages: A page has two rules at most.
        no_etag: Rulesets have no ETag, and ``If-Match`` is ignored.
        count_from_one: ``position`` starts at 1.
        ignore_position: ``position`` is ignored for a new rule, which goes last.
        nest_types: The schema lists fields in ``type.fields``.
        no_flush: Rules cannot be deleted all at once.
    """

    merge_updates: bool = False
    no_paging: bool = False
    small_pages: bool = False
    no_etag: bool = False
    count_from_one: bool = False
    ignore_position: bool = False
    nest_types: bool = False
    no_flush: bool = False

    @classmethod
    def parse(cls, text: str) -> Quirks:
        """The quirks in a comma-separated list of names with dashes, such as ``no-etag``.

        Raises:
            UsageError: A name is not the name of a quirk.
        """
        fields_by_name = {field.replace("_", "-"): field for field in cls._fields}
        names = [part.strip() for part in text.split(",") if part.strip()]
        for name in names:
            if name not in fields_by_name:
                raise UsageError(
                    f'"{name}" is not a valid sandbox quirk',
                    hint=f"Valid quirks: {', '.join(fields_by_name)}",
                )
        return cls(**{fields_by_name[name]: True for name in names})
