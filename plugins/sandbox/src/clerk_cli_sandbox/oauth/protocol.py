"""What the OAuth endpoints have in common: where they are, and their errors (RFC 6749)."""

from __future__ import annotations

from collections.abc import Mapping

from clerk_cli_sandbox.http.routing import NO_HEADERS, JSONResponse, Request
from clerk_cli_sandbox.instance.domains import frontend_api_url

NEVER_STORED = {"Cache-Control": "no-store"}
"""The header of responses with tokens, RFC 6749, section 5.1."""


class OAuthError(Exception):
    """A request that an OAuth endpoint refuses.

    Args:
        code: A code of RFC 6749, such as ``invalid_grant``.
        description: What is wrong.
        status: The HTTP status.
        headers: Additional headers of the response.
    """

    def __init__(
        self,
        code: str,
        description: str,
        status: int = 400,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status
        self.headers = headers

    @property
    def response(self) -> JSONResponse:
        """The response that reports the error."""
        body = {"error": self.code, "error_description": self.description}
        return JSONResponse(body, {**NEVER_STORED, **self.headers}, self.status)


def frontend_url(request: Request) -> str:
    """The URL of the OAuth provider: the server that the client addressed, if there is one.

    A request without ``Host`` is from this process; then it is the issuer of session tokens.
    """
    host = request.headers.get("host")
    return f"http://{host}" if host else frontend_api_url(request.store)
