"""One run of the program: from a command line to an exit status."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from clerk_cli import __version__
from clerk_cli.config import aliases, plugin_state
from clerk_cli.config.paths import Paths
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.settings import Settings
from clerk_cli.console import tree
from clerk_cli.console.binding import bind
from clerk_cli.console.options import NO_PLUGINS
from clerk_cli.console.parser import Line, LineParser, Texts
from clerk_cli.context import Context
from clerk_cli.errors import APIError, ClerkError, ConfigError, ExitStatus, PluginError, UsageError
from clerk_cli.output.messages import Messages
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.status import Selection, sentence
from clerk_cli.results import Outcome

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.console.tree import Branch, Leaf
    from clerk_cli.environment import Environment
    from clerk_cli.startup.cache import Index


ISSUES = "https://github.com/clerk-cli/clerk-cli/issues"
BUG_HINT = f"""\
This is a bug of clerk or of a plugin. See the traceback with --debug, and please report it:
{ISSUES}"""


class Application:
    """The program.

    Args:
        environment: Streams, variables, folder and clock.
        plugins: The plugins; None: those that are installed.
        index: What is known of those that are installed, and kept for the next run.
    """

    def __init__(
        self,
        environment: Environment,
        plugins: Plugins | None = None,
        index: Index | None = None,
    ) -> None:
        self._environment = environment
        self._messages = Messages(environment)
        self._given_plugins = plugins
        self._index = index
        self._json_errors = False
        self._no_plugins = False
        self._leaf: Leaf | None = None
        self._debug = environment.variable("CLERK_CLI_DEBUG") in ("1", "true")

    @cached_property
    def _plugins(self) -> Plugins:
        if self._given_plugins is not None:
            return self._given_plugins
        if self._index is None or self._no_plugins:
            return Plugins(selection=self._selection())
        if self._index.plugins:
            from clerk_cli.plugins.cached import CachedPlugins

            return CachedPlugins(self._index.plugins, lambda: Plugins(selection=self._selection()))
        return self._loaded_and_kept(self._index)

    def _loaded_and_kept(self, index: Index) -> Plugins:
        """The plugins, really loaded; if all of them work, the next run need not."""
        from clerk_cli.plugins.cached import to_cache_entry

        plugins = Plugins(selection=self._selection())
        spec = to_cache_entry(plugins)
        if plugins.cacheable:
            index.renew(spec)
        return plugins

    def _selection(self) -> Selection:
        """What ``--no-plugins``, ``CLERK_PLUGINS`` and ``clerk plugins disable`` leave."""
        disabled = frozenset(plugin_state.load(self._paths.plugins).disabled)
        if self._no_plugins:
            return Selection(only=frozenset(), disabled=disabled)
        chosen = self._environment.variable("CLERK_PLUGINS")
        if chosen is None:
            return Selection(disabled=disabled)
        names = (name.strip() for name in chosen.split(","))
        return Selection(only=frozenset(name for name in names if name))

    @cached_property
    def _paths(self) -> Paths:
        return Paths.of(self._environment)

    @cached_property
    def _root(self) -> Branch:
        root = tree.root(self._plugins.groups, self._messages.warn)
        root.unloaded = self._plugins.unloaded
        self._warn_of_plugins()
        return root

    def run(self, argv: list[str]) -> int:
        """Run a command line and return the exit status; nothing escapes."""
        try:
            return self._handle_errors(lambda: self._flushed(self._dispatch(argv)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the user gets one line
            self._report_bug(error, self._leaf.path if self._leaf else argv)
            return ExitStatus.FAILED

    def _handle_errors(self, work: Callable[[], int]) -> int:
        """Turn what may end the work early into words on stderr and an exit status.

        It stands around the command too: cleo would make 1 of an interrupt and 0 of a closed pipe.
        """
        try:
            return work()
        except ClerkError as error:
            self._report(error)
            return error.status
        except KeyboardInterrupt:
            self._messages.line()
            return ExitStatus.INTERRUPTED
        except BrokenPipeError:
            self._redirect_stdout_to_devnull()
            return ExitStatus.OK

    def _work_handling_errors(self, leaf: Leaf, line: Line, texts: Texts) -> int:
        return self._handle_errors(lambda: self._flushed(self._work(leaf, line, texts)))

    def _flushed(self, status: int) -> int:
        """The status, once all is written: a closed pipe shows now or when it is too late."""
        self._environment.stdout.flush()
        return status

    def _redirect_stdout_to_devnull(self) -> None:
        """Let what is left for stdout go nowhere: its reader is gone (`clerk … | head -1`)."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._environment.stdout.fileno())

    def _dispatch(self, argv: list[str]) -> int:
        own = argv[: argv.index("--") if "--" in argv else None]
        self._no_plugins = NO_PLUGINS in own
        self._debug = self._debug or "--debug" in own
        if argv[:1] == ["__complete"]:
            return self._complete(argv[1:])
        self._announce_new_third_party_plugins()
        words, asks_help = (argv[1:], True) if argv[:1] == ["help"] else (argv, False)
        parser = LineParser(self._root, lambda: aliases.load(self._paths.aliases))
        line = parser.parse([*words, "--help"] if asks_help else words)
        self._debug = self._debug or line.wants("debug")
        if line.wants("version"):
            self._environment.stdout.write(f"clerk version {__version__}\n")
            return ExitStatus.OK
        if isinstance(line.node, tree.Branch) or line.wants("help"):
            from clerk_cli.console.help import help_page

            text = help_page(line.node, self._environment)
            self._environment.stdout.write(text)
            self._keep_page(argv, text)
            return ExitStatus.OK
        self._leaf = line.node
        return self._run_leaf(line.node, line)

    def _keep_page(self, argv: list[str], text: str) -> None:
        from clerk_cli.startup.fast_path import page_name

        name = page_name(argv, self._environment.variables)
        if name and self._index is not None and self._index.plugins and not self._no_plugins:
            self._index.keep(name, text)

    def _complete(self, words: list[str]) -> int:
        """Print the words that can come next, each with its meaning, for a shell."""
        from clerk_cli.console.candidates import candidates, lines
        from clerk_cli.console.completion import facts_at
        from clerk_cli.startup.fast_path import node_name

        own = aliases.load(self._paths.aliases)

        def find(path: tuple[str, ...]) -> dict[str, object]:
            names = [each.name for each in self._plugins.installed]
            found = facts_at(self._root, path, aliases=bool(own), plugins=names)
            if self._index is not None and self._index.plugins:
                self._index.keep(node_name(path), found)
            return found

        def values(name: str) -> list[tuple[str, str]]:
            if name == "profile":
                stored = ProfilesFile.load(self._paths.profiles).names()
                return [(each, "Profile") for each in ["default", *stored, *self._plugins.profiles]]
            if name == "output":
                return [(each, "Format") for each in self._plugins.formats]
            return [(alias, f"Alias for {line}") for alias, line in own.items()]

        def expand(word: str) -> list[str]:
            return aliases.command_words(word, own[word]) if word in own else []

        self._environment.stdout.write(lines(candidates(find, words, values, expand)))
        return ExitStatus.OK

    def _run_leaf(self, leaf: Leaf, line: Line) -> int:
        # Help and mistakes in the command line need no cleo, which is half of the start-up.
        from clerk_cli.startup.lean_cleo import import_cleo

        import_cleo(self._environment.variables)
        from cleo.io.outputs.stream_output import StreamOutput

        from clerk_cli.console.adapter import Adapter, CommandRunner, ParsedInput

        runner = CommandRunner()
        runner.add(Adapter(leaf, lambda texts: self._work_handling_errors(leaf, line, texts)))
        return runner.run(
            ParsedInput(" ".join(leaf.path), line.texts),
            StreamOutput(self._environment.stdout),
            StreamOutput(self._environment.stderr),
        )

    def _work(self, leaf: Leaf, line: Line, texts: Texts) -> int:
        command = bind(leaf.command, texts, self._environment)
        with closing(self._context(line)) as context:
            self._json_errors = context.format.json_errors
            self._warn_of_plugins()
            question = command.spec.confirm
            if question is not None:
                forced = bool(getattr(command, "force", False))
                if not context.ask_before(command.format_message(question), forced=forced):
                    return ExitStatus.OK
            outcome = Outcome.of(command.run(context))
            self._show(command, outcome, context)
            self._warn_of_plugins()
        return outcome.status

    def _show(self, command: Command, outcome: Outcome, context: Context) -> None:
        done = command.done_note(outcome.result)
        for note in (*outcome.notes, *((done,) if done else ())):
            self._messages.note(note)
        if not context.format.for_people:
            context.show(outcome.result, command.spec.view)
            return
        table = outcome.result if outcome.table is None else outcome.table
        if table is not None:
            command.render_text(table, context)

    def _warn_of_plugins(self) -> None:
        """Name the plugins that do not work, each once."""
        while self._plugins.warnings:
            self._messages.warn(self._plugins.warnings.pop(0))
        while self._debug and self._plugins.failures:
            self._show_traceback(self._plugins.failures.pop(0))

    def _announce_new_third_party_plugins(self) -> None:
        """Say once of each plugin that nobody vouches for that it is there."""
        if self._given_plugins is not None:
            return
        strangers = [each for each in self._plugins.loaded if not each.official]
        if not strangers:
            return
        known = plugin_state.load(self._paths.plugins).known
        new = [each for each in strangers if each.distribution not in known]
        for each in new:
            self._messages.info(
                f"plugin {each} is loaded for the first time. Plugins run with your keys; "
                f"if you do not know it: clerk plugins disable {each.name}"
            )
        if new:
            # Where nothing can be written it is said again; that is no reason to stop.
            with suppress(ConfigError), plugin_state.edit(self._paths.plugins) as state:
                state.known |= {each.distribution for each in new}

    def _context(self, line: Line) -> Context:
        file = ProfilesFile.load(self._paths.profiles)
        self._plugins.prefer_profiles(file.names())
        settings = Settings(
            self._environment,
            self._paths,
            file,
            self._plugins.settings,
            line.flags,
            list(self._plugins.profiles.values()),
            self._plugins.secret,
        )
        words = frozenset({"help", *(word for node in self._root.children for word in node.words)})
        return Context(
            self._environment, self._paths, settings, self._plugins, self._messages, words
        )

    def _report_bug(self, error: Exception, words: Sequence[str]) -> None:
        """Name an exception that nobody foresaw; the traceback is for ``--debug``."""
        if self._debug:
            self._show_traceback(error)
        text = f"{type(error).__name__}: {error}".split("\n", 1)[0]
        owner = self._plugins.plugin_for_traceback(error, words)
        if owner is None or not owner.distribution:
            self._messages.error(f"unexpected {text}", BUG_HINT)
            return
        report = f"Please report it: {ISSUES}\n" if owner.official else ""
        hint = f"See the traceback with --debug. {report}{sentence(owner.remedy)}"
        self._messages.error(f"plugin {owner} failed: {text}", hint)

    def _show_traceback(self, error: BaseException) -> None:
        from traceback import format_exception

        self._messages.debug("".join(format_exception(error)).rstrip())

    def _report(self, error: ClerkError) -> None:
        if isinstance(error, PluginError) and error.group:
            owner = self._plugins.owner(error.group)
            if owner is not None:
                error.message = f"plugin {owner}: {error.message}"
                error.hint = sentence(owner.remedy)
        if self._json_errors and not isinstance(error, UsageError):
            self._messages.json_error(error)
        elif isinstance(error, APIError):
            self._messages.api_error(error)
        else:
            self._messages.error(error.message, error.hint)
