"""Lists of one organization that can be lists of all organizations of the instance."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import (
    APIObject,
    Column,
    Context,
    Organization,
    Outcome,
    Page,
    Request,
    Route,
    UsageError,
    View,
    argument,
)


def organization_of(row: APIObject) -> object:
    """The slug of the organization that an object belongs to, or its ID."""
    organization = row.get("organization") or row.get("public_organization_data") or {}
    return organization.get("slug") or organization.get("id") or row.get("organization_id")


def with_organization(view: View) -> View:
    """A view with a column for the organization, after the first one.

    Args:
        view: The view of the list of one organization.
    """
    first, *others = view.columns
    column = Column("ORGANIZATION", organization_of, truncatable=True)
    return view.replace(columns=(first, column, *others))


class InstanceList(Page):
    """A list of one organization, or without an argument of all organizations.

    The route is that of one organization; a subclass names the one of all.
    """

    instance_route: ClassVar[Route]
    only_of_one: ClassVar[tuple[str, ...]] = ()
    """Fields that the API only takes with an organization."""

    only_of_all: ClassVar[tuple[str, ...]] = ()
    """Fields that the API only takes without one."""

    organization_id: Organization | None = argument("Only this organization")

    def check(self) -> None:
        """Refuse the filters of the other list.

        Raises:
            UsageError: There is one.
        """
        is_of_all = self.organization_id is None
        for name in self.only_of_one if is_of_all else self.only_of_all:
            if getattr(self, name) is not None:
                label = f"--{name.replace('_', '-')}"
                wanted = "needs" if is_of_all else "cannot be combined with"
                raise UsageError(f"{label} {wanted} an organization")

    def build(self) -> Request:
        """The request; without an organization, the one for all of them."""
        if self.organization_id is not None:
            return super().build()
        request = super(InstanceList, self.copy_with(organization_id="")).build()
        return request.replace(path=self.instance_route.path)

    def run(self, context: Context) -> Outcome:
        """Read the list; one of all organizations shows which is meant."""
        outcome = Outcome.of(super().run(context))
        if self.organization_id is not None:
            return outcome
        return outcome.replace(view=with_organization(self.spec.view))
