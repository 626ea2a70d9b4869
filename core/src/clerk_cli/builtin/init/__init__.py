"""``clerk init``: questions first, then one change."""

from __future__ import annotations

from clerk_cli.builtin.init.command import Init

__all__ = ["Init"]
