"""The program, as a command sees it that is about other commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clerk_cli.environment import Environment
    from clerk_cli.results import APIObject


class Program(Protocol):
    """The commands that this run of the program has."""

    @property
    def words(self) -> frozenset[str]:
        """The first words of all commands."""

    def check_line(self, words: list[str]) -> None:
        """Refuse the words of a command that cannot work, whatever the arguments are.

        Raises:
            UsageError: The command or an option does not exist, or there are too many arguments.
        """

    def describe(self) -> APIObject:
        """Commands as data, as ``clerk commands -o json`` prints it."""

    def run(self, words: Sequence[str], environment: Environment) -> int:
        """Run another command line, with the global options of this one, and return its status.

        Args:
            words: The words after ``clerk``. Their global options win.
            environment: The streams, variables and working directory of that run.
        """
