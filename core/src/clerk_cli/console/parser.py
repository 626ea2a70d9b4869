"""From the words of a command line to a node of the tree and the values of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from clerk_cli.commands.fields import Parameter
from clerk_cli.config.settings import Flags
from clerk_cli.console.lookup import ambiguous, find_child, find_exact
from clerk_cli.console.options import (
    FALSE,
    GLOBAL_OPTIONS,
    SHAPING,
    TRUE,
    OptionReader,
    check_values,
    global_forms,
    global_options,
    option_forms,
)
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.errors import UsageError

HELP = frozenset(
    form.text for option in GLOBAL_OPTIONS if option.name == "help" for form in option.forms
)

RawValues: TypeAlias = dict[str, list[str]]
"""Words for parameters by name, in the order of the command line."""


class ParsedLine:
    """A command line, parsed as far as its words go.

    Args:
        node: The command, or the group at which the words stop.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.global_values: RawValues = {}
        """The values of global options."""
        self.values: RawValues = {}
        """The values of the command's own arguments and options."""
        self.aliases: list[str] = []
        """The user's aliases that were expanded, in order."""
        self.alias_profiles: list[tuple[str, str]] = []
        """The profiles that these aliases select, each with the alias."""
        self.is_tried = False
        """Whether the line is the command of an alias, whose arguments are not known yet."""
        self.contested: list[tuple[str, list[Node]]] = []
        """Abbreviations that fit other commands as well, with all that they fit."""

        self.abbreviation: tuple[str, Branch] | None = None
        """The abbreviation of the command and its group, if it fits no other command."""

    def wants(self, name: str) -> bool:
        """Whether a global flag is on."""
        return is_on(self.global_values, name)

    @property
    def flags(self) -> Flags:
        """The global options that settings depend on.

        Raises:
            UsageError: One of them has a value that cannot be used, or an alias selects another
                profile.
        """
        last = {name: values[-1] for name, values in self.global_values.items()}
        overrides = {
            option.setting: last[option.name]
            for option in global_options(at_root=True)
            if option.setting and option.name in last
        }
        check_values(last)
        for alias, name in self.alias_profiles:
            if other := next(
                (text for text in self.global_values.get("profile", []) if text != name), None
            ):
                others = (item for item, profile in self.alias_profiles if profile == other)
                second = next((f'the alias "{item}"' for item in others), "the command line")
                raise UsageError(
                    f'the alias "{alias}" selects profile "{name}", {second} "{other}"'
                )
        dry_run = last.get("dry_run", FALSE)
        return Flags(
            last.get("profile"),
            last.get("dotenv") == TRUE,
            overrides,
            last.get("wide") == TRUE,
            header=last.get("no_header") != TRUE,
            shape={name: last[name] for name in SHAPING if name in last},
            dry_run="" if dry_run == FALSE else dry_run,
        )


class LineParser:
    """Parses command lines.

    Args:
        root: The tree of commands.
        aliases: Reads the user's aliases; called only for a word that is not a command.
    """

    def __init__(self, root: Branch, aliases: Callable[[], Mapping[str, str]]) -> None:
        self._root = root
        self._aliases = aliases

    def parse(self, argv: list[str]) -> ParsedLine:
        """Parse a command line.

        Raises:
            UsageError: The command does not exist, or its arguments and options are not valid.
        """
        words = list(argv)
        line = ParsedLine(self._root)
        while words and isinstance(line.node, Branch):
            self._step(line, line.node, words)
        if isinstance(line.node, Leaf):
            _require_clear_name(line, line.node)
            _parse_leaf(line, line.node, words)
        return line

    def _step(self, line: ParsedLine, branch: Branch, words: list[str]) -> None:
        """Remove one option or one command word from the front."""
        word = words[0]
        if word == "--":
            del words[0]
        elif word.startswith("-"):
            pairs = OptionReader(global_forms(at_root=not branch.path)).read(words)
            if pairs is None:
                from clerk_cli.console.line_errors import misplaced_option

                raise misplaced_option(word, branch)
            _add(line.global_values, pairs)
        elif not branch.path and self._is_alias(word, branch):
            words[:] = self._expand(line, word, words[1:])
        else:
            node, candidates = find_child(word, branch, words[1:], self._aliases)
            if len(candidates) > 1:
                line.contested.append((word, candidates))
            elif isinstance(node, Leaf) and word.lower() not in node.words:
                line.abbreviation = (word, branch)
            line.node = node.resolve() if isinstance(node, Branch) else node
            del words[0]

    def _is_alias(self, word: str, branch: Branch) -> bool:
        return find_exact(word, branch) is None and word in self._aliases()

    def check(self, words: list[str]) -> None:
        """Refuse the command of an alias if it cannot work, whatever the arguments are.

        Raises:
            UsageError: The command or an option does not exist, or there are too many arguments.
        """
        from clerk_cli.config.alias_expansion import has_placeholder

        words = list(words)
        line = ParsedLine(self._root)
        line.is_tried = True
        while words and isinstance(line.node, Branch):
            if has_placeholder(words[0]):
                return
            self._step(line, line.node, words)
        if isinstance(line.node, Leaf):
            _require_clear_name(line, line.node)
            _parse_leaf(line, line.node, words)

    def _expand(self, line: ParsedLine, alias: str, arguments: list[str]) -> list[str]:
        if alias in line.aliases:
            circle = " -> ".join([*line.aliases, alias])
            raise UsageError(
                f"the alias is circular: {circle}",
                hint=f"Remove one with: clerk config alias remove {alias}",
            )
        from clerk_cli.config.alias_expansion import command_words, expand, refuse_plugins_dir

        line.aliases.append(alias)
        partly = line.is_tried or not HELP.isdisjoint(arguments)
        command = self._aliases()[alias]
        refuse_plugins_dir(alias, command_words(alias, command))
        words, rest = expand(alias, command, arguments, partly=partly)
        for profile in read_global_options(words).get("profile", []):
            line.alias_profiles.append((alias, profile))
        return [*words, *rest]


def is_on(values: RawValues, name: str) -> bool:
    """Whether a flag is on; the last use wins."""
    return values.get(name, [""])[-1] == TRUE


def read_global_options(argv: list[str]) -> RawValues:
    """The global options of a command line whose command is not looked up yet.

    Which plugins are loaded depends on them, and on the plugins which commands exist. Options of
    commands are skipped, and errors are left to the parser.
    """
    values: RawValues = {}
    reader = OptionReader(global_forms(at_root=True))
    words = argv[: argv.index("--") if "--" in argv else None]
    while words:
        try:
            pairs = reader.read(words) if words[0].startswith("-") else None
        except UsageError:
            break
        if pairs is None:
            del words[0]
        else:
            _add(values, pairs)
    return values


def _parse_leaf(line: ParsedLine, leaf: Leaf, words: list[str]) -> None:
    line_words = tuple(words)
    names = {parameter.name for parameter in leaf.parameters}
    reader = OptionReader((*global_forms(at_root=False), *option_forms(leaf.parameters)))
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
                from clerk_cli.console.line_errors import unknown_option

                raise unknown_option(words[0], leaf)
            _add(line.values, [pair for pair in pairs if pair[0] in names])
            _add(line.global_values, [pair for pair in pairs if pair[0] not in names])
        else:
            positional.append(words.pop(0))
    if line.wants("help"):
        return
    is_to_run = not (line.is_tried or line.wants("columns"))
    if line.is_tried:
        from clerk_cli.config.alias_expansion import ALL

        positional = [word for word in positional if word != ALL]  # It may stand for options.
    if is_to_run:
        _require_arguments(positional, leaf, line.values)
    line.values |= _assign_arguments(positional, leaf, line_words)
    if is_to_run:
        _require_options(line.values, leaf)


def _require_clear_name(line: ParsedLine, leaf: Leaf) -> None:
    """Refuse to run a destructive command by an abbreviation that fits another one as well.

    So does one that means another: ``users remove`` is ``delete``, not ``remove-password``.
    """
    if not leaf.command.spec.is_destructive:
        return
    if line.contested:
        raise ambiguous(*line.contested[0])
    if line.abbreviation is not None:
        from clerk_cli.console.suggestions import nodes_meant

        others = [node for node in nodes_meant(*line.abbreviation) if node is not leaf]
        if others:
            raise ambiguous(line.abbreviation[0], [leaf, *others])


def _add(values: RawValues, pairs: list[tuple[str, str]]) -> None:
    for name, text in pairs:
        values.setdefault(name, []).append(text)


def _assign_arguments(words: list[str], leaf: Leaf, line_words: tuple[str, ...]) -> RawValues:
    """Assign the positional words, out of all words of the line, to the arguments."""
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    variadic = bool(arguments) and arguments[-1].variadic
    if len(words) > len(arguments) and not variadic:
        from clerk_cli.console.line_errors import surplus

        raise surplus(words, line_words, leaf)
    if variadic:
        last = len(arguments) - 1
        values = {item.name: [word] for item, word in zip(arguments, words[:last], strict=False)}
        return values | {arguments[-1].name: words[last:]}
    return {item.name: [word] for item, word in zip(arguments, words, strict=False)}


def _require_arguments(words: list[str], leaf: Leaf, values: RawValues) -> None:
    """Check that no argument is missing; files can stand for the last one, and for a body."""
    required = [
        item.field.label
        for item in leaf.parameters
        if item.role == "argument" and item.required and not _is_in_file(item, leaf, values)
    ]
    if leaf.command.spec.many and "from_" in values:
        del required[-1:]
    if missing := required[len(words) :]:
        from clerk_cli.console.line_errors import missing_parameters

        raise missing_parameters("argument", missing, leaf)


def _require_options(values: RawValues, leaf: Leaf) -> None:
    missing = [
        item.field.label
        for item in leaf.parameters
        if item.role == "option"
        and item.required
        and item.name not in values
        and not _is_in_file(item, leaf, values)
    ]
    if missing:
        from clerk_cli.console.line_errors import missing_parameters

        raise missing_parameters("option", missing, leaf)


def _is_in_file(item: Parameter, leaf: Leaf, values: RawValues) -> bool:
    """Whether a parameter can be in the file of ``--input``."""
    return leaf.takes_input and "input" in values and leaf.is_in_body(item)
