"""After a run: what the instance has is compared with what was sent, and taken back if asked."""

from __future__ import annotations

SAMPLE, MAX_SAMPLE = 20, 500
"""How many passwords are verified by default, and at most."""
