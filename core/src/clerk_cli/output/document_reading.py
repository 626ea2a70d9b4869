"""JSON and YAML that somebody wrote, as the values that JSON has."""

from __future__ import annotations

import json
from typing import Any

TIMESTAMP = "tag:yaml.org,2002:timestamp"


def parse_document(text: str) -> Any:
    """The value of a document, in JSON or YAML; dates stay text.

    Args:
        text: The document.

    Raises:
        ValueError: It is neither, with the place.
    """
    try:
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            problem = f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        try:
            return _parse_yaml(text)
        except ValueError:
            if text.lstrip().startswith(("{", "[")):
                raise ValueError(problem) from None
            raise
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _parse_yaml(text: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """A loader for which a date is a text, as in JSON."""

        yaml_implicit_resolvers = {  # noqa: RUF012 - as in the base class
            letter: [pair for pair in pairs if pair[0] != TIMESTAMP]
            for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        return yaml.load(text, Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise ValueError(f"not valid YAML{place}: {problem}") from None
