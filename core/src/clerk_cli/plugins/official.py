"""The official plugins: what each adds, so that a missing one can be named without importing it.

``python .github/release/list_plugins.py`` writes the tables from the plugins' manifests.
"""

from __future__ import annotations

from clerk_cli.startup.matching import match

OFFICIAL: dict[str, tuple[str, ...]] = {
    "api": ("api",),
    "apikeys": ("apikeys", "api-keys"),
    "billing": ("billing",),
    "directories": ("directories", "directory"),
    "domains": ("domains",),
    "enterpriseconnections": ("enterpriseconnections", "enterprise-connections"),
    "instance": ("instance",),
    "invitations": ("invitations", "invite", "invites"),
    "jwks": ("jwks",),
    "jwttemplates": ("jwttemplates", "jwt", "jwt-templates"),
    "m2m": ("m2m",),
    "mcp": ("mcp",),
    "migrate": ("migrate",),
    "oauthapplications": ("oauthapplications", "oauth-applications"),
    "organizations": ("organizations", "orgs", "org"),
    "protect": ("protect",),
    "redirecturls": ("redirecturls", "redirect-urls"),
    "restrictions": ("restrictions",),
    "sandbox": ("sandbox",),
    "sessions": ("sessions", "session", "clients", "client", "token", "testing-token"),
    "stats": ("stats",),
    "users": ("users", "user", "signups", "signup", "sign-ups", "impersonate"),
    "waitlist": ("waitlist",),
    "webhooks": ("webhooks", "webhook"),
}
"""Extras of the distribution, each with its root words: the names and aliases of its groups."""

EXTENSIONS = frozenset(
    {
        "api",
        "directories",
        "directory",
        "enterpriseconnections",
        "enterprise-connections",
        "mcp",
        "migrate",
        "oauthapplications",
        "oauth-applications",
        "redirecturls",
        "redirect-urls",
        "sandbox",
        "clients",
        "client",
        "token",
        "testing-token",
        "stats",
        "signups",
        "signup",
        "sign-ups",
        "impersonate",
        "waitlist",
        "webhooks",
        "webhook",
    }
)
"""Those of the root words that Clerk's own CLI lacks."""

SETTINGS: dict[str, str] = {
    "ai.": "protect",
}
"""How the keys of their settings begin, and the plugin."""

PROFILES: dict[str, str] = {
    "sandbox": "sandbox",
}
"""The profiles that they add, and the plugin."""

PREFIX = "clerk-cli-"
"""How the names of the distributions of plugins begin, official or not."""

EXTRAS = ("all", "jq", "keyring", "protect-ai", "sandbox-hashers", "stats-charts")
"""The other extras that ``clerk plugins install`` takes."""

CORE_GROUPS = frozenset({"config", "init", "whoami"})
"""Root words of Clerk's own CLI that are not plugins."""


_OFFICIAL_WORDS = frozenset(word for words in OFFICIAL.values() for word in words)


def has_low_prefix_priority(name: str) -> bool:
    """Whether a group gives way to others in prefix matching: an extension, or a third party's."""
    if name in CORE_GROUPS:
        return False
    return name in EXTENSIONS or name not in _OFFICIAL_WORDS


def owner_of(key: str) -> str | None:
    """The official plugin that reads a setting which none of the installed ones declares."""
    return next((plugin for prefix, plugin in SETTINGS.items() if key.startswith(prefix)), None)


def how_to_install(name: str) -> str:
    """The command that installs an official plugin or an extra, however clerk is installed.

    Args:
        name: The plugin or the extra, such as ``users`` or ``jq``.
    """
    return f"clerk plugins install {name}"


def find_official_plugin(word: str, *, exactly: bool = False) -> str | None:
    """The official plugin that a word means: by name, root word or unambiguous prefix.

    Args:
        word: The word.
        exactly: Whether a prefix does not count.
    """
    plugins = list(OFFICIAL)
    roots = [dict.fromkeys((plugin, *words)) for plugin, words in OFFICIAL.items()]
    entries = [(tuple(words), (), EXTENSIONS.issuperset(words)) for words in roots]
    index, _ = match(word, entries)
    if index is None or (exactly and word.lower() not in roots[index]):
        return None
    return plugins[index]
