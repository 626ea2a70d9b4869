"""JSON that is safe to look at in a terminal and still the same data."""

from __future__ import annotations

import json
import re
from typing import TextIO

from clerk_cli.request import Json

_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def write_json(data: Json, stream: TextIO) -> None:
    """Write data indented by two, keys in their order, and a final newline."""
    ascii_only = not (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8")
    text = json.dumps(data, indent=2, ensure_ascii=ascii_only)
    stream.write(escape_unsafe(text) + "\n")


def compact(data: Json) -> str:
    """Data as JSON on one line."""
    return escape_unsafe(json.dumps(data, ensure_ascii=False))


def escape_unsafe(text: str) -> str:
    """JSON text with what a terminal would obey as escapes; all of it stands inside strings."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
