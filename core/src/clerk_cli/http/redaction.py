"""Taking secrets out of what is shown by ``--debug``."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from clerk_cli.results import Json

STARS = "****"

_SECRET_NAME = re.compile(
    r"password|secret|token|authorization|cookie|credential|private|signing_?key|api_?key"
    r"|totp|backup_code|ticket|^(key|code|codes|jwt|otp|nonce|d|p|q|dp|dq|qi|k|url)$",
    re.IGNORECASE,
)
_PUBLIC_NAME = re.compile(
    r"_id$|_at$|_enabled$|^private_metadata$|^token_format$|^total_count$|_ttl$|_hasher$"
    r"|^trace_id$|^private_key_id$",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"\b(sk_(?:test|live)_|ak_|mt_|oat_|ek_|dvb_)[\w-]{6,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|(?<=Bearer )\S+"
    r"|(?<=__clerk_ticket=)[^&\s\"]+"
)


def mask_text(text: str, *, key: str = "") -> str:
    """A text without anything that looks like a secret, or is the client's own key.

    Args:
        text: The text.
        key: The secret key of the client; masked wherever it stands.
    """
    if key:
        text = text.replace(key, STARS)
    return _SECRET_VALUE.sub(lambda match: (match.group(1) or "") + STARS, text)


def mask_json(value: Json, *, key: str = "") -> Json:
    """Data with every secret replaced: by the name of its field, or by how it looks."""
    if isinstance(value, dict):
        return {name: _mask_member(str(name), member, key) for name, member in value.items()}
    if isinstance(value, list):
        return [mask_json(item, key=key) for item in value]
    return mask_text(value, key=key) if isinstance(value, str) else value


def mask_url(url: str, *, key: str = "") -> str:
    """A URL with the secrets in its query and its credentials replaced."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(
        [(name, _mask_member(name, value, key)) for name, value in pairs], safe="*@:,"
    )
    return mask_text(urlunsplit((parts.scheme, host, parts.path, query, "")), key=key)


def is_secret_name(name: str) -> bool:
    """Whether a field or header of this name holds a secret."""
    return bool(_SECRET_NAME.search(name)) and not _PUBLIC_NAME.search(name)


def _mask_member(name: str, value: Json, key: str) -> Json:
    if not is_secret_name(name):
        return mask_json(value, key=key)
    return _mask_all(value)


def _mask_all(value: Json) -> Json:
    """Every text in a value replaced; numbers, true, false and null tell nothing."""
    if isinstance(value, dict):
        return {name: _mask_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_mask_all(item) for item in value]
    return STARS if isinstance(value, str) and value else value
