"""What a short command takes, next to the bare interpreter and to other tools."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Figures, Run
from benchmarks.peers import OFFICIAL, QUIET

CLERK = str(Path(sys.executable).with_name("clerk"))
BARE = "python -c pass"
KEY = "sk_test_0123456789abcdef"
PROFILES = f"""\
[default]
profile = one

[profile one]
clerk.key = {KEY}

[profile two]
output = json

[profile three]
debug = false
"""

LOCAL = {
    "clerk --version": "--version",
    "clerk --help": "--help",
    "clerk users --help": "users --help",
    "clerk users list --help": "users list --help",
    "completion of clerk users l": "__complete users l",
    "clerk api ls": "api ls",
    "clerk whoami": "whoami",
    "clerk config get output": "config get output",
    "clerk -p sandbox users list": "-p sandbox users list",
}
HTTP, HTTPS = "clerk users list (http)", "clerk users list (https)"
FIRST = "clerk --help, first run"
DISTANT = "clerk users list (https, far)"

OFFICIAL_WORDS = {
    "clerk --version": "--version",
    "clerk --help": "--help",
    "clerk users --help": "users --help",
    "clerk users list --help": "users list --help",
    HTTP: f"users list --limit 10 --secret-key {KEY}",
    HTTPS: f"users list --limit 10 --secret-key {KEY}",
    DISTANT: f"users list --limit 10 --secret-key {KEY}",
}
OTHER_WORDS = {"clerk --version": "--version"}


def runs(urls: Mapping[str, str], bundle: Path) -> dict[str, Run]:
    """What is measured, by scenario.

    Args:
        urls: The API over ``http`` and ``https``, and ``far`` away if that is measured.
        bundle: The CA bundle for ``https``: the public authorities, and the benchmark's.
    """
    scenarios = {name: Run([CLERK, *words.split()]) for name, words in LOCAL.items()}
    fresh = "rm -rf $XDG_CACHE_HOME && exec $0 --help"
    listed = [CLERK, "users", "list"]
    trusted = {"REQUESTS_CA_BUNDLE": str(bundle)}
    distant = {"CLERK_API_URL": urls.get("far", ""), **trusted}
    return {
        BARE: Run([sys.executable, "-c", "pass"]),
        **scenarios,
        HTTP: Run(listed, {"CLERK_API_URL": urls["http"]}),
        HTTPS: Run(listed, {"CLERK_API_URL": urls["https"], **trusted}),
        **({DISTANT: Run(listed, distant)} if "far" in urls else {}),
        FIRST: Run(["sh", "-c", fresh, CLERK], {"XDG_CACHE_HOME": f"{bundle.parent}/first"}),
    }


def peer_runs(
    peers: Mapping[str, str], urls: Mapping[str, str], bundle: Path
) -> dict[str, dict[str, Run]]:
    """What is measured of other tools: by tool, by scenario."""
    names = {HTTP: "http", HTTPS: "https", DISTANT: "far"}
    trusted = {"NODE_EXTRA_CA_CERTS": str(bundle)}
    variables = {
        scenario: {"CLERK_BACKEND_API_URL": urls[name], **trusted}
        for scenario, name in names.items()
        if name in urls
    }
    return {
        peer: {
            scenario: Run([path, *words.split()], {**QUIET, **variables.get(scenario, {})})
            for scenario, words in (OFFICIAL_WORDS if peer == OFFICIAL else OTHER_WORDS).items()
            if scenario in variables or scenario not in names
        }
        for peer, path in peers.items()
    }


def table(
    scenarios: Mapping[str, Figures], peers: Mapping[str, Mapping[str, Figures]]
) -> Iterator[str]:
    """The lines of the table."""
    bare = scenarios[BARE].median
    yield f"{'scenario':<30}{'median ms':>10}{'x bare':>8}{'MiB':>6}" + "".join(
        f"{f'x {peer}':>{len(peer) + 5}}" for peer in peers
    )
    for scenario, figures in scenarios.items():
        line = f"{scenario:<30}{figures.median * 1000:>10.1f}{figures.median / bare:>8.2f}"
        line += f"{figures.peak:>6.0f}"
        for peer, theirs in peers.items():
            ratio = f"{figures.median / theirs[scenario].median:.2f}" if scenario in theirs else ""
            line += f"{ratio:>{len(peer) + 5}}"
        yield line.rstrip()


@contextmanager
def served(total: int = 10_000, certificate: Path | None = None) -> Iterator[str]:
    """The URL of the fake API, in a process of its own."""
    words = [str(total), *([str(certificate)] if certificate else [])]
    argv = [sys.executable, "-m", "benchmarks.server", *words]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        scheme = "https" if certificate else "http"
        try:
            yield f"{scheme}://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


@contextmanager
def delayed(url: str, milliseconds: int) -> Iterator[str]:
    """The URL of a server, with latency."""
    scheme, _, port = url.rpartition(":")
    argv = [sys.executable, "-m", "benchmarks.latency", port, str(milliseconds)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            yield f"{scheme}:{int(proxy.stdout.readline())}"
        finally:
            proxy.terminate()


@contextmanager
def home(variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment of the runs: a folder of its own with a profiles file of three profiles."""
    hidden = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "CLERK_SECRET_KEY", "CLERK_PROFILE")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profiles").write_text(PROFILES)
        yield {
            **{name: text for name, text in variables.items() if name not in hidden},
            "CLERK_CONFIG_DIR": folder,
            "XDG_CACHE_HOME": f"{folder}/cache",
            "XDG_DATA_HOME": f"{folder}/data",
            "NO_COLOR": "1",
        }
