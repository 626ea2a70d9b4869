"""The ``enterpriseconnections`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group(
            "test-runs",
            "Test connections with their identity provider",
            f"{__name__}.runs",
            ("test-run",),
            extension=True,
        ),
        Group(
            "saml",
            "Manage connections through the older SAML API",
            f"{__name__}.saml",
            ("saml-connections",),
            extension=True,
        ),
        Group(
            "portal-links",
            "Manage links to the admin portal, where IT contacts set up single sign-on",
            f"{__name__}.portal_links",
            ("portal-link", "admin-portal-links"),
            extension=True,
        ),
    )
    return [
        Group(
            "enterpriseconnections",
            "Manage enterprise connections (SAML and OIDC)",
            f"{__name__}.commands",
            ("enterprise-connections",),
            subgroups,
            extension=True,
            synonyms=("sso", "saml", "oidc", "enterprise", "idp", "okta", "admin-portal"),
        )
    ]
