"""The lines of a profiles file: what each means, and what may be written into one."""

from __future__ import annotations

from clerk_cli.errors import UsageError
from clerk_cli.startup.locations import PLUGINS_SETTING

GLOBAL = ""
"""The ``[default]`` section; no profile can have this name."""

DEFAULT_PROFILE = "default"
ACTIVE_KEY = "profile"
SHARED_KEYS = frozenset({PLUGINS_SETTING})
"""Settings that no profile has for itself, because they are read before one is selected."""

SPELLINGS = {
    "clerk.key": ("key", "apikey", "secret", "secretkey", "clerkapikey", "clerksecret",
                  "clerksecretkey"),
    "clerk.api.url": ("url", "api", "apiurl", "baseurl", "clerkapi", "clerkurl", "clerkbaseurl"),
    "output": ("format", "outputformat"),
    "debug": (),
    "csv.raw": ("rawcsv",),
    ACTIVE_KEY: ("activeprofile",),
    PLUGINS_SETTING: ("plugindir", "pluginsfolder", "pluginsdirectory"),
}  # fmt: skip
"""Settings of the core, and how else people spell them, without dots and dashes."""


def check_characters(text: str) -> None:
    """Refuse characters that could make one line look like two, or like another one."""
    if text.isprintable() or text.replace("\t", " ").isprintable():
        return
    if any(character < " " and character != "\t" for character in text) or any(
        "\x7f" <= character <= "\x9f" or character in "\u2028\u2029" for character in text
    ):
        raise ValueError("it contains a control character")


def section_of(text: str) -> str:
    """The name of the profile in a header, or ``GLOBAL``."""
    inside, bracket, rest = text[1:].partition("]")
    if not bracket:
        raise ValueError("the closing ] is missing")
    if rest.strip() and rest.strip()[0] not in "#;":
        raise ValueError("only a comment may follow the closing ]")
    words = inside.split()
    kind = words[0].lower() if words else ""
    if kind == "default" and len(words) == 1:
        return GLOBAL
    if kind != "profile":
        raise ValueError("a section is [default] or [profile NAME]")
    name = unquoted(" ".join(words[1:]))
    if not is_name(name):
        raise ValueError("the name of the profile is missing or not valid")
    return name


def setting_of(section: str | None, text: str) -> tuple[str, str, str]:
    """Section, key and value of a line."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or not is_key(key):
        raise ValueError("it is not a header, a comment, or key = value")
    if section is None:
        raise ValueError("a setting needs a [default] or [profile NAME] line above it")
    if problem := problem_with_key(section, key):
        raise ValueError(problem)
    if value[:1] in ("'", '"') and value == unquoted(value):
        raise ValueError("the value starts with a quote but does not end with one")
    return section, key, unquoted(value)


def unquoted(value: str) -> str:
    """The value without a pair of quotes around it."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def is_key(key: str) -> bool:
    """Whether a setting can have this name."""
    plain = key.replace(".", "").replace("_", "").replace("-", "")
    return plain.isascii() and plain.isalnum()


def problem_with_key(section: str, key: str) -> str | None:
    """Why a setting would be ignored although somebody meant it."""
    if key == ACTIVE_KEY and section != GLOBAL:
        return "the active profile must be set in the [default] section"
    if key in SHARED_KEYS and section != GLOBAL:
        return "it applies to all profiles, so it must be in the [default] section"
    meant = None if key in SPELLINGS else meant_setting(key)
    return f"this setting is spelled {meant}" if meant else None


def meant_setting(key: str) -> str | None:
    """The setting of the core that a name is a misspelling of."""
    plain = key.lower().replace(".", "").replace("_", "").replace("-", "")
    for setting, spellings in SPELLINGS.items():
        correct = setting.replace(".", "")
        if plain in spellings or is_misspelling(plain, correct):
            return setting
    return None


def is_misspelling(word: str, correct: str) -> bool:
    """Whether at most one letter is missing, added or wrong, or two are swapped."""
    if abs(len(word) - len(correct)) > 1:
        return False
    pairs = enumerate(zip(word, correct, strict=False))
    start = next((index for index, (one, other) in pairs if one != other), None)
    if start is None:
        return True
    rest, expected = word[start:], correct[start:]
    swapped = expected[1:2] + expected[:1] + expected[2:]
    return swapped == rest or rest[1:] in (expected, expected[1:]) or rest == expected[1:]


def is_name(name: str) -> bool:
    """Whether a profile can have this name."""
    return (
        bool(name)
        and name.isprintable()
        and name == " ".join(name.split())
        and name[0] not in "\"'"
        and not any(character in name for character in "[]")
        and not any(word[0] in "#;" for word in name.split())
    )


def quoted(key: str, value: str) -> str:
    """The value, in quotes where it could not be read back without them."""
    try:
        check_characters(value)
        value.encode()
    except ValueError:
        raise UsageError(
            f"the value of {key} cannot contain line breaks or other control characters"
        ) from None
    return f'"{value}"' if value != value.strip() or value[:1] in ("'", '"') else value


def check_key(section: str, key: str) -> None:
    """Refuse the name of a setting that could not be read back."""
    problem = problem_with_key(section, key) if is_key(key) else ""
    if problem is not None:
        raise UsageError(
            f'"{key}" is not a valid setting name' + (f": {problem}" if problem else ""),
            hint="Use: clerk config profile use NAME" if key == ACTIVE_KEY else None,
        )


def check_plain(key: str, value: str) -> None:
    """Refuse a value that would be stored as a command although nobody said so.

    Raises:
        UsageError: It begins like a command.
    """
    if value.startswith("!"):
        raise UsageError(
            f"{key}: a value that begins with ! is a command",
            hint="To store a command, use: clerk config set KEY COMMAND --type=command",
        )


def check_name(name: str) -> None:
    """Refuse the name of a profile that could not be read back."""
    if not is_name(name):
        raise UsageError(
            f'"{name}" is not a valid profile name',
            hint="Use letters, digits, dots, dashes, and underscores, such as my-app.staging.",
        )
