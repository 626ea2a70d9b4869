"""``clerk protect status``: whether Protect acts at all (beyond the reference)."""

from __future__ import annotations

from clerk_cli.api import Column, Context, Note, Outcome, Request, UsageError, View, flag, yes_no
from clerk_cli_protect.command import ProtectCommand

STATUS = View(
    details=(
        Column("Rules enabled", "rules_enabled", yes_no),
        Column("Specter enabled", "specter_enabled", yes_no),
        Column("Checks bypassed", "checks_bypassed", yes_no),
    )
)
PATH = "/v1/instance/protect"


class ProtectStatus(ProtectCommand, name="protect status", view=STATUS, extension=True):
    """Show whether rules are enabled, or turn them on or off."""

    enable_rules: bool = flag("Let rules act", sends=None)
    disable_rules: bool = flag("Keep rules from acting", sends=None)

    def check(self) -> None:
        """Refuse both at once.

        Raises:
            UsageError: Rules are to be enabled and disabled.
        """
        if self.enable_rules and self.disable_rules:
            raise UsageError("--enable-rules and --disable-rules exclude each other")

    def build(self) -> Request:
        """Read, or change the one switch."""
        if not self.enable_rules and not self.disable_rules:
            return Request("GET", PATH)
        return Request("PATCH", PATH, body={"rules_enabled": bool(self.enable_rules)})

    def run(self, context: Context) -> Outcome:
        """Send it and say what changed."""
        notes: tuple[Note, ...] = ()
        if self.enable_rules or self.disable_rules:
            notes = (Note(f"Rules {'enabled' if self.enable_rules else 'disabled'}."),)
        return Outcome(context.send(self.build()).object, notes=notes)
