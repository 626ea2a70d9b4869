"""The environment variables of MCP servers: few, because servers are programs of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clerk_cli_protect.ai.mcp_config import ServerConfig

PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
CERTIFICATES = (
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NIX_SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "NODE_EXTRA_CA_CERTS",
    "NODE_USE_SYSTEM_CA",
    "NPM_CONFIG_CAFILE",
    "DENO_CERT",
    "DENO_TLS_CA_STORE",
    "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS",
)
LOCALE = ("LANG", "LANGUAGE")
LOCALE_PREFIX = "LC_"


def server_environment(
    server: ServerConfig, variables: Mapping[str, str], minimal: Iterable[str]
) -> dict[str, str]:
    """The variables of a server.

    Args:
        server: The server; its own variables come first, then those that it inherits.
        variables: The variables of this process.
        minimal: The names that the SDK passes to every server, such as ``PATH``.
    """
    names = {name.lower() for name in (*minimal, *PROXIES, *CERTIFICATES, *LOCALE)}
    passed = {
        name: value
        for name, value in variables.items()
        if (name.lower() in names or name.startswith(LOCALE_PREFIX) or name in server.inherit)
        # The SDK leaves out functions of the shell as well.
        and not value.startswith("()")
    }
    return {**passed, **server.env}
