"""How a run is run; the journal has it, so that a run is continued as it began."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.failures import failures_path
from clerk_cli_migrate.running.limits import MostFailures


class Terms(NamedTuple):
    """How an import is run.

    Args:
        rate: Requests in ten seconds; None for the limit of the instance.
        most_failures: How many failures end it.
        failures: The file of failures.
        keeps_secrets: Whether the journal keeps digests.
    """

    rate: int | None
    most_failures: MostFailures
    failures: Path
    keeps_secrets: bool


def terms_of(journal: Journal) -> Terms:
    """How a run was run the last time.

    Args:
        journal: Its journal.
    """
    stored = journal.get("terms")
    values = stored if isinstance(stored, dict) else {}
    failures = values.get("failures")
    return Terms(
        values.get("rate"),
        MostFailures.parse(values.get("most_failures")),
        Path(failures) if failures else failures_path(journal.path),
        keeps_secrets=bool(values.get("keeps_secrets")),
    )


def settle_terms(
    journal: Journal,
    *,
    rate: int | None,
    most_failures: str | None,
    failures: Path | None,
    keeps_secrets: bool,
) -> Terms:
    """Decide how a run is run, and store it.

    What is not overridden is as when the run was run the last time.

    Args:
        journal: The journal of the run.
        rate: Requests in ten seconds.
        most_failures: How many failures end it, as text.
        failures: The file of failures.
        keeps_secrets: Whether the journal keeps digests.
    """
    before = terms_of(journal)
    terms = Terms(
        rate or before.rate,
        MostFailures.parse(most_failures) if most_failures else before.most_failures,
        failures.absolute() if failures else before.failures,
        keeps_secrets=keeps_secrets or before.keeps_secrets,
    )
    journal.set(
        terms={
            "rate": terms.rate,
            "most_failures": terms.most_failures.text,
            "failures": str(terms.failures),
            "keeps_secrets": terms.keeps_secrets,
        }
    )
    return terms
