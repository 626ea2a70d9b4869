"""The ``enterpriseconnections`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl

NAME, ALIASES = "enterpriseconnections", ("enterprise-connections",)
HELP = "Manage enterprise connections (SAML and OIDC)"
RUNS_HELP = "Test enterprise connections"
SAML_HELP = "Manage connections through the older SAML API"
LINKS_HELP = "Manage links to the admin portal, where IT contacts set up single sign-on"
LINKS_ALIASES = ("portal-link", "admin-portal-links")
SYNONYMS = ("sso", "saml", "oidc", "enterprise", "idp", "okta", "admin-portal")


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group("test-runs", RUNS_HELP, f"{__name__}.runs", ("test-run",)),
        Group("saml", SAML_HELP, f"{__name__}.saml", ("saml-connections",)),
        Group("portal-links", LINKS_HELP, f"{__name__}.portal_links", LINKS_ALIASES),
    )
    return [Group(NAME, HELP, f"{__name__}.commands", ALIASES, subgroups, True, synonyms=SYNONYMS)]
