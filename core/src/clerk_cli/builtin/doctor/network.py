"""The way to the API: proxy, certificates, the connection, the clock, the key, the version."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor.finding import ERROR, INFO, OK, WARNING, Finding, problem
from clerk_cli.builtin.doctor.profile import how_to_replace_key
from clerk_cli.builtin.instance_summary import summary_of
from clerk_cli.config.settings import KEY, URL
from clerk_cli.errors import AuthenticationError, ClerkError
from clerk_cli.output.masked_url import mask_url
from clerk_cli.output.times import UNITS

if TYPE_CHECKING:
    from clerk_cli.context import Context

PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
NO_KEY = "no-key"
"""Sent in place of a key by somebody who has none yet."""

KINDS = {"https": " over TLS", "http": " without encryption"}
"""How a connection is described, by the scheme of the API URL."""

MAX_SKEW, MAX_USABLE_SKEW = 30.0, 300.0
"""Seconds by which a clock may be wrong before that is worth a word, and before tokens fail."""

MAX_SECONDS = 1000
"""Seconds that are still shown as such."""

LATER = "Try again later; https://status.clerk.com shows the state of the API."

SET_CLOCK = {
    "darwin": "sudo sntp -sS time.apple.com",
    "win32": "w32tm /resync",
}


def check_settings(context: Context) -> Iterator[Finding]:
    """Look at the variables that decide how requests are sent."""
    yield _url(context)
    for name in PROXIES:
        if proxy := context.environment.variable(name):
            yield Finding("proxy", INFO, f"{mask_url(proxy)} ({name})")
            break
    from clerk_cli.startup.ca_bundle import VARIABLES

    for name in VARIABLES:
        if bundle := context.environment.variable(name):
            yield _certificates(name, Path(bundle))
            break
    from clerk_cli.connection import CLERK_API_VERSION

    version = context.environment.variable("CLERK_API_VERSION")
    if version and version != CLERK_API_VERSION:
        message = f"CLERK_API_VERSION is {version}; this clerk is written for {CLERK_API_VERSION}"
        yield Finding("API version", WARNING, message, "unset CLERK_API_VERSION")
    else:
        yield Finding("API version", OK, CLERK_API_VERSION)


def check_api(context: Context) -> Iterator[Finding]:
    """Send a request, look at the response, then ask whose key it is."""
    from clerk_cli.connection import connect_to_probe

    key = None
    try:
        key = context.settings.value(KEY)
    except ClerkError as error:  # A command that fails, for example: it has not run before.
        yield problem("key check", error)
    try:
        client = connect_to_probe(context, key or NO_KEY)
    except AuthenticationError as error:
        yield problem("key check", error, how_to_replace_key(context.settings))
        return
    except ClerkError:  # It is about the URL, and reported as such.
        return
    with closing(client):
        try:
            reply = client.probe()
        except ClerkError as error:
            yield problem("connection", error)
            return
        text = f"{reply.host} responded in {round(reply.seconds * 1000)} ms"
        yield Finding("connection", OK, f"{text}{KINDS.get(reply.scheme, '')}")
        if reply.skew is None:
            yield Finding("clock", INFO, "not checked: the response has no date")
        else:
            yield _clock(reply.skew)
        if key is None:
            yield Finding("key check", INFO, "not checked: there is no usable key")
            return
        try:
            summary = summary_of(client)
        except AuthenticationError as error:
            yield problem("key check", error, how_to_replace_key(context.settings))
        except ClerkError as error:
            yield problem("key check", error, "" if error.hint else LATER)
        else:
            yield Finding("key check", OK, f"the key belongs to {summary.sentence}")


def _url(context: Context) -> Finding:
    """Whether a client can be made for the API URL; nothing is sent."""
    from clerk_cli.connection import connect_to_probe

    settings = context.settings
    url = settings.lookup(URL)
    try:
        with closing(connect_to_probe(context, NO_KEY)):
            return Finding("API URL", OK, f"{mask_url(url.text or '')} ({url.source})")
    except ClerkError as error:
        if url.source.layer == "env":
            return problem("API URL", error, f"unset {url.source.detail}")
        profile = quote(settings.profile.name)
        return problem("API URL", error, f"clerk config unset {URL} -p {profile}")


def _certificates(name: str, bundle: Path) -> Finding:
    """Whether a variable names certificates."""
    try:
        if bundle.is_dir() or b"-----BEGIN " in bundle.read_bytes():
            return Finding("certificates", INFO, f"{bundle} ({name})")
        reason = "which has no certificates"
    except FileNotFoundError:
        reason = "which does not exist"
    except OSError as error:
        reason = f"which cannot be read: {error.strerror}"
    return Finding("certificates", ERROR, f"{name} names {bundle}, {reason}", f"unset {name}")


def _clock(skew: float) -> Finding:
    seconds = abs(round(skew))
    direction = "ahead of" if skew > 0 else "behind"
    if seconds <= MAX_SKEW:
        return Finding("clock", OK, "it agrees with the server's")
    state = ERROR if seconds > MAX_USABLE_SKEW else WARNING
    fix = SET_CLOCK.get(sys.platform, "sudo timedatectl set-ntp true")
    return Finding("clock", state, f"it is {_distance(seconds)} {direction} the server's", fix)


def _distance(seconds: int) -> str:
    if seconds < MAX_SECONDS:
        return f"{seconds} s"
    unit, length = next(pair for pair in UNITS if seconds >= pair[1])
    count = seconds // length
    return f"{count} {unit}{'s'[: count != 1]}"
