"""Where a value belongs that was given as an argument too many."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from clerk_cli.commands.kinds import is_number
from clerk_cli.console.options import option_forms
from clerk_cli.output import CORE_FORMAT_NAMES

if TYPE_CHECKING:
    from clerk_cli.commands.fields import Parameter
    from clerk_cli.console.tree import Leaf

FILE = re.compile(r"@.+|.*[/\\].*|.+\.(txt|csv|json|ndjson|jsonl|toml|ya?ml|lst|list)", re.ASCII)
ID_OPTIONS = {
    "user": ("--user-id", "--user", "--subject"),
    "org": ("--organization-id", "--organization", "--org", "--subject"),
    "sess": ("--session-id",),
    "client": ("--client-id",),
    "mch": ("--machine-id", "--subject"),
    "tmpl": ("--template-id", "--template"),
}
"""The options that take an ID, by its prefix."""

NAME_OPTIONS = ("--query", "--name", "--search")
"""The options that a bare word is most likely meant for."""


def where_it_belongs(surplus: list[str], line_words: tuple[str, ...], leaf: Leaf) -> str:
    """How to write the first surplus word, as a sentence; empty if nothing can be told.

    Args:
        surplus: The words for which there is no argument.
        line_words: All words after the command.
        leaf: The command.
    """
    word = surplus[0]
    options = {item.field.label: item for item in leaf.parameters if item.role != "argument"}
    if unquoted := _unquoted(word, line_words, leaf):
        return unquoted
    if word.startswith("-"):
        return "Options go before --."
    name, equals, value = word.partition("=")
    label = f"--{name.lower().replace('_', '-')}"
    if equals and label in options:
        return _did_you_mean(options[label], value)
    if label in options and options[label].takes_value and len(surplus) > 1:
        return _did_you_mean(options[label], surplus[1])
    if label in options and not options[label].takes_value:
        return f"Did you mean {label}?"
    if word in CORE_FORMAT_NAMES:
        return f"Did you mean --output {word}?"
    if word in ("y", "yes") and "--force" in options:
        return "Did you mean --force?"
    taking = [item for item in options.values() if item.takes_value]
    meant = [item for test in TESTS for item in taking if test(word, item)]
    # The only option that takes a value must be the one.
    if meant or (len(taking) == 1 and taking[0].field.label != "--limit"):
        return _did_you_mean((meant or taking)[0], word)
    return ""


def _unquoted(word: str, line_words: tuple[str, ...], leaf: Leaf) -> str:
    """The option whose value was not quoted, as in ``--name Ada Lovelace``."""
    takes_value = {form.text for form in option_forms(leaf.parameters) if form.takes_value}
    position = line_words.index(word)
    before = line_words[max(position - 2, 0) : position]
    if len(before) == 2 and before[0] in takes_value and not FILE.fullmatch(word):
        rest = [item for item in line_words[position:] if not item.startswith("-")]
        text = " ".join((before[1], *rest))
        return f"A value with spaces needs quotes: {before[0]} {shlex.quote(text)}"
    return ""


def _did_you_mean(item: Parameter, value: str) -> str:
    marker = "@" if item.files == "@" and FILE.fullmatch(value) and value[0] != "@" else ""
    return f"Did you mean {item.field.label} {shlex.quote(f'{marker}{value}')}?"


def _is_choice(word: str, item: Parameter) -> bool:
    choices = item.kind.choices if item.kind else ()
    return word.lower() in [choice.lower() for choice in choices]


def _is_id_for(word: str, item: Parameter) -> bool:
    prefix, underscore, _ = word.partition("_")
    return bool(underscore) and item.field.label in ID_OPTIONS.get(prefix, ())


def _is_address_for(word: str, item: Parameter) -> bool:
    return "@" in word[1:] and item.field.label.startswith(("--email", "--identifier"))


def _is_file_for(word: str, item: Parameter) -> bool:
    return bool(FILE.fullmatch(word)) and bool(item.files)


def _is_limit(word: str, item: Parameter) -> bool:
    return is_number(word) and item.field.label == "--limit"


def _is_name_for(_word: str, item: Parameter) -> bool:
    return item.field.label in NAME_OPTIONS or item.required


TESTS: tuple[Callable[[str, Parameter], bool], ...] = (
    _is_choice,
    _is_id_for,
    _is_file_for,
    _is_address_for,
    _is_limit,
    _is_name_for,
)
"""Whether a word is a value for an option, the surest test first."""
