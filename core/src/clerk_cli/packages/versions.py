"""Versions that are wanted, as team files and command lines have them."""

from __future__ import annotations

from clerk_cli.errors import UsageError

ANY = "*"


def clauses(wanted: str) -> str:
    """Versions as an installer reads them: ``1.2`` means exactly that, ``*`` anything."""
    text = wanted.strip()
    if text in ("", ANY):
        return ""
    return text if text[0] in "=<>!~" else f"=={text}"


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
            f'"{wanted}" is not a valid version', hint='Use "*", "1.2.3" or ">=1.2,<2".'
        ) from None
    return bool(version) and allowed.contains(version, prereleases=True)
