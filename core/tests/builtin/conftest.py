"""A keyring of the operating system for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from file_keyring import FileKeyring


@pytest.fixture
def system_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileKeyring]:
    """The keyring that the library uses during a test."""
    keyring = pytest.importorskip("keyring")
    from file_keyring import VARIABLE, FileKeyring

    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring"))
    before = keyring.get_keyring()
    backend = FileKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
