"""A process that has imported the program, and forks for each run of it.

What the run sees is as if it had been started: descriptors, variables, path, working directory,
session and signals. ``forked_runs`` starts this process and sends the requests.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from importlib import import_module
from typing import NoReturn

MODULES = (
    "clerk_cli.startup.fast_path",
    "clerk_cli.console.application",
    "clerk_cli.output.prompts.questions",
    "clerk_cli.output.prompts.renderer",
    "clerk_cli.http.client",
    "inquirer.render.console",
)
"""What the runs import, besides cleo and requests."""

SDKS = {"OPENAI_API_KEY": "openai", "ANTHROPIC_API_KEY": "anthropic"}
"""Variables of runs that import a package, and these packages."""

MAX_REQUEST_BYTES, MAX_DESCRIPTORS = 1 << 20, 5


def _serve(requests: socket.socket) -> None:
    """Fork for each request, until the process that sends them ends."""
    _preload()
    supervisors: list[int] = []
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, MAX_DESCRIPTORS)
        if not request:
            break
        argv, variables, directory = json.loads(request)
        for module in _packages(variables):
            import_module(module)
        # Those that have ended.
        supervisors = [pid for pid in supervisors if os.waitpid(pid, os.WNOHANG)[0] == 0]
        supervisor = os.fork()
        if supervisor == 0:
            requests.close()
            _supervise(argv, variables, directory, descriptors)
        supervisors.append(supervisor)
        for descriptor in descriptors:
            os.close(descriptor)
    for pid in supervisors:
        os.waitpid(pid, 0)


def _packages(variables: dict[str, str]) -> Iterator[str]:
    """The packages that a run with these variables imports, each of which takes a second."""
    for variable, module in SDKS.items():
        if variable in variables:
            yield module
    if os.path.exists(f"{variables.get('CLERK_CONFIG_DIR')}/mcp.json"):  # noqa: PTH110
        yield from ("mcp", "anyio.from_thread", "anyio._backends._asyncio")


def _preload() -> None:
    from clerk_cli.startup.lean_cleo import import_cleo, import_pathlib
    from clerk_cli.startup.lean_requests import import_requests

    import_pathlib(os.environ)
    import_cleo(os.environ)
    import_requests()
    for module in MODULES:
        import_module(module)
    gc.freeze()


def _supervise(
    argv: list[str], variables: dict[str, str], directory: str, descriptors: list[int]
) -> NoReturn:
    """Start the run in a process of its own, and tell its ID and its status."""
    connection, *streams = descriptors
    run = os.fork()
    if run == 0:
        os.close(connection)
        _run(argv, variables, directory, streams)
    for descriptor in streams:
        os.close(descriptor)
    os.write(connection, str(run).encode())
    _, status = os.waitpid(run, 0)
    try:
        os.write(connection, str(os.waitstatus_to_exitcode(status)).encode())
    finally:
        os._exit(0)


def _run(
    argv: list[str], variables: dict[str, str], directory: str, descriptors: list[int]
) -> NoReturn:
    for terminal in descriptors[3:]:
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    for descriptor in {*descriptors} - {0, 1, 2}:
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Without a locale, the interpreter sets one for itself and its children.
    locale = {name: os.environ[name] for name in os.environ if name == "LC_CTYPE"}
    os.environ.clear()
    os.environ.update({**locale, **variables})
    os.chdir(directory)
    time.tzset()
    tempfile.tempdir = None
    import clerk_cli.__main__ as program

    sys.argv = [program.__file__, *argv]
    sys.path[0:1] = [directory, *filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        buffering = 1 if mode == "w" and (os.isatty(number) or number == 2) else -1
        errors = "surrogateescape"  # as in the locale C
        stream = open(number, mode, buffering, "utf-8", errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    try:
        status = program.run()
    except SystemExit as error:
        status = int(error.code or 0)
    os._exit(status)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
