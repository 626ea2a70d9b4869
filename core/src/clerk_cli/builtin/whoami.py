"""``clerk whoami``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.config import display, lookup_key, warn_missing
from clerk_cli.commands.base import Command, Example
from clerk_cli.config.masking import mask_head
from clerk_cli.config.settings import KEY, URL

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

REASONS = {
    "flag": "set via --profile flag",
    "environment": "set via CLERK_PROFILE environment variable",
    "file": "set in configuration file",
    "default": "default",
}


class WhoAmI(
    Command,
    name="whoami",
    examples=(
        Example("clerk whoami", "Show the active profile, its key, and its API URL"),
        Example("clerk whoami -p sandbox -o json", "Show another profile, as JSON"),
    ),
):
    """Show the active profile and how it was selected.

    No request is sent. A command that fetches the key is shown, not executed.
    """

    result_fields = (
        "profile", "apiKey", "apiUrl", "profileSource", "apiKeySource", "apiUrlSource",
    )  # fmt: skip

    def run(self, context: Context) -> APIObject:
        """Collect the settings that the next command would use."""
        settings = context.settings
        warn_missing(context)
        key, url = lookup_key(context), settings.lookup(URL)
        return {
            "profile": settings.profile.name,
            "apiKey": display(context, KEY, key.text, mask_head) if key.text else None,
            "apiUrl": display(context, URL, url.text, mask_head) if url.text else None,
            "profileSource": settings.profile.source,
            "apiKeySource": str(key.source) if key.text else None,
            "apiUrlSource": str(url.source),
        }

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print the profile and its reason, then the key and the URL with their sources."""
        context.print(f"Active profile: {result['profile']}")
        context.print(f"  ({REASONS[result['profileSource']]})", "")
        if result["apiKey"]:
            context.print(f"API key: {result['apiKey']} ({result['apiKeySource']})")
        else:
            context.print("API key: (not set)")
        context.print(f"API URL: {result['apiUrl']} ({result['apiUrlSource']})")
        if not result["apiKey"]:
            context.messages.warn("No secret key is configured. Run clerk init to store one.")
