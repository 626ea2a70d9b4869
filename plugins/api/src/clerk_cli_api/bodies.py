"""The body of a request that ``--input`` reads."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from clerk_cli.api import Environment, Kind
from clerk_cli_api.fields import read_content


class Body:
    """A body, which may be null.

    Args:
        value: The decoded JSON.
    """

    def __init__(self, value: Any) -> None:
        self.value = value


def parse_body(text: str, environment: Environment) -> Body:
    """Read JSON from a file, or from stdin for ``-``.

    Args:
        text: The path, or ``-``.
        environment: Where they are.

    Raises:
        ValueError: It cannot be read, or is not JSON.
    """
    source = read_content(text, environment)
    try:
        return Body(json.loads(source.content.decode("utf-8-sig"), parse_constant=_refuse))
    except json.JSONDecodeError as error:
        place = f"{source.name}, line {error.lineno}, column {error.colno}"
        raise ValueError(f"not valid JSON at {place}: {error.msg}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{source.name} is not UTF-8 text") from None
    except RecursionError:
        raise ValueError(f"{source.name} is nested too deeply") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not valid JSON")


JSON_BODY = Kind("file|-", parse_body, files="path")
