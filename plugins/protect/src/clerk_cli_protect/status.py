"""``clerk protect status``: whether rules are enforced."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Context,
    Example,
    Note,
    Outcome,
    Request,
    UsageError,
    View,
    flag,
    get,
    yes_no,
)
from clerk_cli_protect.command import ProtectCommand

STATUS = View(
    details=(
        Column("Rules enabled", "rules_enabled", yes_no),
        Column("Specter enabled", "specter_enabled", yes_no),
        Column("Checks bypassed", "checks_bypassed", yes_no),
    )
)
PATH = "/v1/instance/protect"


class ProtectStatus(
    ProtectCommand,
    name="protect status",
    route=get(PATH),
    view=STATUS,
    extension=True,
    examples=(
        Example("clerk protect status", "Show whether rules are enforced"),
        Example("clerk protect status --disable-rules", "Stop enforcing rules"),
    ),
):
    """Show whether rules are enforced, or enable or disable them."""

    promises = ("rules_enabled",)

    enable_rules: bool = flag("Enable rule enforcement", sends=None, effect="writes")
    disable_rules: bool = flag("Disable rule enforcement", sends=None, effect="destroys")

    def check(self) -> None:
        """Refuse both options at once; with one of them, the command writes.

        Raises:
            UsageError: Both are set.
        """
        self.writes = bool(self.enable_rules or self.disable_rules)
        if self.enable_rules and self.disable_rules:
            raise UsageError("--enable-rules cannot be combined with --disable-rules")

    def build(self) -> Request:
        """Read the status, or change the one setting."""
        if not self.enable_rules and not self.disable_rules:
            return super().build()
        return Request("PATCH", PATH, body={"rules_enabled": bool(self.enable_rules)})

    def run(self, context: Context) -> Outcome:
        """Send the request, and report what changed."""
        notes: tuple[Note, ...] = ()
        if self.enable_rules or self.disable_rules:
            notes = (Note(f"Rules {'enabled' if self.enable_rules else 'disabled'}."),)
        return Outcome(self.object_of(context.send(self.build())), notes=notes)
