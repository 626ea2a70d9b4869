"""What can come next in an unfinished command line, from plain spec about groups and commands.

The spec of a node are a dictionary, so that the index can keep it:

``children``
    For a group: words, help, and whether it low_priority, of each group and command below it.
``options``
    OptionForm, name, whether a value follows, and help, of each option.
``choices``
    Values by the name of the option that takes them.
``arguments``
    Values and help of each positional argument.
``repeats``
    Whether the last argument may be given several times.
``open``
    Names whose values are known only at run time: ``profile``, ``output``, ``alias``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    Node: TypeAlias = dict[str, Any]
    Candidate: TypeAlias = tuple[str, str]
    Find: TypeAlias = Callable[[tuple[str, ...]], Node]
    Open: TypeAlias = Callable[[str], Iterable[Candidate]]
    Expand: TypeAlias = Callable[[str], Iterable[str]]


class CacheMissError(Exception):
    """The spec of a node, or the values of a name, are not at hand."""


def raise_cache_miss(name: str) -> Iterable[Any]:
    """Values that have to be looked up, where nothing can look them up."""
    raise CacheMissError(name)


def candidates(
    find: Find, words: list[str], values: Open = raise_cache_miss, expand: Expand = raise_cache_miss
) -> list[Candidate]:
    """The words that can stand in the place of the last one, each with its meaning.

    Args:
        find: Gives the spec of the node that words lead to.
        words: The words after ``clerk``; the last one is unfinished, perhaps empty.
        values: Gives the values of names that are known only at run time.
        expand: Gives the words that an alias of the user stands for; none for another word.

    Raises:
        CacheMissError: Something is not at hand.
    """
    *finished, current = words or [""]
    place = _Place(find, values, expand)
    for word in finished:
        if not place.step(word):
            return []
    option, attached, value = current.partition("=")
    if attached and option in place.options:
        found = place.values_of(place.options[option][1])
        return [(f"{option}={text}", help) for text, help in found if text.startswith(value)]
    return [each for each in place.next(current) if each[0].startswith(current)]


def lines(found: list[Candidate]) -> str:
    """Candidates as a shell reads them: a word, a tab, its meaning."""
    return "".join(f"{text}\t{help}\n" for text, help in found)


class _Place:
    """Where in the line the unfinished word stands."""

    def __init__(self, find: Find, values: Open, expand: Expand) -> None:
        self._find = find
        self._values = values
        self._expand = expand
        self._expanded = False
        self._waits_for: str | None = None
        self._arguments = 0
        self._only_arguments = False
        self._enter(())

    def _enter(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._node = self._find(path)
        self.options: dict[str, Any] = {each[0]: each for each in self._node["options"]}

    def step(self, word: str) -> bool:
        """Go past a finished word; whether it leads anywhere."""
        if self._waits_for is not None:
            self._waits_for = None
        elif word == "--":
            self._only_arguments = True
        elif word.startswith("-") and not self._only_arguments:
            text, attached, _ = word.partition("=")
            option = self.options.get(text)
            if option and option[2] and not attached:
                self._waits_for = option[1]
        elif "children" in self._node:
            return self._descend(word)
        else:
            self._arguments += 1
        return True

    def _descend(self, given: str) -> bool:
        word, children = given.lower(), self._node["children"]
        exact = [words for words, _, _ in children if word in words]
        if not exact and not self._path and not self._expanded and "alias" in self._node["open"]:
            self._expanded = True
            if meant := list(self._expand(given)):
                return all(self.step(each) for each in meant)
        near = [
            (words, low_priority)
            for words, _, low_priority in children
            if any(each.startswith(word) for each in words)
        ]
        firm = [words for words, low_priority in near if not low_priority] or [
            words for words, _ in near
        ]
        found = exact or (firm if len(firm) == 1 else [])
        if not found:
            return False
        self._enter((*self._path, found[0][0]))
        return True

    def values_of(self, name: str) -> list[Candidate]:
        """The values of an option."""
        if name in self._node["choices"]:
            return [tuple(each) for each in self._node["choices"][name]]
        return list(self._values(name)) if name in self._node["open"] else []

    def next(self, current: str) -> list[Candidate]:
        """Everything that can come next."""
        if self._waits_for is not None:
            return self.values_of(self._waits_for)
        if current.startswith("-") and not self._only_arguments:
            return [(text, help) for text, _, _, help in self._node["options"] if text[:2] == "--"]
        if "children" in self._node:
            found = [(words[0], help) for words, help, _ in self._node["children"]]
            if not self._path and "alias" in self._node["open"]:
                found += list(self._values("alias"))
            return sorted(found)
        known = self._node["arguments"]
        place = min(self._arguments, len(known) - 1) if self._node["repeats"] else self._arguments
        here = known[place : place + 1]
        return [(choice, help) for choices, help in here for choice in choices]
