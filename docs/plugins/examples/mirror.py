"""A profile whose API is a transport, secrets from elsewhere, and an observer of requests.

$ clerk -p mirror users get user_1 --fields id,first_name -o json
{
  "id": "user_1",
  "first_name": "Ada"
}
… profile "mirror" comes from plugin "mirror" … and sends requests to mirror://local
$ cat $CLERK_CONFIG_DIR/mirror.log
GET /v1/users/user_1 200, attempt 1
$ clerk config set clerk.key "mirror yek_tset_ks" --type=command -p backwards
…
$ clerk config get clerk.key --resolve -p backwards
sk_test_key
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from clerk_cli.api import Environment, Exchange, Profile, Setting, Settings, hookimpl

URL = "mirror://local"


class Mirror(BaseAdapter):
    """Answers every request with a user."""

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer a request."""
        response = Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response.headers["Content-Type"] = "application/json"
        user_id = response.url.rpartition("/")[2]
        response.raw = io.BytesIO(json.dumps({"id": user_id, "first_name": "Ada"}).encode())
        return response

    def close(self) -> None:
        """Close nothing."""


@hookimpl
def clerk_settings() -> list[Setting]:
    """Where requests are written down."""
    return [Setting("mirror.log", "Log of requests", default="{directory}/mirror.log")]


@hookimpl
def clerk_profiles() -> list[Profile]:
    """The profile ``-p mirror``."""
    return [
        Profile(
            name="mirror", settings={"clerk.api.url": URL, "clerk.key": "sk_test_sandbox_mirror"}
        )
    ]


@hookimpl
def clerk_transport(url: str, environment: Environment) -> BaseAdapter | None:
    """The transport for URLs of this plugin."""
    environment.variable("MIRROR")  # streams, variables and working directory of this run
    return Mirror() if url.startswith("mirror:") else None


@hookimpl
def clerk_secret(reference: str) -> str | None:
    """The value of ``!mirror NAME``, which is the name backwards."""
    word, _, name = reference.partition(" ")
    return name[::-1] if word == "!mirror" else None


@hookimpl
def clerk_exchange(exchange: Exchange, settings: Settings) -> None:
    """Write each request of this profile down."""
    if settings.profile.name == "mirror":
        line = f"{exchange.method} {exchange.path} {exchange.status}, attempt {exchange.attempt}"
        with Path(settings.value("mirror.log") or "").open("a") as log:
            log.write(f"{line}\n")
