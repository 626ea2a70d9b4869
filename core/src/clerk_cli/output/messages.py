"""Messages and questions for people, on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from clerk_cli.output.color import Palette
from clerk_cli.output.sanitize import clean, clean_multiline
from clerk_cli.terminal import width_of

if TYPE_CHECKING:
    from clerk_cli.environment import Environment
    from clerk_cli.errors import APIError, ClerkError
    from clerk_cli.results import Note

T = TypeVar("T")
CLEAR_LINE = "\r\x1b[K"
PLAIN_GLYPHS = {"✓": "+", "✗": "x", "ℹ": "i", "⚠": "!"}


class Messages:
    """Writes messages to stderr, and asks questions.

    Args:
        environment: Streams and variables.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._stream = environment.stderr
        self._palette = Palette(environment.colors(environment.stderr))
        self._progress = False

    def success(self, text: str) -> None:
        """Report that something was done."""
        self._write_marked(self._palette.green(self._glyph("✓")), text)

    def info(self, text: str) -> None:
        """Give information."""
        self._write_marked(self._palette.blue(self._glyph("ℹ")), text)

    def warn(self, text: str) -> None:
        """Warn of something unexpected."""
        self._write_marked(self._palette.yellow(self._glyph("⚠")), text)

    def note(self, note: Note) -> None:
        """Write a note of a command."""
        writers = {"success": self.success, "info": self.info, "warning": self.warn}
        writers.get(note.level, self.error)(note.text)

    def error(self, message: str, hint: str | None = None) -> None:
        """Report an error.

        Args:
            message: One line that names what is wrong.
            hint: How to fix it; may have several lines.
        """
        self._write_marked(self._palette.red(self._glyph("✗")), message)
        self._hint(hint)

    def api_error(self, error: APIError) -> None:
        """Report every error of a response, with its code and field, and the trace ID."""
        self._write_marked(self._palette.red(self._glyph("✗")), error.message)
        for entry in error.errors:
            self._detail(entry, error.message)
        trace = f" · trace {error.trace_id}" if error.trace_id else ""
        self.line(self._palette.dim(f"  HTTP {error.http_status}{trace}"))
        self._hint(error.hint)

    def json_error(self, error: ClerkError) -> None:
        """Report an error as one line of JSON, for programs that read stderr."""
        from clerk_cli.errors import APIError
        from clerk_cli.output.jsontext import compact

        data: dict[str, object] = {"error": error.message, "exit_status": int(error.status)}
        if error.hint:
            data["hint"] = error.hint
        if isinstance(error, APIError):
            data |= {"http_status": error.http_status, "errors": error.errors}
            data["clerk_trace_id"] = error.trace_id
        self._write(compact(data))

    def debug(self, text: str) -> None:
        """Write a line of the debug log."""
        self._write(self._palette.dim(clean_multiline(text)))

    def line(self, text: str = "") -> None:
        """Write a line unchanged; it may hold color codes."""
        self._write(text)

    def progress(self, text: str) -> None:
        """Show progress in place of the previous progress; empty text clears it.

        It is cut to the width of the terminal: a line that wraps cannot be overwritten.
        """
        if text or self._progress:
            width = width_of(self._stream, self._environment.variables) - 1
            self._stream.write(f"{CLEAR_LINE}{text[:width]}")
            self._stream.flush()
        self._progress = bool(text)

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Ask a yes-or-no question.

        Args:
            question: The question.
            default: What Enter means.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D, which end the program with 130.
        """
        from clerk_cli.output.prompts.questions import confirm

        return confirm(self._environment, clean_multiline(question), default=default)

    def ask(self, question: str, *, default: str = "") -> str:
        """Ask for a line of text.

        Args:
            question: The question.
            default: The text to start from.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D, which end the program with 130.
        """
        from clerk_cli.output.prompts.questions import ask

        return ask(self._environment, clean_multiline(question), default=default)

    def choose(self, question: str, choices: Sequence[tuple[str, T]]) -> T:
        """Ask for one of several choices.

        Args:
            question: The question.
            choices: Label and value of each choice; the first is preselected.
        """
        from clerk_cli.output.prompts.questions import choose

        names = [clean(name) for name, _ in choices]
        return choices[choose(self._environment, clean_multiline(question), names)][1]

    def secret(self, question: str) -> str:
        """Ask for text that is not shown while it is typed."""
        from clerk_cli.output.prompts.questions import secret

        return secret(self._environment, clean_multiline(question))

    def _detail(self, entry: dict[str, object], shown: str) -> None:
        meta = entry.get("meta")
        field = meta.get("param_name") if isinstance(meta, dict) else None
        text = entry.get("long_message") or entry.get("message")
        parts = [field, entry.get("code"), None if text == shown else text]
        self.line(clean_multiline("  " + ": ".join(str(part) for part in parts if part)))

    def _hint(self, hint: str | None) -> None:
        for line in (hint or "").splitlines():
            self.line(self._palette.dim("  " + clean_multiline(line)))

    def _write_marked(self, glyph: str, text: str) -> None:
        self._write(f"{glyph} {clean_multiline(text)}")

    def _glyph(self, glyph: str) -> str:
        try:
            glyph.encode(self._stream.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return PLAIN_GLYPHS[glyph]
        return glyph

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        printable = text.encode(encoding, "backslashreplace").decode(encoding)
        self.progress("")
        self._stream.write(printable + "\n")
        self._stream.flush()
