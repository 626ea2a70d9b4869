"""Uploaded images, beside the objects that show them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeAlias

TABLE = (
    "CREATE TABLE IF NOT EXISTS images (id TEXT PRIMARY KEY, media_type TEXT NOT NULL, "
    "content BLOB NOT NULL)"
)

Access: TypeAlias = Callable[[], AbstractContextManager[sqlite3.Connection]]


class StoredImage(NamedTuple):
    """An image.

    Args:
        media_type: Its type, such as ``image/png``.
        content: Its bytes.
    """

    media_type: str
    content: bytes


class Images:
    """The images of a store.

    Args:
        access: Gives the connection of the thread, as a context.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self, id: str) -> StoredImage | None:
        """The image with an id, or None."""
        sql = "SELECT media_type, content FROM images WHERE id = ?"
        with self._access() as database:
            row = database.execute(sql, [id]).fetchone()
        return StoredImage(*row) if row else None

    def put(self, id: str, image: StoredImage) -> None:
        """Store an image, in the transaction of the thread."""
        with self._access() as database:
            database.execute("INSERT INTO images VALUES (?, ?, ?)", [id, *image])

    def delete(self, id: str) -> None:
        """Delete an image, if it exists, in the transaction of the thread."""
        with self._access() as database:
            database.execute("DELETE FROM images WHERE id = ?", [id])
