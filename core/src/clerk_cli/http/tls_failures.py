"""What a failed TLS handshake, or a proxy that does not answer, means in words."""

from __future__ import annotations

from clerk_cli.commands.request import CHECK_URL

BUNDLE = "Behind a proxy that inspects TLS, set REQUESTS_CA_BUNDLE to its certificate."
PROXIES = "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, and NO_PROXY."
CLOCK = "If this computer's clock is correct, the server or proxy needs a new certificate."
FIX_BUNDLE = "Correct or unset REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE."

REASONS = (
    ("certificate has expired", "its certificate has expired", CLOCK),
    ("certificate is not yet valid", "its certificate is not yet valid", CLOCK),
    ("mismatch", "its certificate is for a different host", CHECK_URL),
    ("self-signed", "its certificate is self-signed, and not trusted", BUNDLE),
    ("self signed", "its certificate is self-signed, and not trusted", BUNDLE),
    (
        "unable to get local issuer",
        "its certificate is from an unknown issuer",
        BUNDLE,
    ),
    (
        "NO_CERTIFICATE_OR_CRL_FOUND",
        "the CA bundle contains no certificates",
        FIX_BUNDLE,
    ),
    ("WRONG_VERSION_NUMBER", "the server does not use TLS", CHECK_URL),
)
"""What OpenSSL says, what that means, and what to do."""


def explain_tls(host: str, cause: str) -> tuple[str, str]:
    """The message and the hint for a connection that is not secure.

    Args:
        host: The host, with its port.
        cause: The text of the innermost exception.
    """
    start = f"no secure connection to {host}"
    for text, meaning, hint in REASONS:
        if text.lower() in cause.lower():
            return f"{start}: {meaning}", hint
    return f"{start}: {cause}", BUNDLE


def explain_proxy(host: str, cause: str) -> tuple[str, str]:
    """The message and the hint for a proxy that gives no connection.

    Args:
        host: The host behind it, with its port.
        cause: The text of the innermost exception.
    """
    if "refused" in cause or "10061" in cause:
        reason = "the proxy refused the connection"
    elif "resolve" in cause or "getaddrinfo" in cause or "Name or service" in cause:
        reason = "the host name of the proxy cannot be resolved"
    else:
        return f"could not connect to {host} through the proxy: {cause}", PROXIES
    return f"could not connect to {host}: {reason}", PROXIES
