"""The pages that list settings agree with their declarations."""

from __future__ import annotations

import re

import pytest
from source_tree import ROOT

import clerk_cli_protect
from clerk_cli.api import Setting
from clerk_cli.config.settings import CORE_SETTINGS

PAGES = {
    "docs/configuration.md": list(CORE_SETTINGS),
    "docs/protect.md": clerk_cli_protect.clerk_settings(),
}
IN_WORDS = {
    "ai.provider": "OpenAI if it has a key, else Anthropic",
    "ai.mcp.config": "`mcp.json` beside the profiles",
}
"""Defaults that the page describes."""


def row_of(setting: Setting) -> str:
    """The row for a setting in a table of settings."""
    variable, default = (
        f"`{text}`" if text else "" for text in (setting.variable, setting.default)
    )
    cells = (f"`{setting.key}`", variable, IN_WORDS.get(setting.key, default))
    return "|".join(f" {cell} " if cell else " " for cell in cells)


@pytest.mark.steps
@pytest.mark.parametrize("path", PAGES)
def test_the_table_of_settings_has_each_with_its_variable_and_default(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    rows = re.findall(r"^\|( `[a-z]+[a-z.]*` \|.*)\|$", text.split("| setting |")[1], re.MULTILINE)
    assert rows[: len(PAGES[path])] == [row_of(setting) for setting in PAGES[path]]


def test_a_setting_of_a_plugin_is_listed_on_one_page_only() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert not re.findall(r"^\| `ai\.", text, re.MULTILINE)
