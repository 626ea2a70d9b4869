"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.instance import (
    communication,
    domain_changes,
    domains,
    interstitial,
    message_templates,
    proxy_checks,
    redirect_urls,
    settings,
    webhooks,
)

ROUTES = (
    settings.routes,
    communication.routes,
    domains.routes,
    domain_changes.routes,
    proxy_checks.routes,
    redirect_urls.routes,
    webhooks.routes,
    message_templates.routes,
    interstitial.routes,
)
