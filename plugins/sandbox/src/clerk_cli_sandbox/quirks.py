"""What nobody knows about the live API, as switches: clients are tested against both answers."""

from __future__ import annotations

from dataclasses import dataclass, fields

from clerk_cli.api import UsageError

VARIABLE = "CLERK_SANDBOX_QUIRKS"


@dataclass(frozen=True)
class Quirks:
    """How the sandbox answers where the contract of Protect is open.

    Args:
        merge_updates: A PUT of a rule keeps what it does not name; otherwise it replaces the rule.
        no_paging: Lists of rules come whole, whatever ``limit`` and ``after`` say.
        small_pages: Pages of rules have two rules.
        no_etag: Rules have no ETag, and ``If-Match`` is passed over.
        count_from_one: ``position`` begins with 1.
        ignore_position: ``position`` of a new rule is passed over; it comes last.
        nest_types: Fields of the schema stand below ``type.fields``.
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
    def read(cls, text: str) -> Quirks:
        """The quirks of a comma-separated list of names with dashes, such as ``no-etag``.

        Raises:
            UsageError: There is no such quirk.
        """
        known = {field.name.replace("_", "-"): field.name for field in fields(cls)}
        names = [part.strip() for part in text.split(",") if part.strip()]
        for name in names:
            if name not in known:
                hint = f"It has {', '.join(known)}."
                raise UsageError(f'the sandbox has no quirk "{name}"', hint=hint)
        return cls(**{known[name]: True for name in names})
