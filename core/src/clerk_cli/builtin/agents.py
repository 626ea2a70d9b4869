"""``clerk agents``: what AI agents need to know to use the program (an extension)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.base import Command, Example

if TYPE_CHECKING:
    from clerk_cli.context import Context


class AgentsSkill(
    Command,
    name="agents skill",
    extension=True,
    examples=(
        Example(
            "mkdir -p .claude/skills/clerk && clerk agents skill > .claude/skills/clerk/SKILL.md",
            "Add the installed commands to a project's skills",
        ),
    ),
):
    """Print a skill file (SKILL.md) for AI agents, made from the installed commands.

    Print it again after installing or updating plugins.
    """

    def run(self, context: Context) -> None:
        """Print the file."""
        from clerk_cli.builtin.skill_file import skill_file

        context.print(*skill_file(context.program.describe()))
