"""Errors, bugs and warnings about plugins, as messages and exit statuses."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from contextlib import suppress

from clerk_cli.config import plugin_state
from clerk_cli.console.catalog import Catalog
from clerk_cli.environment import Environment
from clerk_cli.errors import (
    APIError,
    ClerkError,
    ConfigError,
    ExitStatus,
    HaltError,
    InterruptedRunError,
    PluginError,
    UnexpectedError,
)
from clerk_cli.output.messages import Messages
from clerk_cli.plugins.loading import EndedError, describe, is_interrupt
from clerk_cli.plugins.status import PluginId, sentence
from clerk_cli.startup.standard_streams import OutputError, discard_output
from clerk_cli.write_log import WriteLog

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
        self._argv = words
        self.words = words
        """The words of the command, which tell whose it is; those of the line until it is found."""
        self.debug = debug
        """Whether tracebacks are shown."""
        self.json_errors: bool | None = None
        """Whether errors are written as JSON; None until the output format is local."""
        self.write_log = WriteLog()
        """What the run changed in the instance."""

    def handle_errors(self, work: Callable[[], int]) -> int:
        """Run something; turn errors, interrupts and a lost stdout into an exit status.

        It is used around the command itself too: cleo would return 1 for an interrupt and 0 for a
        closed pipe.
        """
        try:
            status = work()
            # A closed pipe must show now, not when the interpreter exits.
            self._environment.stdout.flush()
        except ClerkError as error:
            return self.report(error)
        except KeyboardInterrupt as interrupt:
            behind = None if is_interrupt(interrupt) else self._plugin_behind(interrupt)
            if behind is not None and not behind.official:
                # Nobody pressed Ctrl-C; as an interrupt, cleo would end the run without a word.
                ended = EndedError(describe(interrupt))
                raise ended.with_traceback(interrupt.__traceback__) from interrupt
            return self._report_interrupt(interrupt)
        except OutputError as error:
            discard_output()
            return self._report_output_error(error)
        return status

    def report(self, error: ClerkError) -> int:
        """Report an error, as JSON if the output is JSON, and return the exit status.

        What could not be loaded of plugins is named before it, since it may be the reason.
        """
        if self._catalog.loaded_plugins is not None:
            self.warn_about_plugins()
        if self.debug and isinstance(error, PluginError) and error.__cause__ is not None:
            self._show_traceback(error.__cause__)
        if isinstance(error, PluginError) and error.group:
            plugin_id = self._catalog.plugins.owner(error.group)
            if plugin_id is not None:
                error.message = f"plugin {plugin_id}: {error.message}"
                error.hint = sentence(plugin_id.remedy)
        if self._wants_json() and error.status:
            self._messages.json_error(error)
            return error.status
        self._messages.release()
        if isinstance(error, HaltError):
            if error.text:
                self._messages.line(error.text)
        elif isinstance(error, APIError):
            self._messages.api_error(error)
        else:
            self._messages.error(error.message, error.hint)
        return error.status

    def report_bug(self, error: Exception) -> int:
        """Report an exception that nothing expected; ``--debug`` adds the traceback.

        What this computer caused is told from bugs, and a plugin is named if the exception comes
        from its code, or while its command, format or transport runs.
        """
        if self.debug:
            self._show_traceback(error)
        from clerk_cli.console.local_failures import local_error

        if local := local_error(error):
            local.message += self._after_changes()
            return self.report(local)
        return self._report_failure(self._plugin_behind(error, self.words), error)

    def report_end(self, error: BaseException) -> int:
        """Report what a plugin raised to end the program, which only the program itself may do.

        Args:
            error: ``SystemExit``, say.

        Raises:
            BaseException: It comes from somewhere else.
        """
        plugin_id = self._plugin_behind(error)
        if plugin_id is None or is_interrupt(error):
            raise error
        if self.debug:
            self._show_traceback(error)
        return self._report_failure(plugin_id, error)

    def _plugin_behind(self, error: BaseException, words: Sequence[str] = ()) -> PluginId | None:
        plugins = self._catalog.loaded_plugins
        return plugins.plugin_for_traceback(error, words) if plugins else None

    def _report_failure(self, plugin_id: PluginId | None, error: BaseException) -> int:
        text = describe(error) + self._after_changes()
        if plugin_id is None or not plugin_id.is_installed:
            return self.report(UnexpectedError(f"unexpected {text}", hint=BUG_HINT))
        report = f"Please report it: {ISSUES}\n" if plugin_id.official else ""
        hint = f"See the traceback with --debug. {report}{sentence(plugin_id.remedy)}"
        return self.report(PluginError(f"plugin {plugin_id} failed: {text}", hint=hint))

    def _report_interrupt(self, interrupt: KeyboardInterrupt) -> int:
        from clerk_cli.startup.signals import status_of

        status = ExitStatus(status_of(interrupt))
        log = self.write_log
        if log.is_relevant or self._wants_json():
            what = f"; {log.summary}" if log.is_relevant else ""
            self._messages.line()
            return self.report(InterruptedRunError(f"interrupted{what}", status))
        self._messages.line()
        return status

    def _report_output_error(self, error: OutputError) -> int:
        """Report that stdout is lost. A reader that has read enough (``| head -1``) is fine."""
        log = self.write_log
        if error.errno == errno.EPIPE and not log.is_relevant:
            return ExitStatus.OK
        from clerk_cli.console.local_failures import output_error

        local = output_error(error)
        local.message += f"; {log.summary}" if log.is_relevant else ""
        return self.report(local)

    def _after_changes(self) -> str:
        """What was changed before a failure, as the end of its message."""
        log = self.write_log
        return f"; {log.summary}" if log.done or log.uncertain else ""

    def _wants_json(self) -> bool:
        if self.json_errors is None:
            from clerk_cli.console.error_format import wants_json

            self.json_errors = wants_json(self._argv, self._environment, self._catalog)
        return self.json_errors

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
        # Whoever names a folder of single-file plugins knows them.
        loaded = self._catalog.plugins.loaded
        third_party = [item for item in loaded if not (item.official or item.path)]
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
