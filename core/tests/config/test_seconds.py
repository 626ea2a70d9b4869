"""The time that a request may take: ``--timeout``, the variable and the setting."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic, process_time

import pytest

from clerk_cli.config.seconds import parse_seconds
from clerk_cli.testing import CommandLine, FakeAPI

KEY = "sk_test_0123456789abcdef"


@pytest.fixture
def silent_url() -> Iterator[str]:
    """The URL of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("place", ["option", "variable", "profile", "global"])
def test_a_request_ends_after_the_seconds_of_the_setting(
    things: CommandLine, silent_url: str, place: str
) -> None:
    env = {"CLERK_API_URL": silent_url, "CLERK_SECRET_KEY": KEY}
    if place == "variable":
        env["CLERK_TIMEOUT"] = "0.1"
    if place in ("profile", "global"):
        header = "[profile default]" if place == "profile" else "[default]"
        things.write_profiles(f"{header}\ntimeout = 0.1\n")
    option = ["--timeout", "0.1"] if place == "option" else []
    start = monotonic()
    result = things("things", "create", *option, env=env)
    assert monotonic() - start < 2
    assert (result.code, "timed out after 0.1 s" in result.err) == (1, True)
    assert "may have succeeded" in result.err


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e9", "soon", "²", "3601", "0x10"])
def test_a_number_of_seconds_that_makes_no_sense_is_refused(
    things: CommandLine, fake_api: FakeAPI, text: str
) -> None:
    env = {"CLERK_API_URL": fake_api.url, "CLERK_SECRET_KEY": KEY}
    expected = f'must be a number of seconds from 0.1 to 3600, not "{text}"'
    result = things("things", "list", f"--timeout={text}", env=env)
    assert (result.code, f"--timeout {expected}" in result.err) == (2, True)
    result = things("things", "list", env={**env, "CLERK_TIMEOUT": text})
    assert (result.code, f"timeout {expected} (env:CLERK_TIMEOUT)" in result.err) == (1, True)
    result = things("config", "set", "--", "timeout", text)
    assert (result.code, expected in result.err) == (2, True)
    assert fake_api.requests == []


@pytest.mark.parametrize(("text", "seconds"), [("60", 60), ("0.5", 0.5), (" 5 ", 5), ("1e2", 100)])
def test_a_number_is_seconds(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


def listing_time(clerk: CommandLine, count: int) -> float:
    lines = "".join(f"tea.kind{number} = {number}\n" for number in range(count))
    clerk.write_profiles(f"[profile default]\n{lines}")
    start = process_time()
    assert clerk("config", "list", "-o", "ndjson").code == 0
    return process_time() - start


@pytest.mark.slow
def test_the_settings_are_listed_in_a_time_that_grows_like_their_number(clerk: CommandLine) -> None:
    listing_time(clerk, 1)
    small = min(listing_time(clerk, 500) for _ in range(2))
    large = min(listing_time(clerk, 4000) for _ in range(2))
    assert large < small * 20
