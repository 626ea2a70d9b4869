"""Secret keys in the operating system's keyring.

The ``keyring`` library is an extra of the core. A profile refers to its entry with a value that the
library's own program understands as well: ``!keyring get clerk-cli NAME``.
"""

from __future__ import annotations

import shlex
from shutil import which
from typing import TYPE_CHECKING, Any

from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.config.profiles import ProfilesFile

SERVICE = "clerk-cli"
PREFIX = f"!keyring get {SERVICE} "
"""How a stored value begins that refers to an entry of ours."""

INSTALL = "Install it with: clerk plugins install keyring"
NAMES = {
    "macOS": "macOS Keychain",
    "Windows": "Windows Credential Manager",
    "SecretService": "Secret Service",
    "kwallet": "KWallet",
}
"""What people call the back ends, by the last part of their modules."""

NOT_STORING = ("keyring.backends.null", "keyring.backends.fail")
"""Modules of back ends that store nothing."""


def reference_to(profile: str) -> str:
    """The value that a profile stores in place of a key in the keyring."""
    return PREFIX + shlex.quote(profile)


def entry_of(reference: str) -> str | None:
    """The name of the entry that a stored value refers to; None for any other value."""
    if not reference.startswith(PREFIX):
        return None
    try:
        words = shlex.split(reference[len(PREFIX) :])
    except ValueError:
        return None
    return words[0] if len(words) == 1 else None


def entries_of(file: ProfilesFile) -> set[str]:
    """The entries that the profiles in a file refer to, of whatever setting."""
    if PREFIX not in file.render():
        return set()
    values = (
        value
        for section in ("", *file.names())
        for key in file.keys(section)
        for value in file.values(section, key)
    )
    return {entry for value in values if (entry := entry_of(value)) is not None}


def is_installed() -> bool:
    """Whether the ``keyring`` library is installed; it is not imported."""
    from importlib.util import find_spec

    return find_spec("keyring") is not None


def problem() -> str:
    """Why keys cannot be stored in a keyring; empty if they can."""
    try:
        _backend()
    except ConfigError as error:
        return f"{error.message}. {error.hint}" if error.hint else error.message
    return ""


def name() -> str:
    """What the keyring is called, such as ``macOS Keychain``.

    Raises:
        ConfigError: There is none that can be used.
    """
    backend = _backend()
    module = type(backend).__module__
    return NAMES.get(module.rpartition(".")[2], str(getattr(backend, "name", module)))


def read(entry: str) -> str | None:
    """The key in an entry; None if there is no such entry.

    Raises:
        ConfigError: The keyring cannot be used, or is locked.
    """
    value = _call("get_password", entry)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f'the keyring returned no value for "{entry}"')
    return value


def resolve(reference: str) -> str | None:
    """The key that a stored value refers to.

    Args:
        reference: The stored value.

    Returns:
        None for a value that does not refer to an entry of ours; without the library also for one
        that the program ``keyring`` can resolve, if that is on the path.

    Raises:
        ConfigError: The entry does not exist, or the keyring cannot be used.
    """
    entry = entry_of(reference)
    if entry is None or (not is_installed() and which("keyring")):
        return None
    value = read(entry)
    if not value:
        raise ConfigError(
            f'the keyring has no key for "{entry}"',
            hint=f"Store one with: clerk init --keyring -p {shlex.quote(entry)}",
        )
    return value


def write(entry: str, key: str) -> None:
    """Store a key in an entry, in place of the one that it has.

    Raises:
        ConfigError: The keyring cannot be used, is locked, or does not keep the key.
    """
    _call("set_password", entry, key)
    if read(entry) != key:  # Some back ends ignore what is too long, or what nobody confirmed.
        raise ConfigError("the keyring did not store the key", hint="See: clerk doctor")


def delete(entry: str) -> None:
    """Remove an entry; does nothing if there is none.

    Raises:
        ConfigError: The keyring cannot be used, or is locked.
    """
    if read(entry) is not None:
        _call("delete_password", entry)


def _call(method: str, entry: str, *arguments: str) -> Any:
    backend = _backend()
    try:
        return getattr(backend, method)(SERVICE, entry, *arguments)
    except (Exception, SystemExit) as error:
        # Back ends raise whatever their system does: locked, denied, no bus, no window.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ConfigError(
            f"the keyring failed: {reason}", hint="Unlock it, or see: clerk doctor"
        ) from error


def _backend() -> Any:
    """The back end of the keyring.

    Raises:
        ConfigError: There is none, or it would store keys as plain text, or nowhere.
    """
    if not is_installed():
        raise ConfigError("the keyring library is not installed", hint=INSTALL)
    try:
        import keyring

        backend: Any = keyring.get_keyring()
        # A chain writes to its first back end; reading from that one too needs no guess.
        backend = next(iter(getattr(backend, "backends", ())), backend)
    except (Exception, SystemExit) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ConfigError(f"the keyring cannot be used: {reason}") from error
    classes = type(backend).__mro__
    if any(item.__module__ in NOT_STORING for item in classes):
        raise ConfigError("no usable keyring on this system")
    if any("plaintext" in item.__name__.lower() for item in classes):
        raise ConfigError(
            f"the keyring {type(backend).__module__}.{type(backend).__name__} stores keys as plain "
            "text",
            hint="Choose another one with: keyring --list-backends and PYTHON_KEYRING_BACKEND",
        )
    return backend
