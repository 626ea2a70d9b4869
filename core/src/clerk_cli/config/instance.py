"""The intended instance: what to do if another key takes precedence over the selected one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clerk_cli.config.dotenv import find_key
from clerk_cli.config.masking import KINDS_OF_KEYS
from clerk_cli.config.settings import KEY, STORED, URL, Resolved, Source
from clerk_cli.errors import ConfigError
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings


class Override(Frozen):
    """A key that wins over the one that an option asks for.

    Args:
        option: The option, such as ``-p production``.
        requested: Where the key is that it asks for.
        used: Where the key is that wins.
        requested_kind: ``live``, ``test``, or empty where that cannot be told without running a
            command.
        used_kind: The same of the key that wins.
    """

    option: str
    requested: str
    used: str
    requested_kind: str
    used_kind: str

    @property
    def mixes_live_and_test(self) -> bool:
        """Whether one key is for a production instance and the other one is not."""
        return {self.requested_kind, self.used_kind} == {"live", "test"}

    @property
    def warning(self) -> str:
        """What happens, with both sources."""
        return f"{self.option}: using the key of {self.used}, not the key of {self.requested}."

    @property
    def contradiction(self) -> str:
        """What to think about before a command changes something."""
        return (
            f"{self.used} has a {self.used_kind} key, but {self.requested} has a "
            f"{self.requested_kind} key."
        )

    @property
    def question(self) -> str:
        """What to ask then; a question has to fit on a line."""
        return f"Change the {self.used_kind} instance?"

    @property
    def refusal(self) -> str:
        """Why a command does not change anything."""
        return (
            f"{self.option} selects a {self.requested_kind} key, but the {self.used_kind} key of "
            f"{self.used} would be used"
        )

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return f"Unset {self.used} to use the key of {self.requested}, or drop {self.option}."


def override(settings: Settings) -> Override | None:
    """The key that wins over the one of ``-p`` or ``--dotenv``; None where that one is used.

    A command value is compared as it is stored, and never run.
    """
    if not settings.variable_wins:
        return None
    name, used = settings.flags.profile, settings.lookup(KEY)
    requested = settings.stored(KEY) if name else _project_key(settings)
    if requested.text is None or used.text is None or _same(requested.text, used.text):
        return None
    return Override(
        f"-p {name}" if name else "--dotenv",
        describe(settings, requested.source),
        describe(settings, used.source),
        kind_of(requested.text),
        kind_of(used.text),
    )


def warnings(settings: Settings) -> list[str]:
    """What the user has to know about the key and the URL before a request is sent."""
    overridden = override(settings)
    texts = [
        overridden.warning if overridden else None,
        _overridden_url(settings),
        ignored_variables(settings),
        untrusted_dotenv(settings),
        _unused_dotenv(settings),
        _key_for_another_url(settings),
    ]
    return [text for text in texts if text]


def untrusted_dotenv(settings: Settings) -> str | None:
    """Why the key of a ``.env`` file is not used although no other one is configured."""
    if settings.flags.profile or settings.lookup(KEY).text is not None:
        return None
    project = settings.project_key
    if project is None or not project.distrust:
        return None
    return f"Ignored {project.path}: {project.distrust}. Use --dotenv to use it anyway."


def ignored_variables(settings: Settings) -> str | None:
    """What a plugin's profile, made active earlier and perhaps forgotten, keeps from being used."""
    variables = [settings.variable(key) for key in (KEY, URL)]
    names = " and ".join(variable.source.detail for variable in variables if variable)
    profile, used = settings.profile, settings.lookup(KEY).source
    if not names or profile.source != "file" or used.layer != "built-in":
        return None
    return f'Ignored {names}: the active profile is "{profile.name}". Select another one with -p.'


def kind_of(key: str) -> str:
    """``live`` or ``test``; empty for a command, and for a key that does not show it."""
    kinds = (kind for prefix, kind in KINDS_OF_KEYS.items() if key.strip().startswith(prefix))
    return next(kinds, "")


def describe(settings: Settings, source: Source) -> str:
    """A source, as messages name it."""
    if source.layer == "profile":
        return f'profile "{settings.profile.name}"'
    return "the [default] section" if source.layer == "global" else source.detail


def _overridden_url(settings: Settings) -> str | None:
    name, requested, used = settings.flags.profile, settings.stored(URL), settings.lookup(URL)
    if not name or used.source.layer != "env" or requested.text in (None, used.text):
        return None
    winner, loser = describe(settings, used.source), describe(settings, requested.source)
    return f"-p {name}: using the API URL of {winner}, not the API URL of {loser}."


def _unused_dotenv(settings: Settings) -> str | None:
    if settings.flags.profile or settings.flags.dotenv:
        return None
    used = settings.lookup(KEY)
    is_fixed = used.source.layer == "built-in" and settings.profile.source == "file"
    if used.source.layer not in STORED and not is_fixed:
        return None
    project = None
    # Whatever is wrong with a file that is not used is no reason to stop, or to wait for a pipe.
    with suppress(ConfigError):
        project = find_key(settings.directory, wait=False)
    if project is None or project.value == used.text:
        return None
    return (
        f"Found .env file at {project.path} but using profile key. "
        "Use --dotenv to use the .env file instead."
    )


def _key_for_another_url(settings: Settings) -> str | None:
    key, url = settings.lookup(KEY).source, settings.lookup(URL).source
    if key.layer != "dotenv" or url.layer not in (*STORED, "built-in"):
        return None
    place = describe(settings, Source("profile") if url.layer == "built-in" else url)
    return f"The key of {key.detail} is sent to the API URL of {place}."


def _project_key(settings: Settings) -> Resolved:
    with suppress(ConfigError):
        if project := settings.project_key:
            return Resolved(KEY, project.value, Source("dotenv", str(project.path)))
    return Resolved(KEY, None, Source("-"))


def _same(one: str, other: str) -> bool:
    return one.strip() == other.strip()
