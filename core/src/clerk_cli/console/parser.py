"""From the words of a command line to a node of the tree and the values of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from clerk_cli.config.aliases import command_words
from clerk_cli.config.settings import Flags
from clerk_cli.console.lookup import ambiguous, find_child, find_exact
from clerk_cli.console.options import (
    TRUE,
    OptionReader,
    global_forms,
    global_options,
    option_forms,
)
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.console.usage import usage
from clerk_cli.errors import UsageError

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
        self.alias_profiles: list[str] = []
        """The profiles that these aliases select."""
        self.contested: list[tuple[str, list[Node]]] = []
        """Abbreviations that fit other commands as well, with all that they fit."""

    def wants(self, name: str) -> bool:
        """Whether a global flag is on."""
        return is_on(self.global_values, name)

    @property
    def flags(self) -> Flags:
        """The global options that settings depend on.

        Raises:
            UsageError: The name of the profile is empty, as that of a variable that is not set, or
                an alias selects another one.
        """
        last = {name: values[-1] for name, values in self.global_values.items()}
        overrides = {
            option.setting: last[option.name]
            for option in global_options(at_root=True)
            if option.setting and option.name in last
        }
        if "profile" in last and not last["profile"].strip():
            raise UsageError("--profile needs the name of a profile")
        for name in self.alias_profiles:
            if other := next(
                (text for text in self.global_values.get("profile", []) if text != name), None
            ):
                raise UsageError(
                    f'the alias "{self.aliases[-1]}" selects profile "{name}", '
                    f'and the command line "{other}"'
                )
        return Flags(last.get("profile"), last.get("dotenv") == TRUE, overrides)


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
                raise _misplaced_option(word, branch)
            _add(line.global_values, pairs)
        elif not branch.path and self._is_alias(word, branch):
            words[:1] = self._expand(line, word)
        else:
            node, candidates = find_child(word, branch)
            if len(candidates) > 1:
                line.contested.append((word, candidates))
            line.node = node.resolve() if isinstance(node, Branch) else node
            del words[0]

    def _is_alias(self, word: str, branch: Branch) -> bool:
        return find_exact(word, branch) is None and word in self._aliases()

    def _expand(self, line: ParsedLine, alias: str) -> list[str]:
        if alias in line.aliases:
            circle = " -> ".join([*line.aliases, alias])
            raise UsageError(
                f"the alias is circular: {circle}",
                hint=f"Remove one with: clerk config alias remove {alias}",
            )
        line.aliases.append(alias)
        words = command_words(alias, self._aliases()[alias])
        line.alias_profiles += read_global_options(words).get("profile", [])
        return words


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
                raise _unknown_option(words[0], leaf)
            _add(line.values, [pair for pair in pairs if pair[0] in names])
            _add(line.global_values, [pair for pair in pairs if pair[0] not in names])
        else:
            positional.append(words.pop(0))
    if not line.wants("help"):
        line.values |= _assign_arguments(positional, leaf, has_file="from_" in line.values)
        _require_options(line.values, leaf)


def _require_clear_name(line: ParsedLine, leaf: Leaf) -> None:
    """Refuse to run a destructive command by an abbreviation that fits another one as well."""
    if line.contested and leaf.command.spec.is_destructive:
        raise ambiguous(*line.contested[0])


def _add(values: RawValues, pairs: list[tuple[str, str]]) -> None:
    for name, text in pairs:
        values.setdefault(name, []).append(text)


def _assign_arguments(words: list[str], leaf: Leaf, *, has_file: bool) -> RawValues:
    """Assign the positional words to the arguments; a file can stand for the last one."""
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    required = [item.field.label for item in arguments if item.required]
    if leaf.command.spec.many and has_file:
        required.pop()
    if missing := required[len(words) :]:
        raise _usage_error(f"missing required argument{_s(missing)}: {_join(missing)}", leaf)
    variadic = bool(arguments) and arguments[-1].variadic
    if len(words) > len(arguments) and not variadic:
        labels = [item.field.label for item in arguments]
        expected = (
            f"{len(labels)} argument{_s(labels)} ({_join(labels)})" if labels else "no argument"
        )
        raise _usage_error(f"expected {expected}, got {len(words)}: {' '.join(words)}", leaf)
    if variadic:
        last = len(arguments) - 1
        values = {item.name: [word] for item, word in zip(arguments, words[:last], strict=False)}
        return values | {arguments[-1].name: words[last:]}
    return {item.name: [word] for item, word in zip(arguments, words, strict=False)}


def _require_options(values: RawValues, leaf: Leaf) -> None:
    missing = [
        item.field.label
        for item in leaf.parameters
        if item.role == "option" and item.required and item.name not in values
    ]
    if missing:
        raise _usage_error(f"missing required option{_s(missing)}: {_join(missing)}", leaf)


def _usage_error(message: str, leaf: Leaf) -> UsageError:
    return UsageError(message, hint=f"Usage: {usage(leaf)}")


def _misplaced_option(word: str, branch: Branch) -> UsageError:
    place = " ".join(("clerk", *branch.path))
    return UsageError(
        f'unknown option "{word}" for "{place}"',
        hint=f"Options of a command follow its last word; see {place} --help.",
    )


def _unknown_option(word: str, leaf: Leaf) -> UsageError:
    from difflib import get_close_matches

    place = " ".join(("clerk", *leaf.path))
    text = word.partition("=")[0]
    forms = (*global_forms(at_root=False), *option_forms(leaf.parameters))
    texts = [form.text for form in forms]
    longer = [form for form in texts if form.startswith(text)] if len(text) > 3 else []
    similar = get_close_matches(text, texts, n=2, cutoff=0.7) if len(text) > 2 else []
    suggestions = longer[:3] or similar
    see = f"See {place} --help; values that begin with a dash follow --."
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else see
    return UsageError(f'unknown option "{text}" for "{place}"', hint=hint)


def _s(labels: list[str]) -> str:
    return "" if len(labels) == 1 else "s"


def _join(labels: list[str]) -> str:
    *most, last = labels
    return f"{', '.join(most)} and {last}" if most else last
