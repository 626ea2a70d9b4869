"""What is wrong with a command line, for the one that has it."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.console.options import global_forms, option_forms
from clerk_cli.console.suggestions import hint_for_option
from clerk_cli.console.surplus import where_it_belongs
from clerk_cli.console.tree import Branch, Leaf
from clerk_cli.console.usage import usage
from clerk_cli.errors import UsageError, series


def missing_parameters(role: str, labels: list[str], leaf: Leaf) -> UsageError:
    """The error for arguments or options that a command cannot do without.

    Args:
        role: What they are: ``argument`` or ``option``.
        labels: Their names.
        leaf: The command.
    """
    return _usage_error(f"missing required {role}{_s(labels)}: {series(labels)}", leaf)


def surplus(words: list[str], line_words: Sequence[str], leaf: Leaf) -> UsageError:
    """The error for more words than a command has arguments.

    Args:
        words: The words that are not options.
        line_words: All words after the command.
        leaf: The command.
    """
    labels = [item.field.label for item in leaf.parameters if item.role == "argument"]
    expected = (
        f"{len(labels)} argument{_s(labels)} ({series(labels)})" if labels else "no arguments"
    )
    advice = where_it_belongs(words[len(labels) :], tuple(line_words), leaf)
    return _usage_error(f"expected {expected}, got {len(words)}: {' '.join(words)}", leaf, advice)


def misplaced_option(word: str, branch: Branch) -> UsageError:
    """The error for an option of a command before the command's last word."""
    place = " ".join(("clerk", *branch.path))
    return UsageError(
        f'unknown option "{word}" for "{place}"',
        hint=f"Command options go after the command; see {place} --help.",
    )


def unknown_option(word: str, leaf: Leaf) -> UsageError:
    """The error for an option that a command does not have, with the one that may be meant."""
    place = " ".join(("clerk", *leaf.path))
    text = word.partition("=")[0]
    forms = [*global_forms(at_root=False), *option_forms(leaf.parameters)]
    hint = hint_for_option(text, forms)
    see = f"See {place} --help; put values that begin with a dash after --."
    return UsageError(f'unknown option "{text}" for "{place}"', hint=hint or see)


def _usage_error(message: str, leaf: Leaf, advice: str = "") -> UsageError:
    return UsageError(message, hint=f"{advice}\nUsage: {usage(leaf)}".lstrip())


def _s(labels: list[str]) -> str:
    return "" if len(labels) == 1 else "s"
