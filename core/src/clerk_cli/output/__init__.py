"""Data on stdout in several formats, and messages on stderr."""

from __future__ import annotations

CORE_FORMAT_NAMES = ("table", "json", "yaml", "ndjson", "csv", "value")
"""The values of ``--output`` without any plugin, the default first, for text that lists them."""

DEFAULT_FORMAT = CORE_FORMAT_NAMES[0]

TIME_STYLES = ("local", "iso", "relative")
"""The values of ``--time``, the default first."""

STARS = "****"
"""What stands in the place of a secret."""
