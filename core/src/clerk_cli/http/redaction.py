"""Masking secrets in what ``--debug`` shows."""

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
    """Text in which the client's key, and everything that looks like a secret, is masked.

    Args:
        text: The text.
        key: The client's secret key, which is masked wherever it occurs.
    """
    if key:
        text = text.replace(key, STARS)
    return _SECRET_VALUE.sub(lambda match: (match.group(1) or "") + STARS, text)


def mask_json(value: Json, *, key: str = "") -> Json:
    """Data in which secrets are masked, by the name of their field or by how they look."""
    if isinstance(value, dict):
        return {name: _mask_member(str(name), member, key) for name, member in value.items()}
    if isinstance(value, list):
        return [mask_json(item, key=key) for item in value]
    return mask_text(value, key=key) if isinstance(value, str) else value


def mask_url(url: str, *, key: str = "") -> str:
    """A URL without credentials, and with the secrets in its query masked."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(
        [(name, _mask_member(name, value, key)) for name, value in pairs], safe="*@:,"
    )
    return mask_text(urlunsplit((parts.scheme, host, parts.path, query, "")), key=key)


def is_secret_name(name: str) -> bool:
    """Whether a field or header with this name holds a secret."""
    return bool(_SECRET_NAME.search(name)) and not _PUBLIC_NAME.search(name)


def _mask_member(name: str, value: Json, key: str) -> Json:
    if not is_secret_name(name):
        return mask_json(value, key=key)
    return _mask_all(value)


def _mask_all(value: Json) -> Json:
    """A value in which every string is masked; numbers and constants reveal nothing."""
    if isinstance(value, dict):
        return {name: _mask_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_mask_all(item) for item in value]
    return STARS if isinstance(value, str) and value else value
