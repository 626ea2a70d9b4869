"""What is installed: plugins with their distributions, and names as people give them."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.official import OFFICIAL

PREFIX = "clerk-cli-"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_SPECIFIER = re.compile(r"([A-Za-z0-9._-]+)\s*((?:[=<>!~].*)?)")


def distribution_name(name: str) -> str:
    """The distribution that a name means: ``users`` is ``clerk-cli-users``, others are as given."""
    return f"{PREFIX}{name}" if name in OFFICIAL else normalised(name)


def normalised(name: str) -> str:
    """The name of a distribution in the form in which all spellings of it are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str) -> str:
    """What to ask an installer for: a distribution, with the version that belongs to this program.

    Args:
        text: ``users``, ``clerk-cli-weather``, ``weather>=2``, or a path such as ``./weather``.

    Raises:
        UsageError: It is no name.
    """
    if text.startswith((".", "/", "~")) or "://" in text or text.endswith((".whl", ".tar.gz")):
        return text
    found = _SPECIFIER.fullmatch(text.strip())
    if found is None or not _NAME.fullmatch(found[1]):
        raise UsageError(f'"{text}" is no name of a plugin')
    name, version = distribution_name(found[1]), found[2]
    if is_official(name) and not version:
        version = f"=={__version__}"
    return name + version


def is_official(distribution: str) -> bool:
    """Whether a distribution is one of this project."""
    name = re.split(r"[=<>!~]", distribution, maxsplit=1)[0]
    return name.removeprefix(PREFIX) in OFFICIAL and name.startswith(PREFIX)


def installed(name: str) -> Distribution | None:
    """The installed distribution with a name, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def origin_of(name: str) -> str:
    """Where a distribution came from: ``editable PATH``, another URL, or an index."""
    found = installed(name)
    text = found.read_text("direct_url.json") if found else None
    if not text:
        return "index"
    import json

    direct = json.loads(text)
    url = str(direct.get("url", ""))
    editable = (direct.get("dir_info") or {}).get("editable")
    return f"editable {url.removeprefix('file://')}" if editable else url
