"""What can be stored and sent: JSON in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Mapping

from clerk_cli_migrate.records import Problem

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode


def sending_problem(values: Mapping[str, object]) -> Problem | None:
    r"""Why an object cannot be sent, with the member to blame.

    JSON may have halves of characters (``\ud83d``) and numbers beyond all limits (``1e400``):
    both can be read, and cannot be written again.

    Args:
        values: The object.
    """
    if _problem(values, "") is None:
        return None
    problems = (_problem({name: value}, _printable(name)) for name, value in values.items())
    return next(filter(None, problems), _problem(values, ""))


def _problem(value: object, name: str) -> Problem | None:
    subject = f'"{name}"' if name else "the record"
    try:
        _encode(value).encode()
    except UnicodeEncodeError:
        action = "Export the record again: a character was split in two."
        return Problem("invalid_text", name, f"{subject} contains an unpaired surrogate", action)
    except RecursionError:
        action = "Move nested data to your own database."
        return Problem("invalid_json", name, f"{subject} is nested too deeply", action)
    except (TypeError, ValueError):
        action = "Correct the value, or write it as text."
        message = f"{subject} has a number that is too large, or a value that is not JSON"
        return Problem("invalid_json", name, message, action)
    return None


def _printable(name: object) -> str:
    return str(name).encode("ascii", "backslashreplace").decode()


def escaped(value: object) -> str:
    """Anything as text that can be stored: JSON in ASCII, even if it could not be sent.

    Args:
        value: What was read.
    """
    try:
        return json.dumps(value, default=repr)
    except (RecursionError, ValueError):
        return ""
