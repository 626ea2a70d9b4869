"""Importing cleo, and pathlib, without the modules that a run of this program never uses.

Cleo imports what it needs to measure likeness, strip tags, write completion scripts, quote words
for Windows and ask questions. We do none of it, and it is most of its import. While cleo is
imported, empty modules stand in for those; afterwards the real ones can be imported by anybody, and
are, by the functions that need them.

It is off for versions that it was not written for, and with ``CLERK_FULL_IMPORTS=1``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module, reload
from types import ModuleType
from typing import Any

from clerk_cli.startup.placeholders import OFF, PlaceholderModule, placeholders_in_place

VERSION = "2.1.0"
"""The version of cleo whose imports are known."""


def import_pathlib(variables: Mapping[str, str]) -> None:
    """Import pathlib, which takes URLs apart, without what reads addresses in them."""
    if not variables.get(OFF):
        with placeholders_in_place(PlaceholderModule("ipaddress")):
            import_module("pathlib")


class Placeholder:
    """Stands for a class of a module that is not imported."""


def import_cleo(variables: Mapping[str, str]) -> None:
    """Import cleo's application before anybody else does."""
    import cleo

    if variables.get(OFF) or cleo.__version__ != VERSION or "cleo.application" in sys.modules:
        return
    with placeholders_in_place(
        PlaceholderModule("inspect"),
        PlaceholderModule("dataclasses", dataclass=with_fields),
        PlaceholderModule("subprocess"),
        PlaceholderModule("locale"),
        PlaceholderModule("cleo.commands.completions_command", CompletionsCommand=Placeholder),
        PlaceholderModule("html.parser", HTMLParser=Placeholder),
        PlaceholderModule("rapidfuzz"),
        PlaceholderModule("rapidfuzz.distance", Levenshtein=Placeholder),
    ):
        names = import_module("cleo._utils")
        restore_when_called(names, "strip_tags")
        restore_when_called(names, "find_similar_names")
        import_module("cleo.application")


def with_fields(made: type) -> type:
    """A class that takes its fields by place, as cleo's one dataclass is called."""

    def take(self: object, *given: object) -> None:
        vars(self).update(zip(made.__annotations__, given, strict=False))

    made.__init__ = take  # type: ignore[misc]
    return made


def restore_when_called(module: ModuleType, name: str) -> None:
    """Let a function import its module again, with everything, before it works."""

    def restored(*given: Any) -> Any:
        return getattr(reload(module), name)(*given)

    setattr(module, name, restored)
