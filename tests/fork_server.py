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
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from clerk_cli.plugins.discovery import Discovery

NOT_IMPORTED = ("clerk_cli.__main__", "clerk_cli.testing")
"""Modules of the core that are left out: the program itself, and what only tests import."""

MODULES = ("inquirer.render.console", "clerk_cli_sandbox.transports.adapter")
"""What the runs import, besides cleo, requests, the core and the commands of plugins."""

SDKS = {
    "OPENAI_API_KEY": ("openai", "openai.resources.chat.completions", "httpcore2"),
    "ANTHROPIC_API_KEY": ("anthropic", "anthropic.resources.messages", "httpcore2"),
}
"""Variables of runs that import a package, and what of it."""

OURS = ("clerk_cli", "pluggy")
"""How the names of the packages begin that a program finds as if they were never imported."""

DISTRIBUTIONS = (".dist-info", ".egg-info")
"""How the folders end that say what a distribution is."""

MAX_REQUEST_BYTES, MAX_DESCRIPTORS = 1 << 20, 5


def _serve(requests: socket.socket) -> None:
    """Fork for each request, until the process that sends them ends."""
    _preload()
    supervisors: list[int] = []
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, MAX_DESCRIPTORS)
        if not request:
            break
        argv, variables, directory, program = json.loads(request)
        for module in _packages(variables):
            import_module(module)
        # Those that have ended.
        supervisors = [pid for pid in supervisors if os.waitpid(pid, os.WNOHANG)[0] == 0]
        supervisor = os.fork()
        if supervisor == 0:
            requests.close()
            _supervise(argv, variables, directory, program, descriptors)
        supervisors.append(supervisor)
        for descriptor in descriptors:
            os.close(descriptor)
    for pid in supervisors:
        os.waitpid(pid, 0)


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
    installed_distributions()
    # All sequences of a terminal are compiled to regular expressions, which stay in a cache.
    import blessed

    with open(os.devnull, "w") as stream:  # noqa: PTH123 - it is a device
        blessed.Terminal("xterm-256color", stream, force_styling=True)
    gc.freeze()


@cache
def installed_distributions() -> Discovery:
    """What is installed, which takes a tenth of a second to read."""
    from clerk_cli.plugins.discovery import discover

    return discover()


def _use_found_plugins(directory: str, variables: dict[str, str]) -> None:
    """Spare a run the search for distributions, if it has the same path as this process."""
    is_distribution = any(name.endswith(DISTRIBUTIONS) for name in os.listdir(directory))  # noqa: PTH208 - names
    if is_distribution or variables.get("PYTHONPATH"):
        return
    from clerk_cli.plugins import discovery

    points, unreadable = installed_distributions()
    discovery.discover = lambda: discovery.Discovery([*points], [*unreadable])


def _supervise(
    argv: list[str],
    variables: dict[str, str],
    directory: str,
    program: str | None,
    descriptors: list[int],
) -> NoReturn:
    """Start the run in a process of its own, and tell its ID and its status."""
    connection, *streams = descriptors
    run = os.fork()
    if run == 0:
        os.close(connection)
        _become(variables, directory, streams)
        if program is None:
            _use_found_plugins(directory, variables)
            _run_main(argv)
        _run_program(argv, program)
    for descriptor in streams:
        os.close(descriptor)
    os.write(connection, str(run).encode())
    _, status = os.waitpid(run, 0)
    try:
        os.write(connection, str(os.waitstatus_to_exitcode(status)).encode())
    finally:
        os._exit(0)


def _become(variables: dict[str, str], directory: str, descriptors: list[int]) -> None:
    """Make this process look as if the interpreter had just been started."""
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
    sys.path[0:1] = [directory, *filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        buffering = 1 if mode == "w" and (os.isatty(number) or number == 2) else -1
        errors = "surrogateescape"  # as in the locale C
        stream = open(number, mode, buffering, "utf-8", errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _run_main(argv: list[str]) -> NoReturn:
    """Run the program as ``python -m clerk_cli`` does."""
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
