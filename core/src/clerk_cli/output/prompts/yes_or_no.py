"""The question that is answered with yes or no.

Inquirer takes the first key for the answer. Who types ``n`` and Enter, as most programs want it,
would then accept the next question as well. Imports inquirer, so import it only where one is asked.
"""

from __future__ import annotations

from typing import Any

from inquirer.errors import EndOfInput

from clerk_cli.output.prompts.long_text import LongText

ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


class YesOrNo(LongText):
    """A text prompt for yes or no, which Enter ends; anything else is taken back."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.current = ""

    def get_header(self) -> str:
        """The question, with the answer that Enter alone gives in upper case."""
        return f"{self.question.message} {'(Y/n)' if self.question.default else '(y/N)'}"

    def process_input(self, pressed: str) -> None:
        """Take a key.

        Raises:
            EndOfInput: It is Enter; with the answer.
        """
        try:
            super().process_input(pressed)
        except EndOfInput as end:
            typed = str(end.selection).strip().lower()
            if typed and typed not in ANSWERS:
                self.current, self.cursor_offset = "", 0
                return
            raise EndOfInput(ANSWERS.get(typed, self.question.default)) from None
