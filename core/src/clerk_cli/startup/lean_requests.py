"""Importing requests without what guesses encodings, asks for HTTP/2, and knows foreign host names.

Our answers are JSON, whose encoding is known, we speak HTTP/1.1, and the API's name is ASCII. What
is needed after all is imported then. It is off for versions that it was not written for, and with
``CLERK_FULL_IMPORTS=1``.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clerk_cli.startup.placeholders import OFF, PlaceholderModule, placeholders_in_place


def import_requests() -> None:
    """Import requests before anybody else does."""
    spec = find_spec("urllib3")
    if os.environ.get(OFF) or "requests" in sys.modules or spec is None or not _is_known(spec):
        return
    http2 = PlaceholderModule(
        "urllib3.http2", __path__=[f"{folder}/http2" for folder in _folders(spec)]
    )
    with placeholders_in_place(
        PlaceholderModule("chardet", __version__="5.2.0", detect=detect),
        PlaceholderModule("charset_normalizer", __version__="3.4.0"),
        PlaceholderModule("idna"),
        http2,
    ):
        import requests  # noqa: F401


def _is_known(spec: ModuleSpec) -> bool:
    """Whether urllib3 has the file that the stand-in leaves out, which it has since version 2.3."""
    return any(Path(folder, "http2", "probe.py").exists() for folder in _folders(spec))


def _folders(spec: ModuleSpec) -> list[str]:
    return list(spec.submodule_search_locations or [])


def detect(raw: bytes) -> Any:
    """Guess an encoding with the real library, should anybody ask."""
    from charset_normalizer import detect as guess

    return guess(raw)


import_requests()
