"""Import requests without its modules for guessing encodings, HTTP/2 and international hosts.

The API answers in JSON, whose encoding is fixed, over HTTP/1.1, and its host name is ASCII. Zip
files and calendars are as rare. The modules are imported when they are needed after all, and
regular expressions compiled. It is off for versions that it was not written for, and with
``CLERK_FULL_IMPORTS=1``.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clerk_cli.startup import package_files
from clerk_cli.startup.deferred_patterns import patterns_deferred
from clerk_cli.startup.placeholders import (
    DISABLING_VARIABLE,
    PlaceholderModule,
    placeholder_of,
    placeholders_in_place,
)


def import_requests() -> None:
    """Import requests; to be called before any other import of it."""
    spec = find_spec("urllib3")
    if (
        os.environ.get(DISABLING_VARIABLE)
        or "requests" in sys.modules
        or spec is None
        or not _is_supported(spec)
    ):
        return
    http2 = PlaceholderModule(
        "urllib3.http2", __path__=[f"{folder}/http2" for folder in _folders(spec)]
    )
    with (
        placeholders_in_place(
            PlaceholderModule("chardet", __version__="5.2.0", detect=detect),
            PlaceholderModule("charset_normalizer", __version__="3.4.0"),
            PlaceholderModule("idna"),
            PlaceholderModule("zipfile"),
            PlaceholderModule("encodings.idna"),
            placeholder_of("calendar", "timegm"),
            package_files.placeholder(),
            http2,
        ),
        patterns_deferred(),
    ):
        import requests  # noqa: F401


def _is_supported(spec: ModuleSpec) -> bool:
    """Whether urllib3 has the module that the placeholder replaces: it does since version 2.3."""
    return any(Path(folder, "http2", "probe.py").exists() for folder in _folders(spec))


def _folders(spec: ModuleSpec) -> list[str]:
    return list(spec.submodule_search_locations or [])


def detect(raw: bytes) -> Any:
    """Guess an encoding with the real library."""
    import charset_normalizer

    return charset_normalizer.detect(raw)


import_requests()
