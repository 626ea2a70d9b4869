"""Running a bound command through cleo.

Cleo's own parser takes the value of ``--profile`` for a command word, and a value that begins with
a dash for an option. Its base ``Input`` leaves parsing to us, so cleo can stay as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TextIO

from cleo.application import Application as CleoApplication
from cleo.commands.command import Command as CleoCommand
from cleo.io.inputs.argument import Argument
from cleo.io.inputs.definition import Definition
from cleo.io.inputs.input import Input
from cleo.io.inputs.option import Option
from cleo.io.io import IO
from cleo.io.outputs.stream_output import StreamOutput

from clerk_cli import __version__
from clerk_cli.console.binding import BoundCommand


def run_with_cleo(
    bound: BoundCommand, work: Callable[[], int], stdout: TextIO, stderr: TextIO
) -> int:
    """Run a command as the only one of a cleo application.

    Args:
        bound: The command.
        work: Runs it and returns the exit status.
        stdout: Where cleo writes output.
        stderr: Where cleo writes errors.
    """
    application = SingleCommandApplication()
    application.add(Adapter(bound, work))
    return application.run(ParsedInput(bound), StreamOutput(stdout), StreamOutput(stderr))


class ParsedInput(Input):
    """An input for cleo that is parsed already.

    Args:
        bound: The command.
    """

    def __init__(self, bound: BoundCommand) -> None:
        self._bound = bound
        super().__init__()
        self.interactive(interactive=False)

    @property
    def first_argument(self) -> str | None:
        """The full name of the command, by which cleo finds it."""
        return self._bound.command.spec.name

    @property
    def script_name(self) -> str | None:
        """The program."""
        return "clerk"

    def has_parameter_option(self, values: str | list[str], only_params: bool = False) -> bool:
        """Return False for all of cleo's own options: ours are handled before."""
        return False

    def parameter_option(
        self, values: str | list[str], default: Any = False, only_params: bool = False
    ) -> Any:
        """Return the default for all of cleo's own options."""
        return default

    def _parse(self) -> None:
        for name, texts in self._bound.values.items():
            if self._definition.has_argument(name):
                self._arguments[name] = texts
            else:
                self._options[name] = texts


class SingleCommandApplication(CleoApplication):
    """Cleo's application for one command.

    It has no options of its own: ``--quiet``, ``--version`` and the others are free for the
    command, and so is an argument named ``command``.
    """

    def __init__(self) -> None:
        super().__init__("clerk", __version__)
        self.auto_exits(False)
        self.catch_exceptions(False)

    @property
    def default_commands(self) -> list[CleoCommand]:
        """None of cleo's own commands: help, list and completions are ours."""
        return []

    @property
    def _default_definition(self) -> Definition:
        return Definition()


class Adapter(CleoCommand):
    """A bound command as a command of cleo.

    Args:
        bound: The command.
        work: Runs it and returns the exit status.
    """

    def __init__(self, bound: BoundCommand, work: Callable[[], int]) -> None:
        self.name = bound.command.spec.name
        self.description = bound.leaf.help
        self._bound = bound
        self._work = work
        super().__init__()

    def configure(self) -> None:
        """Describe the arguments and options to cleo."""
        for parameter in self._bound.leaf.parameters:
            if parameter.role == "argument":
                self._definition.add_argument(
                    Argument(parameter.name, required=False, is_list=parameter.variadic)
                )
            else:
                self._definition.add_option(
                    Option(parameter.name, flag=False, is_list=True, requires_value=True)
                )

    def execute(self, io: IO) -> int:
        """Run the command; unlike in cleo's own method, Ctrl-C reaches the caller."""
        self._io = io
        return self._work()
