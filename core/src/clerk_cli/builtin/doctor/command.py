"""The command: which checks there are, and how their findings are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor import aliases, caches, files, network, plugins, profile, shell
from clerk_cli.builtin.doctor.finding import (
    ERROR,
    FIXED,
    INFO,
    OK,
    WARNING,
    Check,
    Finding,
    findings_of,
)
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import flag
from clerk_cli.errors import ExitStatus
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing, Note, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context

CHECKS = (
    Check("files", files.check_files),
    Check("profile", profile.check_profile),
    Check("network", network.check_settings),
    Check("api", network.check_api, needs_network=True),
    Check("plugins", plugins.check_plugins),
    Check("aliases", aliases.check_aliases),
    Check("cache", caches.check_caches),
    Check("shell", shell.check_shell),
)
"""All checks, in the order in which one looks for a cause."""

STATE_WIDTH = max(map(len, (OK, INFO, WARNING, ERROR, FIXED)))

FINDINGS = View(
    columns=(
        Column("CHECK", "check"),
        Column("SUBJECT", "subject"),
        Column("STATE", "state"),
        Column("MESSAGE", "message"),
        Column("FIX", lambda row: row["fix"] or ""),
    ),
)


class Doctor(
    Command,
    name="doctor",
    view=FINDINGS,
    extension=True,
    examples=(
        Example("clerk doctor --offline", "Check everything except the connection to the API"),
        Example("clerk doctor -p sandbox -o json", "Check a profile, with JSON output"),
        Example("clerk doctor -p sandbox --fix", "Apply the safe fixes"),
    ),
):
    """Check the configuration, the connection, the plugins, and the terminal.

    Each finding comes with the command that fixes it. --fix applies the safe ones: it corrects
    permissions on clerk's own files, and removes a damaged index. The exit status is 1 if
    something is broken. A command that fetches the key is executed, but the key is never shown.
    """

    writes = False
    result_fields = ("check", "subject", "state", "message", "fix")

    offline: bool = flag("Do not send any requests")
    fix: bool = flag("Apply fixes that are safe")

    def run(self, context: Context) -> Outcome:
        """Run all checks; with ``--fix``, those again whose findings were fixed."""
        rows = []
        for check in CHECKS:
            if check.needs_network and self.offline:
                continue
            findings = findings_of(check, context)
            if self.fix and any(finding.repair for finding in findings):
                fixed = [_repaired(finding) for finding in findings if finding.repair]
                findings = [*fixed, *_others(findings_of(check, context), fixed)]
            rows += [finding.data(check.name) for finding in findings]
        errors = sum(row["state"] == ERROR for row in rows)
        result = Listing(rows, len(rows))
        if not errors:
            return Outcome(result)
        # People see the errors themselves, and their number below them.
        summary = Note(f"{_count(errors, ERROR)}; see stdout", "error")
        notes = () if context.format.for_people else (summary,)
        return Outcome(result, status=ExitStatus.FAILED, notes=notes)

    def render_text(self, result: Listing, context: Context) -> None:
        """Print the findings of each check below its name, and count them."""
        heading = ""
        for row in result.objects:
            if row["check"] != heading:
                context.print(*([""] if heading else []), row["check"])
                heading = row["check"]
            context.print(f"  {row['state']:{STATE_WIDTH}}  {row['subject']}: {row['message']}")
            if row["fix"] and row["state"] != FIXED:
                context.print(f"  {'':{STATE_WIDTH}}  fix: {row['fix']}")
        states = [row["state"] for row in result.objects]
        errors, warnings = states.count(ERROR), states.count(WARNING)
        text = f"{_count(errors, ERROR)}, {_count(warnings, WARNING)}."
        if errors:
            context.messages.error(text)
        elif warnings:
            context.messages.warn(text)
        else:
            context.messages.success("Everything works.")


def _repaired(finding: Finding) -> Finding:
    """A finding after its repair: fixed, or with why it is not."""
    try:
        if finding.repair:
            finding.repair()
    except OSError as error:
        return finding._replace(message=f"{finding.message}; not fixed: {error.strerror}")
    return finding._replace(state=FIXED)


def _others(findings: list[Finding], fixed: list[Finding]) -> list[Finding]:
    """The findings that a second run adds to those that were repaired, or could not be."""
    failed = {finding.subject for finding in fixed if finding.state != FIXED}
    return [finding for finding in findings if finding.subject not in failed]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s'[: number != 1]}"
