"""Our command as a command of cleo, and the input that hands cleo what is parsed already.

Cleo's own parser takes the value of ``--profile`` for a command word and a value that begins with
a dash for an option. Its base ``Input`` leaves parsing to us, so cleo stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cleo.application import Application as CleoApplication
from cleo.commands.command import Command as CleoCommand
from cleo.io.inputs.argument import Argument
from cleo.io.inputs.definition import Definition
from cleo.io.inputs.input import Input
from cleo.io.inputs.option import Option
from cleo.io.io import IO

from clerk_cli import __version__
from clerk_cli.commands.fields import parameters
from clerk_cli.console.parser import Texts
from clerk_cli.console.tree import Leaf


class ParsedInput(Input):
    """An input whose values are known before cleo asks.

    Args:
        name: The full name of the command.
        texts: The texts of its arguments and options, by field name.
    """

    def __init__(self, name: str, texts: Texts) -> None:
        self._name = name
        self._texts = texts
        super().__init__()
        self.interactive(interactive=False)

    @property
    def first_argument(self) -> str | None:
        """The full name of the command, by which cleo finds it."""
        return self._name

    @property
    def script_name(self) -> str | None:
        """The program."""
        return "clerk"

    def has_parameter_option(self, values: str | list[str], only_params: bool = False) -> bool:
        """Say that none of cleo's own options was given: ours are handled before."""
        return False

    def parameter_option(
        self, values: str | list[str], default: Any = False, only_params: bool = False
    ) -> Any:
        """Say that none of cleo's own options was given."""
        return default

    def _parse(self) -> None:
        for name, texts in self._texts.items():
            if self._definition.has_argument(name):
                self._arguments[name] = texts
            elif self._definition.has_option(name):
                self._options[name] = texts


class CommandRunner(CleoApplication):
    """Cleo's application, for one command that is parsed already.

    Its own options are taken away: ``--quiet``, ``--version`` and the others are for a command to
    use, and so is an argument called ``command``.
    """

    def __init__(self) -> None:
        super().__init__("clerk", __version__)
        self.auto_exits(False)
        self.catch_exceptions(False)

    @property
    def default_commands(self) -> list[CleoCommand]:
        """No commands of cleo's own: help, list and completions are ours."""
        return []

    @property
    def _default_definition(self) -> Definition:
        return Definition()


class Adapter(CleoCommand):
    """One of our commands, as cleo sees it.

    Args:
        leaf: The command in the tree.
        work: Runs it with the texts that cleo bound, and gives the exit status.
    """

    def __init__(self, leaf: Leaf, work: Callable[[Texts], int]) -> None:
        self.name = " ".join(leaf.path)
        self.description = leaf.help
        self._leaf = leaf
        self._work = work
        super().__init__()

    def configure(self) -> None:
        """Describe the arguments and options to cleo."""
        for parameter in parameters(self._leaf.command):
            if parameter.role == "argument":
                self._definition.add_argument(
                    Argument(parameter.name, required=False, is_list=parameter.variadic)
                )
            else:
                self._definition.add_option(
                    Option(parameter.name, flag=False, is_list=True, requires_value=True)
                )

    def execute(self, io: IO) -> int:
        """Run the command; unlike cleo's own, Ctrl-C goes on to the caller."""
        self._io = io
        given = {**io.input.arguments, **io.input.options}
        own = {parameter.name for parameter in parameters(self._leaf.command)}
        return self._work({name: given[name] for name in own if given.get(name)})
