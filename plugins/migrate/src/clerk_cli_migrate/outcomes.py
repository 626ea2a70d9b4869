"""What an import returns: after its check, and after its run."""

from __future__ import annotations

from clerk_cli.api import APIObject, ExitStatus, Note, Outcome
from clerk_cli_migrate.checking.report import REFUSED, Report
from clerk_cli_migrate.instance import WINDOW_SECONDS
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.migration import Checked
from clerk_cli_migrate.running.progress import duration
from clerk_cli_migrate.running.run import StopReason, hint_of

NOUNS = {
    steps.USER: ("user", "users"),
    steps.EMAIL: ("email address", "email addresses"),
    steps.PHONE: ("phone number", "phone numbers"),
    steps.PERMISSION: ("permission", "permissions"),
    steps.ROLE: ("role", "roles"),
    steps.ORGANIZATION: ("organization", "organizations"),
    steps.ORGANIZATION_SETTINGS: ("setting of an organization", "settings of organizations"),
    steps.DOMAIN: ("domain", "domains"),
    steps.INVITATION: ("invitation", "invitations"),
    steps.MEMBERSHIP: ("membership", "memberships"),
}


def counted_kinds(counts: object) -> str:
    """Numbers of objects by kind in words, such as ``1 user, 2 memberships``; empty for none."""
    pairs = counts.items() if isinstance(counts, dict) else ()
    return ", ".join(
        f"{number:,} {NOUNS.get(kind, (kind, kind))[number != 1]}" for kind, number in pairs
    )


def check_outcome(checked: Checked, journal: Journal, report: Report, rate: int | None) -> Outcome:
    """What the check found.

    Args:
        checked: The instance, the source and the number of records.
        journal: The steps.
        report: The findings.
        rate: Requests in ten seconds; None for the limit of the instance.
    """
    counts = journal.counts()
    ready = sum(states.get(steps.READY, 0) for states in counts.values())
    records = journal.records()
    seconds = ready * WINDOW_SECONDS / (rate or checked.instance.limit)
    is_refused = any(kind["effect"] == REFUSED for kind in report.kinds)
    result = {
        "run": None,
        "state": "checked",
        "source": checked.source,
        "records": checked.records,
        "importable": records.get(steps.READY, 0),
        "existing": records.get(steps.EXISTING, 0),
        "refused": records.get(steps.REFUSED, 0),
        "estimate": duration(seconds),
        "skipped": dict(report.skipped),
        "problems": report.kinds,
        "unknown": report.unknown,
    }
    return Outcome(result, status=ExitStatus.FAILED if is_refused else ExitStatus.OK)


def run_outcome(end: StopReason | None, summary: APIObject) -> Outcome:
    """What a run came to.

    Args:
        end: Why it ended early.
        summary: Its numbers.
    """
    notes: list[Note] = []
    status: int = ExitStatus.OK
    if end is not None:
        hint = hint_of(end.error)
        notes.append(Note(f"the run was stopped: {end.reason}" + (f". {hint}" if hint else ""),
                          "error"))  # fmt: skip
        status = end.error.status if end.error is not None else ExitStatus.FAILED
    elif summary["failed"]:
        text = f"{summary['failed']:,} failed; correct them in {summary['failures']}"
        notes.append(Note(f"{text}, and import that file", "error"))
        status = ExitStatus.FAILED
    else:
        created = counted_kinds(summary["created"])
        notes.append(Note(f"Created {created or 'nothing'} in {summary['duration']}."))
        if summary["created"].get(steps.USER):
            how = f"clerk migrate verify {summary['run']}"
            notes.append(Note(f"Compare the users with: {how}", "info"))
    return Outcome(summary, status=status, notes=tuple(notes))


def resumable_outcome(journal: Journal) -> Outcome:
    """What a run has left to do, for a dry run."""
    counts = journal.counts()
    left = sum(states.get(state, 0) for states in counts.values() for state in steps.OPEN)
    summary = {
        "run": journal.path.stem,
        "state": journal.text("state"),
        "source": journal.text("source"),
        "open": left,
    }
    note = Note("Dry run: nothing was sent that changes anything.", "info")
    return Outcome(summary, notes=(note,))
