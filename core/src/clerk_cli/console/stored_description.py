"""The description of all commands, and of one, as JSON that the index can store."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from clerk_cli.console.description import describe_tree
from clerk_cli.output.jsontext import write_json
from clerk_cli.startup.fast_path import COMMANDS

if TYPE_CHECKING:
    from clerk_cli.console.catalog import Catalog
    from clerk_cli.console.description import Warn
    from clerk_cli.console.tree import Node
    from clerk_cli.results import APIObject


def describe_catalog(catalog: Catalog, warn: Warn) -> APIObject:
    """Every command, from the index where possible.

    Args:
        catalog: The plugins and their commands.
        warn: Receives a warning for each group that cannot be loaded.
    """
    index = catalog.documents
    text = index.document(COMMANDS) if index is not None else None
    if text is not None:
        stored: APIObject = json.loads(text)
        return stored
    problems: list[str] = []
    described = describe_node(catalog.root, catalog, problems.append)
    for problem in problems:
        warn(problem)
    if index is not None and not problems:
        index.store_document(COMMANDS, to_json(described))
    return described


def describe_node(node: Node, catalog: Catalog, warn: Warn) -> APIObject:
    """A node with every command below it.

    Args:
        node: The root, a group or a command.
        catalog: The plugins and their commands.
        warn: Receives a warning for each group that cannot be loaded.
    """
    return describe_tree(node, lambda word: _plugin(word, catalog), warn)


def to_json(described: APIObject) -> str:
    """A description as ``-o json`` prints it."""
    stream = io.StringIO()
    write_json(described, stream)
    return stream.getvalue()


def _plugin(word: str, catalog: Catalog) -> str | None:
    owner = catalog.plugins.owner(word)
    return owner.name if owner is not None and owner.is_installed else None
