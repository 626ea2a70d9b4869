"""What a check reports, and how a check is run without letting it break the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.errors import ClerkError
from clerk_cli.output.redaction import Redactor

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

OK, INFO, WARNING, ERROR = "ok", "info", "warning", "error"
FIXED = "fixed"
"""The state of a finding that ``--fix`` took care of."""


class Finding(NamedTuple):
    """Something that a check looked at.

    Args:
        subject: What it is, in a word or two.
        state: ``ok``, ``info``, ``warning``, ``error`` or ``fixed``.
        message: What is the case, on one line.
        fix: The command that fixes it, or what else to do; empty where nothing has to be done.
        repair: Fixes it, if that is safe; None if a person has to decide.
    """

    subject: str
    state: str
    message: str
    fix: str = ""
    repair: Callable[[], None] | None = None

    def data(self, check: str) -> APIObject:
        """The finding as an object, without secrets.

        Args:
            check: The name of the check that reports it.
        """
        clean = Redactor().text
        return {
            "check": check,
            "subject": self.subject,
            "state": self.state,
            "message": clean(self.message),
            "fix": clean(self.fix) or None,
        }


class Check(NamedTuple):
    """A family of checks.

    Args:
        name: Its name, as headings and JSON show it.
        run: Looks, and reports.
        needs_network: Whether it sends requests.
    """

    name: str
    run: Callable[[Context], Iterable[Finding]]
    needs_network: bool = False


def findings_of(check: Check, context: Context) -> list[Finding]:
    """What a check reports; if it fails, that is one more finding.

    Args:
        check: The check.
        context: What it looks at.
    """
    findings: list[Finding] = []
    try:
        findings.extend(check.run(context))
    except ClerkError as error:
        findings.append(problem(check.name, error))
    except Exception as error:  # noqa: BLE001 - what is broken may raise anything
        reason = f"{type(error).__name__}: {error}".split("\n", 1)[0]
        findings.append(Finding(check.name, ERROR, f"this check failed: {reason}"))
    return findings


def problem(subject: str, error: ClerkError, fix: str = "") -> Finding:
    """The finding for an error that a command would have shown.

    Args:
        subject: What was looked at.
        error: The error.
        fix: How to fix it; by default the hint of the error.
    """
    hint = " ".join((error.hint or "").split())
    return Finding(subject, ERROR, error.message, fix or hint)
