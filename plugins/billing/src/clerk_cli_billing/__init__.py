"""The ``billing`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group("plans", "Manage billing plans", f"{__name__}.plans", ("plan",)),
        Group("subscription", "View subscriptions", f"{__name__}.subscription"),
        Group(
            "subscription-items",
            "Manage subscription items",
            f"{__name__}.items",
            ("items", "item"),
        ),
        Group("prices", "Manage plan prices", f"{__name__}.prices", ("price",), extension=True),
        Group(
            "credits",
            "Manage credit balances",
            f"{__name__}.credits",
            ("credit",),
            extension=True,
        ),
        Group("statements", "View billing statements", f"{__name__}.statements", ("statement",)),
    )
    help = "Manage billing plans, subscriptions, and statements"
    synonyms = ("payment", "invoice", "discount", "coupon")
    return [Group("billing", help, f"{__name__}.plans", groups=subgroups, synonyms=synonyms)]
