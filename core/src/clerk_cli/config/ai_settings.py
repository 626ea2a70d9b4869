"""Settings of rule generation, known even where the plugin that reads them is not installed."""

from __future__ import annotations

from clerk_cli.plugins import Setting

AI_SETTINGS = (
    Setting("ai.provider", "AI provider (openai, anthropic)"),
    Setting("ai.openai.key", "OpenAI API key", variable="OPENAI_API_KEY", secret=True),
    Setting("ai.openai.model", "OpenAI model", default="gpt-4o"),
    Setting("ai.anthropic.key", "Anthropic API key", variable="ANTHROPIC_API_KEY", secret=True),
    Setting("ai.anthropic.model", "Anthropic model", default="claude-sonnet-4-20250514"),
    Setting(
        "ai.mcp.config",
        "Path to MCP servers config file",
        default="~/.config/clerk/cli/mcp.json",
    ),
)
"""Section "Available Settings" of the reference, the ``ai.*`` rows."""
