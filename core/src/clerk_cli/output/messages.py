"""Messages and questions for people, on stderr.

Every message goes through ``_write``, which masks keys and escapes all of its text: what comes from
a server, a file, a plugin or another program can neither control the terminal nor look like a line
of this program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from clerk_cli.output.color import Palette
from clerk_cli.output.sanitize import clean
from clerk_cli.terminal import is_terminal, width_of

if TYPE_CHECKING:
    from clerk_cli.environment import Environment
    from clerk_cli.errors import APIError, ClerkError
    from clerk_cli.results import Note

T = TypeVar("T")
CLEAR_LINE = "\r\x1b[K"
PLAIN_GLYPHS = {"✓": "+", "✗": "x", "ℹ": "i", "⚠": "!", "…": "..."}
MARKS = tuple(f"{mark} " for pair in PLAIN_GLYPHS.items() for mark in pair)
GLYPHS = tuple(f"{glyph} " for glyph in PLAIN_GLYPHS)
CREDENTIAL_MARKS = ("sk_", "sk-", "whsec_", "eyJ", "Bearer ", "://", "=")
"""At least one of them is in every text that holds a credential; few messages have any."""

MARGIN, DEEP_MARGIN = "  ", "    "


class Messages:
    """Writes messages to stderr, and asks questions.

    Control characters, line breaks and invisible characters in a text are shown as escapes. Only
    hints, ``line`` and ``debug`` take several lines, of which none can be taken for a message.

    Args:
        environment: Streams and variables.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._stream = environment.stderr
        self._palette = Palette(environment.colors(environment.stderr))
        self._progress = False
        self._held: list[tuple[str, str]] | None = None

    def success(self, text: str) -> None:
        """Report that something was done."""
        self._say("✓", text)

    def info(self, text: str) -> None:
        """Give information."""
        self._say("ℹ", text)

    def warn(self, text: str) -> None:
        """Warn of something unexpected."""
        self._say("⚠", text)

    def hold(self) -> None:
        """Keep messages until ``release``, so that a JSON error can be all that stderr has.

        A person who watches sees them at once.
        """
        if not is_terminal(self._stream):
            self._held = []

    def release(self) -> None:
        """Write what was kept, and what comes from now on at once."""
        held, self._held = self._held or [], None
        for mark, text in held:
            self._say(mark, text)

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
        self._write(message, mark="✗", style=self._palette.red)
        for line in _hint_lines(hint or ""):
            self._write(line, margin=MARGIN, style=self._palette.dim)

    def api_error(self, error: APIError) -> None:
        """Report every error of a response, with its code and field, and the trace ID."""
        self._write(error.message, mark="✗", style=self._palette.red)
        for detail in (_detail(entry, error.message) for entry in error.errors):
            if detail:
                self._write(detail, margin=MARGIN)
        trace = f" · trace {error.trace_id}" if error.trace_id else ""
        self._write(f"HTTP {error.http_status}{trace}", margin=MARGIN, style=self._palette.dim)
        for line in _hint_lines(error.hint or ""):
            self._write(line, margin=MARGIN, style=self._palette.dim)

    def json_error(self, error: ClerkError) -> None:
        """Report an error as one line of JSON, for programs that read stderr.

        Its members are ``code``, ``message``, ``hint`` and ``exit_status``, and for an error of the
        API also ``http_status``, ``errors`` and ``clerk_trace_id``. Messages that were kept are its
        ``warnings``.
        """
        from clerk_cli.errors import APIError
        from clerk_cli.output.jsontext import compact, is_unicode

        data: dict[str, object] = {
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "exit_status": int(error.status),
        }
        if isinstance(error, APIError):
            data |= {"http_status": error.http_status, "errors": error.errors}
            data["clerk_trace_id"] = error.trace_id
        held, self._held = self._held, None
        if held:
            data["warnings"] = [text for _, text in held]
        from clerk_cli.output.redaction import Redactor

        data = Redactor().errors(data)
        self._put(compact(data, ascii_only=not is_unicode(self._stream)))

    def _say(self, mark: str, text: str) -> None:
        if self._held is not None:
            self._held.append((mark, text))
            return
        styles = {"✓": self._palette.green, "ℹ": self._palette.blue, "⚠": self._palette.yellow}
        self._write(text, mark=mark, style=styles[mark])

    def debug(self, text: str) -> None:
        """Write an entry of the debug log; its further lines are indented."""
        first, *others = text.split("\n")
        self._write(first, style=self._palette.dim)
        for line in others:
            self._write(line, margin=DEEP_MARGIN, style=self._palette.dim)

    def line(self, text: str = "") -> None:
        """Write lines without a mark; all but the first are indented."""
        lines = text.split("\n")
        first = next((number for number, line in enumerate(lines) if line), 0)
        for number, line in enumerate(lines):
            foreign = number > first and not line.startswith(MARGIN)
            foreign = bool(line) and (foreign or line.lstrip().startswith(MARKS))
            self._write(line, margin=DEEP_MARGIN if foreign else "")

    def program(self, line: str) -> None:
        """Write a line of another program; indented if it could be taken for a message."""
        line = line.rstrip("\r\n")
        foreign = line.startswith(MARKS) or line.lstrip().startswith(GLYPHS)
        self._write(line, margin=DEEP_MARGIN if foreign else "")

    def progress(self, text: str) -> None:
        """Show progress in place of the previous progress; empty text clears it.

        It is cut to the width of the terminal: a line that wraps cannot be overwritten. Nothing is
        shown where no line can be.
        """
        if self._environment.variables.get("TERM") == "dumb":
            return
        if text or self._progress:
            width = width_of(self._stream, self._environment.variables) - 1
            self._emit(f"{CLEAR_LINE}{self._encodable(_safe(text))[:width]}")
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

        return confirm(self._environment, _safe(question), default=default)

    def ask(self, question: str, *, default: str = "") -> str:
        """Ask for a line of text.

        Args:
            question: The question.
            default: The text to start from.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D, which end the program with 130.
        """
        from clerk_cli.output.prompts.questions import ask

        return ask(self._environment, _safe(question), default=default)

    def choose(self, question: str, choices: Sequence[tuple[str, T]]) -> T:
        """Ask for one of several choices.

        Args:
            question: The question.
            choices: Label and value of each choice; the first is preselected.
        """
        from clerk_cli.output.prompts.questions import choose

        names = [_safe(name) for name, _ in choices]
        return choices[choose(self._environment, _safe(question), names)][1]

    def secret(self, question: str) -> str:
        """Ask for text that is not shown while it is typed."""
        from clerk_cli.output.prompts.questions import secret

        return secret(self._environment, _safe(question))

    def _write(
        self,
        text: str,
        *,
        mark: str = "",
        margin: str = "",
        style: Callable[[str], str] | None = None,
    ) -> None:
        """Write one line; keys are masked, and everything that is not visible is escaped.

        Args:
            text: The text.
            mark: The glyph of a message, which gets the color instead of the text.
            margin: The indentation.
            style: The color.
        """
        text, mark = self._encodable(_safe(text)), self._glyph(mark)
        color = style or str
        self._put(f"{color(mark)} {text}" if mark else margin + color(text))

    def _put(self, line: str) -> None:
        self.progress("")
        self._emit(f"{line}\n")

    def _emit(self, text: str) -> None:
        """Write to stderr; that it is closed or full stops nothing."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def _encodable(self, text: str) -> str:
        """The text, with escapes for what the encoding of stderr does not have."""
        encoding = self._stream.encoding or "utf-8"
        if "…" in text and self._glyph("…") != "…":
            text = text.replace("…", PLAIN_GLYPHS["…"])
        return text.encode(encoding, "backslashreplace").decode(encoding)

    def _glyph(self, glyph: str) -> str:
        try:
            glyph.encode(self._stream.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return PLAIN_GLYPHS[glyph]
        return glyph


def _safe(text: str) -> str:
    """The text on one line, without keys, and with escapes for what cannot be seen."""
    if any(mark in text for mark in CREDENTIAL_MARKS):
        from clerk_cli.output.redaction import Redactor

        text = Redactor().text(text)
    return clean(text)


def _detail(entry: dict[str, object], message: str) -> str:
    """An error of the API on one line: its field, its code, and its text unless already shown."""
    meta = entry.get("meta")
    field = meta.get("param_name") if isinstance(meta, dict) else None
    text = entry.get("long_message") or entry.get("message")
    parts = [field, entry.get("code"), None if text == message else text]
    return ": ".join(str(part) for part in parts if part)


def _hint_lines(hint: str) -> list[str]:
    """The lines of a hint; one that looks like a message comes from outside, so it is indented."""
    lines: list[str] = []
    for line in hint.split("\n") if hint else ():
        if lines and line.lstrip().startswith(MARKS):
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return lines
