"""Masking secrets in messages, the debug log and URLs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from clerk_cli.output import STARS

SECRET_NAME = (
    r"password|(secret|token|authorization|cookie|credential|private|signing_?key|api_?key|secret_?key"
    r"|totp|backup_code|ticket|certificate)s?(?=_|$)"
    r"|^(idp_metadata|saml_response|key|code|codes|jwt|otp|nonce|url)$"
)
PUBLIC_NAME = (
    r"_(id|at|enabled|ttl|hasher|type|format|count|name|checks|requirement|required)$"
    r"|^private_metadata$|^trace_id$|^token_url$"
)
PRIVATE_JWK_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
"""The private members of a JSON web key, which has a ``kty``."""

NOT_SECRET_IN_REQUESTS = frozenset({"key", "url"})
"""Names that hold secrets in responses, but the key of a role or a redirect URL in requests."""

CREDENTIAL = (
    r"\b(sk_(?:test|live)_|whsec_|sk-(?:ant|proj)-)[\w-]{6,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|(?<=Bearer )[^\s\"',;]{12,}"
    r"|(?<=://)[^\s/?#\"']+(?=@)"
    r"|(?<=%2F%2F)[^\s/?#\"'&]+?(?=@|%40)"
    # A password with a slash or a question mark: what follows the colon is no port.
    r"|(?<=://)[^\s/?#\"'@\[]*:(?!\d*(?:[/?#\s\"',.)]|$))[^\s\"']*(?=@)"
)
"""Secret keys, JSON web tokens, bearer tokens, and the user of a URL, wherever they occur."""

PARAMETER = (
    r"(?i)((?:^|[?&;#\[]|%(?:3F|26|3B|23|5B))"
    r"(?:[\w.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|signing_?key|ticket)"
    r"|key|code|sig|signature|auth|jwt|otp)"
    r"(?:\[?\]|(?:%5B)?%5D)?(?:=|%3D))([^&\s\"'<>#;]+)"
)
"""The parameters of a URL that hold secrets, in a URL within a URL, too."""

RESOURCE_SECRET = r"\b(ak_|mt_|oat_|ek_|dvb_)[\w-]{6,}"
"""Values that may be secrets or IDs; masked only in the debug log."""

ESCAPE_CHARACTERS = "\\%&+"
"""The characters with which escapes begin; ``+`` stands for a space in a URL."""

MIN_LENGTH, MIN_LENGTH_IN_WORDS, MIN_LINE_LENGTH = 3, 6, 16
"""The shortest secret that is masked; that is masked within a word; that is masked line by line."""

MIN_BASE64_LENGTH = 8
"""The shortest part of a base64 text that is masked."""


class Redactor:
    """Masks the secrets of a request wherever a server, a proxy or the log repeats them.

    Args:
        secrets: The secrets.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        texts = {text for secret in secrets for text in _texts(secret)}
        encoded = {form for text in texts for form in _base64_of(text)}
        self._texts = sorted(texts | encoded, key=len, reverse=True)
        self._encoded = encoded

    @classmethod
    def of_request(cls, request: Any, *keys: str) -> Redactor:
        """A redactor for the secret members of a request.

        Args:
            request: A ``Request``.
            keys: The secret keys that it is sent with.
        """
        members = (request.query, request.body, request.headers)
        return cls([*keys, *(secret for member in members for secret in _secrets_in(member))])

    @cached_property
    def _pattern(self) -> str:
        from clerk_cli.output.escaped import pattern_of

        return self._joined(pattern_of)

    def _joined(self, pattern_of: Callable[[str], str]) -> str:
        return "|".join(
            re.escape(text) if text in self._encoded else _as_word(text, pattern_of(text))
            for text in self._texts
        )

    def _pattern_for(self, text: str) -> str:
        """The pattern for a text: where no escape begins, one that is compiled in no time."""
        has_escapes = any(character in text for character in ESCAPE_CHARACTERS)
        return self._pattern if has_escapes else self._joined(re.escape)

    def text(self, text: str) -> str:
        """Text in which secrets are masked."""
        if self._texts:
            text = _compiled(self._pattern_for(text)).sub(STARS, text)
        text = _compiled(CREDENTIAL).sub(lambda match: (match.group(1) or "") + STARS, text)
        return _compiled(PARAMETER).sub(rf"\1{STARS}", text)

    def errors(self, value: Any) -> Any:
        """The errors of a response with secrets masked; an error's ``code`` never holds one."""
        if isinstance(value, dict):
            return {
                self.text(name): member if name == "code" else self.errors(member)
                for name, member in value.items()
            }
        if isinstance(value, list):
            return [self.errors(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def data(self, value: Any) -> Any:
        """Data for the debug log: secrets are masked by the name of their field, too."""
        if isinstance(value, dict):
            is_error = "code" in value and "message" in value
            return {
                self._log_text(name): self._log_text(member)
                if is_error and name == "code" and isinstance(member, str)
                else self._member(name, member, value)
                for name, member in value.items()
            }
        if isinstance(value, list):
            return [self.data(item) for item in value]
        return self._log_text(value) if isinstance(value, str) else value

    def of_a_request(self, value: Any) -> Any:
        """Data of a request that is shown to its sender: IDs, and keys of roles, stay readable."""
        if isinstance(value, (list, tuple)):
            return [self.of_a_request(item) for item in value]
        if not hasattr(value, "items"):
            return self.text(value) if isinstance(value, str) else value
        return {
            name: _mask_all(member)
            if _is_secret_in_request(name, value)
            else self.of_a_request(member)
            for name, member in value.items()
        }

    def body(self, body: bytes | str) -> str:
        """The body of a request or response, for the debug log."""
        text = body.decode(errors="replace") if isinstance(body, bytes) else body
        try:
            return json.dumps(self.data(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            return self._log_text(text)

    def header(self, name: str, value: str) -> str:
        """The value of a header, for the debug log."""
        return STARS if is_secret_name(name) else self._log_text(value)

    def url(self, url: str) -> str:
        """A URL without its user, and with the secrets in its query masked."""
        from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

        try:
            parts = urlsplit(url)
        except ValueError:
            return self.text(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = urlencode(
            [(name, self._parameter(name, text)) for name, text in pairs], safe="*@:,"
        )
        user, _, host = parts.netloc.rpartition("@")
        place = f"{STARS}@{host}" if user else host
        if not user and "@" in url:
            url = self.text(url)  # The @ may belong to a password that splits the URL.
            if f"://{STARS}@" in url:
                return url
        return self.text(urlunsplit((parts.scheme, place, parts.path, query, parts.fragment)))

    def _parameter(self, name: str, text: str) -> Any:
        return self._member(name.rstrip("[]").rpartition("[")[2], text)

    def _member(self, name: str, value: Any, members: Iterable[str] = ()) -> Any:
        return _mask_all(value) if _is_secret_member(name, members) else self.data(value)

    def _log_text(self, text: str) -> str:
        return _compiled(RESOURCE_SECRET).sub(rf"\1{STARS}", self.text(text))


def is_secret_name(name: str) -> bool:
    """Whether a field or header with this name holds a secret."""
    name = _compiled(r"(?<=[a-z0-9])(?=[A-Z])").sub("_", name).lower().replace("-", "_")
    secret = _compiled(SECRET_NAME).search(name)
    return bool(secret) and not _compiled(PUBLIC_NAME).search(name)


def secrets_of_url(url: str) -> Iterator[str]:
    """The user, the password and the secret parameters of a URL, as written and decoded."""
    from urllib.parse import unquote_plus

    user, _, _ = _compiled(r"[/?#]").split(url.partition("://")[2], maxsplit=1)[0].rpartition("@")
    parts = [user, *user.split(":", 1)]
    parts += [match.group(2) for match in _compiled(PARAMETER).finditer(url)]
    for secret in parts:
        if len(secret) >= MIN_LENGTH_IN_WORDS:
            yield from (secret, unquote_plus(secret))


def _secrets_in(value: Any, *, secret: bool = False) -> Iterator[str]:
    """The strings below the secret names of a request, and the secrets in its URLs."""
    if isinstance(value, str):
        if secret:
            yield value
        elif "://" in value:
            yield from secrets_of_url(value)
    elif hasattr(value, "items"):
        for name, member in value.items():
            yield from _secrets_in(member, secret=secret or _is_secret_in_request(name, value))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _secrets_in(item, secret=secret)


def _is_secret_member(name: str, members: Iterable[str]) -> bool:
    """Whether a member of an object holds a secret, by its name and those beside it."""
    return is_secret_name(name) or (name in PRIVATE_JWK_MEMBERS and "kty" in members)


def _is_secret_in_request(name: str, members: Iterable[str]) -> bool:
    return _is_secret_member(name, members) and name.lower() not in NOT_SECRET_IN_REQUESTS


def _base64_of(text: str) -> Iterator[str]:
    """The part of a base64 text, as in a Basic header, that a secret fills wherever it begins."""
    from base64 import b64encode

    for skipped in range(3):
        raw = text.encode(errors="surrogateescape")[skipped:]
        form = b64encode(raw[: len(raw) // 3 * 3]).decode()
        if len(form) >= MIN_BASE64_LENGTH:
            yield from {form, form.replace("+", "-").replace("/", "_")}


def _texts(secret: str) -> Iterator[str]:
    """A secret, and its long lines."""
    secret = secret.strip()
    lines = [line.strip() for line in secret.splitlines() if "-----" not in line]
    for text in (secret, *(line for line in lines if len(line) >= MIN_LINE_LENGTH)):
        if len(text) >= MIN_LENGTH:
            yield text


def _as_word(text: str, pattern: str) -> str:
    """The pattern for a secret; a short one has to be a word, so that others stay readable."""
    return pattern if len(text) >= MIN_LENGTH_IN_WORDS else rf"(?<!\w){pattern}(?!\w)"


def _mask_all(value: Any) -> Any:
    """A value in which every string is masked; numbers and constants reveal nothing."""
    if isinstance(value, dict):
        return {name: _mask_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_mask_all(item) for item in value]
    return STARS if isinstance(value, str) and value else value


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Compiled only when there is something to mask: no command needs it otherwise.
    return re.compile(pattern)
