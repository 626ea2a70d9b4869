"""Errors, bugs and warnings about plugins, as messages and exit statuses."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from clerk_cli.config import plugin_state
from clerk_cli.console.catalog import Catalog
from clerk_cli.environment import Environment
from clerk_cli.errors import APIError, ClerkError, ConfigError, ExitStatus, PluginError, UsageError
from clerk_cli.output.messages import Messages
from clerk_cli.plugins.status import sentence

ISSUES = "https://github.com/clerk-cli/clerk-cli/issues"
BUG_HINT = f"""\
This is a bug in clerk or in a plugin. Run it again with --debug for a traceback, and report it:
{ISSUES}"""


class Reporter:
    """Reports what goes wrong during a run.

    Args:
        environment: The streams.
        messages: Writes to stderr.
        catalog: The plugins, some of which may be to blame.
        words: The words of the command line.
        debug: Whether tracebacks are shown.
    """

    def __init__(
        self,
        environment: Environment,
        messages: Messages,
        catalog: Catalog,
        *,
        words: Sequence[str],
        debug: bool,
    ) -> None:
        self._environment = environment
        self._messages = messages
        self._catalog = catalog
        self.words = words
        """The words of the command, which tell whose it is; those of the line until it is found."""
        self.debug = debug
        """Whether tracebacks are shown."""
        self.json_errors = False
        """Whether errors are written as JSON."""

    def handle_errors(self, work: Callable[[], int]) -> int:
        """Run something; turn errors, Ctrl-C and a closed pipe into an exit status.

        It is used around the command itself too: cleo would return 1 for an interrupt and 0 for a
        closed pipe.
        """
        try:
            status = work()
            # A closed pipe must show now, not when the interpreter exits.
            self._environment.stdout.flush()
        except ClerkError as error:
            self.report(error)
            return error.status
        except KeyboardInterrupt:
            self._messages.line()
            return ExitStatus.INTERRUPTED
        except BrokenPipeError:
            self._redirect_stdout_to_devnull()
            return ExitStatus.OK
        return status

    def report(self, error: ClerkError) -> None:
        """Report an error, as JSON if the output is JSON."""
        if isinstance(error, PluginError) and error.group:
            plugin_id = self._catalog.plugins.owner(error.group)
            if plugin_id is not None:
                error.message = f"plugin {plugin_id}: {error.message}"
                error.hint = sentence(plugin_id.remedy)
        if self.json_errors and not isinstance(error, UsageError):
            self._messages.json_error(error)
        elif isinstance(error, APIError):
            self._messages.api_error(error)
        else:
            self._messages.error(error.message, error.hint)

    def report_bug(self, error: Exception) -> None:
        """Report an unexpected exception; ``--debug`` adds the traceback."""
        if self.debug:
            self._show_traceback(error)
        text = f"{type(error).__name__}: {error}".split("\n", 1)[0]
        plugin_id = self._catalog.plugins.plugin_for_traceback(error, self.words)
        if plugin_id is None or not plugin_id.distribution:
            self._messages.error(f"unexpected {text}", BUG_HINT)
            return
        report = f"Please report it: {ISSUES}\n" if plugin_id.official else ""
        hint = f"See the traceback with --debug. {report}{sentence(plugin_id.remedy)}"
        self._messages.error(f"plugin {plugin_id} failed: {text}", hint)

    def warn_about_plugins(self) -> None:
        """Warn about each plugin that does not work, once."""
        plugins = self._catalog.plugins
        while plugins.warnings:
            self._messages.warn(plugins.warnings.pop(0))
        while self.debug and plugins.failures:
            self._show_traceback(plugins.failures.pop(0))

    def announce_third_party_plugins(self) -> None:
        """Announce each third-party plugin the first time that it is loaded."""
        if not self._catalog.are_plugins_installed:
            return
        third_party = [item for item in self._catalog.plugins.loaded if not item.official]
        if not third_party:
            return
        path = self._catalog.paths.plugins
        announced = plugin_state.load(path).announced
        new = [item for item in third_party if item.distribution not in announced]
        for plugin_id in new:
            self._messages.info(
                f"plugin {plugin_id} is loaded for the first time. Plugins run with your keys; "
                f"if you do not know it: clerk plugins disable {plugin_id.name}"
            )
        if new:
            # If the file cannot be written, the plugins are announced again next time.
            with suppress(ConfigError), plugin_state.edit(path) as state:
                state.announced |= {plugin_id.distribution for plugin_id in new}

    def _show_traceback(self, error: BaseException) -> None:
        from traceback import format_exception

        self._messages.debug("".join(format_exception(error)).rstrip())

    def _redirect_stdout_to_devnull(self) -> None:
        """Discard what is still buffered for stdout: its reader is gone (``clerk … | head -1``)."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._environment.stdout.fileno())
