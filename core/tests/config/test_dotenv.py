"""The secret key of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.config.dotenv import find_key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ('CLERK_SECRET_KEY="sk_test_x"', "sk_test_x"),
        ("CLERK_SECRET_KEY='sk_test_x'", "sk_test_x"),
        ("CLERK_SECRET_KEY = sk_test_x", "sk_test_x"),
        ("export CLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("# a comment\n\nA=b\nCLERK_SECRET_KEY=sk_test_x\n# more", "sk_test_x"),
        ("CLERK_SECRET_KEY=sk_test_x # live one below", "sk_test_x"),
        ('CLERK_SECRET_KEY="sk_test_x" # quoted', "sk_test_x"),
        ("CLERK_SECRET_KEY=sk#test", "sk#test"),
        ("CLERK_SECRET_KEY='a # b'", "a # b"),
        ("CLERK_SECRET_KEY=sk_test_x\r\nA=b\r\n", "sk_test_x"),
        ("\ufeffCLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("CLERK_SECRET_KEY=first\nCLERK_SECRET_KEY=second", "first"),
        ("CLERK_SECRET_KEY=", None),
        ("CLERK_SECRET_KEY= # nothing", None),
        ("# CLERK_SECRET_KEY=sk_test_x", None),
        ("MY_CLERK_SECRET_KEY=sk_test_x", None),
        ("CLERK_SECRET_KEY_OLD=sk_test_x", None),
        ("CLERK_PUBLISHABLE_KEY=pk_test_x", None),
    ],
)
def test_a_file_has_a_key(tmp_path: Path, text: str, value: str | None) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8", newline="")
    key = find_key(tmp_path)
    assert (key.value if key else None) == value


def test_the_nearest_file_with_a_key_wins(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / ".env").write_text("CLERK_SECRET_KEY=far")
    (tmp_path / "a" / ".env").write_text("CLERK_SECRET_KEY=near")
    (deep / ".env").write_text("OTHER=1")
    key = find_key(deep)
    assert key is not None
    assert (key.value, key.path) == ("near", tmp_path / "a" / ".env")


def test_a_folder_called_env_does_not_end_the_search(tmp_path: Path) -> None:
    deep = tmp_path / "a"
    (deep / ".env").mkdir(parents=True)
    (tmp_path / ".env").write_text("CLERK_SECRET_KEY=far")
    key = find_key(deep)
    assert key is not None
    assert key.value == "far"
