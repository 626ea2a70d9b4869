"""Servers on loopback that replace the API in tests, and record requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter


@dataclass(frozen=True)
class Received:
    """A request that the fake API received.

    Args:
        method: The HTTP method.
        target: Path and query, exactly as received.
        headers: The headers, with lower-case names.
        body: The decoded JSON body; the bytes of a form; None without one.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: Any

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters in order; a repeated key is listed several times."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str | tuple[str, str, bytes]]:
        """The fields of a form: strings, or the name, the media type and the content of files."""
        from email import message_from_bytes

        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        fields: dict[str, str | tuple[str, str, bytes]] = {}
        for part in message_from_bytes(head + self.body).walk():
            name = str(part.get_param("name", header="Content-Disposition"))
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                file_name = part.get_filename()
                fields[name] = (
                    (file_name, part.get_content_type(), content) if file_name else content.decode()
                )
        return fields


Answer = tuple[int, Any, Mapping[str, str]]

IDENTIFIERS = ("email_address", "phone_number", "username", "external_id")
ONE_ORGANIZATION = "/v1/organizations/"


class FakeAPI:
    """Returns queued responses, and records requests.

    A request without a queued response gets status 599 and fails the test. Look-ups of users and
    organizations are answered from those that the test adds, if there are any.
    """

    def __init__(self) -> None:
        self._by_path: dict[str, Answer] = {}
        self._users: list[dict[str, Any]] = []
        self._organizations: list[dict[str, Any]] = []
        self.requests: list[Received] = []
        self.unexpected: list[Received] = []
        self._answers: list[Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.timeout = 0  # a client that is gone again is not waited for
        self._wakes, self._woken = socketpair()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The API URL, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(
        self, body: Any = None, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> FakeAPI:
        """Queue a response.

        Args:
            body: The body, sent as JSON; None for no body.
            status: The HTTP status.
            headers: Additional headers.
        """
        self._answers.append((status, body, headers or {}))
        return self

    def fail(self, status: int, code: str, message: str, **meta: str) -> FakeAPI:
        """Queue a response with one error of Clerk's shape.

        Args:
            status: The HTTP status.
            code: The code, such as ``resource_not_found``.
            message: The message for people.
            meta: Details, such as ``param_name``.
        """
        error = {"message": message, "long_message": message, "code": code, "meta": meta}
        return self.answer({"errors": [error], "clerk_trace_id": "trace_1"}, status=status)

    def answer_at(self, path: str, body: Any = None, *, status: int = 200) -> FakeAPI:
        """Answer every request for a path, for commands that send several at the same time.

        Args:
            path: The path, without a query.
            body: The body, sent as JSON; None for no body.
            status: The HTTP status.
        """
        self._by_path[path] = (status, body, {})
        return self

    def add_user(self, id: str, **identifiers: str) -> FakeAPI:
        """Let look-ups by an identifier find a user.

        Args:
            id: The user's ID.
            identifiers: ``email_address``, ``phone_number``, ``username`` and ``external_id``.
        """
        user: dict[str, Any] = {"id": id, "object": "user", **identifiers}
        for name, plural in (("email_address", "es"), ("phone_number", "s")):
            value = user.pop(name, None)
            user[name + plural] = [{"id": f"idn_{id}", name: value}] if value else []
        self._users.append(user)
        return self

    def add_organization(self, id: str, slug: str) -> FakeAPI:
        """Let look-ups by its slug find an organization.

        Args:
            id: The organization's ID.
            slug: The slug.
        """
        self._organizations.append({"id": id, "object": "organization", "slug": slug})
        return self

    def _look_up(self, received: Received) -> Answer | None:
        """The answer to a look-up of what the test added; None for every other request."""
        if received.method != "GET":
            return None
        if self._users and received.path == "/v1/users":
            query = [(name, value) for name, value in received.query if name != "limit"]
            if len(query) != 1 or query[0][0] not in IDENTIFIERS:
                return None
            ((name, value),) = query
            return (200, [user for user in self._users if value in _values(user, name)], {})
        slug = received.path.removeprefix(ONE_ORGANIZATION)
        if self._organizations and slug != received.path and "/" not in slug:
            with_slug = (item for item in self._organizations if slug in (item["slug"], item["id"]))
            organization = next(with_slug, None)
            error = {"message": "not found", "code": "resource_not_found"}
            return (200, organization, {}) if organization else (404, {"errors": [error]}, {})
        return None

    def take(self, received: Received) -> Answer:
        """Record a request and return its response."""
        self.requests.append(received)
        if received.path in self._by_path:
            return self._by_path[received.path]
        if (answer := self._look_up(received)) is not None:
            return answer
        if self._answers:
            return self._answers.pop(0)
        self.unexpected.append(received)
        return (599, {"errors": [{"message": "unexpected request", "code": "unexpected"}]}, {})

    def close(self) -> None:
        """Stop the server."""
        # A byte, not the end of the stream: a process that a test forked may keep that open.
        self._wakes.send(b"\0")
        self._thread.join()
        self._server.server_close()
        self._wakes.close()
        self._woken.close()

    def _serve(self) -> None:
        """Take connections until the end; ``serve_forever`` would ask for it all the time."""
        with DefaultSelector() as selector:
            selector.register(self._server, EVENT_READ)
            selector.register(self._woken, EVENT_READ)
            while all(key.fileobj is self._server for key, _ in selector.select()):
                self._server.handle_request()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body leave together: sent one by one, the second waits 40 ms for an
            # acknowledgment of the first on a connection that is used again.
            wbufsize = 1 << 16
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing."""

            def respond(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                names = {name.lower(): value for name, value in self.headers.items()}
                is_form = names.get("content-type", "").startswith("multipart/")
                body = raw if is_form else json.loads(raw) if raw else None
                received = Received(self.command, self.path, names, body)
                status, answer, headers = api.take(received)
                payload = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if payload:
                    self.send_header("Content-Type", "application/json")
                if status != 204:
                    self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815

        return Handler


def _values(user: Mapping[str, Any], name: str) -> list[str]:
    """The identifiers of a kind that a user has."""
    entries = user.get("email_addresses" if name == "email_address" else f"{name}s")
    return [entry[name] for entry in entries or ()] or [user.get(name, "")]


class SandboxAPI(FakeAPI):
    """Responds like Clerk, from an instance that is empty at first, and records requests.

    Args:
        transport: Handles the requests.
        url: The URL that the transport expects.
    """

    def __init__(self, transport: BaseAdapter, url: str) -> None:
        super().__init__()
        self._transport = transport
        self._sandbox_url = url

    def take(self, received: Received) -> Answer:
        """Record a request and let the sandbox handle it, unless a response is queued."""
        if self._answers:
            return super().take(received)
        from clerk_cli.http.forward import forward

        self.requests.append(received)
        sent = {
            name: received.headers[name]
            for name in ("authorization", "content-type", "if-match")
            if name in received.headers
        }
        url = self._sandbox_url + received.target
        status, body, headers = forward(self._transport, received.method, url, sent, received.body)
        headers = {name: text for name, text in headers.items() if name != "Content-Type"}
        return (status, body, headers)

    def close(self) -> None:
        """Stop the server and the sandbox."""
        super().close()
        self._transport.close()
