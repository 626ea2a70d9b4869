"""Versions that are wanted, as team files and command lines have them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clerk_cli.errors import UsageError

ANY = "*"


def clauses(wanted: str) -> str:
    """Versions as an installer reads them: ``1.2`` means exactly that, ``*`` anything."""
    text = wanted.strip()
    if text in ("", ANY):
        return ""
    return text if text[0] in "=<>!~" else f"=={text}"


def together(wanted: Iterable[str]) -> str:
    """All versions as one requirement.

    Raises:
        UsageError: One is not valid, or no version satisfies all of them.
    """
    parts = [part for version in wanted if (part := clauses(version))]
    requirement = ",".join(dict.fromkeys(parts))
    # Whatever satisfies bounds is one of them, lies right behind one, or is the first version.
    bounds = ["0", *re.findall(r"\d[\w.+!]*\w|\d", requirement)]
    after = [f"{bound}.1" for bound in bounds if bound.replace(".", "").isdigit()]
    if not any(satisfied(version, requirement) for version in (*bounds, *after)):
        raise UsageError(
            f"no version of clerk satisfies {requirement}", hint="Change one of these entries."
        )
    return requirement


def satisfied(version: str, wanted: str) -> bool:
    """Whether an installed version, empty for none, is one of those that are wanted.

    Raises:
        UsageError: What is wanted is not a valid version.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(clauses(wanted))
    except InvalidSpecifier:
        raise UsageError(
            f'"{wanted}" is not a valid version', hint='Use "*", "1.2.3", or ">=1.2,<2".'
        ) from None
    return bool(version) and allowed.contains(version, prereleases=True)
