"""An OAuth client, as tests of several files need it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

URI = "https://reports.example/callback"
ALL_SCOPES = "openid profile email offline_access public_metadata"


class Client:
    """An OAuth application, and a user who is signed in.

    Args:
        api: Sends requests to a sandbox.
        options: Fields of the application.
    """

    def __init__(self, api: Any, **options: Any) -> None:
        self.api = api
        body = {"name": "Reports", "redirect_uris": [URI], "scopes": ALL_SCOPES} | options
        self.application = api.ok("POST", "/oauth_applications", body)
        self.path = f"/oauth_applications/{self.application['id']}"
        self.user = api.ok("POST", "/users", {
            "email_address": [f"{self.application['client_id']}@example.com"],
            "first_name": "Ada", "public_metadata": {"plan": "gold"},
        })  # fmt: skip
        self.session = api.ok("POST", "/sessions", {"user_id": self.user["id"]})

    def send(self, method: str, target: str, headers: Any = None, **form: str) -> Any:
        """The response to a request of the Frontend API."""
        from clerk_cli_sandbox.application import HTTPRequest

        raw = urlencode(form).encode()
        return self.api.sandbox.handle(HTTPRequest(method, target, headers or {}, raw))

    def session_token(self) -> str:
        created = self.api.ok("POST", f"/sessions/{self.session['id']}/tokens", {})
        return str(created["jwt"])

    def authorize(self, headers: Any = None, **parameters: str) -> Any:
        """The response to an authorization request."""
        query = {
            "client_id": self.application["client_id"],
            "response_type": "code",
            "redirect_uri": URI,
            **parameters,
        }
        headers = headers or {"authorization": f"Bearer {self.session_token()}"}
        return self.send("GET", f"/oauth/authorize?{urlencode(query)}", headers)

    def redirected(self, headers: Any = None, **parameters: str) -> dict[str, str]:
        """What the application gets with the redirection."""
        response = self.authorize(headers, **parameters)
        assert response.status == 302, response.body
        location = urlsplit(response.headers["Location"])
        assert f"{location.scheme}://{location.netloc}{location.path}" == URI
        return dict(parse_qsl(location.query))

    def credentials(self) -> dict[str, str]:
        application = self.application
        return {name: application[name] for name in ("client_id", "client_secret")}

    def exchange(self, headers: Any = None, **form: str) -> tuple[int, Any]:
        """The status and the body of the response of the token endpoint."""
        fields = {**({} if headers else self.credentials()), "redirect_uri": URI, **form}
        response = self.send("POST", "/oauth/token", headers, **fields)
        return response.status, json.loads(response.body)

    def tokens(self, headers: Any = None, **parameters: str) -> Any:
        """The tokens for a new grant."""
        code = self.redirected(**parameters)["code"]
        status, body = self.exchange(headers, grant_type="authorization_code", code=code)
        assert status == 200, body
        return body

    def refresh(self, token: str, **form: str) -> tuple[int, Any]:
        return self.exchange(grant_type="refresh_token", refresh_token=token, **form)

    def verify(self, token: str) -> tuple[int, Any]:
        path = "/oauth_applications/access_tokens/verify"
        status, body = self.api("POST", path, {"access_token": token})
        return status, body

    def revoke(self, token: str) -> tuple[int, Any]:
        status, body = self.api("POST", f"{self.path}/revoke_token", {"token": token})
        return status, body
