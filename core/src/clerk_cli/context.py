"""What a command works with: settings, the API, the terminal."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clerk_cli.config.settings import READONLY
from clerk_cli.environment import is_terminal
from clerk_cli.errors import Calling, ClerkError, ConfigError, UsageError
from clerk_cli.output import DEFAULT_FORMAT
from clerk_cli.output.view import View
from clerk_cli.plugins.status import is_built_in
from clerk_cli.results import Listing, RowStream
from clerk_cli.write_log import WriteLog

if TYPE_CHECKING:
    from pathlib import Path

    from clerk_cli.commands.base import Command
    from clerk_cli.commands.program import Program
    from clerk_cli.commands.request import Request, Response
    from clerk_cli.config.paths import Paths
    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.http.client import Client
    from clerk_cli.http.planning import PlanningClient
    from clerk_cli.output.formats import Format
    from clerk_cli.output.messages import Messages
    from clerk_cli.output.target import OutputTarget
    from clerk_cli.plugins.manager import Plugins
    from clerk_cli.results import Result


class Context:
    """One run of one command.

    Args:
        environment: Streams, variables, working directory and clock.
        paths: The configuration files.
        settings: The resolved settings of the active profile.
        plugins: The installed plugins.
        messages: Writes messages to stderr, and asks questions.
        program: All commands, for those that are about other commands.
        write_log: Records which changes were made.
    """

    def __init__(
        self,
        environment: Environment,
        paths: Paths,
        settings: Settings,
        plugins: Plugins,
        messages: Messages,
        program: Program,
        write_log: WriteLog | None = None,
    ) -> None:
        self.environment = environment
        self.paths = paths
        self.settings = settings
        self.plugins = plugins
        self.messages = messages
        self.program = program
        self.write_log = write_log or WriteLog()
        self._tolerates_bad_settings = False
        self._may_write: bool | None = None

    def prepare(self, command: Command) -> bool:
        """Get ready to run a command, before anything else is asked or sent.

        Returns:
            False if the user declines to change another instance than the one of ``-p``.

        Raises:
            UsageError: There is no terminal to ask on.
        """
        # The commands of the core are what fixes a setting, so that none may stop them.
        self._tolerates_bad_settings = is_built_in(type(command))
        for text in self.settings.file_warnings():
            self.messages.warn(text)
        if self._tolerates_bad_settings:
            _ = self.debug  # an invalid value is named, although nothing here depends on it
        if self.is_dry_run:
            self._may_write = True  # nothing is written
            return True
        if self.settings.lookup(READONLY).text:
            from clerk_cli.connection import refuse_to_write

            refuse_to_write(command, self.settings)
        if self.settings.variable_wins:
            from clerk_cli.connection import may_write, writes

            if writes(command):
                self._may_write = may_write(self)
            elif command.writes is False:
                self._may_write = True
        return self._may_write is not False

    @cached_property
    def format(self) -> Format:
        """The output format: ``--output``, the profile's, or table.

        Raises:
            UsageError: The format does not exist.
            ConfigError: The command that prints it fails.
        """
        formats = self.plugins.formats
        source = self.settings.lookup("output").source
        is_option = source.layer == "flag"
        try:
            name = (self.settings.value("output") or DEFAULT_FORMAT).lower()
            if name in formats:
                return formats[name]
            raise UsageError(
                f'unknown output format "{name}"{"" if is_option else f" ({source})"}',
                hint=f"Use one of {', '.join(formats)}.",
            )
        except (UsageError, ConfigError) as error:
            if is_option:
                raise
            self._tolerate(error, "output", DEFAULT_FORMAT)
            return formats[DEFAULT_FORMAT]

    @property
    def is_dry_run(self) -> bool:
        """Whether requests are shown, and those that change something are not sent."""
        return bool(self.settings.flags.dry_run)

    @property
    def read_only_source(self) -> str | None:
        """What forbids changes, such as ``CLERK_READONLY``; None if they are allowed."""
        from clerk_cli.connection import read_only_source

        return read_only_source(self.settings)

    @cached_property
    def client(self) -> Client | PlanningClient:
        """The connection to the API, made on first use.

        Raises:
            AuthenticationError: No secret key is configured.
            ConfigError: The profile does not exist, or the API URL cannot be used.
        """
        from clerk_cli.connection import connect

        return connect(self)

    def send(self, request: Request, *, key: str | None = None) -> Response:
        """Send a request and return the API's response.

        Args:
            request: The request.
            key: A key to use instead of the profile's, such as a machine's secret.

        Raises:
            APIError: The API returned errors.
            NetworkError: There was no response.
            OutputError: It would change something, and nobody reads the result.
            UsageError: It would change another instance than the one of ``-p``.
        """
        from clerk_cli.connection import is_read, require_permission

        if is_read(request.method, request.path):
            return self.client.send(request, key=key)
        if self._may_write is None and self.settings.variable_wins:
            require_permission(self)
            self._may_write = True
        self._require_output()
        client = self.client
        with self.write_log.request(request.method, request.path):
            return client.send(request, key=key)

    def child_environment(self) -> dict[str, str]:
        """The environment variables for a program that has no business with the keys."""
        from clerk_cli.config.child_environment import environment_without_keys

        return environment_without_keys(self.environment.variables, self.plugins.settings)

    def read_program_file(self, path: Path) -> str | None:
        """The text of a file that names programs to run; a pipe gets two seconds.

        Args:
            path: The file.

        Returns:
            None if it does not exist.

        Raises:
            ConfigError: It cannot be read, or somebody else could have changed it.
        """
        from clerk_cli.config.dotenv_file import PIPE_SECONDS
        from clerk_cli.config.program_files import read_program_file

        return read_program_file(path, pipe_seconds=PIPE_SECONDS)

    def check_key_url(self, url: str, *, key: str, setting: str) -> bool:
        """Refuse to send a key to another machine without encryption, or warn if that is allowed.

        Args:
            url: The URL that the key is sent to.
            key: What the key is called in messages, such as ``OpenAI API key``.
            setting: The setting or variable that has the URL.

        Returns:
            Whether the key goes to this machine without encryption, so that no proxy may get it.

        Raises:
            ConfigError: It is refused, or the URL is not valid.
        """
        from clerk_cli.config.plain_text import check_scheme, check_url, is_plain

        check_scheme(url, setting)
        if warning := check_url(url, self.environment, key=key, setting=setting):
            self.messages.warn(warning)
            return False
        return is_plain(url)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if "client" in self.__dict__:
            self.client.close()

    @property
    def debug(self) -> bool:
        """Whether requests and responses are shown on stderr."""
        try:
            return self.settings.boolean("debug")
        except ConfigError as error:
            self._tolerate(error, "debug", "false")
            return False

    def show(self, result: Result, view: View) -> None:
        """Write a result to stdout in the selected format.

        Args:
            result: An API object, a ``Listing`` of them, or None for no output.
            view: How it looks as a table.
        """
        if result is None:
            return
        if isinstance(result, RowStream):
            from clerk_cli.output.streams import show_stream

            watched = is_terminal(self.environment.stderr)
            show_stream(result, self.format, view, self._target, self.messages, is_watched=watched)
            return
        with Calling(self.format):
            self.format.write(result, view, self._target)
        if not isinstance(result, Listing) or not self.format.for_people:
            return
        if summary := result.summary(view.empty):
            self.messages.info(summary)

    @cached_property
    def _target(self) -> OutputTarget:
        from clerk_cli.config.output_settings import output_target

        stream = self.environment.stdout
        width = self.environment.width if is_terminal(stream) else None
        return output_target(
            stream, width, self.settings, self.environment, self.messages, self._tolerate
        )

    def print(self, *lines: str) -> None:
        """Write lines of data to stdout; a line break within one is escaped."""
        from clerk_cli.output.sanitize import clean

        self.environment.stdout.writelines(f"{clean(line)}\n" for line in lines)

    def ask_before(self, question: str, *, forced: bool, option: str = "--force") -> bool:
        """Ask for confirmation, unless it was given on the command line.

        Args:
            question: What to confirm.
            forced: Whether the command line confirms it.
            option: The option that does.

        Returns:
            Whether to continue.

        Raises:
            UsageError: It was not confirmed, and cannot be without a terminal.
        """
        if forced or self.is_dry_run:
            return True
        self.require_confirmable(question, option)
        if self.messages.confirm(question):
            return True
        self.messages.info("Canceled.")
        return False

    def _require_output(self) -> None:
        """Refuse a change whose result would be lost.

        Raises:
            OutputError: Stdout is closed or full, or its reader is gone.
        """
        from clerk_cli.startup.standard_streams import require_writable

        self.write_log.expected = True
        require_writable(self.environment.stdout)

    def require_confirmable(self, question: str, option: str = "--force") -> None:
        """Make sure that there is a terminal on which a question can be answered.

        Args:
            question: What would be asked.
            option: The option that confirms it without a terminal.

        Raises:
            UsageError: There is no terminal.
        """
        if self.environment.interactive or self.is_dry_run:
            return
        from clerk_cli.output.sanitize import clean

        raise UsageError(
            "confirmation required, but this is not an interactive terminal",
            hint=f"Would ask: {clean(question)}\nPass {option} to confirm.",
        )

    def _tolerate(self, error: ClerkError, key: str, default: str) -> None:
        """Continue with the default of a setting where the command may be the one that fixes it."""
        from clerk_cli.config.fallback import remedy

        hint = remedy(self.settings, key, default, self.paths.profiles)
        if not self._tolerates_bad_settings:
            error.hint = error.hint or hint
            raise error
        self.messages.warn(f"{error.message}; using {default}. {hint}")
