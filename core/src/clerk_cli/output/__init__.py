"""Data on stdout in several formats, and messages on stderr."""

from __future__ import annotations

CORE_FORMAT_NAMES = ("table", "json", "yaml", "ndjson", "csv", "value")
"""The values of ``--output`` without any plugin, the default first, for text that lists them."""

DEFAULT_FORMAT = CORE_FORMAT_NAMES[0]

TIME_STYLES = ("local", "iso", "relative")
"""The values of ``--time``, the default first."""

STARS = "****"
"""What stands in the place of a secret."""

PUBLISHABLE = "pk_"
"""What the keys begin with that browsers have; the API takes them for no secret key."""


def is_header_word(text: str) -> bool:
    """Whether a header can hold a text as one word, as it has to hold a key."""
    return text.isascii() and text.isprintable() and text != "" and " " not in text
