"""Mappings as the command line and files say them."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clerk_cli.api import UsageError
from clerk_cli_migrate.mapping.targets import TARGETS, find_target

if TYPE_CHECKING:
    from clerk_cli.api import Environment

LEFT_OUT = ""
"""The field of a column that is left out on purpose."""

COLUMNS = "columns"
"""The member of a mapping file that holds the columns."""


def read_mapping(words: Sequence[str], environment: Environment) -> Mapping[str, str]:
    """Fields by column.

    Args:
        words: Each is ``column=field``, or a YAML file that ``migrate map`` wrote. Later ones take
            precedence.
        environment: Where files are.

    Raises:
        UsageError: A field does not exist, or a file cannot be read.
    """
    mapping: dict[str, str] = {}
    for word in words:
        column, separator, field = word.rpartition("=")
        if not separator:
            for name, target in _read_file(word, environment).items():
                # A column without a field is one that the report lists, as others are.
                mapping.pop(name, None)
                mapping |= {name: target} if target else {}
        elif column:
            mapping[column] = _checked(field, "--map")
        else:
            hint = "For example: --map mail=email_address"
            raise UsageError(f'--map: "{word}" is not column=field', hint=hint)
    return mapping


def _read_file(name: str, environment: Environment) -> dict[str, str]:
    import yaml

    path = environment.path(name)
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        hint = "--map takes column=field, or a file that clerk migrate map wrote."
        raise UsageError(f"--map: cannot read {name}: {reason}", hint=hint) from None
    try:
        _require_different_keys(yaml.compose(content, Loader=yaml.BaseLoader), name)
        document: Any = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - text only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or "it is not YAML"
        raise UsageError(f"{name}{place}: {reason}") from None
    columns = document.get(COLUMNS) if isinstance(document, dict) else None
    if not isinstance(columns, dict):
        hint = "Write one with: clerk migrate map FILE"
        raise UsageError(f'{name}: has no member "{COLUMNS}" with the columns', hint=hint)
    return {str(column): _checked(field, name) for column, field in columns.items()}


def _require_different_keys(node: Any, name: str) -> None:
    """YAML takes the last of two members with one name."""
    pairs = getattr(node, "value", None)
    for _, columns in pairs if isinstance(pairs, list) and node.id == "mapping" else ():
        seen: set[str] = set()
        for key, _ in columns.value if columns.id == "mapping" else ():
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                raise UsageError(f'{name}, line {line}: "{key.value}" is named twice')
            seen.add(str(key.value))


def _checked(field: object, place: str) -> str:
    if field in (None, LEFT_OUT, "null", "~"):
        return LEFT_OUT
    if not isinstance(field, str) or find_target(field) is None:
        hint = f"Use one of {', '.join(TARGETS)}, public_metadata.NAME, or nothing to omit it."
        shown = field if isinstance(field, str) else reprlib.repr(field)
        raise UsageError(f'{place}: there is no field "{shown}"', hint=hint)
    return field
