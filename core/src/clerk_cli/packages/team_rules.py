"""What a file that everybody gets with the code may share, and what each user decides alone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING

from clerk_cli.config import alias_expansion, aliases
from clerk_cli.config.masking import holds_secret, is_secret, is_secret_name
from clerk_cli.errors import UsageError
from clerk_cli.plugins.official import OFFICIAL
from clerk_cli.startup.locations import PLUGINS_OPTION, PLUGINS_SETTING

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

PERSONAL = ("clerk.api.url", "profile", PLUGINS_SETTING)
"""Settings that decide where keys are sent, or which code runs; each user sets them."""

PERSONAL_PREFIXES = ("ai.",)
URL_WORDS = ("clerk.api.url", "--api-url")
PROGRAM_OPTIONS = ("--mcp-config", PLUGINS_OPTION)
"""Options that name programs to run."""

LOCAL_OPTIONS = ("--failures", "--fix")
"""Options that change files of this computer."""

KEY_OPTIONS = re.compile(r"-p.*|--profile(=.*)?|--dotenv(=.*)?", re.DOTALL)
"""Options that select the key, and so the instance."""

READING = {
    "config": (
        "config list", "config ls", "config get", "config path", "config alias list",
        "config alias ls", "config alias path", "config profile list", "config profile ls",
        "config profile show", "config profile path",
    ),
    "plugins": ("plugins list", "plugins ls", "plugins show"),
    "plugin": ("plugin list", "plugin ls", "plugin show"),
    "init": (),
}  # fmt: skip
"""The groups that change this computer, each with those of its commands that only read."""

WITHOUT_SECRET = re.compile(r"=(-|\$[1-9])$")
"""The end of a word whose value comes from stdin, or from the command line."""

LAST_WORD = re.compile(r"(?:[\w.-]*[-_.])?(\w+)")


def check_alias(
    name: str, command: str, table: Mapping[str, str], words: Iterable[str] = ()
) -> None:
    """Refuse an alias that is not valid, or does what a team file must not do.

    Args:
        name: The alias.
        command: What it stands for.
        table: All aliases that there will be.
        words: The first words of all commands.

    Raises:
        UsageError: It cannot be shared; the message says why.
    """
    words = frozenset(words)
    aliases.check_name(name)
    aliases.check_free(name, words)
    parts = alias_expansion.command_words(name, command)
    alias_expansion.check_words(name, parts)
    if alias_expansion.has_placeholder(aliases.first_command_word(parts)):
        raise UsageError(f'the alias "{name}" must begin with a command', hint="Change it.")
    aliases.check_loop(name, table, words)
    lowered = name.lower()
    ours = sorted({*words, *(word for group in OFFICIAL.values() for word in group)})
    if word := next((word for word in ours if word.startswith(lowered)), None):
        raise UsageError(
            f'the alias "{name}" is an abbreviation of "{word}"', hint="Choose another name."
        )
    _check_secrets(name, parts)
    if any(word in command for word in URL_WORDS):
        raise UsageError(f'the alias "{name}" changes the API URL', hint="Remove it.")
    _check_action(name, parts, table, words)


def check_default(key: str, value: str, settings: Iterable[Setting]) -> None:
    """Refuse a default that is a secret, a command, or everybody's own.

    Args:
        key: The setting.
        value: Its value.
        settings: The settings of the core and of plugins, some of which are secret.

    Raises:
        UsageError: It cannot be shared; the message has the key and never the value.
    """
    name = key.strip().lower()
    if value.strip().startswith("!"):
        raise UsageError(
            f"{key} is a command, which a team file cannot contain",
            hint=f"Remove it. To store one yourself: clerk config set {key} --type=command",
        )
    if is_secret(name, settings) or holds_secret(value):
        raise UsageError(
            f"{key} is a secret, which a team file cannot contain",
            hint=f"Remove it. Each user can store their own with: clerk config set {key}",
        )
    if name in PERSONAL or name.startswith(PERSONAL_PREFIXES):
        raise UsageError(
            f"{key} cannot be set in a team file",
            hint=f"Remove it. To set it yourself: clerk config set {name} VALUE",
        )


def _check_secrets(name: str, words: list[str]) -> None:
    if any(holds_secret(WITHOUT_SECRET.sub("", word)) for word in words):
        raise UsageError(f'the alias "{name}" contains a secret key', hint="Remove it.")
    for word, after in zip(words, [*words[1:], ""], strict=True):
        option, attached, value = word.partition("=")
        follows = word.startswith("-") and after and not after.startswith("-")
        is_elsewhere = WITHOUT_SECRET.fullmatch(f"={value if attached else after}")
        if (attached or follows) and not is_elsewhere and _names_secret(option):
            raise UsageError(
                f'the alias "{name}" contains a secret: the value of {option}', hint="Remove it."
            )


def _names_secret(word: str) -> bool:
    """Whether an option, or the name in ``name=value``, is that of a secret."""
    match = LAST_WORD.fullmatch(word)
    # The last word counts: --skip-password-checks is a flag.
    last = match.group(1) if match else ""
    return is_secret_name(last) or word.lower().endswith("api-key")


def _check_action(
    name: str, words: list[str], table: Mapping[str, str], commands: Container[str]
) -> None:
    """Refuse what changes this computer: its configuration, its plugins, or what it runs."""
    words = _expanded(words, table, commands)
    if key_option := next((word for word in words if KEY_OPTIONS.fullmatch(word)), None):
        raise UsageError(
            f'the alias "{name}" selects the key with {key_option.split("=")[0]}',
            hint="Remove the option: each user selects their own profile.",
        )
    for option in (word.split("=")[0] for word in words):
        if option in (*PROGRAM_OPTIONS, *LOCAL_OPTIONS):
            does = "chooses programs to run" if option in PROGRAM_OPTIONS else "changes files"
            raise UsageError(f'the alias "{name}" {does} with {option}', hint="Remove the option.")
    command = [word.lower() for word in aliases.words_of_command(words)]
    first = command[0] if command else ""
    for group, reading in READING.items():
        means = first == group or (first not in commands and group.startswith(first))
        if first and means and not _is_one_of(command, reading):
            allowed = ", ".join(line for line in reading if not line.endswith(" ls"))
            raise UsageError(
                f'the alias "{name}" runs clerk {" ".join(command[:2])}, which a team file cannot '
                "contain",
                hint=f"Of this group, it may contain: {allowed}." if allowed else "Remove it.",
            )


def _expanded(words: list[str], table: Mapping[str, str], commands: Container[str]) -> list[str]:
    """The words, with the alias that they begin with replaced by what it leads to.

    Loops were refused, but arguments can make one; the parser ends it, so an alias comes once.
    """
    used: set[str] = set()
    while True:
        alias = aliases.first_command_word(words)
        if alias not in table or alias.lower() in commands or alias in used:
            return words
        used.add(alias)
        place = words.index(alias)
        expanded, rest = alias_expansion.expand(
            alias, table[alias], words[place + 1 :], partly=True
        )
        words = [*words[:place], *expanded, *rest]


def _is_one_of(command: list[str], lines: tuple[str, ...]) -> bool:
    return any(command[: len(line.split())] == line.split() for line in lines)
