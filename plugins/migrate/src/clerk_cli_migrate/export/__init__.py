"""What an instance holds, as files that ``clerk migrate import`` reads."""

from __future__ import annotations

USERS, ORGANIZATIONS = "users", "organizations"
WHAT = (USERS, ORGANIZATIONS)
"""The parts of an export."""
