"""How often a command waits for the network: counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import certificate, startup
from benchmarks.latency import Handshakes, LatencyProxy

from clerk_cli.testing import CommandLine

LATENCY = 0.08
MAX_ROUND_TRIPS = 4
KEY = {"CLERK_SECRET_KEY": "sk_test_0123456789abcdef"}


@pytest.fixture
def distant(tmp_path: Path) -> Iterator[tuple[LatencyProxy, dict[str, str]]]:
    """A proxy to a server with 15 users over TLS, and the variables of a command that uses it."""
    both, bundle = certificate.make(tmp_path)
    with startup.served(15, both) as url:
        proxy = LatencyProxy(int(url.rpartition(":")[2]), LATENCY)
        variables = {**KEY, "CLERK_API_URL": f"https://127.0.0.1:{proxy.port}"}
        yield proxy, {**variables, "REQUESTS_CA_BUNDLE": str(bundle)}
        proxy.close()


def requests_in(log: str) -> int:
    """How many requests the log of a command shows."""
    return sum("--> GET https://" in line for line in log.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "shown", "requests"),
    [([], "Showing 10 of 15", 2), (["--limit", "100"], "", 1)],
)
def test_a_list_waits_for_the_network_four_times_at_most(
    clerk: CommandLine,
    distant: tuple[LatencyProxy, dict[str, str]],
    options: list[str],
    shown: str,
    requests: int,
) -> None:
    proxy, variables = distant
    result = clerk.process("--debug", "users", "list", *options, env=variables)
    assert result.code == 0, result.err
    assert shown in result.err
    assert requests_in(result.err) == requests
    assert [one.flights for one in proxy.handshakes] == [1]
    assert proxy.round_trips + requests <= MAX_ROUND_TRIPS


HELLO, FINISHED, CIPHER, DATA = (bytes([kind, 3, 3, 0, 2]) + b"xx" for kind in (22, 22, 20, 23))


def flights(*turns: tuple[bytes, ...]) -> int:
    handshakes = Handshakes()
    for turn in turns:
        for data in turn:
            handshakes.client_sends(data)
        handshakes.server_sends()
    return handshakes.flights


def test_flights_of_handshakes_are_counted_whatever_the_version_and_the_packets() -> None:
    assert flights((HELLO,), (CIPHER, DATA, DATA), (DATA,)) == 1
    assert flights((HELLO[:3], HELLO[3:]), (CIPHER + DATA,)) == 1
    assert flights((HELLO,), (HELLO, CIPHER, FINISHED), (DATA,)) == 2
    assert flights((HELLO,), (HELLO,), (CIPHER, DATA)) == 2
