"""The page that loads clerk.js, which needs no key."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
import requests

KEY = f"pk_test_{base64.b64encode(b'clerk.example.com$').decode()}"
SCRIPT = "/npm/@clerk/clerk-js@5/dist/clerk.browser.js"


def page(api: Any, query: str) -> str:
    text: str = api.ok("GET", f"/public/interstitial?{query}")
    return text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (f"publishable_key={KEY}", f'data-clerk-publishable-key="{KEY}"'),
        (f"publishable_key={KEY}", f'src="https://clerk.example.com{SCRIPT}"'),
        ("frontend_api=clerk.example.org", f'src="https://clerk.example.org{SCRIPT}"'),
        ("frontendApi=clerk.example.org", 'data-clerk-frontend-api="clerk.example.org"'),
        (
            f"publishable_key={KEY}&proxy_url=https://example.com/__clerk",
            f'src="https://example.com/__clerk{SCRIPT}"',
        ),
        (f"publishable_key={KEY}&domain=app.example", 'data-clerk-domain="app.example"'),
        (
            f"publishable_key={KEY}&domain=app.example&use_domain_for_script=true",
            f'src="https://clerk.app.example{SCRIPT}"',
        ),
        (
            f"publishable_key={KEY}&sign_in_url=https://example.com/in",
            'Clerk.load({"signInUrl": "https://example.com/in"})',
        ),
    ],
)
def test_a_page_loads_clerk_js_for_an_application(api: Any, query: str, shown: str) -> None:
    assert shown in page(api, query)


def test_the_page_loads_the_version_of_the_instance(api: Any) -> None:
    api("PATCH", "/instance", {"clerk_js_version": "4.73.0"})
    assert "/clerk-js@4.73.0/" in page(api, f"publishable_key={KEY}")


def test_what_the_query_has_cannot_leave_its_place(api: Any) -> None:
    hostile = quote('"></script><script>alert(1)</script>')
    for name in ("domain", "proxy_url", "sign_in_url"):
        assert page(api, f"publishable_key={KEY}&{name}={hostile}").count("</script>") == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "missing_query_parameter"),
        ("domain=app.example", "missing_query_parameter"),
        ("publishable_key=pk_test_", "malformed_publishable_key"),
        ("publishable_key=pk_test_YQ", "malformed_publishable_key"),
        ("publishable_key=sk_test_Y2xlcms", "malformed_publishable_key"),
    ],
)
def test_a_query_that_names_no_application_is_refused(api: Any, query: str, code: str) -> None:
    assert api.errors("GET", f"/public/interstitial?{query}") == (400, [(code, None)])


def test_a_browser_gets_the_page_without_a_key(served: str) -> None:
    response = requests.get(f"{served}/v1/public/interstitial?publishable_key={KEY}", timeout=5)
    assert (response.status_code, response.headers["Content-Type"]) == (
        200,
        "text/html; charset=utf-8",
    )
    assert response.text.startswith("<!DOCTYPE html>")


def test_every_other_operation_needs_a_key(served: str) -> None:
    assert requests.get(f"{served}/v1/instance", timeout=5).status_code == 401
    assert requests.post(f"{served}/v1/public/interstitial", timeout=5).status_code == 401
