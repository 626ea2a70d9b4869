"""The ``oauthapplications`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group("logo", "Manage logos of OAuth applications", f"{__name__}.logos"),
        Group(
            "tokens",
            "Verify and revoke access tokens",
            f"{__name__}.tokens",
            ("token", "access-tokens"),
        ),
        Group("settings", "Manage OAuth settings of the instance", f"{__name__}.settings"),
    )
    return [
        Group(
            "oauthapplications",
            "Manage OAuth applications and their access tokens",
            f"{__name__}.commands",
            ("oauth-applications",),
            groups=subgroups,
            extension=True,
            synonyms=("oauth-apps", "oauth-app", "oauthapp", "oidc", "idp", "oauth2"),
        )
    ]
