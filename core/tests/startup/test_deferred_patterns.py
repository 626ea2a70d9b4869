"""Patterns that are compiled when they are used match what the real ones match."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from typing import Any

import pytest
import urllib3.util.url
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.startup.deferred_patterns import (
    ADDRESS_START,
    DeferredPattern,
    HostPattern,
    patterns_deferred,
)
from clerk_cli.testing import CommandLine

ADDRESS = urllib3.util.url._IPV6_PAT
EXPRESSIONS = (
    f"^{ADDRESS}$",
    f"^{urllib3.util.url._IPV6_ADDRZ_PAT}$",
    f"^{urllib3.util.url._IPV6_ADDRZ_PAT[2:-2]}$",
    urllib3.util.url._HOST_PORT_PAT,
)
HOSTS = (
    "", "api.clerk.com", "api.clerk.com:443", "127.0.0.1:8080", "127.0.0.1", "[::1]", "[::1]:443",
    "::1", "::", "1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8%25eth0]:1", "fe80::1%eth0", "::ffff:1.2.3.4",
    "a:", "a::1", "[", "[]", ":1", "[:1]", "ü.example", "[::1", "a:99999", "a:099999", "a:\n",
)  # fmt: skip


def compiled(expressions: tuple[str, ...]) -> list[Any]:
    with patterns_deferred():
        return [re.compile(expression, re.UNICODE | re.DOTALL) for expression in expressions]


def outcome(match: re.Match[str] | None) -> object:
    return match and (match.span(), match.groups())


@pytest.mark.parametrize("index", range(len(EXPRESSIONS)))
@pytest.mark.parametrize("host", HOSTS)
def test_a_host_matches_as_before(index: int, host: str) -> None:
    pattern = compiled(EXPRESSIONS)[index]
    assert isinstance(pattern, HostPattern)
    real = re.compile(EXPRESSIONS[index], re.UNICODE | re.DOTALL)
    assert outcome(pattern.match(host)) == outcome(real.match(host))
    assert outcome(pattern.fullmatch(host)) == outcome(real.fullmatch(host))
    assert outcome(pattern.match(host)) == outcome(real.match(host))
    assert outcome(pattern.match(host, 1)) == outcome(real.match(host, 1))


PATTERNS = [
    (pattern, re.compile(expression, re.UNICODE | re.DOTALL))
    for pattern, expression in zip(compiled(EXPRESSIONS), EXPRESSIONS, strict=True)
]


@given(st.text(alphabet=string.hexdigits + "::::..[]%g-", max_size=24))
def test_any_text_matches_as_before(host: str) -> None:
    for pattern, real in PATTERNS:
        assert outcome(pattern.match(host)) == outcome(real.match(host))


def test_a_deferred_pattern_has_every_method_and_attribute_of_a_real_one() -> None:
    for name in (name for name in dir(re.Pattern) if not name.startswith("_")):
        assert hasattr(DeferredPattern("a(b)?", re.IGNORECASE), name)
    pattern = DeferredPattern("a(b)?", re.IGNORECASE)
    assert (pattern.pattern, pattern.groups) == ("a(b)?", 1)
    assert pattern.sub("x", "ABC") == "xC"
    with pytest.raises(AttributeError):
        _ = pattern.other


def test_a_mistake_in_an_expression_is_reported_when_it_is_used() -> None:
    with pytest.raises(re.error):
        DeferredPattern("(", 0).match("")


def test_the_function_of_the_module_is_the_real_one_afterwards() -> None:
    real = re.compile
    with pytest.raises(ZeroDivisionError), patterns_deferred():
        assert re.compile is not real
        1 / 0  # noqa: B018
    assert re.compile is real


@pytest.mark.slow
def test_a_request_compiles_no_expression_for_addresses_of_ipv6(clerk: CommandLine) -> None:
    code = f"""
import re
from clerk_cli.startup import deferred_patterns
real, used = deferred_patterns._compile, []
def compile(expression, flags=0):
    used.append(expression)
    return real(expression, flags)
deferred_patterns._compile = compile
import clerk_cli.http.client, requests
assert len(used) < 15, used
try:
    requests.get("https://127.0.0.1:1/v1/users")
except requests.ConnectionError:
    pass
assert len(used) < 30, used
assert not [text for text in used if {ADDRESS_START!r} in str(text)]
assert requests.Request("GET", "https://[::1]:1/").prepare().url == "https://[::1]:1/"
assert [text for text in used if {ADDRESS_START!r} in str(text)]
"""
    subprocess.run([sys.executable, "-c", code], check=True, env=clerk.variables)
