"""What the text of a jq program tells without running it: which members of its input it can see."""

from __future__ import annotations

import re

NAME = r"[A-Za-z_]\w*"
PATH = rf"\.{NAME}\??(?:\[\d*\]\??|\.{NAME}\??)*"
ENTRY = rf'(?:{NAME}|(?:{NAME}|"[^"\\]*")\s*:\s*{PATH})'
ITEM = rf"(?:{PATH}|\{{\s*{ENTRY}(?:\s*,\s*{ENTRY})*\s*\}}|\[\s*{PATH}(?:\s*,\s*{PATH})*\s*\])"
TEXT, END = r'"[^"\\]*"', r"(?![\w.\[?])"
CONDITION = (
    rf"(?:{PATH}{END}|{TEXT}|-?\d+(?:\.\d+)?{END}|(?:true|false|null|and|or){END}|[=!<>]=|[<>]|[()]"
    rf"|\|\s*(?:not{END}|(?:test|startswith|endswith|contains)\({TEXT}\)))"
)
SELECT = rf"select\(\s*(?:{CONDITION}\s*)+\)\s*\|\s*"
NARROW = re.compile(rf"\s*(?:{SELECT})*{ITEM}(?:\s*,\s*{ITEM})*\s*(?:\|(?!=)|$)")
"""A program that begins with paths, or objects and lists of paths, perhaps after conditions about
paths: it sees only what they name."""

ENTRY_NAME = re.compile(rf'(?:^|[^.\w"\]?])\s*\.({NAME})|[{{,]\s*({NAME})\s*(?=[,}}])')

BY_NAME = re.compile(rf"\s*(?:keys|keys_unsorted|length|has\({TEXT}\))\s*(?:\|(?!=)|$)")
"""A program that begins by asking for the names of the members of its input, whatever they hold."""

MAX_LOOPS = 3
"""Lists that a brief program may go through: each one inside another multiplies its time."""


def needed_members(program: str) -> tuple[str, ...] | None:
    """The members of its input that a program can see; None if it may see all of them.

    To encode and parse only these is what makes long lists fast.

    Args:
        program: A valid program.
    """
    start = NARROW.match(program)
    if start is None:
        return None
    names = (match[1] or match[2] for match in ENTRY_NAME.finditer(start[0]))
    return tuple(dict.fromkeys(names))


def sees_only_names(program: str) -> bool:
    """Whether a program sees the names of the members of its input, and not what they hold.

    Args:
        program: A valid program.
    """
    return BY_NAME.match(program) is not None


def is_brief(program: str) -> bool:
    """Whether a program certainly ends soon: it has paths and conditions about them, nothing else.

    Args:
        program: A valid program.
    """
    start = NARROW.match(program)
    return start is not None and start.end() == len(program) and program.count("[]") <= MAX_LOOPS
