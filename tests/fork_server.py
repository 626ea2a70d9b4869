"""A process that has imported the program and found the plugins, and forks for each run.

What the run sees is as if it had been started: descriptors, variables, path, working directory,
session and signals. ``forked_runs`` starts this process and sends the requests.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import chain
from types import SimpleNamespace
from typing import Any, NoReturn

NOT_IMPORTED = ("clerk_cli.__main__", "clerk_cli.testing")
"""Modules of the core that are left out: the program itself, and what only tests import."""

MODULES = ("filelock", "inquirer.render.console", "clerk_cli_sandbox.transports.adapter")
"""What the runs import, besides cleo, requests, the core and the commands of plugins."""

SDKS = {
    "OPENAI_API_KEY": ("openai", "openai.resources.chat.completions", "httpcore2"),
    "ANTHROPIC_API_KEY": ("anthropic", "anthropic.resources.messages", "httpcore2"),
}
"""Variables of runs that import a package, and what of it."""

OURS = ("clerk_cli", "pluggy")
"""How the names of the packages begin that a program finds as if they were never imported."""

SITE = sys.path[1:]
"""The path of every run, after its working directory and its ``PYTHONPATH``."""

MAX_REQUEST_BYTES, MAX_DESCRIPTORS = 1 << 20, 5


def _serve(requests: socket.socket) -> None:
    """Fork for each request, until the process that sends them ends, and end the runs with it."""
    _preload()
    ended, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    connections: dict[int, socket.socket] = {}
    """Where the status of each run is expected, by process ID."""
    while True:
        ready, _, _ = select.select([requests, ended], [], [])
        if ended in ready:
            ended.recv(MAX_REQUEST_BYTES)
            _report_ended(connections)
        if requests not in ready:
            continue
        request, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, MAX_DESCRIPTORS)
        if not request:
            break
        connection, *streams = descriptors
        argv, variables, directory, program = json.loads(request)
        for module in _packages(variables):
            import_module(module)
        run = os.fork()
        if run == 0:
            for unused in (requests, ended, wakes, *connections.values()):
                unused.close()
            os.close(connection)
            _become(variables, directory, streams)
            if program is None:
                _run_main(argv)
            _run_program(argv, program)
        for stream in streams:
            os.close(stream)
        connections[run] = socket.socket(fileno=connection)
        connections[run].send(str(run).encode())
    for run in connections:  # of a test that failed before it ended its run
        os.kill(run, signal.SIGKILL)
    _report_ended(connections, options=0)


def _report_ended(connections: dict[int, socket.socket], options: int = os.WNOHANG) -> None:
    """Tell the status of each run that has ended; without options, wait until all have."""
    for run in [*connections]:
        ended, status = os.waitpid(run, options)
        if ended:
            with connections.pop(run) as connection, suppress(OSError):
                connection.send(str(os.waitstatus_to_exitcode(status)).encode())


def _packages(variables: dict[str, str]) -> Iterator[str]:
    """The packages that a run with these variables imports, each of which takes a second."""
    for variable, modules in SDKS.items():
        if variable in variables:
            yield from modules
    if os.path.exists(f"{variables.get('CLERK_CONFIG_DIR')}/mcp.json"):  # noqa: PTH110
        yield from ("mcp", "anyio.from_thread", "anyio._backends._asyncio")


def _preload() -> None:
    from clerk_cli.startup.lean_cleo import import_cleo, import_pathlib
    from clerk_cli.startup.lean_requests import import_requests

    import_pathlib(os.environ)
    import_cleo(os.environ)
    import_requests()
    import clerk_cli

    for module in pkgutil.walk_packages(clerk_cli.__path__, "clerk_cli."):
        if not module.name.startswith(NOT_IMPORTED):
            import_module(module.name)
    from every_leaf import installed_leaves

    installed_leaves()
    for name in MODULES:
        with suppress(ImportError):  # the tests of the core run without plugins, too
            import_module(name)
    _installed_distributions()
    # All sequences of a terminal are compiled to regular expressions, which stay in a cache.
    import blessed

    with open(os.devnull, "w") as stream:  # noqa: PTH123 - it is a device
        blessed.Terminal("xterm-256color", stream, force_styling=True)
    gc.freeze()


@cache
def _installed_distributions() -> list[Any]:
    """What is installed, with what discovery reads of it: that takes a tenth of a second."""
    from importlib.metadata import distributions

    from clerk_cli.plugins import ENTRY_POINT_GROUP

    installed = []
    for distribution in distributions(path=SITE):
        points = distribution.entry_points
        is_ours = any(point.group == ENTRY_POINT_GROUP for point in points)
        headers = distribution.metadata if is_ours else None
        path = getattr(distribution, "_path", None)
        installed.append(SimpleNamespace(_path=path, entry_points=points, metadata=headers))
    return installed


def _use_installed_distributions() -> None:
    """Let a run read only the distributions that its own directories have."""
    from importlib.metadata import distributions

    from clerk_cli.plugins import discovery

    added = sys.path[: -len(SITE)]
    vars(discovery)["distributions"] = lambda: chain(
        distributions(path=added), _installed_distributions()
    )


def _become(variables: dict[str, str], directory: str, descriptors: list[int]) -> None:
    """Make this process look as if the interpreter had just been started."""
    for terminal in descriptors[3:]:
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    for descriptor in {*descriptors} - {0, 1, 2}:
        os.close(descriptor)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Without a locale, the interpreter sets one for itself and its children.
    locale = {name: os.environ[name] for name in os.environ if name == "LC_CTYPE"}
    os.environ.clear()
    os.environ.update({**locale, **variables})
    os.chdir(directory)
    time.tzset()
    tempfile.tempdir = None
    sys.path[0:1] = [directory, *filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        buffering = 1 if mode == "w" and (os.isatty(number) or number == 2) else -1
        errors = "surrogateescape"  # as in the locale C
        stream = open(number, mode, buffering, "utf-8", errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _run_main(argv: list[str]) -> NoReturn:
    """Run the program as ``python -m clerk_cli`` does."""
    _use_installed_distributions()
    import clerk_cli.__main__ as main

    sys.argv = [main.__file__, *argv]
    try:
        status = main.run()
    except SystemExit as error:
        status = int(error.code or 0)
    os._exit(status)


def _run_program(argv: list[str], program: str) -> NoReturn:
    """Run a program as ``python -c`` does, before which nothing of ours was imported."""
    for name in [*sys.modules]:
        if name.partition(".")[0].startswith(OURS):
            del sys.modules[name]
    sys.argv = ["-c", *argv]
    try:
        exec(program, {"__name__": "__main__"})
        status = 0
    except SystemExit as error:
        status = int(error.code or 0)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
