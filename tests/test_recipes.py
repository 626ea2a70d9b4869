"""The recipes do what they show: each page, run by a person with a clean home and the sandbox."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from console_sessions import ConsoleSession, differences, missing_tools, steps_of
from source_tree import ROOT

from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

FOLDER = ROOT / "docs/recipes"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")
BACKEND = "http://localhost:3000"
"""Where pages say that the reader's own backend is."""


class Incoming(NamedTuple):
    """A request as Clerk's SDK reads it."""

    headers: dict[str, str]


def public_key_of(clerk: CommandLine) -> str:
    """The key with which the sandbox of a home signs, as backends are given it."""
    import jwt
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    jwks = clerk("-p", "sandbox", "jwks", "get", "-o", "json").json
    key: Any = jwt.PyJWK(jwks["keys"][0]).key
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@pytest.fixture
def backend(clerk: CommandLine) -> Iterator[str]:
    """A backend that asks Clerk's SDK who sends a request; returns its URL."""
    from clerk_backend_api.security import authenticate_request
    from clerk_backend_api.security.types import AuthenticateRequestOptions

    options = AuthenticateRequestOptions(jwt_key=public_key_of(clerk))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state = authenticate_request(Incoming(dict(self.headers)), options)
            claims = state.payload or {}
            organization = claims.get("o", {}).get("slg")
            body = {"user": claims.get("sub"), "organization": organization}
            self.send_response(200 if state.is_signed_in else 401)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode() + b"\n")

        def log_message(self, *_args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_recipe_does_what_it_shows(
    clerk: CommandLine, request: pytest.FixtureRequest, page: Path
) -> None:
    text = page.read_text(encoding="utf-8")
    if BACKEND in text:
        text = text.replace(BACKEND, request.getfixturevalue("backend"))
    steps = steps_of(text)
    if missing := missing_tools(steps):
        pytest.skip(f"needs {', '.join(missing)}")
    session = ConsoleSession(clerk)
    assert steps
    for step in steps:
        printed = session.run(step.command)
        assert differences(step.output, printed) == [], f"$ {step.command}\n{printed}"


def test_the_list_of_recipes_names_every_page() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if f"]({page.name})" not in index] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_recipe_is_short(page: Path) -> None:
    assert 30 <= len(page.read_text(encoding="utf-8").splitlines()) <= 65


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_link_of_a_recipe_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(((?!https?:)[^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (FOLDER / target).exists()] == []


@pytest.mark.parametrize(
    ("shown", "printed", "different"),
    [
        ("a  b\nc", "c\na b\n", []),
        ("id user_2…", "id user_2ab\n", []),
        ("a\n…", "a\nb\nc\n", []),
        ("2026-11-25 21:27 (2 days ago)", "2027-01-01 01:02 (just now)\n", []),
        ("a", "a\nb\n", ["+ b"]),
        ("a\nb\n…", "a\nc\n", ["- b"]),
    ],
)
def test_pages_are_compared_without_what_differs_from_day_to_day(
    shown: str, printed: str, different: list[str]
) -> None:
    assert differences(shown, printed) == different
