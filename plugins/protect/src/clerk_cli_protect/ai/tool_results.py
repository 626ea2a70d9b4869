"""What tools return, as text for a model."""

from __future__ import annotations

import json
from typing import Any

WITHOUT_TEXT = ("image", "audio", "resource_link", "resource")
"""Kinds of content that are only named."""


def result_text(result: Any) -> tuple[str, bool]:
    """The text of a result, and whether the result has a form that the protocol knows.

    Args:
        result: What the server returned, whatever that is. A result of an unknown form becomes
            its JSON.
    """
    if not isinstance(result, dict):
        return _to_json(result), False
    content, structured = result.get("content"), result.get("structuredContent")
    if content is None and structured is None:
        return _to_json(result), False
    if not content and structured is not None:
        return _to_json(structured), True
    if isinstance(content, str):
        return content, False
    blocks = content if isinstance(content, list) else [content]
    parts = [_block_text(block) for block in blocks]
    texts = [_to_json(block) if text is None else text for block, text in parts]
    return "\n".join(texts), blocks is content and all(text is not None for _, text in parts)


def _block_text(block: Any) -> tuple[Any, str | None]:
    """A block of content, and its text; None if it has an unknown form."""
    if not isinstance(block, dict):
        return block, None
    kind = block.get("type")
    source = block.get("resource") if kind == "resource" else block
    text = source.get("text") if isinstance(source, dict) else None
    if kind in ("text", "resource") and isinstance(text, str):
        return block, text
    return block, f"({kind} omitted)" if kind in WITHOUT_TEXT else None


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
