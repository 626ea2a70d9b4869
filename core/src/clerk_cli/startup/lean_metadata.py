"""Import importlib.metadata without its modules for messages, archives and tables.

It describes a distribution as an email, and half of its import are the modules for that. They are
imported when they are needed after all. It is off with ``CLERK_FULL_IMPORTS=1``.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

from clerk_cli.startup.placeholders import (
    DISABLING_VARIABLE,
    PlaceholderModule,
    placeholders_in_place,
)

LEFT_OUT = ["csv", "importlib.metadata._adapters", "zipfile"]
if sys.version_info < (3, 12):
    LEFT_OUT.append("tempfile")  # importlib.abc imports importlib.resources, and that this one


def _import() -> ModuleType:
    if os.environ.get(DISABLING_VARIABLE):
        return import_module("importlib.metadata")
    with placeholders_in_place(*map(PlaceholderModule, LEFT_OUT)):
        return import_module("importlib.metadata")


metadata = _import()
