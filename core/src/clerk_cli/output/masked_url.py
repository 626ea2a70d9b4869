"""URLs of settings, as messages and tables show them: nothing in them that could be a secret.

An API URL has neither a user nor a query. Whatever stands there is a mistake, and may be a key.
"""

from __future__ import annotations

import re

from clerk_cli.output import STARS
from clerk_cli.output.redaction import Redactor

PATH_PARAMETER = re.compile(r"(;(?:[\w.%-]*=)?)[^;/?#]+")
NOT_A_PORT = re.compile(r"^((?:[\w+.-]+:)?/{0,2}[^:/?#@\[\]\s]+):(?!//|\d{1,5}(?:[/?#]|$))[^/?#@]+")


def mask_url(url: str) -> str:
    """A URL without its user, the values of its query, its fragment, and keys in its path.

    Text that is not a URL because of a missing or misspelled ``://`` is masked up to its ``@``.
    """
    if "://" not in url and "@" in url:
        url = f"{STARS}@{url.rpartition('@')[2]}"
    masked = Redactor().url(url) if "@" in url else url
    place, mark, rest = _split(masked)
    query, hash_mark, _ = rest.partition("#") if mark == "?" else ("", mark, rest)
    place = NOT_A_PORT.sub(rf"\1:{STARS}", place)
    place = PATH_PARAMETER.sub(lambda match: match.group(1) + STARS, place)
    shown = place + ("?" + "&".join(map(_parameter, query.split("&"))) if mark == "?" else "")
    return Redactor().text(shown + (f"#{STARS}" if hash_mark else ""))


def _split(url: str) -> tuple[str, str, str]:
    """What comes before the first ``?`` or ``#``, that mark, and the rest."""
    match = re.search(r"[?#]", url)
    if match is None:
        return url, "", ""
    return url[: match.start()], match.group(), url[match.end() :]


def _parameter(pair: str) -> str:
    """A parameter without its value; one without a name or a value is masked as a whole."""
    name, _, value = pair.partition("=")
    if not pair:
        return ""
    return f"{name}={STARS}" if name and value else STARS
