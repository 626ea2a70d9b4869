"""Examples that the command itself would refuse."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile

from clerk_cli.commands.kinds import read_value
from clerk_cli.console.parser import LineParser
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError

PUNCTUATION = "|<>;&()"
"""What a shell reads: what follows is not a part of the command line of clerk."""

SUBSTITUTED = re.compile(r"\$[\w({]|`")
"""What a shell puts something else in place of."""


class _Only(Branch):
    """A root with one command, whatever its words are.

    Args:
        leaf: The command.
    """

    def __init__(self, leaf: Leaf) -> None:
        super().__init__((), "", "", (), (), lambda _: None)
        self._leaf = leaf

    @property
    def children(self) -> list[Node]:
        """The command."""
        return [self._leaf]


def mistakes_in_examples(leaf: Leaf) -> Iterator[str]:
    """The mistakes in the examples of a command.

    Args:
        leaf: The command.
    """
    for example in leaf.command.spec.examples:
        line = example.command
        try:
            words = _words_after(line, leaf.name)
            if words is not None:
                _try(leaf, words)
        except UsageError as error:
            yield f'the example "{line}" is refused: {error.message}'


def _words_after(line: str, name: str) -> list[str] | None:
    """The arguments and options in an example; None if a shell computes them.

    Raises:
        UsageError: A quote is not closed.
    """
    before, _, after = line.partition(f"clerk {name}")
    if before.endswith("$("):
        after = after.partition(")")[0]
    if SUBSTITUTED.search(after):
        return None
    try:
        lexer = shlex.shlex(after, posix=True, punctuation_chars=PUNCTUATION)
        lexer.whitespace_split, lexer.commenters = True, ""
        words = list(lexer)
    except ValueError:
        raise UsageError("a quote is not closed") from None
    return list(takewhile(lambda word: not word or not set(PUNCTUATION).issuperset(word), words))


def _try(leaf: Leaf, words: list[str]) -> None:
    """Parse a line, and read the values that are in it.

    Raises:
        UsageError: The command would refuse it.
    """
    line = LineParser(_Only(leaf), dict).parse([leaf.words[0], *words])
    environment = Environment(variables={})
    for parameter in leaf.parameters:
        kind = parameter.kind
        for text in line.values.get(parameter.name, ()):
            is_file = kind is None or parameter.files or text == "-"
            if kind is not None and not is_file:
                read_value(kind, parameter.field.label, text, environment)
