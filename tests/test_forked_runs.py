"""Runs that are forked see the same as runs that are started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import forked_runs
import pytest
from forked_runs import ForkServer, run_forked, start_forked
from site_folder import MANIFEST, Site

from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked")

COMMANDS = """
import json, os, signal, sys, threading
from clerk_cli.api import Command

class Tell(Command, name="state tell"):
    '''Tell the state of this process.'''

    def run(self, context):
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD)
        streams = (sys.stdin, sys.stdout, sys.stderr)
        open("state", "w").write(json.dumps({
            "argv": sys.argv,
            "path": sys.path,
            "directory": os.getcwd(),
            "variables": sorted(item for item in os.environ.items() if item[0] != "PYTHONHASHSEED"),
            "leads a session": os.getsid(0) == os.getpid(),
            "controls": os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp(),
            "terminals": [os.isatty(number) for number in range(3)],
            "signals": [str(signal.getsignal(number)).split(" at ")[0] for number in signals],
            "streams": [(item.encoding, item.errors, item.line_buffering) for item in streams],
            "descriptors": len(os.listdir("/proc/self/fd")),
            "threads": threading.active_count(),
        }))
"""


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", clerk)
    site.install("state", MANIFEST.format(name="state", module="state"))
    (site.folder / "state_commands.py").write_text(COMMANDS)
    return site


def state(site: Site) -> object:
    return json.loads((site.clerk.directory / "state").read_text())


def test_a_forked_process_is_like_one_that_was_started(site: Site) -> None:
    site.clerk.process("whoami")  # announces the plugin
    started = site.clerk.process("state", "tell")
    expected = state(site)
    forked = run_forked(site.clerk, "state", "tell")
    assert forked == started
    assert state(site) == expected


def test_a_forked_run_on_a_terminal_is_like_one_that_was_started(site: Site) -> None:
    site.clerk.process("whoami")
    states = []
    for variables in ({"PYTHONHASHSEED": "0"}, {}):
        terminal = site.clerk.on_terminal("state", "tell", env=variables)
        assert isinstance(vars(terminal)["_process"], subprocess.Popen) == bool(variables)
        assert terminal.wait() == 0
        states.append(state(site))
    assert states[0] == states[1]


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    server = ForkServer()
    monkeypatch.setattr(forked_runs, "FORKS", server)
    yield server
    server.close()


def test_the_server_ends_a_run_that_a_test_left_behind(
    clerk: CommandLine, own_server: ForkServer
) -> None:
    reader, writer = os.pipe()
    with open(reader, encoding="utf-8") as messages:  # noqa: PTH123 - it is a descriptor
        run = start_forked(clerk, "-p", "sandbox", "sandbox", "serve", "--port", "0", stderr=writer)
        os.close(writer)
        assert messages.readline()  # it serves
        own_server.close()
    assert run.wait(10) == -signal.SIGKILL


def test_a_server_that_cannot_start_is_named(
    clerk: CommandLine, own_server: ForkServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "fork_server.py"
    broken.write_text("import sys, socket; socket.socket(fileno=int(sys.argv[1])).recv(1)")
    monkeypatch.setattr(forked_runs, "SERVER", broken)
    with pytest.raises(RuntimeError, match=r"^fork_server\.py has ended"):
        run_forked(clerk, "whoami")
