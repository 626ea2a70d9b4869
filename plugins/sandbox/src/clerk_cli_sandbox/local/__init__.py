"""Sandboxes on this machine: their files and their seeds."""

from __future__ import annotations

DEMO, EMPTY = "demo", "empty"
"""The seeds that are built in."""
