"""The grammar of ``.env`` files, as the usual loaders read them, for one key."""

from __future__ import annotations

import re

from clerk_cli.frozen import Frozen

VARIABLE = "CLERK_SECRET_KEY"
SPACE = r"[^\S\n]"
QUOTES = ("'", '"', "`")
ASSIGNMENT = re.compile(
    rf"\ufeff?{SPACE}*(?:export{SPACE}+)?(?P<quote>['\"]?)(?P<name>[A-Za-z0-9_.-]+)(?P=quote)"
    rf"(?:{SPACE}*={SPACE}*|:{SPACE}+)"
)
QUOTED = re.compile(
    rf"""("(?:\\"|[^"])*"|'(?:\\'|[^'])*'|`(?:\\`|[^`])*`){SPACE}*(?:\#[^\n]*)?(?=\n|\Z)"""
)
REFERENCE = re.compile(r"\$[{(A-Za-z_]")
MENTION = re.compile(rf"\W*(?:\w+\W+)?{VARIABLE}(?!\w)\s*\S")
"""The key and more, where an assignment has its name, on a line that is not an assignment."""
AFTER_LONE_RETURN = re.compile(rf"\r[ \t]*(?:export[ \t]+)?{VARIABLE}[ \t]*[=:]")
COMMENT = re.compile(r"(?:^|\s)#.*")


class Assignment(Frozen):
    """One assignment to the key.

    Args:
        line: The number of its first line.
        source: Its lines as they are.
        value: The value, without quotes, spaces around it and comment.
        quoted: Whether there were quotes.
    """

    line: int
    source: str
    value: str
    quoted: bool


def value_of(text: str) -> str | None:
    """The key in the text of a ``.env`` file: the last assignment wins.

    Returns:
        None where there is no assignment; an empty string where the last one is empty.

    Raises:
        ValueError: It cannot be told which key is meant.
    """
    if AFTER_LONE_RETURN.search(text):
        raise ValueError("a line ends with a carriage return but no line feed")
    last: Assignment | None = None
    position, number = 0, 1
    while position < len(text):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        length = len(line)
        if line.lstrip().startswith("#"):
            pass
        elif match := ASSIGNMENT.match(line):
            # As in the loaders, quotes that do not end where a line ends are no quotes.
            quoted = QUOTED.match(text, position + match.end())
            if quoted:
                length = quoted.end() - position
            if match["name"] == VARIABLE:
                value = quoted.group(1)[1:-1] if quoted else COMMENT.sub("", line[match.end() :])
                source = text[position : position + length]
                last = Assignment(number, source, value.strip(), bool(quoted))
        elif _is_hidden_assignment(line):
            raise ValueError(f"line {number} contains invisible or invalid characters")
        elif MENTION.match(line):
            raise ValueError(f"line {number} names the key but is not {VARIABLE}=VALUE")
        number += text.count("\n", position, position + length) + 1
        position += length + 1
    return None if last is None else _checked(last)


def _checked(last: Assignment) -> str:
    value = last.value
    if not value.isprintable() or any(_is_invalid(character) for character in last.source):
        raise ValueError(f"line {last.line} contains invisible or invalid characters")
    if REFERENCE.search(value):
        raise ValueError(f"line {last.line} refers to another variable; write the key itself")
    if "#" in value and not last.quoted:
        # Loaders of Node end the value there, those of Python and Ruby do not.
        raise ValueError(f"line {last.line} has a # in the value; write a space before a comment")
    if "\\" in value:
        raise ValueError(
            f"line {last.line} has a backslash, which dotenv loaders interpret differently"
        )
    if not last.quoted and value[:1] in QUOTES:
        raise ValueError(f"line {last.line} has an unclosed quote, or text after a closing quote")
    return value


def _is_invalid(character: str) -> bool:
    """Whether a character stands for bytes that could not be decoded."""
    return "\ud800" <= character <= "\udfff" or character == "\ufffd"


def _is_hidden_assignment(line: str) -> bool:
    """Whether only characters that nobody sees keep a line from assigning the key."""
    if line.isprintable():
        return False
    visible = "".join(
        character
        for character in line
        if character in " \t" or (character.isprintable() and not _is_invalid(character))
    )
    match = ASSIGNMENT.match(visible)
    return match is not None and match["name"] == VARIABLE
