"""``clerk doctor``: one module for each family of checks."""

from __future__ import annotations

from clerk_cli.builtin.doctor.command import Doctor

__all__ = ["Doctor"]
