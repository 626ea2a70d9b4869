"""``/public/interstitial``: a page that loads clerk.js, for servers that cannot tell who asks."""

from __future__ import annotations

import base64
import binascii
import json
import re
from html import escape
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import HTMLResponse, Request, Routes
from clerk_cli_sandbox.http.validation import DOMAIN_NAME
from clerk_cli_sandbox.instance.settings import read_instance

routes = Routes()

PUBLISHABLE_KEY = r"pk_(?:test|live)_([A-Za-z0-9+/_=-]+)"
LATEST = "5"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Signing in</title>
<script async crossorigin="anonymous"{attributes} src="{source}"></script>
<script>
addEventListener("load", async () => {{
  await window.Clerk.load({options});
  location.reload();
}});
</script>
</head>
<body></body>
</html>
"""


@routes.add("GET", "/public/interstitial", is_public=True)
def get_interstitial(request: Request) -> Any:
    """Show the page for a publishable key or a Frontend API."""
    key = request.param("publishable_key")
    host = request.param("frontend_api") or request.param("frontendApi")
    if not (key or host):
        text = "Either publishable_key or frontend_api must be in the query."
        raise api_errors.refusal("missing_query_parameter", "missing parameter", text)
    host = _frontend_api(key) if key else host
    domain, proxy_url = request.param("domain"), request.param("proxy_url")
    if domain and request.boolean_param("use_domain_for_script"):
        host = f"clerk.{domain}"
    version = read_instance(request.store).get("clerk_js_version") or LATEST
    base = proxy_url or f"https://{host}"
    attributes = {"publishable-key": key, "proxy-url": proxy_url, "domain": domain}
    attributes["frontend-api"] = None if key else host
    sign_in_url = request.param("sign_in_url")
    options = json.dumps({"signInUrl": sign_in_url} if sign_in_url else {})
    return HTMLResponse(
        PAGE.format(
            attributes="".join(
                f' data-clerk-{name}="{escape(str(value))}"'
                for name, value in attributes.items()
                if value
            ),
            source=escape(f"{base}/npm/@clerk/clerk-js@{version}/dist/clerk.browser.js"),
            options=options.replace("<", "\\u003c"),
        )
    )


def _frontend_api(key: str) -> str:
    """The host of the Frontend API, which a publishable key has in base 64, with a ``$`` after it.

    Raises:
        ErrorResponse: The key is not valid.
    """
    match = re.fullmatch(PUBLISHABLE_KEY, key)
    try:
        text = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)) if match else b""
        host = text.decode("ascii").removesuffix("$")
    except (ValueError, binascii.Error):
        host = ""
    if not re.fullmatch(DOMAIN_NAME, host):
        raise api_errors.refusal("malformed_publishable_key", "The publishable key is not valid.")
    return host
