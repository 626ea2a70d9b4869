"""The sandbox over HTTP, for SDKs and apps."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from clerk_cli.api import ClerkError, UsageError
from clerk_cli_sandbox import __name__ as package
from clerk_cli_sandbox import problems
from clerk_cli_sandbox.application import Answer, Call, Sandbox, refused
from clerk_cli_sandbox.problems import Refusal

LARGEST_BODY = 10 * 1024 * 1024
IDLE_SECONDS = 75
NO_CONTENT = 204


class UnreadableError(Exception):
    """A request body cannot be read.

    Args:
        status: The HTTP status that says so.
        text: Why.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class SandboxServer(ThreadingHTTPServer):
    """Answers over HTTP from one sandbox."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, Handler)

    @property
    def url(self) -> str:
        """The origin to point an SDK at."""
        host = self.server_address[0]
        shown = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{shown}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Forget a client that hung up; it harms nobody else."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = package
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    # Header and body leave in one piece: in two, the second waits for an acknowledgement.
    wbufsize = 1 << 20
    server: SandboxServer

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet; the answers say what is wrong."""

    def respond(self) -> None:
        """Answer one request; hang up on one that cannot be read to its end."""
        try:
            body = self._read_body()
        except UnreadableError as error:
            self.close_connection = True
            self._write(
                refused(Refusal(error.status, problems.error("request_invalid", str(error))))
            )
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._write(self.server.sandbox.handle(Call(self.command, self.path, headers, body)))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = respond  # noqa: N815

    def _read_body(self) -> bytes:
        """The body, by its length or in chunks.

        Raises:
            UnreadableError: It cannot be read to its end.
        """
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        text = self.headers.get("Content-Length", "0").strip()
        if not text.isdigit():
            raise UnreadableError(400, "The Content-Length is no number.")
        return self._read(int(text))

    def _read_chunks(self) -> bytes:
        body = b""
        while True:
            size_text = self.rfile.readline(100).split(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError:
                raise UnreadableError(400, "A chunk has no size.") from None
            if size == 0:
                break
            body += self._read(size, before=len(body))
            self.rfile.readline(100)
        while self.rfile.readline(1000).strip():
            pass
        return body

    def _read(self, size: int, *, before: int = 0) -> bytes:
        if size < 0 or before + size > LARGEST_BODY:
            raise UnreadableError(413, "The body is too large.")
        return self.rfile.read(size)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.body:
            self.send_header("Content-Type", "application/json")
        if answer.status != NO_CONTENT:
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


def make_server(sandbox: Sandbox, host: str, port: int, *, allow_remote: bool) -> SandboxServer:
    """A server that is bound but does not answer yet.

    Args:
        sandbox: What it serves.
        host: The address to bind.
        port: The port; 0 for any that is free.
        allow_remote: Whether an address that others can reach is accepted.

    Raises:
        ClerkError: The address cannot be bound.
        UsageError: Others could reach the address.
    """
    if not allow_remote and not is_loopback(host):
        raise UsageError(
            f"{host} can be reached from other machines, and the sandbox lets everybody in",
            hint="Use 127.0.0.1, or pass --allow-remote if that is what you want.",
        )
    try:
        return SandboxServer((host, port), sandbox)
    except OSError as error:
        raise ClerkError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="Choose another port with --port.",
        ) from error
    except OverflowError:
        raise UsageError(f"--port: {port} is no port") from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def serve(server: SandboxServer, on_ready: Callable[[str], None]) -> None:
    """Answer until Ctrl-C or a termination signal.

    Args:
        server: What to run; closed afterwards, with its sandbox.
        on_ready: Is told the URL once requests are answered.
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
