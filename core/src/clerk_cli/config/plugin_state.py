"""Which plugins are disabled, and which have been seen: a line each in a file beside the profiles.

::

    disabled weather
    known clerk-cli-weather
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.config.files import locked, read_text, write_text

DISABLED, KNOWN = "disabled", "known"


class PluginState:
    """What is remembered about plugins.

    Args:
        disabled: Names of plugins that are not loaded.
        known: Names of distributions that were installed by this program, or announced once.
    """

    def __init__(self, disabled: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        self.disabled = set(disabled)
        self.known = set(known)

    def text(self) -> str:
        """The lines of the file."""
        rows = [(DISABLED, self.disabled), (KNOWN, self.known)]
        return "".join(f"{word} {name}\n" for word, names in rows for name in sorted(names))


def load(path: Path) -> PluginState:
    """What the file says; a line of another form is passed over.

    Raises:
        ConfigError: The file is there but cannot be read.
    """
    state = PluginState()
    for line in (read_text(path) or "").splitlines():
        word, _, name = line.strip().partition(" ")
        if word in (DISABLED, KNOWN) and name:
            getattr(state, word).add(name)
    return state


@contextmanager
def edit(path: Path) -> Iterator[PluginState]:
    """Change what is remembered, while nobody else does; an exception changes nothing."""
    with locked(path):
        state = load(path)
        before = state.text()
        yield state
        if state.text() != before:
            write_text(path, state.text())
