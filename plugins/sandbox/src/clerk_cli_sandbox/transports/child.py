"""A command that runs against a sandbox of its own, which ends with it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread, current_thread, main_thread
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_sandbox.application import HTTPRequest, Sandbox
from clerk_cli_sandbox.transports.server import SandboxServer

FORWARDED = ("SIGTERM", "SIGHUP")
"""The signals that are passed on; a terminal sends that of Ctrl-C to the child as well."""

NOT_FOUND = 127
"""The status of a command that does not exist, as in shells."""


def instance_variables(sandbox: Sandbox, url: str, key: str) -> dict[str, str]:
    """The environment variables that point SDKs to a sandbox.

    Args:
        sandbox: The sandbox.
        url: Where it is served.
        key: The secret key to use.
    """
    variables = {"CLERK_API_URL": url, "CLERK_SECRET_KEY": key}
    request = HTTPRequest("GET", "/v1/jwks", {"authorization": f"Bearer {key}"})
    response = sandbox.handle(request)
    if response.status == 200:
        (jwk,) = json.loads(response.body)["keys"]
        variables["CLERK_JWT_KEY"] = public_key_pem(jwk)
    return variables


def public_key_pem(jwk: Mapping[str, str]) -> str:
    """A public RSA key of a JSON Web Key Set, in the format of PEM."""
    from base64 import urlsafe_b64decode

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    exponent, modulus = (
        int.from_bytes(urlsafe_b64decode(jwk[name] + "=="), "big") for name in ("e", "n")
    )
    key = RSAPublicNumbers(exponent, modulus).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def run_command(server: SandboxServer, argv: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command while a server responds; close the server, and return the exit status.

    Args:
        server: The server, which does not respond yet.
        argv: The command and its arguments.
        variables: The environment of the command.

    Raises:
        ClerkError: The command cannot be run.
    """
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        return _wait_for(argv, variables)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.sandbox.store.close()


def _wait_for(argv: Sequence[str], variables: Mapping[str, str]) -> int:
    children: list[subprocess.Popen[bytes]] = []
    with _signals_to(children):
        program = shutil.which(argv[0], path=variables.get("PATH"))
        try:
            if program is None:
                raise FileNotFoundError(2, "command not found")
            children.append(subprocess.Popen([program, *argv[1:]], env=dict(variables)))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ClerkError(f'cannot run "{argv[0]}": {reason}') from error
        status = children[0].wait()
    return 128 - status if status < 0 else status


@contextmanager
def _signals_to(children: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """Leave Ctrl-C to the child, and pass other signals on to it."""

    def forward(number: int, _: Any) -> None:
        for child in children:
            child.send_signal(number)

    with ExitStack() as stack:
        if current_thread() is main_thread():
            names = ("SIGINT", *FORWARDED)
            for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
                # Not SIG_IGN, which the child would inherit.
                handler = (lambda *_: None) if number == signal.SIGINT else forward
                stack.callback(signal.signal, number, signal.signal(number, handler))
        yield
