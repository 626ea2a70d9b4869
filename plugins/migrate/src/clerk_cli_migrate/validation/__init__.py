"""What is wrong with a record by itself: pure functions, without a look at the instance."""

from __future__ import annotations

from clerk_cli_migrate.records import (
    MembershipRecord,
    OrganizationRecord,
    Problem,
    Record,
    UserRecord,
)


def problems_of(record: Record) -> tuple[Problem, ...]:
    """What is wrong with a record, besides the problems that its source reported.

    Args:
        record: The record.
    """
    if isinstance(record, UserRecord):
        from clerk_cli_migrate.validation.users import user_problems

        return tuple(user_problems(record))
    from clerk_cli_migrate.validation.organizations import (
        membership_problems,
        organization_problems,
    )

    if isinstance(record, OrganizationRecord):
        return tuple(organization_problems(record))
    assert isinstance(record, MembershipRecord)
    return tuple(membership_problems(record))
