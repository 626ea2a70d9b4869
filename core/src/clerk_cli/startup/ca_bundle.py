"""The CA bundle, read into a TLS context on a thread of its own.

OpenSSL reads it without holding the interpreter's lock, so that requests can be imported meanwhile.
Only the trusted authorities are read here; everything else about TLS is left to urllib3, as are the
messages about a bundle that cannot be read.
"""

from __future__ import annotations

import os
import ssl
from contextlib import nullcontext
from pathlib import Path
from threading import Thread

from clerk_cli.startup import package_files
from clerk_cli.startup.placeholders import DISABLING_VARIABLE, placeholders_in_place

VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What names another bundle than certifi's, in the order in which requests asks."""


class CABundle:
    """A file with the certificates of authorities, which is being read.

    Args:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._is_loaded = False
        self._thread = Thread(target=self._load, daemon=True)
        self._thread.start()

    def _load(self) -> None:
        try:
            self._context.load_verify_locations(self._path)
        except (OSError, ValueError):
            return  # urllib3 reads it again, and says what is wrong
        self._is_loaded = True

    def context_for(self, path: str | None) -> ssl.SSLContext | None:
        """The context that trusts the authorities of a file.

        Args:
            path: The file.

        Returns:
            None if it is another file, or cannot be read.
        """
        if path != self._path:
            return None
        self._thread.join()
        return self._context if self._is_loaded else None


def begin_to_read() -> CABundle | None:
    """Begin to read the bundle that requests trust; None if it is not a file."""
    path = next(filter(None, map(os.environ.get, VARIABLES)), None) or _bundle_of_certifi()
    return CABundle(path) if Path(path).is_file() else None


def _bundle_of_certifi() -> str:
    with (
        nullcontext()
        if os.environ.get(DISABLING_VARIABLE)
        else placeholders_in_place(package_files.placeholder())
    ):
        import certifi
    return certifi.where()
