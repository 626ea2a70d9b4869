"""Which plugins are disabled, and which have been announced: one per line in a file.

::

    # a comment
    disabled weather
    known clerk-cli-weather
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.config.files import locked, read_text, write_text
from clerk_cli.errors import ConfigError

DISABLED, ANNOUNCED = "disabled", "known"


class PluginState:
    """What the program remembers about plugins.

    Args:
        disabled: Names of plugins that are not loaded.
        announced: Distributions that this program installed, or announced when they first loaded.
        comments: Lines that begin with ``#``.
    """

    def __init__(
        self,
        disabled: Iterable[str] = (),
        announced: Iterable[str] = (),
        comments: Iterable[str] = (),
    ) -> None:
        self.disabled = set(disabled)
        self.announced = set(announced)
        self.comments = list(comments)

    def text(self) -> str:
        """The lines of the file."""
        lines = [f"{DISABLED} {_encoded(name)}" for name in sorted(self.disabled)]
        lines += [f"{ANNOUNCED} {_encoded(name)}" for name in sorted(self.announced)]
        return "".join(f"{line}\n" for line in (*self.comments, *lines))


def load(path: Path) -> PluginState:
    """The state that the file holds.

    Raises:
        ConfigError: The file exists but cannot be read, or has a line in another form. A plugin
            that somebody disabled is never loaded because of a misspelled line.
    """
    state = PluginState()
    for number, line in enumerate((read_text(path) or "").split("\n"), 1):
        words = line.split()
        word = words[0].lower() if words else ""
        if word.startswith("#") and "\r" not in line.strip():
            state.comments.append(line.strip())
        elif len(words) == 2 and words[1].isprintable() and word in (DISABLED, ANNOUNCED):
            names = state.disabled if word == DISABLED else state.announced
            names.add(_decoded(words[1]))
        elif words:
            raise ConfigError(
                f"{path}, line {number}: it must be a comment, {DISABLED} NAME, or "
                f"{ANNOUNCED} NAME",
                hint="Fix or remove this line; no plugins are loaded until then.",
            )
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


def _encoded(name: str) -> str:
    """The name as one word: the name of an entry point may be any text."""
    if name.isprintable() and "%" not in name and name.split() == [name]:
        return name
    from urllib.parse import quote

    return quote(name, safe="")


def _decoded(word: str) -> str:
    if "%" not in word:
        return word
    from urllib.parse import unquote

    return unquote(word)
