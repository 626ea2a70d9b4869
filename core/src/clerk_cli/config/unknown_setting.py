"""What to say of a setting that neither the core nor an installed plugin declares."""

from __future__ import annotations

from collections.abc import Collection

from clerk_cli.plugins.official import how_to_install, owner_of


def why_unknown(key: str, keys: Collection[str]) -> str:
    """Why nothing reads a setting, and what was meant, as the end of a sentence about it.

    Args:
        key: Its key.
        keys: Those of the settings that there are.
    """
    from difflib import get_close_matches

    if owner := owner_of(key):
        return (
            f"is read by a plugin that is not installed; install it with: {how_to_install(owner)}"
        )
    similar = get_close_matches(key, keys, n=1)
    hint = f"did you mean {similar[0]}?" if similar else "see clerk config list"
    return f"is not a setting of clerk or its plugins; {hint}"
