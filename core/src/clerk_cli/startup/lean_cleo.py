"""Import cleo, and pathlib, without the modules that a run of this program never uses.

Cleo imports modules for edit distances, HTML tags, completion scripts, quoting on Windows, prompts
and commands of its own. We use none of them, and they are most of the time of the import.
Placeholders replace them while cleo is imported; afterwards everybody can import the real modules,
and the functions of cleo that need them do.

It is off for versions of cleo that it was not written for, and with ``CLERK_FULL_IMPORTS=1``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module, reload
from types import ModuleType
from typing import Any

from clerk_cli.startup.placeholders import (
    DISABLING_VARIABLE,
    PlaceholderModule,
    placeholder_of,
    placeholders_in_place,
)

VERSION = "2.1.0"
"""The version of cleo that this was written for."""


def import_pathlib(variables: Mapping[str, str]) -> None:
    """Import pathlib without what URLs of files, and the paths of other systems, take."""
    if not variables.get(DISABLING_VARIABLE):
        with placeholders_in_place(
            PlaceholderModule("ntpath"), placeholder_of("urllib.parse", "quote_from_bytes")
        ):
            import_module("pathlib")


class Placeholder:
    """Replaces a class of a module that is not imported."""


def import_cleo(variables: Mapping[str, str]) -> None:
    """Import cleo's application; to be called before any other import of it."""
    import cleo

    if (
        variables.get(DISABLING_VARIABLE)
        or cleo.__version__ != VERSION
        or "cleo.application" in sys.modules
    ):
        return
    from clerk_cli.startup.deferred_patterns import patterns_deferred

    with (
        patterns_deferred(),
        placeholders_in_place(
            PlaceholderModule("inspect"),
            PlaceholderModule("dataclasses", dataclass=with_positional_fields),
            PlaceholderModule("subprocess"),
            PlaceholderModule("locale"),
            PlaceholderModule("math"),
            PlaceholderModule("shlex"),
            placeholder_of("cleo.commands.completions_command", "CompletionsCommand"),
            placeholder_of("cleo.commands.help_command", "HelpCommand"),
            placeholder_of("cleo.commands.list_command", "ListCommand"),
            placeholder_of("cleo.io.inputs.string_input", "StringInput"),
            placeholder_of("cleo.io.null_io", "NullIO"),
            placeholder_of("cleo.ui.table_separator", "TableSeparator"),
            PlaceholderModule("html.parser", HTMLParser=Placeholder),
            PlaceholderModule("rapidfuzz"),
            PlaceholderModule("rapidfuzz.distance", Levenshtein=Placeholder),
        ),
    ):
        utils = import_module("cleo._utils")
        restore_when_called(utils, "strip_tags")
        restore_when_called(utils, "find_similar_names")
        import_module("cleo.application")
        import_module("cleo.commands.command")


def with_positional_fields(cls: type) -> type:
    """Let a class take its fields by position, which is how cleo calls its only dataclass."""

    def initialize(self: object, *values: object) -> None:
        vars(self).update(zip(cls.__annotations__, values, strict=False))

    cls.__init__ = initialize  # type: ignore[misc]
    return cls


def restore_when_called(module: ModuleType, name: str) -> None:
    """Replace a function by one that reloads its module, with all imports, before the call."""

    def restored(*args: Any) -> Any:
        return getattr(reload(module), name)(*args)

    setattr(module, name, restored)
