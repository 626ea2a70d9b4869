"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.instance import domains, redirect_urls, settings, webhooks

ROUTES = (
    settings.routes,
    domains.routes,
    redirect_urls.routes,
    webhooks.routes,
)
