"""Which command a word means."""

from __future__ import annotations

import pytest

from clerk_cli.startup.matching import match

ROOT = [
    (("apikeys", "api-keys"), (), False),
    (("config",), (), False),
    (("completion",), (), True),
    (("users", "user"), (), False),
    (("organizations", "orgs"), (), False),
]
COMMANDS = [
    (("list",), ("ls",), False),
    (("lock",), (), False),
    (("delete",), ("rm",), False),
    (("remove-password",), (), True),
]


@pytest.mark.parametrize(
    ("word", "index"),
    [
        ("config", 1), ("CONFIG", 1), ("conf", 1), ("c", 1), ("user", 3), ("us", 3), ("orgs", 4),
        ("org", 4), ("apik", 0), ("api-", 0), ("api-keys", 0), ("com", 2),
    ],
)  # fmt: skip
def test_a_word_means_a_group_by_name_alias_or_prefix(word: str, index: int) -> None:
    assert match(word, ROOT) == (index, [1, 2] if word == "c" else [index])


@pytest.mark.parametrize(
    ("word", "fitting"),
    [("co", [1, 2]), ("x", []), ("", []), ("configs", []), ("a", [0]), ("ap", [0]), ("api", [0])],
)
def test_a_word_without_one_meaning_means_nothing(word: str, fitting: list[int]) -> None:
    assert match(word, ROOT) == (None, fitting)


def test_a_documented_prefix_prefers_what_is_not_an_extension() -> None:
    entries = [(("plans",), (), False), (("prices",), (), True)]
    assert match("p", entries, "billing") == (0, [0, 1])
    assert match("p", entries, "weather") == (None, [0, 1])


def test_a_documented_prefix_that_stays_ambiguous_names_no_extension() -> None:
    entries = [(("unban",), (), False), (("unban-many",), (), True), (("unlock",), (), False)]
    assert match("un", entries, "users") == (None, [0, 2])
    assert match("unb", entries, "users") == (0, [0, 1])


@pytest.mark.parametrize(
    ("word", "meaning", "fitting"),
    [
        ("rm", 2, [2]),
        ("ls", 0, [0]),
        ("li", 0, [0]),
        ("r", 3, [2, 3]),
        ("re", 3, [3]),
        ("l", None, [0, 1]),
    ],
)
def test_a_commands_alias_counts_only_as_a_whole(
    word: str, meaning: int | None, fitting: list[int]
) -> None:
    assert match(word, COMMANDS, "users") == (meaning, fitting)
