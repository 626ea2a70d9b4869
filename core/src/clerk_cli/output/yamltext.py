"""YAML with the keys and values of the JSON."""

from __future__ import annotations

import re
from typing import Any, TextIO

import yaml

from clerk_cli.output.jsontext import escape_unsafe
from clerk_cli.request import Json

try:
    from yaml import CSafeDumper as FastDumper
except ImportError:  # PyYAML without libyaml
    from yaml import SafeDumper as FastDumper  # type: ignore[assignment]

WIDE = 1_000_000_000
SURROGATE = re.compile("[\ud800-\udfff]")


class Dumper(FastDumper):
    """A dumper that never writes anchors and quotes what a terminal would obey."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write an object in full wherever it stands."""
        return True


def _represent_text(dumper: Any, text: str) -> yaml.ScalarNode:
    """Quote every text that has more than printable characters, so that it can be escaped."""
    style = None if text.isprintable() and "\ufeff" not in text else '"'
    whole = SURROGATE.sub("\ufffd", text)
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", whole, style=style)
    return node


Dumper.add_representer(str, _represent_text)


def write_yaml(data: Json, stream: TextIO) -> None:
    """Write data in block style, keys in their order, long texts on one line."""
    encoding = (stream.encoding or "utf-8").lower().replace("-", "")
    text = yaml.dump(
        data,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=encoding.startswith("utf8"),
        default_flow_style=False,
        width=WIDE,
    )
    stream.write(escape_unsafe(text))
