"""What can come next in an unfinished command line.

The specification of a node of the command tree is a dictionary, so that the index can store it:

``children``
    For a group: names, aliases, whether it is an extension, and help, of each group and command.
``options``
    Form, name, whether a value follows, and help, of each option.
``values``
    Values with help, by the name of the option or argument that takes them.
``sources``
    Names of values that are known only at run time, such as ``profiles``, by option or argument.
``values_of``
    For an argument: values with help, by the word before it, as those of a setting.
``lists``
    The options that take several values, separated by commas.
``files``
    ``path`` if a value is a path, ``@`` if a path follows that character, by option or argument.
``arguments``
    The names of the positional arguments.
``variadic``
    Whether the last argument takes several values.
``command_at``
    The argument from which on the words are those of another command line; -1 for none.
"""

from __future__ import annotations

from clerk_cli.startup.matching import match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    NodeSpec: TypeAlias = dict[str, Any]
    Candidate: TypeAlias = tuple[str, str]
    FindNode: TypeAlias = Callable[[tuple[str, ...]], NodeSpec]
    FindValues: TypeAlias = Callable[[str], Iterable[Candidate]]
    ExpandAlias: TypeAlias = Callable[[str], Iterable[str]]


FILES = ":files"
"""The word that stands for the files of a folder; what precedes their paths follows it."""


class CacheMissError(Exception):
    """The specification of a node, or the values of a name, are not in the index."""


def raise_cache_miss(name: str) -> Iterable[Any]:
    """Refuse to look up values that the index does not have."""
    raise CacheMissError(name)


def candidates(
    find_node: FindNode,
    words: list[str],
    find_values: FindValues = raise_cache_miss,
    expand_alias: ExpandAlias = raise_cache_miss,
) -> list[Candidate]:
    """The words that can replace the last one, each with its help.

    Args:
        find_node: Returns the specification of the node that words lead to.
        words: The words after ``clerk``; the last one is unfinished, perhaps empty.
        find_values: Returns the values of names that are known only at run time.
        expand_alias: Returns the words that a user's alias stands for; none for another word.

    Raises:
        CacheMissError: Something is not in the index.
    """
    *complete, current = words or [""]
    if complete[:1] == ["help"]:
        del complete[0]
    cursor = _Cursor(find_node, find_values, expand_alias)
    for word in complete:
        if not cursor.advance(word):
            return []
    option, attached, value = current.partition("=")
    if attached and option in cursor.options and not cursor.in_value:
        rows = cursor.values(cursor.options[option][1], value)
        return [_attached(option, row) for row in rows]
    return cursor.next(current)


def _attached(option: str, row: Candidate) -> Candidate:
    """A value behind ``--option=``."""
    text, help = row
    return (FILES, f"{option}={help}") if text == FILES else (f"{option}={text}", help)


def to_lines(rows: list[Candidate]) -> str:
    """Candidates as a shell reads them: a word, a tab, its help."""
    return "".join(f"{text}\t{help}\n" for text, help in rows)


class _Cursor:
    """The position of the unfinished word in the command line."""

    def __init__(
        self, find_node: FindNode, find_values: FindValues, expand_alias: ExpandAlias
    ) -> None:
        self._find_node = find_node
        self._find_values = find_values
        self._expand_alias = expand_alias
        self._alias_expanded = False
        self._enter(())

    def _enter(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._node = self._find_node(path)
        self._pending_option: str | None = None
        self._arguments: list[str] = []
        self._options_ended = False
        self.options: dict[str, Any] = {option[0]: option for option in self._node["options"]}

    @property
    def in_value(self) -> bool:
        """Whether a value must come next, however it begins."""
        return self._pending_option is not None or self._options_ended

    def advance(self, word: str) -> bool:
        """Move past a complete word; False if it leads nowhere."""
        is_group = "children" in self._node
        if self._pending_option is not None:
            self._pending_option = None
        elif word == "--":
            self._options_ended = not is_group
        elif word.startswith("-") and word != "-" and not self._options_ended:
            text, attached, _ = word.partition("=")
            option = self.options.get(text)
            if option and option[2] and not attached:
                self._pending_option = option[1]
        elif is_group:
            return self._descend(word)
        else:
            self._arguments.append(word)
            if len(self._arguments) == self._node["command_at"]:
                self._enter(())
        return True

    def _descend(self, word: str) -> bool:
        children = self._node["children"]
        entries = [child[:3] for child in children]
        index, _ = match(word, entries, " ".join(self._path))
        exact = index is not None and word.lower() in (*entries[index][0], *entries[index][1])
        if not exact and not self._path and not self._alias_expanded and self._has_aliases:
            self._alias_expanded = True
            if expansion := list(self._expand_alias(word)):
                return all(self.advance(part) for part in expansion)
        if index is None:
            return False
        self._enter((*self._path, children[index][0][0]))
        return True

    @property
    def _has_aliases(self) -> bool:
        return "alias" in self._node["sources"]

    def values(self, name: str, current: str) -> list[Candidate]:
        """The values of an option or argument that begin with a text."""
        node = self._node
        rows: list[Candidate] = [tuple(row) for row in node["values"].get(name, ())]
        if name in node["sources"]:
            rows += self._find_values(node["sources"][name])
        if name in node["values_of"] and self._arguments:
            rows += [tuple(row) for row in node["values_of"][name].get(self._arguments[-1], ())]
        files = node["files"].get(name, "")
        *before, last = current.split(",") if name in node["lists"] else [current]
        rows = _fitting(rows, last, ",".join([*before, ""]))
        if files == "path" and not current.startswith(("@", "{")):
            rows.append((FILES, ""))
        elif files and current.startswith("@"):
            rows.append((FILES, "@"))
        return rows

    def next(self, current: str) -> list[Candidate]:
        """Everything that can come next and begins with a text."""
        if self._pending_option is not None:
            return self.values(self._pending_option, current)
        if current.startswith("-") and not self._options_ended:
            rows = [(text, help) for text, _, _, help in self._node["options"] if text[:2] == "--"]
            return _fitting(rows, current)
        if "children" in self._node:
            children = [(names[0], help) for names, _, _, help in self._node["children"]]
            if not self._path and self._has_aliases:
                children += list(self._find_values("aliases"))
            return _fitting(sorted(children), current)
        names = self._node["arguments"]
        place = len(self._arguments)
        if self._node["variadic"]:
            place = min(place, len(names) - 1)
        return self.values(names[place], current) if place < len(names) else []


def _fitting(rows: list[Candidate], current: str, before: str = "") -> list[Candidate]:
    """The candidates that begin with a text; those in another case if there are none."""
    lowered = current.lower()
    exact = [row for row in rows if row[0].startswith(current)]
    fitting = exact or [row for row in rows if row[0].lower().startswith(lowered)]
    return [(f"{before}{text}", help) for text, help in fitting]
