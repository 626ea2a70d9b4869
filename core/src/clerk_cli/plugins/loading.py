"""Finding plugins, and running their code so that it neither prints into our data nor ends us."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Protocol, cast

from clerk_cli import __version__
from clerk_cli.errors import ExitStatus, PluginError
from clerk_cli.plugins import PLUGIN_API_VERSION
from clerk_cli.plugins.status import PluginId

if TYPE_CHECKING:
    from types import ModuleType
    from typing import TextIO

STDOUT, STDERR = 1, 2
LONGEST = 500
"""Characters of an exception's text that a message shows."""


class EndedError(Exception):
    """Code of a plugin raised what would have ended the program."""


class EntryPoint(Protocol):
    """An entry point: the name of a plugin, and a manifest to import."""

    @property
    def name(self) -> str:
        """The name of the plugin."""

    @property
    def module(self) -> str:
        """The manifest."""

    def load(self) -> ModuleType:
        """Import the manifest."""


def installed_entry_points() -> Iterable[EntryPoint]:
    """The entry points of the installed distributions, without malformed ones."""
    from clerk_cli.plugins.discovery import discover

    return discover().entry_points


def plugin_id_of(point: EntryPoint) -> PluginId:
    """The distribution behind an entry point."""
    plugin_id: PluginId | None = getattr(point, "plugin_id", None)
    if plugin_id is not None:
        return plugin_id
    distribution = getattr(point, "dist", None)
    if distribution is None:
        return PluginId(point.name)
    metadata = distribution.metadata  # parsed again each time that it is asked for
    return PluginId(point.name, metadata["Name"], metadata["Version"])


def load(point: EntryPoint) -> ModuleType:
    """Import a manifest.

    Raises:
        PluginError: It was made for another version of the plugin interface.
        Exception: Whatever the manifest itself raises.
    """
    try:
        module = point.load()
    except Exception:
        # It may have asked for names that only its own version of the interface has.
        _refuse_other_version(_version_in_source(point.module))
        raise
    _refuse_other_version(getattr(module, "CLERK_PLUGIN_API", None))
    return module


@contextmanager
def isolated(*, descriptors: bool = True) -> Iterator[None]:
    """Run code of a plugin: what it prints goes to stderr, and it cannot end the program.

    Args:
        descriptors: Whether the output of programs that it starts goes to stderr as well. Another
            thread that writes data at the same time would write it there, too.

    Raises:
        EndedError: The code raises ``SystemExit`` or ``KeyboardInterrupt`` itself.
        KeyboardInterrupt: The user pressed Ctrl-C.
    """
    with _printing_to_stderr(), _stdout_on_stderr() if descriptors else nullcontext():
        try:
            yield
        except Exception:
            raise
        except BaseException as error:
            if is_interrupt(error):
                raise
            raise EndedError(describe(error)) from error


def describe(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, (PluginError, EndedError)):
        return str(error)
    try:
        text = str(error).split("\n", 1)[0][:LONGEST]
        if isinstance(error, (TypeError, AttributeError)):
            from clerk_cli.plugins.explained import explanation

            text = explanation(text)
    except Exception:  # noqa: BLE001 - the exception is a plugin's, and so is its __str__
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def interrupted(plugin_id: PluginId) -> PluginError:
    """What ends the program after Ctrl-C in the manifest of a plugin, which may be what hangs."""
    error = PluginError(
        f"interrupted while plugin {plugin_id} was being loaded",
        hint=f"If it hangs, {plugin_id.remedy}",
    )
    error.status = ExitStatus.INTERRUPTED
    return error


def is_interrupt(error: BaseException | None) -> bool:
    """Whether the user pressed Ctrl-C.

    Python raises ``KeyboardInterrupt`` between two instructions then; code of a plugin raises it
    with a ``raise`` statement.
    """
    if not isinstance(error, KeyboardInterrupt):
        return False
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None or type(error) is not KeyboardInterrupt:
        return True
    from opcode import opname

    frame = step.tb_frame
    is_raised = opname[frame.f_code.co_code[step.tb_lasti]] == "RAISE_VARARGS"
    is_handler = str(frame.f_globals.get("__name__")).partition(".")[0] == "clerk_cli"
    return not is_raised or is_handler or is_interrupt(error.__context__)


def _refuse_other_version(version: object) -> None:
    major, minor = PLUGIN_API_VERSION
    if version is None:
        return
    if type(version) is not int:  # True and 1.0 are equal to 1
        raise PluginError(
            f"CLERK_PLUGIN_API must be a major version such as {major}, not {version!r}"
        )
    if version == major:
        return
    raise PluginError(
        f"it requires version {version} of the plugin interface, "
        f"and clerk {__version__} has {major}.{minor}"
        + ("; upgrade clerk-cli" if version > major else "")
    )


def _version_in_source(module: str) -> int | None:
    """The version of the interface that a manifest names, where it cannot be imported."""
    import re
    from importlib.util import find_spec

    try:
        spec = find_spec(module)
        source = getattr(spec and spec.loader, "get_source", lambda _: None)(module)
    except (ImportError, ValueError, SyntaxError):
        return None
    pattern = r"^CLERK_PLUGIN_API\s*(?::[^=\n]+)?=\s*(\d+)"
    match = re.search(pattern, source or "", re.MULTILINE)
    return int(match[1]) if match else None


class _PluginOutput:
    """stderr as code of a plugin sees it: what it writes is cleaned, and it cannot be closed.

    Args:
        stream: The stream of this process.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_within_a_line = False

    def write(self, text: str) -> int:
        """Write text."""
        from clerk_cli.output.sanitize import clean_multiline

        self._stream.write(clean_multiline(text))
        if text:
            self._is_within_a_line = not text.endswith("\n")
        return len(text)

    def end_line(self) -> None:
        """Make sure that our next message begins a line."""
        if self._is_within_a_line:
            self.write("\n")

    def writelines(self, lines: Iterable[str]) -> None:
        """Write lines."""
        for line in lines:
            self.write(line)

    def close(self) -> None:
        """Write what is in the buffer; the rest of the program needs the stream."""
        self._stream.flush()

    def detach(self) -> None:
        """Keep the buffer.

        Raises:
            OSError: Always.
        """
        raise OSError("the stream belongs to clerk")

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def _printing_to_stderr() -> Iterator[None]:
    streams = sys.stdout, sys.stderr
    if sys.stderr is not None and not isinstance(sys.stderr, _PluginOutput):
        sys.stderr = cast("TextIO", _PluginOutput(sys.stderr))
    sys.stdout = sys.stderr
    try:
        yield
    finally:
        if isinstance(sys.stderr, _PluginOutput):
            sys.stderr.end_line()
        sys.stdout, sys.stderr = streams


@contextmanager
def _stdout_on_stderr() -> Iterator[None]:
    """Let file descriptor 1 be that of stderr, for programs and libraries that write to it."""
    try:
        _flush()
        copy = os.dup(STDOUT)
    except (OSError, ValueError):
        yield  # it is closed, so nothing can be written to it
        return
    try:
        with suppress(OSError):
            os.dup2(STDERR, STDOUT)
        yield
    finally:
        with suppress(OSError, ValueError):
            _flush()
        os.dup2(copy, STDOUT)
        os.close(copy)


def _flush() -> None:
    """Write what is in the buffer of stdout, while we know where it belongs."""
    if sys.__stdout__ is not None:
        sys.__stdout__.flush()
