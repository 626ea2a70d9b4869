"""Plain English: no phrase that a native engineer would stop at.

Phrases are looked for in messages, help, docs and names of tests, across line breaks; single words
only as whole identifiers, where they name nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import (
    ROOT,
    core_files,
    functions_of,
    plugin_files,
    relative,
    source_of,
    tree_of,
)
from walks import each

PAGES = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / "plugins").glob("*/*.md"),
        *(path for end in ("md", "yml") for path in (ROOT / ".github").rglob(f"*.{end}")),
    ]
)
SCRIPTS = sorted(
    [
        *(ROOT / "docs").rglob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
        *(ROOT / "examples").rglob("*.py"),
        *(ROOT / ".github/release").glob("*.py"),
    ]
)
SOURCES = [*core_files(), *plugin_files(), *SCRIPTS]
TESTS = sorted(
    path
    for pattern in ("tests", "core/tests", "plugins/*/tests", "examples/*/tests")
    for path in ROOT.glob(f"{pattern}/**/test_*.py")
)

PHRASES = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\banew\b": "again",
    r"\bstrangers?\b": "third-party",
    r"\bvouch(es|ed)?\b": "trust",
    r"\bat hand\b": "available",
    r"\bway out\b": "fix",
    r"(?<!there )\bis no (?!longer\b|more\b|such\b)\w+": "is not a valid …",
    r"(?<!there )\bare no (?!longer\b|more\b)\w+": "are not …",
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
    r"\b(host|itself|owner|permission|warning) alone\b": "only",
    r"\bload no plugins?\b": "run without plugins",
    r"\bchange nothing; fail\b": "report differences and exit 1",
    r"\bwith which somebody\b": "impersonation links",
    r"\blet rules act\b|\bkeep rules from acting\b": "enable / disable rule enforcement",
    r"\btake what ai wrote\b": "accept the generated expression",
    r"\bis not of version\b": "version differs from",
    r"\brefusing to go on\b": "confirmation required",
    r"\bquestion would be\b": "would ask",
    r"\bcharacters that no \w+ has\b": "invalid characters",
    r"\bnothing installed\b": "unsupported",
    r"\bhave been carried out\b": "have succeeded",
    r"\btotal is not known\b": "could not get the total",
    r"\bcannot stand\b": "cannot be placed",
    r"\bsomebody else keeps\b": "concurrent modification",
    r"\bis as new\b": "has been reset",
    r"\bwants? it slower\b": "rate limits",
    r"\btried again\b": "retried",
    r"\bstderr is talk\b": "messages go to stderr",
    r"\btexts\b": "text, strings",
    r"\bgo(es)? on\b": "continue",
    r"\b(value|key|last|first)( one| use| assignment)?( that)? counts\b": "takes precedence",
    r"\b(answer|reply) of the (api|server)\b": "response",
    r"\b(takes? (some|no)thing|(is|are) taken) away\b": "removes or revokes, destructive",
    r"\bof the operating system\b": "the operating system's …",
    r"\bof npm\b": "the npm package",
    r"\bpatience\b": "simulated failures",
    r"\bcarried out\b": "processed",
    r"\ball the same\b": "anyway",
    r"\bcame of\b": "the outcome",
    r"\bruns? in circles\b": "is circular",
    r"\bpass bot protection\b": "bypass bot protection",
    r"\bthere twice\b": "appears twice, duplicate key",
    r"\boverrules?\b": "overrides",
    r"\bkeeps? to the limit\b": "respects the limit",
    r"\bforms? again\b": "is restored",
    r"\bneither a number nor a part\b": "neither a number nor a percentage",
    r"\bgive at least\b": "pass at least",
    r"\bexist already\b": "already exists",
    r"\bshuts? (people|somebody) out\b": "locks out",
    r"\bbelow some words\b": "in a group",
    r"\bcannot be used together\b": "--a cannot be combined with --b",
    r"\bplugins? of others\b": "third-party",
}
"""What is banned, and what people say instead."""

_BEGINNING_A_WORD = "|".join(phrase.removeprefix(r"\b") for phrase in PHRASES)
ANY_PHRASE = re.compile(rf"\b(?:{_BEGINNING_A_WORD})")
"""Whether a text without capitals has any of them, in one pass; each begins with a word."""

IDENTIFIERS = frozenset(
    {
        "each", "found", "given", "said", "kept", "known", "own", "told", "mend", "anew",
        "stranger", "strangers", "vouch", "talk", "wish", "whole", "sheet", "facts", "absent",
        "ahead", "blamed", "doubts", "facts_of", "fill_in", "gives", "harmless", "held_back",
        "itself", "learn", "leave", "left_behind", "make_whole", "moment", "narrowest",
        "not_at_hand", "patience", "shielded", "shrinks", "spelling", "standin", "surroundings",
        "warden", "way_out", "way_to_have", "without_doubles",
    }
)  # fmt: skip
"""Words that name nothing as a whole identifier, in any case: a noun of the domain does."""


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
    """The phrases of a text that are banned, each with the words around it."""
    line = " ".join(text.split())
    if not ANY_PHRASE.search(line.lower()):
        return []
    return [
        f'"{line[max(0, match.start() - 30) : match.end() + 20]}" (say: {better})'
        for pattern, better in PHRASES.items()
        for match in re.finditer(pattern, line, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "text", ["is placed\nbeside\n    itself", "Refusing\n\tto go on", "mended"]
)
def test_a_phrase_is_found_in_any_case_and_across_line_breaks(text: str) -> None:
    assert banned(text)


@each("path", PAGES, relative)
def test_a_page_is_in_plain_english(path: Path) -> None:
    phrases = banned(source_of(path))
    assert not phrases, "\n".join(phrases)


def test_a_list_in_help_has_a_comma_before_its_last_item() -> None:
    help_pages = " ".join(source_of(ROOT / "docs/commands.md").split())
    assert not re.findall(r"\b[\w.-]+, [\w.-]+ (?:and|or) [\w.-]+", help_pages)


@each("path", SOURCES, relative)
def test_messages_help_and_docstrings_are_in_plain_english(path: Path) -> None:
    phrases = [f"{line}: {entry}" for line, text in texts_of(path) for entry in banned(text)]
    assert not phrases, "\n".join(phrases)


@each("path", TESTS, relative)
def test_names_of_tests_are_in_plain_english(path: Path) -> None:
    names = [name for name, _ in functions_of(path) if name.startswith("test_")]
    phrases = [entry for name in names for entry in banned(name.replace("_", " "))]
    assert not phrases, "\n".join(phrases)


@each("path", SOURCES, relative)
def test_identifiers_are_nouns_of_the_domain(path: Path) -> None:
    names = [
        f"{line}: {name}"
        for line, name in identifiers_of(path)
        if name.strip("_").lower() in IDENTIFIERS
    ]
    assert not names, "\n".join(names)
