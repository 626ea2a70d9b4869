"""The ``protect`` group: what it is called, where its commands are, and its settings."""

from __future__ import annotations

from clerk_cli.plugins import Group, Setting, hookimpl

KEY_VARIABLES = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""The AI providers with the variables of their keys; the first one that has a key is taken."""


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group("rules", "Manage the rules of a ruleset", f"{__name__}.rules", ("rule",)),
        Group(
            "schema",
            "Show the fields available to rule expressions",
            f"{__name__}.schema.commands",
        ),
    )
    return [
        Group(
            "protect",
            "Manage Protect rules",
            f"{__name__}.status",
            groups=subgroups,
            synonyms=("ruleset", "fraud", "bot"),
        )
    ]


@hookimpl
def clerk_settings() -> list[Setting]:
    """The ``ai.*`` settings."""
    providers = tuple(KEY_VARIABLES)
    return [
        Setting("ai.provider", f"AI provider ({', '.join(providers)})", choices=providers),
        Setting("ai.openai.key", "OpenAI API key", variable=KEY_VARIABLES["openai"], secret=True),
        Setting("ai.openai.model", "OpenAI model", default="gpt-4o"),
        Setting(
            "ai.anthropic.key",
            "Anthropic API key",
            variable=KEY_VARIABLES["anthropic"],
            secret=True,
        ),
        Setting("ai.anthropic.model", "Anthropic model", default="claude-sonnet-4-20250514"),
        Setting(
            "ai.mcp.config", "Path to the MCP servers config file", default="{directory}/mcp.json"
        ),
    ]
