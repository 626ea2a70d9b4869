"""From the words of a command line to a node of the tree and the texts of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from clerk_cli.commands.fields import Parameter, parameters
from clerk_cli.config.aliases import command_words
from clerk_cli.config.settings import Flags
from clerk_cli.console.matching import exact, match
from clerk_cli.console.options import GLOBAL, ROOT_ONLY, TRUE, OptionReader, option_forms
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.errors import UsageError

Texts: TypeAlias = dict[str, list[str]]
"""Texts of parameters by name, in the order given."""


class Line:
    """A command line, understood as far as its words go.

    Args:
        node: The command, or the group at which the words stop.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.global_texts: Texts = {}
        """The global options given."""
        self.texts: Texts = {}
        """The command's own arguments and options."""
        self.aliases: list[str] = []
        """The user's aliases that were expanded, in order."""

    def wants(self, name: str) -> bool:
        """Whether a global flag is on."""
        return self.global_texts.get(name, [""])[-1] == TRUE

    @property
    def flags(self) -> Flags:
        """The global options that settings are resolved with."""
        last = {name: texts[-1] for name, texts in self.global_texts.items()}
        return Flags(
            profile=last.get("profile"),
            output=last.get("output"),
            debug=last["debug"] == TRUE if "debug" in last else None,
            dotenv=last.get("dotenv") == TRUE,
        )


class LineParser:
    """Understands command lines.

    Args:
        root: The tree of commands.
        aliases: Reads the user's aliases; called only for a word that is no command.
    """

    def __init__(self, root: Branch, aliases: Callable[[], Mapping[str, str]]) -> None:
        self._root = root
        self._aliases = aliases

    def parse(self, argv: list[str]) -> Line:
        """Understand a command line.

        Raises:
            UsageError: It names no command, or its options do not fit.
        """
        words = list(argv)
        line = Line(self._root)
        while words and isinstance(line.node, Branch):
            self._step(line, words)
        if isinstance(line.node, Leaf):
            self._parse_leaf(line, line.node, words)
        return line

    def _step(self, line: Line, words: list[str]) -> None:
        """Take one option or one command word off the front."""
        branch = line.node
        assert isinstance(branch, Branch)
        word = words[0]
        if word == "--":
            del words[0]
        elif word.startswith("-"):
            known = GLOBAL if branch.path else (*GLOBAL, *ROOT_ONLY)
            pairs = OptionReader(known).read(words)
            if pairs is None:
                raise _misplaced(word, branch)
            _add(line.global_texts, pairs)
        elif not branch.path and self._is_alias(word, branch):
            words[:1] = self._expand(line, word)
        else:
            found = match(word, branch)
            line.node = found.resolve() if isinstance(found, Branch) else found
            del words[0]

    def _is_alias(self, word: str, branch: Branch) -> bool:
        return exact(word, branch.children) is None and word in self._aliases()

    def _expand(self, line: Line, alias: str) -> list[str]:
        if alias in line.aliases:
            circle = " -> ".join([*line.aliases, alias])
            raise UsageError(
                f"the alias runs in circles: {circle}",
                hint=f"Remove one with: clerk config alias remove {alias}",
            )
        line.aliases.append(alias)
        return command_words(alias, self._aliases()[alias])

    def _parse_leaf(self, line: Line, leaf: Leaf, words: list[str]) -> None:
        declared = parameters(leaf.command)
        own = {parameter.name for parameter in declared}
        reader = OptionReader((*GLOBAL, *option_forms(declared)))
        positional: list[str] = []
        while words:
            if leaf.command.spec.passthrough and positional:
                positional += words
                break
            if words[0] == "--":
                positional += words[1:]
                break
            if words[0].startswith("-") and words[0] != "-":
                pairs = reader.read(words)
                if pairs is None:
                    raise _unknown_option(words[0], leaf)
                _add(line.texts, [pair for pair in pairs if pair[0] in own])
                _add(line.global_texts, [pair for pair in pairs if pair[0] not in own])
            else:
                positional.append(words.pop(0))
        if not line.wants("help"):
            line.texts |= _place(positional, declared)
            _require_options(line.texts, declared)


def _add(texts: Texts, pairs: list[tuple[str, str]]) -> None:
    for name, text in pairs:
        texts.setdefault(name, []).append(text)


def _place(given: list[str], declared: tuple[Parameter, ...]) -> Texts:
    """Give each positional word to an argument."""
    arguments = [parameter for parameter in declared if parameter.role == "argument"]
    labels = [argument.field.label for argument in arguments]
    required = [each.field.label for each in arguments if each.required]
    absent = required[len(given) :]
    if absent:
        plural = "s" if len(absent) > 1 else ""
        raise UsageError(f"missing required argument{plural}: {_and(absent)}")
    variadic = bool(arguments) and arguments[-1].variadic
    if len(given) > len(arguments) and not variadic:
        plural = "" if len(arguments) == 1 else "s"
        expected = (
            f"{len(arguments)} argument{plural} ({_and(labels)})" if labels else "no argument"
        )
        raise UsageError(f"expected {expected}, got {len(given)}: {' '.join(given)}")
    if variadic:
        last = len(arguments) - 1
        placed = {each.name: [text] for each, text in zip(arguments, given[:last], strict=False)}
        return placed | {arguments[-1].name: given[last:]}
    return {each.name: [text] for each, text in zip(arguments, given, strict=False)}


def _require_options(texts: Texts, declared: tuple[Parameter, ...]) -> None:
    absent = [
        parameter.field.label
        for parameter in declared
        if parameter.role == "option" and parameter.required and parameter.name not in texts
    ]
    if absent:
        raise UsageError(f"missing required option{'s' if len(absent) > 1 else ''}: {_and(absent)}")


def _misplaced(word: str, branch: Branch) -> UsageError:
    place = " ".join(("clerk", *branch.path))
    return UsageError(
        f'unknown option "{word}" for "{place}"',
        hint=f"Options of a command follow its last word; see {place} --help.",
    )


def _unknown_option(word: str, leaf: Leaf) -> UsageError:
    from difflib import get_close_matches

    place = " ".join(("clerk", *leaf.path))
    text = word.partition("=")[0]
    known = [each.text for each in (*GLOBAL, *option_forms(parameters(leaf.command)))]
    begun = [each for each in known if each.startswith(text)] if len(text) > 3 else []
    near = begun[:3] or (get_close_matches(text, known, n=2, cutoff=0.7) if len(text) > 2 else [])
    see = f"See {place} --help; a value that begins with a dash follows --."
    hint = f"Did you mean {' or '.join(near)}?" if near else see
    return UsageError(f'unknown option "{text}" for "{place}"', hint=hint)


def _and(labels: list[str]) -> str:
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last
