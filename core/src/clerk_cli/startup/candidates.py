"""What can come next in an unfinished command line.

The specification of a node of the command tree is a dictionary, so that the index can store it:

``children``
    For a group: names, aliases, whether it is an extension, and help, of each group and command.
``options``
    Form, name, whether a value follows, and help, of each option.
``choices``
    Values by the name of the option that takes them.
``arguments``
    Values and help of each positional argument.
``variadic``
    Whether the last argument takes several values.
``dynamic``
    Names whose values are known only at run time: ``profile``, ``output``, ``alias``.
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
    cursor = _Cursor(find_node, find_values, expand_alias)
    for word in complete:
        if not cursor.advance(word):
            return []
    option, attached, value = current.partition("=")
    if attached and option in cursor.options:
        values = cursor.values_of(cursor.options[option][1])
        return [(f"{option}={text}", help) for text, help in values if text.startswith(value)]
    return [candidate for candidate in cursor.next(current) if candidate[0].startswith(current)]


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
        self._pending_option: str | None = None
        self._arguments = 0
        self._options_ended = False
        self._enter(())

    def _enter(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._node = self._find_node(path)
        self.options: dict[str, Any] = {option[0]: option for option in self._node["options"]}

    def advance(self, word: str) -> bool:
        """Move past a complete word; False if it leads nowhere."""
        if self._pending_option is not None:
            self._pending_option = None
        elif word == "--":
            self._options_ended = True
        elif word.startswith("-") and not self._options_ended:
            text, attached, _ = word.partition("=")
            option = self.options.get(text)
            if option and option[2] and not attached:
                self._pending_option = option[1]
        elif "children" in self._node:
            return self._descend(word)
        else:
            self._arguments += 1
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
        return "alias" in self._node["dynamic"]

    def values_of(self, name: str) -> list[Candidate]:
        """The values of an option."""
        if name in self._node["choices"]:
            return [tuple(choice) for choice in self._node["choices"][name]]
        return list(self._find_values(name)) if name in self._node["dynamic"] else []

    def next(self, current: str) -> list[Candidate]:
        """Everything that can come next."""
        if self._pending_option is not None:
            return self.values_of(self._pending_option)
        if current.startswith("-") and not self._options_ended:
            return [(text, help) for text, _, _, help in self._node["options"] if text[:2] == "--"]
        if "children" in self._node:
            children = [(names[0], help) for names, _, _, help in self._node["children"]]
            if not self._path and self._has_aliases:
                children += list(self._find_values("alias"))
            return sorted(children)
        arguments = self._node["arguments"]
        last = len(arguments) - 1
        index = min(self._arguments, last) if self._node["variadic"] else self._arguments
        return [
            (choice, help) for choices, help in arguments[index : index + 1] for choice in choices
        ]
