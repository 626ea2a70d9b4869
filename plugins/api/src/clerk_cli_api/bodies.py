"""The body of a request that ``--input`` reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from clerk_cli.api import Environment, Kind, UsageError, parse_json_value


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
    file = str(environment.path(source)) if source.startswith("~") else source
    return Body(partial(parse_json_value, source if source == "-" else f"@{file}", environment))


JSON_BODY = Kind("file|-", parse_body, files="path")
