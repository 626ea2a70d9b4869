"""The sandbox over HTTP, for SDKs and apps."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterable
from errno import EADDRNOTAVAIL
from http.server import ThreadingHTTPServer
from socket import gaierror
from threading import BoundedSemaphore
from typing import Any

from clerk_cli.api import ClerkError, UsageError
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.transports.faults import FaultInjector, Faults
from clerk_cli_sandbox.transports.hosts import CrossOrigin, HostNames, is_loopback
from clerk_cli_sandbox.transports.request_handler import RequestHandler, refusal_of_connection

MAX_CONNECTIONS = 256


class SandboxServer(ThreadingHTTPServer):
    """An HTTP server for one sandbox.

    Args:
        address: The host and the port to listen on.
        sandbox: Handles the requests.
        host_names: The names by which clients may address the server.
        cross_origin: The origins that may read responses in a browser.
        faults: What goes wrong on purpose.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        sandbox: Sandbox,
        host_names: HostNames,
        cross_origin: CrossOrigin,
        faults: FaultInjector,
    ) -> None:
        self.sandbox = sandbox
        self.host_names = host_names
        self.cross_origin = cross_origin
        self.faults = faults
        self._free_connections = BoundedSemaphore(MAX_CONNECTIONS)
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, RequestHandler)

    @property
    def url(self) -> str:
        """The origin to point an SDK at."""
        host = self.server_address[0]
        url_host = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{url_host}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Handle a connection in a thread of its own; one beyond the limit is refused."""
        if self._free_connections.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        with contextlib.suppress(OSError):
            request.settimeout(1)
            request.sendall(refusal_of_connection())
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Handle a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free_connections.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that closed the connection; other clients are not affected."""


def make_server(
    sandbox: Sandbox,
    host: str,
    port: int,
    *,
    allow_remote: bool,
    allowed_hosts: Iterable[str] = (),
    origins: Iterable[str] = (),
    faults: Faults | None = None,
) -> SandboxServer:
    """A server that is bound to an address, but does not respond yet.

    Args:
        sandbox: The sandbox to serve.
        host: The address to bind.
        port: The port; 0 for any free port.
        allow_remote: Whether other machines may be able to reach the address.
        allowed_hosts: Names that ``Host`` headers may have besides loopback names and the host.
        origins: Origins that may read responses in a browser.
        faults: What goes wrong on purpose.

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
        return SandboxServer(
            (host, port),
            sandbox,
            HostNames(host, allowed_hosts),
            CrossOrigin(frozenset(origins)),
            FaultInjector(faults or Faults()),
        )
    except OSError as error:
        is_address = isinstance(error, gaierror) or error.errno == EADDRNOTAVAIL
        choice = "address with --host" if is_address else "port with --port"
        raise ClerkError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint=f"Choose another {choice}.",
        ) from error
    except OverflowError:
        raise UsageError(f"--port: {port} is not a valid port") from None


def serve(server: SandboxServer, on_ready: Callable[[str], None]) -> None:
    """Respond to requests until an exception, such as that of Ctrl-C or of a signal.

    Args:
        server: The server to run; closed afterward, together with its sandbox.
        on_ready: Called with the URL once the server is ready.
    """
    try:
        on_ready(server.url)
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        server.sandbox.store.close()
