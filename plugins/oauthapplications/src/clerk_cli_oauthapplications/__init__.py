"""The ``oauthapplications`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl

HELP = "Manage OAuth applications and their access tokens"
ALIASES = ("oauth-applications",)
SYNONYMS = ("oauth-apps", "oauth-app", "oauthapp", "oidc", "idp", "oauth2")


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    words = ("token", "access-tokens")
    subgroups = (
        Group("logo", "Manage OAuth application logos", f"{__name__}.logos"),
        Group("tokens", "Verify and revoke access tokens", f"{__name__}.tokens", words),
        Group("settings", "Manage the instance's OAuth settings", f"{__name__}.settings"),
    )
    module = f"{__name__}.commands"
    return [Group("oauthapplications", HELP, module, ALIASES, subgroups, True, synonyms=SYNONYMS)]
