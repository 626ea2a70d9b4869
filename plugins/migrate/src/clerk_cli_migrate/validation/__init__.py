"""What is wrong with a record by itself: pure functions, without a look at the instance."""

from __future__ import annotations

from dataclasses import replace

from clerk_cli_migrate.records import (
    MembershipRecord,
    OrganizationRecord,
    Problem,
    Record,
    RoleRecord,
    UserRecord,
)

OF_DIGESTS = {"password_hasher": "password_digest"}
"""Fields whose problems are those of another field."""


def with_problems(record: Record) -> Record:
    """A record with what is wrong with it, besides the problems that its source reported.

    Where a source refused a field, nothing else is said of it.

    Args:
        record: The record.
    """
    problems = problems_of(record)
    if record.problems:
        reported = {_subject(problem) for problem in record.problems}
        problems = tuple(problem for problem in problems if _subject(problem) not in reported)
    return replace(record, problems=record.problems + problems) if problems else record


def invisible_problems(record: Record) -> list[Problem]:
    """The problems that only the source could see: the record itself does not show them.

    Args:
        record: The record.
    """
    visible = {_subject(problem) for problem in problems_of(record)}
    return [problem for problem in record.problems if _subject(problem) not in visible]


def _subject(problem: Problem) -> str:
    field = problem.field.partition("[")[0]
    return OF_DIGESTS.get(field, field)


def problems_of(record: Record) -> tuple[Problem, ...]:
    """What is wrong with a record by itself.

    Args:
        record: The record.
    """
    if isinstance(record, UserRecord):
        from clerk_cli_migrate.validation.users import user_problems

        return tuple(user_problems(record))
    from clerk_cli_migrate.validation.organizations import (
        membership_problems,
        organization_problems,
        role_problems,
    )

    if isinstance(record, OrganizationRecord):
        return tuple(organization_problems(record))
    if isinstance(record, RoleRecord):
        return tuple(role_problems(record))
    assert isinstance(record, MembershipRecord)
    return tuple(membership_problems(record))
