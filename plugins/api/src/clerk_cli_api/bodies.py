"""The body of a request that ``--input`` reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, NoReturn

from clerk_cli.api import Environment, Kind, UsageError
from clerk_cli_api.fields import read_content


class Body:
    """A body, which may be null. It is read when it is needed, so that other mistakes come first.

    Args:
        read: Returns the decoded JSON.
    """

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read = read

    @cached_property
    def value(self) -> Any:
        """The decoded JSON.

        Raises:
            UsageError: It cannot be read, or is not JSON.
        """
        try:
            return self._read()
        except ValueError as error:
            raise UsageError(f"--input: {error}") from None


def parse_body(source: str, environment: Environment) -> Body:
    """A body in a file, or on stdin for ``-``.

    Args:
        source: The path, or ``-``.
        environment: Where they are.
    """
    return Body(partial(_decoded, source, environment))


def _decoded(source: str, environment: Environment) -> Any:
    file = read_content(source, environment)
    try:
        text = file.content.decode("utf-8-sig")
        if not text.strip():
            raise ValueError(f"{file.label} is empty; a body without members is {{}}")
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"{file.label}, line {error.lineno}, column {error.colno}"
        raise ValueError(f"not valid JSON at {place}: {error.msg}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file.label} is not UTF-8 text") from None
    except RecursionError:
        raise ValueError(f"{file.label} is nested too deeply") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not valid JSON")


JSON_BODY = Kind("file|-", parse_body, files="path")
