"""Words that people try, by what they mean.

Plugins declare those of their groups: ``Group.synonyms``.
"""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "init": "login log-in auth authenticate signin sign-in logon setup configure connect",
    "--version": "version ver",
    "--help": "man manual usage commands",
    "config unset clerk.key": "logout log-out signout sign-out logoff",
    "config profile use": "use switch",
    "config list": "settings preferences env",
    "config set": "set",
    "config get": "get-config",
    "whoami": "who me current status",
    "doctor": "diagnose health check troubleshoot ping",
    "plugins": "extension extensions addon addons",
    "plugins install": "install",
    "plugins update": "upgrade self-update update",
}
"""Command lines of the core, each with first words that mean the same."""

ACTIONS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "delete remove rm del destroy erase drop purge",
        "install add",
        "uninstall remove rm delete",
        "create add new make register insert",
        "get show view describe info read inspect display details find",
        "list ls all search find query index",
        "update edit modify change patch set rename",
        "revoke delete remove end expire kill terminate invalidate cancel logout sign-out",
        "ban block suspend disable deactivate",
        "unban unblock unsuspend enable activate",
        "lock freeze block",
        "unlock unfreeze unblock",
        "count total number",
        "import load upload bulk bulk-add bulk-create",
        "impersonate login-as actor-tokens",
        "magic-link sign-in-link login-link sign-in-tokens",
        "password reset-password remove-password verify-password",
        "mfa 2fa totp disable-mfa",
        "metadata merge-metadata",
        "use switch select activate",
        "run exec",
        "serve start up listen",
        "reset clear clean wipe",
    )
)
"""Names of commands that mean about the same, for suggestions within a group."""

OPTIONS: tuple[frozenset[str], ...] = tuple(
    frozenset(f"--{word}" for word in words.split())
    for words in (
        "query search filter find match grep",
        "order-by sort sort-by order",
        "limit max count first page-size per-page top size",
        "offset skip page start from",
        "all paginate everything no-limit",
        "force yes assume-yes confirm no-confirm no-input",
        "output format output-format fmt",
        "first-name last-name name full-name display-name",
        "profile env environment instance context",
        "debug verbose trace",
        "organization-id org org-id organization",
        "user-id user uid",
        "email email-address mail",
        "phone phone-number mobile tel",
        "password pass pwd",
        "identifiers file input",
        "description desc comment note",
    )
)
"""Long options that mean about the same."""

LETTERS = {"-y": "--force", "-n": "--limit", "-L": "--limit", "-q": "--query"}
"""Short options of other programs, and the long ones that mean the same."""

UNLIKE = frozenset({"--quiet", "--silent"})
"""Options of other programs that mean nothing here, however similar another one is written."""

PREFIXES = frozenset({"auth", "account", "cli"})
"""Groups of other programs whose commands come first here."""

MIGRATE = "migrate"
MIGRATIONS = frozenset({"import", "export"})
"""Commands of that group, which are looked for in those of users and organizations."""

MIGRATED = frozenset({"users", "organizations"})

DASHBOARD = "There is no command for this; use the Clerk Dashboard, https://dashboard.clerk.com."

MOVED = {
    "instance oauth-application-settings": "oauthapplications settings",
    "instance oauth-settings": "oauthapplications settings",
}
"""Commands that one looks for below the path of their operation, and where they are."""

MESSAGE_TEMPLATES = (
    "Did you mean clerk jwttemplates? For email and text message templates, "
    "see clerk api ls templates."
)
REQUESTS = dict.fromkeys(
    ("template", "templates", "email-templates", "sms-templates"), MESSAGE_TEMPLATES
)
"""First words for operations without a command, and the hint at how to send a request."""

ELSEWHERE = frozenset({"logs", "dashboard", "open", "deploy"})
"""First words for what only the dashboard has."""


def meant_by(word: str) -> str | None:
    """The command line of the core that a first word means."""
    return next((line for line, words in COMMANDS.items() if word in words.split()), None)


def ranks(word: str, classes: tuple[frozenset[str], ...]) -> dict[str, int]:
    """The words that mean about the same as a word, with the number of the first such class."""
    numbers: dict[str, int] = {}
    for number, words in enumerate(classes):
        if word in words:
            for other in words:
                numbers.setdefault(other, number)
    return numbers
