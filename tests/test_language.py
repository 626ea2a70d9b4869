"""Plain English: phrases that a native engineer would stop at stand nowhere.

Phrases are looked for in messages, help and docs; single words only as whole identifiers, where
they name nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import ROOT, core_files, plugin_files, relative, source_of, tree_of

PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "plugins").glob("*/*.md")]
)
SCRIPTS = sorted(
    [
        *(ROOT / "docs").rglob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
        *(ROOT / "examples").rglob("*.py"),
    ]
)
SOURCES = [*core_files(), *plugin_files(), *SCRIPTS]

PHRASES = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\banew\b": "again",
    r"\bstrangers?\b": "third-party",
    r"\bvouch(es|ed)?\b": "trust",
    r"\bat hand\b": "available",
    r"\bway out\b": "fix",
    r"\bis no (?!longer\b|more\b|such\b|need\b)\w+": "is not a valid …",
    r"\bare no (?!longer\b|more\b)\w+ of\b": "are not …",
    r"\bcomes? to no end\b": "exceeds the limit",
    r"\bbeside itself\b": "relative to itself",
    r"\b(is|are) there already\b": "already exists",
    r"\bhas already\b(?= (a|an|the)\b)": "already has",
    r"\bsecond time\b": "already registered",
    r"\bdid not end within\b": "timed out after",
    r"\btyped in\b": "entered at the prompt",
    r"\bnobody is told\b": "is never notified",
    r"\blook before\b": "check before retrying",
    r"\bblanks\b": "spaces",
    r"\bmake a shell complete\b": "generate completion scripts",
    r"\bwithout a question\b": "without asking",
    r"\btakes? note\b": "records",
    r"\bto be carried out\b": "to succeed",
    r"\bsay(s)? it(self)? in words\b": "describe",
    r"\bwhat is said\b": "the message",
    r"\bcolou?red? as a whole\b": "",
    r"\b(colour|normalis|synchronis|behaviour|cancelled|recognis|authoris|organis)\w*": "American",
    r"\bspeaks? (https?|of|for)\b": "supports",
    r"\bcounts? no more\b": "is no longer valid",
    r"\bby itself alone\b": "alone",
}
"""What is banned, and what people say instead."""

IDENTIFIERS = frozenset(
    {
        "each", "found", "given", "said", "kept", "known", "own", "told", "mend", "anew",
        "stranger", "strangers", "vouch", "talk", "wish", "whole", "sheet", "facts",
    }
)  # fmt: skip
"""Words that name nothing as a whole identifier: a noun of the domain does."""


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The text constants of a file, its docstrings included, with their lines."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def identifiers_of(path: Path) -> Iterator[tuple[int, str]]:
    """The names that a file binds: functions, classes, arguments, variables, attributes."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def banned(text: str) -> list[str]:
    return [
        f'"{match.group()}" (say: {better})'
        for pattern, better in PHRASES.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_page_is_in_plain_english(path: Path) -> None:
    lines = source_of(path).splitlines()
    assert [f"{at}: {entry}" for at, line in enumerate(lines, 1) for entry in banned(line)] == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_messages_help_and_docstrings_are_in_plain_english(path: Path) -> None:
    phrases = [f"{line}: {entry}" for line, text in texts_of(path) for entry in banned(text)]
    assert phrases == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_identifiers_are_nouns_of_the_domain(path: Path) -> None:
    names = identifiers_of(path)
    assert [f"{line}: {name}" for line, name in names if name.strip("_") in IDENTIFIERS] == []
