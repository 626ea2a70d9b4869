"""The aliases, and whether each can still work."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor.finding import OK, WARNING, Finding
from clerk_cli.config import aliases
from clerk_cli.config.alias_expansion import check_words, command_words
from clerk_cli.errors import ClerkError, ConfigError
from clerk_cli.plugins.official import find_official_plugin, how_to_install
from clerk_cli.plugins.status import LOADED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clerk_cli.context import Context


def check_aliases(context: Context) -> Iterator[Finding]:
    """Look at each alias; those of a file that cannot be read are reported with the files."""
    try:
        table = aliases.load(context.paths.aliases)
    except ConfigError:
        return
    if any(status.state != LOADED for status in context.plugins.statuses):
        return  # Some commands are missing for another reason.
    broken = {name: problem for name in table if (problem := _problem(name, table, context))}
    for name, (reason, fix) in broken.items():
        fix = fix or f"clerk config alias remove {quote(name)}"
        yield Finding(f"alias {name}", WARNING, reason, fix)
    if table and not broken:
        yield Finding("aliases", OK, f"all {len(table)} are valid")


def _problem(name: str, table: Mapping[str, str], context: Context) -> tuple[str, str] | None:
    """Why an alias cannot work, and what fixes it if that is not to remove it; None if it can."""
    if name in context.program.words:
        return "it is never used, because a command has the same name", ""
    try:
        aliases.check_loop(name, table, context.program.words)
        words = command_words(name, table[name])
        check_words(name, words)
        first = aliases.first_command_word(words)
        if first not in context.program.words and (plugin := find_official_plugin(first)):
            reason = f'it needs the plugin "{plugin}", which is not installed'
            return reason, how_to_install(plugin)
        context.program.check_line(words)
    except ClerkError as error:
        return error.message, ""
    return None
