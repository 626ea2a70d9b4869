"""Which plugins are disabled, and which have been announced: one per line in a file.

::

    disabled weather
    known clerk-cli-weather
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.config.files import locked, read_text, write_text

DISABLED, ANNOUNCED = "disabled", "known"


class PluginState:
    """What the program remembers about plugins.

    Args:
        disabled: Names of plugins that are not loaded.
        announced: Distributions that this program installed, or announced when they first loaded.
    """

    def __init__(self, disabled: Iterable[str] = (), announced: Iterable[str] = ()) -> None:
        self.disabled = set(disabled)
        self.announced = set(announced)

    def text(self) -> str:
        """The lines of the file."""
        rows = [(DISABLED, self.disabled), (ANNOUNCED, self.announced)]
        return "".join(f"{word} {name}\n" for word, names in rows for name in sorted(names))


def load(path: Path) -> PluginState:
    """The state that the file holds; lines in another form are ignored.

    Raises:
        ConfigError: The file exists but cannot be read.
    """
    state = PluginState()
    for line in (read_text(path) or "").splitlines():
        word, _, name = line.strip().partition(" ")
        if word == DISABLED and name:
            state.disabled.add(name)
        elif word == ANNOUNCED and name:
            state.announced.add(name)
    return state


@contextmanager
def edit(path: Path) -> Iterator[PluginState]:
    """Change the state under a lock; an exception changes nothing."""
    with locked(path):
        state = load(path)
        before = state.text()
        yield state
        if state.text() != before:
            write_text(path, state.text())
