"""The plugins of this project: what to install for a command that is missing."""

from __future__ import annotations

from clerk_cli.startup.matching import match

OFFICIAL: dict[str, tuple[str, ...]] = {
    "apikeys": ("api-keys",),
    "billing": (),
    "domains": (),
    "instance": (),
    "invitations": ("invite", "invites"),
    "jwks": (),
    "jwttemplates": ("jwt", "jwt-templates"),
    "m2m": (),
    "organizations": ("orgs", "org"),
    "protect": (),
    "redirecturls": ("redirect-urls",),
    "restrictions": (),
    "sandbox": (),
    "sessions": ("session",),
    "users": ("user",),
    "waitlist": (),
}
"""Extras of the distribution, which are the names of their groups, with the groups' aliases."""

SETTINGS = {"ai.": "protect"}
"""How the names of a plugin's settings begin, and the plugin."""

EXTENSIONS = frozenset({"completion", "help", "plugins", "redirecturls", "sandbox", "waitlist"})
"""Root words beyond the reference; they never make one of its prefixes ambiguous."""

BUILT_IN = ("config", "init", "whoami")


def has_low_prefix_priority(name: str) -> bool:
    """Whether a root word gives way to others in prefix matching, as a stranger's does."""
    return name in EXTENSIONS or (name not in OFFICIAL and name not in BUILT_IN)


def owner_of(key: str) -> str | None:
    """The official plugin that reads a setting which none of the installed ones declares."""
    return next((plugin for prefix, plugin in SETTINGS.items() if key.startswith(prefix)), None)


def find_official_plugin(word: str, *, exactly: bool = False) -> str | None:
    """The official plugin that a word means: by name, alias or unambiguous prefix.

    Args:
        word: The word.
        exactly: Whether a prefix does not count.
    """
    names = list(OFFICIAL)
    groups = [(name, *OFFICIAL[name]) for name in names]
    index, _ = match(word, [(words, (), has_low_prefix_priority(words[0])) for words in groups])
    if index is None or (exactly and word.lower() not in groups[index]):
        return None
    return names[index]
