"""What is known of each installed plugin: where it comes from, and what became of it."""

from __future__ import annotations

from clerk_cli import __version__
from clerk_cli.frozen import Frozen
from clerk_cli.official import OFFICIAL

LOADED, DISABLED, LEFT_OUT, BROKEN = "loaded", "disabled", "left out", "broken"
WAYS_TO_HAVE = {
    DISABLED: "Enable it with: clerk plugins enable {name}",
    LEFT_OUT: "It is left out by --no-plugins or CLERK_PLUGINS.",
    BROKEN: "See why with: clerk plugins show {name}",
}


class Origin(Frozen):
    """Where a plugin comes from: its entry point's name, its distribution, its version."""

    name: str
    distribution: str = ""
    version: str = ""

    @property
    def official(self) -> bool:
        """Whether it is a plugin of this project."""
        return self.name in OFFICIAL and self.distribution == f"clerk-cli-{self.name}"

    @property
    def left_behind(self) -> bool:
        """Whether it is one of this project, of another version than the core."""
        return self.official and self.version != __version__

    @property
    def way_out(self) -> str:
        """What to do where it fails."""
        if self.left_behind:
            return f"mend it with: clerk plugins update {self.name}"
        return f"disable it with: clerk plugins disable {self.name}"

    def __str__(self) -> str:
        if not self.distribution:
            return f'"{self.name}"'
        return f'"{self.name}" ({self.distribution} {self.version})'


class Selection(Frozen):
    """Which of the installed plugins are loaded.

    Args:
        only: Their names; None for all.
        disabled: Names of those that are not.
    """

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Whether a plugin is loaded."""
        return name not in self.disabled and (self.only is None or name in self.only)


EVERYTHING = Selection()


class Record:
    """What became of a plugin.

    Args:
        origin: The plugin.
        state: ``loaded``, ``disabled``, ``left out`` or ``broken``.
        reason: Why it is broken, or what of it is ignored.
        module: The manifest.
    """

    def __init__(self, origin: Origin, state: str, reason: str = "", module: str = "") -> None:
        self.origin = origin
        self.state = state
        self.reason = reason
        self.module = module
        self.seconds = 0.0
        """How long its manifest took to import."""

    @property
    def way_to_have(self) -> str:
        """The way to have it, where it is installed and not loaded."""
        return WAYS_TO_HAVE[self.state].format(name=self.origin.name)


def sentence(text: str) -> str:
    """A text as the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"
