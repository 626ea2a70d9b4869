"""Everything that is said to a person: messages and questions, on stderr."""

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
    """Says things on stderr, and asks.

    Args:
        environment: Streams and variables.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._stream = environment.stderr
        self._palette = Palette(environment.colors(environment.stderr))
        self._progress = False

    def success(self, text: str) -> None:
        """Say that something was done."""
        self._say(self._palette.green(self._glyph("✓")), text)

    def info(self, text: str) -> None:
        """Say something worth knowing."""
        self._say(self._palette.blue(self._glyph("ℹ")), text)

    def warn(self, text: str) -> None:
        """Say that something is not as one would think."""
        self._say(self._palette.yellow(self._glyph("⚠")), text)

    def note(self, note: Note) -> None:
        """Say a sentence of a command about what it did."""
        marks = {"success": self.success, "info": self.info, "warning": self.warn}
        marks.get(note.level, self.error)(note.text)

    def error(self, message: str, hint: str | None = None) -> None:
        """Say what went wrong, and the way out.

        Args:
            message: One line that names the thing that is wrong.
            hint: What to do about it; may hold several lines.
        """
        self._say(self._palette.red(self._glyph("✗")), message)
        self._hint(hint)

    def api_error(self, error: APIError) -> None:
        """Say every error of an answer, with its code, the field it is about, and the trace."""
        self._say(self._palette.red(self._glyph("✗")), error.message)
        for each in error.errors:
            self._detail(each, error.message)
        trace = f" · trace {error.trace_id}" if error.trace_id else ""
        self.line(self._palette.dim(f"  HTTP {error.http_status}{trace}"))
        self._hint(error.hint)

    def json_error(self, error: ClerkError) -> None:
        """Say what went wrong as one line of JSON, for a program that reads stderr."""
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
        """Say a line of the HTTP log."""
        self._write(self._palette.dim(clean_multiline(text)))

    def line(self, text: str = "") -> None:
        """Say a line as it is; the caller answers for its colours."""
        self._write(text)

    def progress(self, text: str) -> None:
        """Show how far something is, in the place of what was shown last; nothing takes it away.

        It is cut to the terminal: a line that wraps cannot be written over.
        """
        if text or self._progress:
            width = width_of(self._stream, self._environment.variables) - 1
            self._stream.write(f"{CLEAR_LINE}{text[:width]}")
            self._stream.flush()
        self._progress = bool(text)

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Ask a question to be answered with yes or no.

        Args:
            question: The question.
            default: What Enter means.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D, which end the program with 130.
        """
        from clerk_cli.output.prompts.questions import confirm

        return confirm(self._environment, clean_multiline(question), default=default)

    def ask(self, question: str, *, default: str = "") -> str:
        """Ask for a text.

        Args:
            question: The question.
            default: The text to start from.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D, which end the program with 130.
        """
        from clerk_cli.output.prompts.questions import ask

        return ask(self._environment, clean_multiline(question), default=default)

    def choose(self, question: str, choices: Sequence[tuple[str, T]]) -> T:
        """Ask for one of several things.

        Args:
            question: The question.
            choices: What each is called, and what it is; the first is proposed.
        """
        from clerk_cli.output.prompts.questions import choose

        names = [clean(name) for name, _ in choices]
        return choices[choose(self._environment, clean_multiline(question), names)][1]

    def secret(self, question: str) -> str:
        """Ask for a text that is not shown while it is typed."""
        from clerk_cli.output.prompts.questions import secret

        return secret(self._environment, clean_multiline(question))

    def _detail(self, each: dict[str, object], shown: str) -> None:
        meta = each.get("meta")
        field = meta.get("param_name") if isinstance(meta, dict) else None
        text = each.get("long_message") or each.get("message")
        parts = [field, each.get("code"), None if text == shown else text]
        self.line(clean_multiline("  " + ": ".join(str(part) for part in parts if part)))

    def _hint(self, hint: str | None) -> None:
        for line in (hint or "").splitlines():
            self.line(self._palette.dim("  " + clean_multiline(line)))

    def _say(self, glyph: str, text: str) -> None:
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
