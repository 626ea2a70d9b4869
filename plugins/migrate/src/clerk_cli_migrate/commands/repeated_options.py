"""What options of ``migrate import`` take several times."""

from __future__ import annotations

from typing import Annotated

from clerk_cli.api import Environment, Kind


def _parse_word(text: str, _environment: Environment) -> list[str]:
    return [text]


def _parse_pair(text: str, environment: Environment) -> list[str]:
    """Read ``NAME=VALUE``, where ``@FILE`` stands for the text of a file."""
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise ValueError(f'"{text}" is not NAME=VALUE')
    if value.startswith("@"):
        try:
            value = environment.path(value[1:]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{value[1:]} cannot be read: {error}") from None
    return [f"{name.strip()}={value}"]


Pairs = Annotated[list[str], Kind("name=value", _parse_pair, repeats=True)]
Words = Annotated[list[str], Kind("column=field|file", _parse_word, repeats=True)]
