"""What several resources do with the members of their objects."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation
from clerk_cli_sandbox.store import Document, Selection, member

DOMAIN_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(:\d+)?"
)


def merged(old: Document, new: Document) -> Document:
    """Old metadata with new metadata merged into it; null removes a key."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def moment(text: str, field: str) -> int:
    """A date and time of a body, as Unix milliseconds.

    Raises:
        Refusal: The text is none.
    """
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        explained = f"{field} must be a date and time such as 2026-01-31T12:00:00Z."
        raise Refusal(422, problems.wrong_format(field, explained)) from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone.utc)
    return int(time.timestamp() * 1000)


def deleted(document: Document) -> Document:
    """What the API answers when an object is gone."""
    return {"object": document["object"], "id": document["id"], "deleted": True}


def search(call: Invocation, selection: Selection, *names: str) -> Selection:
    """Filter by the query parameter ``query``, which may stand anywhere in some members."""
    if text := call.value("query"):
        test = " OR ".join(f"instr(lower({member(name)}), ?)" for name in names)
        selection.where(f"({test} OR o.id = ?)", *[text.lower()] * len(names), text)
    return selection


def known_key(key: str, *, parts: int, prefix: str = "org") -> str:
    """A key of a role, a permission or a role set.

    Args:
        key: The key.
        parts: How many words it has, with colons between them.
        prefix: The first word.

    Raises:
        Refusal: It is of another form.
    """
    if not re.fullmatch(rf"{prefix}(:[a-z][a-z0-9_]*){{{parts - 1}}}", key):
        form = ":".join([prefix, "feature", "action"][:parts])
        text = f"key must look like {form}, in lower-case letters, digits and underscores."
        raise Refusal(422, problems.wrong_format("key", text))
    return key


def known_domain(name: str) -> str:
    """A domain name, in lower case.

    Raises:
        Refusal: It is none.
    """
    name = name.strip().lower()
    if not DOMAIN_NAME.fullmatch(name):
        raise Refusal(422, problems.wrong_format("name", "name must be a valid domain name."))
    return name
