"""Changes to the profiles file, which also remove the keyring entries that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clerk_cli.config import profiles
from clerk_cli.config.profile_lines import check_name
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.system_keyring import delete, entries_of
from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.context import Context


@contextmanager
def edit_profiles(context: Context) -> Iterator[ProfilesFile]:
    """Change the profiles under a lock; an exception changes nothing.

    Args:
        context: Has the path of the file, and gets a warning if the keyring keeps an entry.
    """
    with profiles.edit(context.paths.profiles) as file:
        before = entries_of(file)
        yield file
        unused = before - entries_of(file)
    for entry in sorted(unused):
        try:
            delete(entry)
        except ConfigError as error:
            context.messages.warn(
                f'The keyring still has the key of "{entry}": {error.message}. '
                f"Remove it with: keyring del clerk-cli {entry}"
            )
        else:
            context.messages.info(f'Removed the key of "{entry}" from the keyring.')


def is_new(context: Context, profile: str) -> bool:
    """Whether storing a setting adds a profile, which may be a misspelled one."""
    file = ProfilesFile.load(context.paths.profiles)
    return not file.exists(profile) and profile not in context.plugins.profiles


def may_create(context: Context, profile: str) -> bool:
    """Ask whether to add a profile, where somebody can answer.

    Raises:
        UsageError: No profile can have this name.
    """
    check_name(profile)
    if not context.environment.interactive:
        return True
    if context.messages.confirm(f'Profile "{profile}" does not exist. Create it?'):
        return True
    context.messages.info("Canceled. Nothing was changed.")
    return False
