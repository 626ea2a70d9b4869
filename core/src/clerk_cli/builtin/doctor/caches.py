"""The cache folder, and the index that makes clerk start fast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor.files import folder_findings
from clerk_cli.builtin.doctor.finding import ERROR, INFO, OK, WARNING, Finding
from clerk_cli.startup.cache import DISABLING_VARIABLE, load
from clerk_cli.startup.locations import cache_folder

if TYPE_CHECKING:
    from clerk_cli.context import Context


def check_caches(context: Context) -> Iterator[Finding]:
    """Look at the cache folder and the index in it."""
    variables = context.environment.variables
    for finding in folder_findings("cache folder", Path(cache_folder(variables))):
        # Without a cache clerk starts slowly, but it works.
        yield finding._replace(state=WARNING) if finding.state == ERROR else finding
    index = load(variables)
    if index is None:
        fix = f"unset {DISABLING_VARIABLE}"
        yield Finding("index", INFO, f"it is disabled ({DISABLING_VARIABLE})", fix)
        return
    path = Path(index.path)
    if index.plugins:
        yield Finding("index", OK, f"{path}")
    elif path.is_file() or path.is_symlink():
        message = f"{path} is damaged or out of date, and was not replaced"
        yield Finding("index", WARNING, message, f"rm {quote(str(path))}", path.unlink)
    else:
        yield Finding("index", INFO, "there is no index yet; it is created when all plugins load")
