"""How questions are drawn. Imports inquirer, so import it only where a question is asked."""

from __future__ import annotations

from typing import Any

from inquirer.render.console import ConsoleRender

from clerk_cli.output.prompts.live import mark_live
from clerk_cli.output.prompts.long_text import LongPassword, LongText
from clerk_cli.output.prompts.yes_or_no import YesOrNo

MARK = "[{tq.mark_color}?{tq.brackets_color}]"
"""What inquirer draws before a question."""


class PromptRenderer(ConsoleRender):  # type: ignore[misc]
    """Draws prompts like inquirer, except for text, yes or no, and live profiles, which are red."""

    has_colors = False
    """Whether colors are wanted."""

    has_mark = True
    """Whether a question begins with ``[?]``; not if its first lines are above the prompt."""

    def print_str(self, base: str, lf: bool = False, **values: Any) -> None:
        """Print a line; inquirer has cut its message to the terminal, without color codes."""
        if self.has_colors and "msg" in values:
            values["msg"] = mark_live(str(values["msg"]))
        if not self.has_mark:
            base = base.replace(MARK, "   ")
        super().print_str(base, lf=lf, **values)

    def render_factory(self, question_type: str) -> Any:
        """The class that draws a kind of question."""
        replacements = {"text": LongText, "password": LongPassword, "confirm": YesOrNo}
        return replacements.get(question_type) or super().render_factory(question_type)
