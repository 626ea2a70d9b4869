"""A server on loopback with scripted responses, and clients for it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from clerk_cli.http.client import Client
from clerk_cli.startup.ca_bundle import CABundle

KEY = "sk_test_pl4nted77_0123456789"


@dataclass
class RecordingReporter:
    """Records the messages of a client.

    Args:
        warnings: Its warnings.
        log: The lines of its log.
        waits: The waits that it asked for, in seconds.
    """

    warnings: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def debug(self, text: str) -> None:
        self.log.append(text)


MakeClient = Callable[..., Client]


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def response() -> Callable[..., bytes]:
    return raw_response


@pytest.fixture
def reporter() -> RecordingReporter:
    return RecordingReporter()


@pytest.fixture
def connect(reporter: RecordingReporter, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeClient]:
    """Makes clients that record their waits instead of waiting."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    clients: list[Client] = []

    def make(
        url: str,
        *,
        key: str = KEY,
        debug: bool = False,
        timeout: float = 60,
        bundle: CABundle | None = None,
    ) -> Client:
        client = Client(
            url=url,
            key=key,
            key_source="env:CLERK_SECRET_KEY",
            api_version="2026-05-12",
            reporter=reporter,
            debug=debug,
            sleep=reporter.waits.append,
            timeout=timeout,
            bundle=bundle,
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


class ScriptedServer:
    """A server that sends its raw responses one after the other.

    An empty response closes the connection.

    Args:
        responses: The raw responses.
        timeout: The seconds that it waits for the rest of a request.
    """

    def __init__(self, *responses: bytes, timeout: float = 5) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self._responses = list(responses)
        self._timeout = timeout
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(self._timeout)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while head := self._head(stream):
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = stream.read(int(length.group(1)) if length else 0)
                self.requests.append(f"{head}\r\n{body.decode(errors='replace')}")
                response = self._responses.pop(0) if self._responses else b""
                if not response:
                    return
                connection.sendall(response)
                if b"close" in response.split(b"\r\n\r\n")[0].lower():
                    return

    def _head(self, stream: object) -> str:
        lines = []
        try:
            while line := stream.readline().decode("latin-1").strip():  # type: ignore[attr-defined]
                lines.append(line)
        except OSError:
            return ""
        return "\r\n".join(lines)


def raw_response(body: str = "{}", status: str = "200 OK", *headers: str) -> bytes:
    """A raw response with a JSON body."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    return ("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + f"\r\n\r\n{body}").encode()


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """Starts scripted servers."""
    servers: list[ScriptedServer] = []

    def start(*responses: bytes, timeout: float = 5) -> ScriptedServer:
        servers.append(ScriptedServer(*responses, timeout=timeout))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def secure_server(tmp_path: Path) -> Any:
    """An HTTPS server with a self-signed certificate, and the file of that certificate."""
    from datetime import datetime, timedelta, timezone
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from ipaddress import ip_address
    from ssl import PROTOCOL_TLS_SERVER, SSLContext
    from threading import Thread

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    bundle, key_file = tmp_path / "ca.pem", tmp_path / "key.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

    class Quiet(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that reject the certificate are expected."""

    server = Quiet(("127.0.0.1", 0), Handler)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}", bundle
    server.shutdown()
    server.server_close()
    thread.join()
