"""The sandbox over HTTP, for SDKs and apps."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from clerk_cli.api import ClerkError, LocalError, UsageError
from clerk_cli_sandbox import __name__ as package
from clerk_cli_sandbox.application import HTTPRequest, HTTPResponse, Sandbox, error_response
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse

MAX_BODY_BYTES = 10 * 1024 * 1024
IDLE_SECONDS = 75
NO_CONTENT = 204


class SandboxServer(ThreadingHTTPServer):
    """An HTTP server for one sandbox."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, RequestHandler)

    @property
    def url(self) -> str:
        """The origin to point an SDK at."""
        host = self.server_address[0]
        url_host = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{url_host}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that closed the connection; other clients are not affected."""


class RequestHandler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = package
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    # Send headers and body in one packet: a second one would wait for an acknowledgment.
    wbufsize = 1 << 20
    server: SandboxServer

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing; the responses report errors."""

    def respond(self) -> None:
        """Respond to one request; close the connection if its body cannot be read."""
        try:
            body = self._read_body()
        except ErrorResponse as error:
            self.close_connection = True
            self._write(error_response(error))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        http_request = HTTPRequest(self.command, self.path, headers, body)
        try:
            response = self.server.sandbox.handle(http_request)
        except LocalError as error:
            error_object = api_errors.error_object("internal_clerk_error", error.message)
            response = error_response(ErrorResponse(507, error_object))
        self._write(response)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = respond  # noqa: N815

    def _read_body(self) -> bytes:
        """The body, read by its length or in chunks.

        Raises:
            ErrorResponse: The body cannot be read.
        """
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        text = self.headers.get("Content-Length", "0").strip()
        if not text.isdigit():
            raise api_errors.refusal(
                "bad_request", "The Content-Length header is not a valid number."
            )
        return self._read(int(text))

    def _read_chunks(self) -> bytes:
        body = b""
        while True:
            size_text = self.rfile.readline(100).split(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError:
                raise api_errors.refusal(
                    "bad_request", "A chunk does not have a valid size."
                ) from None
            if size == 0:
                break
            body += self._read(size, before=len(body))
            self.rfile.readline(100)
        while self.rfile.readline(1000).strip():
            pass
        return body

    def _read(self, size: int, *, before: int = 0) -> bytes:
        if size < 0 or before + size > MAX_BODY_BYTES:
            raise api_errors.refusal("request_body_too_large", "The request body is too large.")
        return self.rfile.read(size)

    def _write(self, response: HTTPResponse) -> None:
        self.send_response(response.status)
        if response.body:
            self.send_header("Content-Type", "application/json")
        if response.status != NO_CONTENT:
            self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


def make_server(sandbox: Sandbox, host: str, port: int, *, allow_remote: bool) -> SandboxServer:
    """A server that is bound to an address, but does not respond yet.

    Args:
        sandbox: The sandbox to serve.
        host: The address to bind.
        port: The port; 0 for any free port.
        allow_remote: Whether other machines may be able to reach the address.

    Raises:
        ClerkError: The address cannot be bound.
        UsageError: Other machines can reach the address, or the port is not valid.
    """
    if not allow_remote and not is_loopback(host):
        raise UsageError(
            f"other machines can reach {host}, and the sandbox accepts any key",
            hint="Use 127.0.0.1, or allow remote access with --allow-remote.",
        )
    try:
        return SandboxServer((host, port), sandbox)
    except OSError as error:
        raise ClerkError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="Choose another port with --port.",
        ) from error
    except OverflowError:
        raise UsageError(f"--port: {port} is not a valid port") from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def serve(server: SandboxServer, on_ready: Callable[[str], None]) -> None:
    """Respond to requests until Ctrl-C or a termination signal.

    Args:
        server: The server to run; closed afterward, together with its sandbox.
        on_ready: Called with the URL once the server is ready.
    """
    import signal
    from threading import current_thread, main_thread

    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        on_ready(server.url)
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        server.sandbox.store.close()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
