"""Recent objects as completions: only on request, never of a live instance, for an hour."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from clerk_cli.testing import CommandLine

PROFILES = """\
[default]
completion.recent = {wanted}

[profile a]
clerk.key = {key}
clerk.api.url = http+sandbox://local

[profile b]
clerk.key = {key}_other
clerk.api.url = http+sandbox://local
"""


def completions(clerk: CommandLine, *words: str) -> list[str]:
    return [line.split("\t")[0] for line in clerk("__complete", *words).out.splitlines()]


def cache_files(clerk: CommandLine) -> list[Path]:
    return sorted(clerk.home.rglob("recent-*.json"))


def list_users(clerk: CommandLine, *, wanted: str = "true", key: str = "sk_test_x") -> list[str]:
    clerk.write_profiles(PROFILES.format(wanted=wanted, key=key))
    rows = clerk("-p", "a", "users", "list", "-o", "json").json["data"]
    return [row["id"] for row in rows]


def test_what_was_shown_is_completed_with_its_label(clerk: CommandLine) -> None:
    ids = list_users(clerk)
    assert completions(clerk, "-p", "a", "users", "get", "user_") == ids
    assert completions(clerk, "-p", "a", "sessions", "list", "--user-id", ids[0][:-3]) == ids[:1]
    assert completions(clerk, "-p", "a", "organizations", "get", "") == []
    assert completions(clerk, "-p", "b", "users", "get", "") == []
    (path,) = cache_files(clerk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("wanted", "key"), [("false", "sk_test_x"), ("maybe", "sk_test_x"), ("true", "sk_live_x")]
)
def test_nothing_is_kept_unless_it_is_wanted_and_a_test_instance(
    clerk: CommandLine, wanted: str, key: str
) -> None:
    list_users(clerk, wanted=wanted, key=key)
    assert cache_files(clerk) == []
    assert completions(clerk, "-p", "a", "users", "get", "") == []


def test_what_is_older_than_an_hour_is_forgotten(clerk: CommandLine) -> None:
    list_users(clerk)
    (path,) = cache_files(clerk)
    text = path.read_text()
    first = text[2 : text.index(",")]
    path.write_text(text.replace(first, str(float(first) - 3601)))
    assert completions(clerk, "-p", "a", "users", "get", "") == []


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{", "[1]", '[["x", "user", "id", ""]]', '{"a": 1}'])
def test_a_damaged_file_is_replaced(clerk: CommandLine, text: str) -> None:
    ids = list_users(clerk)
    (path,) = cache_files(clerk)
    path.write_text(text)
    assert completions(clerk, "-p", "a", "users", "get", "") == []
    assert list_users(clerk) == ids
    assert completions(clerk, "-p", "a", "users", "get", "") == ids
