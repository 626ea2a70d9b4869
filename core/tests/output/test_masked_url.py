"""URLs of settings in messages and tables."""

from __future__ import annotations

import pytest

from clerk_cli.config.masking import may_hold_secret
from clerk_cli.output.masked_url import mask_url
from clerk_cli.testing import CommandLine

SECRET = "PASSW0RD9"
SHAPES = [
    "user:PASSW0RD9@h.example",
    "PASSW0RD9@h.example",
    "//user:PASSW0RD9@h.example",
    "https:/u:PASSW0RD9@h.example",
    "https:u:PASSW0RD9@h.example",
    "https//u:PASSW0RD9@h.example",
    "https://u:PASSW0RD9@h.example",
    "HTTPS://u:PASSW0RD9@h.example:8443/v1",
    "https://PASSW0RD9@h.example",
    "https://u:PASSW0RD9/x@h.example",
    "https://u:x/PASSW0RD9@h.example",
    "https://u:x?PASSW0RD9@h.example",
    "https://u:x#PASSW0RD9@h.example",
    "https://u:a@PASSW0RD9@h.example",
    "https://h.example/?PASSW0RD9",
    "https://h.example?PASSW0RD9",
    "https://h.example?PASSW0RD9=",
    "https://h.example/?a=1&PASSW0RD9",
    "https://h.example/?apikey=x&sig=PASSW0RD9",
    "https://h.example/?anything=PASSW0RD9",
    "https://h.example/?a=b=PASSW0RD9",
    "https://h.example/;key=PASSW0RD9",
    "https://h.example/;PASSW0RD9",
    "https://h.example/a;x=PASSW0RD9/b",
    "https://h.example/#PASSW0RD9",
    "https://h.example/#a=PASSW0RD9",
    "https://h.example/?a=1#PASSW0RD9",
    "h.example/?PASSW0RD9",
    "https://h.example/sk_live_PASSW0RD9abc",
    "https://h.example/v1/sk_test_PASSW0RD9abc/x",
    "https://sk_live_PASSW0RD9abc.h.example",
    "https://user:PASSW0RD9",
    "user:PASSW0RD9",
    "https://user:PASSW0RD9/v1",
    "https://h.example/?to=https%3A%2F%2Fu%3APASSW0RD9%40y.io",
    "http+sandbox://u:PASSW0RD9@local",
    " https://u:PASSW0RD9@h.example",
]
"""Values with a secret in them, as people mistype URLs."""

PLAIN = [
    "https://api.clerk.com",
    "https://api.example.com:8443/base",
    "http://127.0.0.1:8080/v1",
    "http://[::1]:8080",
    "http+sandbox://local",
    "https://my_host.example/a_b",
    "https://h.example/a%20b",
    "h.example:443",
    "localhost:8080/v1",
    "lab://x",
    "",
]


@pytest.mark.parametrize("url", SHAPES)
def test_no_part_that_may_be_a_secret_is_shown(url: str) -> None:
    assert may_hold_secret(url)
    assert SECRET not in mask_url(url)
    assert "****" in mask_url(url)


@pytest.mark.parametrize("url", PLAIN)
def test_a_url_without_a_secret_is_shown_as_it_is(url: str) -> None:
    # The usual ones are shown without an import that takes longer than the rest of whoami.
    assert may_hold_secret(url) is any(mark in url for mark in "_%")
    assert mask_url(url) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hidden@x.io/v1", "https://****@x.io/v1"),
        ("https://x.io/v1?key=hidden&limit=5", "https://x.io/v1?key=****&limit=****"),
        ("https://x.io/?hidden#a", "https://x.io/?****#****"),
        ("me:hidden@x.io/v1", "****@x.io/v1"),
        ("https://x.io:8080/a@b", "https://x.io:8080/a@b"),
    ],
)
def test_the_rest_of_the_url_stays(url: str, shown: str) -> None:
    assert mask_url(url) == shown


@pytest.mark.matrix
@pytest.mark.parametrize("url", SHAPES)
def test_no_command_shows_it(clerk: CommandLine, url: str) -> None:
    clerk.write_profiles(f"[profile default]\nclerk.key = sk_test_x\nclerk.api.url = {url}\n")
    for line in ("whoami", "config list", "config get clerk.api.url", "config profile show"):
        result = clerk(*line.split(), "-o", "json")
        assert result.code == 0
        assert SECRET not in result.out + result.err
    for variables in ({}, {"CLERK_API_URL": url}):
        for line in ("users list", "whoami"):
            assert SECRET not in clerk(*line.split(), env=variables).err


@pytest.mark.parametrize("key", ["weather.url", "weather.endpoint", "note"])
@pytest.mark.parametrize(
    "value", ["user:PASSW0RD9@h.example", "https://h.example/?PASSW0RD9", "Bearer PASSW0RD9abc",
              "!curl https://u:PASSW0RD9@h.example", "!echo sk_live_PASSW0RD9abc"]
)  # fmt: skip
def test_a_setting_of_any_name_shows_no_secret_either(
    clerk: CommandLine, key: str, value: str
) -> None:
    clerk.write_profiles(f"[profile default]\n{key} = {value}\n")
    for line in ("config list", f"config get {key}", "config profile show"):
        result = clerk(*line.split())
        assert SECRET not in result.out + result.err
