"""``clerk instance beta-settings update``: settings of an older endpoint (an extension)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from clerk_cli.api import (
    Column,
    Environment,
    Example,
    Kind,
    Update,
    View,
    option,
    patch,
    switch,
    yes_no,
)

BETA_SETTINGS = View(
    details=(
        Column("Instance", "id"),
        Column("Restricted to allowlist", "restricted_to_allowlist", yes_no),
        Column("Sender of emails", "from_email_address"),
        Column("Progressive sign-up", "progressive_sign_up", yes_no),
    )
)


def parse_local_part(text: str, _environment: Environment) -> str:
    """Read what stands before the @ of an address; the API takes letters and digits alone."""
    if not (text.isascii() and text.isalnum()):
        raise ValueError(f'"{text}" must have only letters and digits, without @ and a domain')
    return text


LocalPart: TypeAlias = Annotated[str, Kind("name", parse_local_part)]
"""What stands before the @ of an email address."""


class BetaSettingsUpdate(
    Update,
    name="instance beta-settings update",
    route=patch("/v1/beta_features/instance_settings"),
    view=BETA_SETTINGS,
    done="Updated the beta settings.",
    extension=True,
    examples=(
        Example(
            "clerk instance beta-settings update --from-email-address support",
            "Send emails from support@ your domain",
        ),
    ),
):
    """Update beta settings."""

    restricted_to_allowlist: bool | None = switch("Enable/disable the allowlist for sign-ups")
    from_email_address: LocalPart | None = option(
        "Local part of the sender's email address: letters and digits"
    )
    progressive_sign_up: bool | None = switch("Enable/disable progressive sign-up (deprecated)")
    test_mode: bool | None = switch("Enable/disable test mode")
