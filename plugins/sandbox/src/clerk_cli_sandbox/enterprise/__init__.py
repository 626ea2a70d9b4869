"""Enterprise connections: single sign-on by SAML and OIDC, and test runs of it."""
