"""One run of the program: from a command line to an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli import __version__
from clerk_cli.config import aliases
from clerk_cli.config.settings import TRUE_WORDS
from clerk_cli.console.catalog import Catalog
from clerk_cli.console.dispatch import RunCommand, ShowHelp, dispatch
from clerk_cli.console.options import global_options
from clerk_cli.console.parser import is_on, read_global_options
from clerk_cli.console.reporting import Reporter
from clerk_cli.console.runner import Runner
from clerk_cli.environment import Environment
from clerk_cli.errors import ExitStatus, UsageError
from clerk_cli.output.messages import Messages
from clerk_cli.startup.fast_path import page_name
from clerk_cli.startup.locations import COMPLETE, DOCTOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clerk_cli.console.parser import ParsedLine
    from clerk_cli.plugins.manager import Plugins
    from clerk_cli.startup.cache import Index

MAX_WORDS_BEFORE = 4
"""Words of the command line in which it can stand: after ``-p NAME``, say."""


class Application:
    """The program.

    Args:
        environment: Streams, variables, working directory and clock.
        plugins: The plugins; None: those that are installed.
        index: What the installed plugins declare, if that is cached.
    """

    def __init__(
        self,
        environment: Environment,
        plugins: Plugins | None = None,
        index: Index | None = None,
    ) -> None:
        self._environment = environment
        self._messages = Messages(environment)
        self._plugins = plugins
        self._index = index

    def run(self, argv: list[str]) -> int:
        """Run a command line and return the exit status; no exception escapes."""
        options = read_global_options(argv)
        catalog = Catalog(
            self._environment,
            self._messages.warn,
            self._plugins,
            self._index,
            without_plugins=is_on(options, "no_plugins"),
            words=argv,
            tolerates_damage=DOCTOR in argv[:MAX_WORDS_BEFORE],
        )
        debug = (self._environment.variable("CLERK_CLI_DEBUG") or "").lower() in TRUE_WORDS
        reporter = Reporter(
            self._environment,
            self._messages,
            catalog,
            words=argv,
            debug=debug or is_on(options, "debug"),
        )
        self._messages.hold()
        try:
            return reporter.handle_errors(lambda: self._perform(argv, catalog, reporter))
        except Exception as error:  # noqa: BLE001 - whatever it is, the user sees one line
            return reporter.report_bug(error)
        except BaseException as error:  # noqa: BLE001 - one that no plugin raises goes on
            return reporter.report_end(error)
        finally:
            self._messages.release()

    def _perform(self, argv: list[str], catalog: Catalog, reporter: Reporter) -> int:
        if argv[:1] == [COMPLETE]:
            from clerk_cli.console.completion import complete

            self._environment.stdout.write(complete(argv[1:], catalog, self._environment))
            return ExitStatus.OK
        _require_unicode(argv)
        reporter.announce_third_party_plugins()
        root = catalog.root
        reporter.warn_about_plugins()
        action = dispatch(argv, root, lambda: aliases.load(catalog.paths.aliases))
        if isinstance(action, RunCommand):
            line = action.line
            catalog.rerun = lambda words, environment: _rerun(line, words, environment, catalog)
            runner = Runner(self._environment, self._messages, catalog, reporter)
            return runner.run(action.leaf, action.line)
        if isinstance(action, ShowHelp):
            self._show_help(action, argv, catalog)
        else:
            self._environment.stdout.write(f"clerk version {__version__}\n")
        return ExitStatus.OK

    def _show_help(self, action: ShowHelp, argv: list[str], catalog: Catalog) -> None:
        problems: list[str] = []
        if action.as_json:
            from clerk_cli.console.stored_description import describe_node, to_json

            page = to_json(describe_node(action.node, catalog, problems.append))
        else:
            from clerk_cli.console.help import help_page

            page = help_page(action.node, self._environment)
        self._environment.stdout.write(page)
        for problem in problems:
            self._messages.warn(problem)
        name = page_name(argv, self._environment.variables)
        if name and not problems:
            catalog.store_page(name, page)


def _rerun(
    line: ParsedLine, words: Sequence[str], environment: Environment, catalog: Catalog
) -> int:
    """Run another command line with the plugins and the global options of one that runs."""
    options = [
        f"{option.label}={line.global_values[option.name][-1]}"
        for option in global_options(at_root=False)
        if option.inherited and option.name in line.global_values
    ]
    return Application(environment, catalog.plugins).run([*options, *words])


def _require_unicode(argv: list[str]) -> None:
    """Refuse arguments that could not be sent, stored or shown as they are.

    Raises:
        UsageError: The bytes of an argument are not UTF-8, or whatever the locale uses.
    """
    for number, word in enumerate(argv, 1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError(
                f"argument {number} is not valid text: it has bytes that are not UTF-8"
            ) from None


def report_outside(error: Exception, argv: list[str]) -> int:
    """Report what happened before an application ran, or after it, and return the exit status."""
    environment = Environment()
    messages = Messages(environment)
    catalog = Catalog(environment, messages.warn, without_plugins=True)
    reporter = Reporter(
        environment, messages, catalog, words=argv, debug=is_on(read_global_options(argv), "debug")
    )

    def fail() -> int:
        raise error

    try:
        return reporter.handle_errors(fail)
    except Exception as unexpected:  # noqa: BLE001 - whatever it is, the user sees one line
        return reporter.report_bug(unexpected)
