"""Forms of digests that Clerk does not take, by name."""

from __future__ import annotations

import re

REFUSED = {
    r"\$argon2d\$": "is Argon2d, which Clerk does not accept",
    r"\$wp\$": "is a digest of WordPress 6.8 or later, which Clerk does not accept",
    r"\{SHA\}": "is SHA-1 without a salt, which Clerk does not accept",
    r"\{CRYPT\}": "is a digest of crypt(3), which Clerk does not accept",
    r"\{[A-Z0-9_-]+\}": "is a digest of LDAP other than {SSHA}",
    r"\$[156y7]\$|\$md5": "is a digest of crypt(3), which Clerk does not accept",
    r"\$S\$": "is a digest of Drupal 7, which Clerk does not accept",
    r"\$2[aby]\$": "looks like bcrypt but is damaged",
    r"\$fbscrypt\$": "is a digest of Firebase with parameters that Clerk does not accept",
    r"(?:sha1|unsalted_sha1|unsalted_md5|crypt)\$": "is an outdated Django digest",
    r"pbkdf2:": "is a digest of Werkzeug with parameters that Clerk does not accept",
}
"""How they begin, and what they are."""


def refused_form(text: str) -> str:
    """What a digest is that Clerk does not take; empty if it has another form.

    Args:
        text: The digest.
    """
    for beginning, reason in REFUSED.items():
        if re.match(beginning, text):
            return reason
    return ""
