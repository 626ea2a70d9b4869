"""Requests to this machine, which no proxy has any business with."""

from __future__ import annotations

from typing import Any

import requests

from clerk_cli.http.bounds import BoundedAdapter


class DirectAdapter(BoundedAdapter):
    """Ignores the proxies of the environment.

    A proxy would get the secret key in plain text, and send it to its own loopback interface.
    """

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send a request without a proxy."""
        return super().send(request, **{**options, "proxies": None})
