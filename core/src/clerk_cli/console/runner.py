"""Running a command: bind its values, ask, run it, show its outcome."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from clerk_cli.commands.references import references_in
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.settings import RECENT, Settings
from clerk_cli.console.binding import BoundCommand, bind
from clerk_cli.console.usage import add_usage
from clerk_cli.context import Context
from clerk_cli.errors import (
    APIError,
    ClerkError,
    ConfigError,
    ExitStatus,
    NetworkError,
    UsageError,
)
from clerk_cli.output import DEFAULT_FORMAT
from clerk_cli.plugins.status import is_built_in
from clerk_cli.results import Listing, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clerk_cli.commands.base import Command
    from clerk_cli.commands.batch import Batch
    from clerk_cli.commands.shaping import Shape
    from clerk_cli.console.catalog import Catalog
    from clerk_cli.console.parser import ParsedLine
    from clerk_cli.console.reporting import Reporter
    from clerk_cli.console.tree import Leaf
    from clerk_cli.environment import Environment
    from clerk_cli.output.messages import Messages
    from clerk_cli.plugins import Setting
    from clerk_cli.results import APIObject, Note, Result

WITHOUT_PROFILES = (
    "completion ", "config path ", "config profile path ", "config alias ", "doctor ",
    "plugins ",
)  # fmt: skip
"""The commands of the core that help to fix a damaged profiles file, or do without it."""


class Runner:
    """Runs commands.

    Args:
        environment: Streams, variables, working directory and clock.
        messages: Writes to stderr.
        catalog: The plugins and the tree of commands.
        reporter: Reports errors.
    """

    def __init__(
        self, environment: Environment, messages: Messages, catalog: Catalog, reporter: Reporter
    ) -> None:
        self._environment = environment
        self._messages = messages
        self._catalog = catalog
        self._reporter = reporter
        self._shape: Shape | None = None

    def run(self, leaf: Leaf, line: ParsedLine) -> int:
        """Run a command with the values of a parsed line, and return the exit status.

        Raises:
            UsageError: A value is not valid.
        """
        self._reporter.words = leaf.path
        self._reporter.debug = self._reporter.debug or line.wants("debug")
        if line.wants("columns"):
            return self._show_fields(leaf, line)
        try:
            bound = bind(leaf, line.values, self._environment)
        except UsageError as error:
            add_usage(error, leaf)
            raise
        # Help and usage errors do without cleo, whose import is half of the start-up.
        from clerk_cli.startup.lean_cleo import import_cleo

        import_cleo(self._environment.variables)
        from clerk_cli.console.adapter import run_with_cleo

        return run_with_cleo(
            bound,
            lambda: self._reporter.handle_errors(lambda: self._run_bound(bound, line)),
            self._environment.stdout,
            self._environment.stderr,
        )

    def _run_bound(self, bound: BoundCommand, line: ParsedLine) -> int:
        try:
            return self._execute(bound, line)
        except UsageError as error:
            add_usage(error, bound.leaf)
            raise
        except APIError as error:
            from clerk_cli.console.name_hints import add_name_hint

            add_name_hint(error, bound)
            raise

    def _execute(self, bound: BoundCommand, line: ParsedLine) -> int:
        command = bound.command
        with closing(self._context(command, line)) as context:
            if not context.prepare(command):
                return ExitStatus.OK
            self._reporter.json_errors = self._is_for_programs(command, context)
            if not self._reporter.json_errors:
                self._messages.release()
            self._reporter.write_log.expected = _writes(command) and not context.is_dry_run
            self._reporter.warn_about_plugins()
            self._environment.may_ask = self._environment.may_ask and not context.is_dry_run
            if context.is_dry_run and not command.reports_dry_run:
                return self._execute_dry(bound, context)
            self._shape = self._read_shape(bound, context)
            command.check_settings(context)
            if bound.batch is not None:
                return self._execute_many(command, bound.batch, context)
            if not _is_ready(command, context):
                return ExitStatus.OK
            outcome = Outcome.of(command.run(context))
            self._show(command, outcome, context)
            self._reporter.warn_about_plugins()
        return outcome.status

    def _execute_dry(self, bound: BoundCommand, context: Context) -> int:
        from clerk_cli.console.dry_run import run_dry

        if context.settings.flags.shape:
            format = context.format
            self._read_shape(bound, context)
            context.format = format
            options = " and ".join(f"--{name}" for name in context.settings.flags.shape)
            self._messages.info(f"A dry run shows requests; {options} applies to results.")
        return run_dry(bound.command, bound.batch, context)

    def _execute_many(self, command: Command, batch: Batch, context: Context) -> int:
        from clerk_cli.commands.batch import BatchResults, reads_objects
        from clerk_cli.console.batches import run_batch

        def show(outcome: Outcome) -> None:
            presenter = command if reads_objects(command) else BatchResults()
            self._show(presenter, outcome, context)

        outcome = run_batch(command, batch, context, show)
        if outcome is None:
            return ExitStatus.OK
        show(outcome)
        self._reporter.warn_about_plugins()
        return outcome.status

    def _is_for_programs(self, command: Command, context: Context) -> bool:
        """Whether errors are JSON, as the results are."""
        is_configured = context.settings.lookup("output").source.layer != "default"
        return is_configured and context.format.json_errors and not _is_bare(command, context)

    def _remember(self, result: Result, context: Context) -> None:
        """Keep the objects of a result for completion."""
        from clerk_cli.config.recent import record

        objects = result.data if isinstance(result, Listing) else [result]
        record(objects, context.settings, self._environment)

    def _show(self, command: Command, outcome: Outcome, context: Context) -> None:
        if outcome.result is not None and context.settings.lookup(RECENT).text:
            self._remember(outcome.result, context)
        done = _done_note(command, outcome.result)
        as_json = bool(self._reporter.json_errors)
        for note in (*outcome.notes, *((done,) if done else ())):
            if not (as_json and note.level == "error"):
                self._messages.note(note)
        if as_json and outcome.status != ExitStatus.OK:
            texts = [note.text for note in outcome.notes if note.level == "error"]
            error = ClerkError("; ".join(texts) or "the command failed; its result says why")
            error.status = outcome.status
            self._reporter.report(error)
        if self._shape is not None and outcome.result is None:
            options = ", ".join(f"--{name}" for name in context.settings.flags.shape)
            self._messages.warn(f"there is no result to apply {options} to")
        elif self._shape is not None:
            result = self._shape.apply(outcome)
            if not self._shape.only_sorts:
                self._shape.show(result)
                return
            outcome = outcome.replace(result=result, table=None)
        if not context.format.for_people and not _is_bare(command, context):
            view = outcome.view or command.spec.view
            if context.format.has_columns and outcome.view is None:
                from clerk_cli.commands.all_fields import view_for_programs

                view = view_for_programs(command, wide=bool(context.settings.flags.wide))
            has_rows = context.format.has_columns and outcome.table is not None
            context.show(outcome.table if has_rows else outcome.result, view)
            return
        table = outcome.result if outcome.table is None else outcome.table
        if table is not None and outcome.view is not None:
            context.show(table, outcome.view)
        elif table is not None:
            command.render_text(table, context)

    def _read_shape(self, bound: BoundCommand, context: Context) -> Shape | None:
        """The shaping options, checked before anything is asked or sent."""
        values = context.settings.flags.shape
        if not values:
            return None
        from clerk_cli.commands.shaping import Shape

        command = bound.command
        may_write = _writes(command) or (command.spec.route is None and command.writes is None)
        is_batch = bound.batch is not None
        return Shape(values, command, context, is_batch=is_batch, writes=may_write)

    def _show_fields(self, leaf: Leaf, line: ParsedLine) -> int:
        """List the fields of what a command returns; the command does not run."""
        from clerk_cli.console.fields_of_lines import fields_of

        command = leaf.command()
        command.default_format = DEFAULT_FORMAT
        fields = fields_of(leaf, line.values, self._environment)
        with closing(self._context(command, line)) as context:
            fields.show(context)
        return ExitStatus.OK

    def _profiles(self, command: Command) -> ProfilesFile:
        path = self._catalog.paths.profiles
        try:
            return ProfilesFile.load(path)
        except ConfigError as error:
            if not _needs_no_profiles(command):
                raise
            hint = f" {error.hint}" if error.hint else ""
            self._messages.warn(f"{error.message}; continuing without profiles.{hint}")
            return ProfilesFile("", path)

    def _context(self, command: Command, line: ParsedLine) -> Context:
        catalog = self._catalog
        file = self._profiles(command)
        catalog.plugins.prefer_profiles(file.names())
        settings = Settings(
            self._environment,
            catalog.paths,
            file,
            _with_default_format(catalog.plugins.settings, command),
            line.flags,
            list(catalog.plugins.profiles.values()),
            catalog.plugins.secret,
        )
        return Context(
            self._environment,
            catalog.paths,
            settings,
            catalog.plugins,
            self._messages,
            catalog,
            self._reporter.write_log,
        )


def _done_note(command: Command, result: Result) -> Note | None:
    """The message of ``done=``; a name in it that no operation returns is not the API's mistake."""
    try:
        return command.done_note(result)
    except NetworkError:
        from clerk_cli.commands.response_fields import require_known_names

        require_known_names(command)
        raise


def _is_ready(command: Command, context: Context) -> bool:
    """Whether a command may run: its objects are looked up, and its question is answered.

    What cannot be confirmed is not looked up.
    """
    if command.spec.confirm is None and not command.spec.confirm_if:
        _resolve_references(command, context)
        return True
    from clerk_cli.console.confirmation import is_confirmed

    is_terminal = context.environment.interactive
    if not is_terminal and not is_confirmed(command, context):
        return False
    objects = _resolve_references(command, context)
    return not is_terminal or is_confirmed(command, context, objects)


def _resolve_references(command: Command, context: Context) -> Mapping[str, APIObject]:
    """Put IDs in place of references; returns the objects that were looked up, by ID."""
    if not any(map(references_in, vars(command).values())):
        return {}
    from clerk_cli.commands.lookups import resolve_references

    return resolve_references(command, context)


def _writes(command: Command) -> bool:
    """Whether a command changes the instance; one of the core's own never needs the connection."""
    if command.spec.route is None:
        return command.writes is True
    from clerk_cli.connection import writes

    return writes(command)


def _needs_no_profiles(command: Command) -> bool:
    """Whether a command of the core does its work without the profiles file."""
    name = f"{command.spec.name} "
    return is_built_in(type(command)) and name.startswith(WITHOUT_PROFILES)


def _with_default_format(settings: list[Setting], command: Command) -> list[Setting]:
    """The settings, with the format that a command prints in where none is configured."""
    if (name := command.default_format) == DEFAULT_FORMAT:
        return settings
    return [item.replace(default=name) if item.key == "output" else item for item in settings]


def _is_bare(command: Command, context: Context) -> bool:
    """Whether a command prints a bare value: without ``-o`` on the command line, or if asked."""
    if context.format.prints_bare_values:
        from clerk_cli.commands.secrets import SecretCommand

        return command.prints_bare_value or isinstance(command, SecretCommand)
    return command.prints_bare_value and context.settings.lookup("output").source.layer != "flag"
