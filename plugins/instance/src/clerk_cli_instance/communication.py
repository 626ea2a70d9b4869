"""``clerk instance communication …``: text messages of the instance (an extension)."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from clerk_cli.api import (
    Column,
    Command,
    Environment,
    Example,
    Kind,
    Note,
    Result,
    Update,
    View,
    comma,
    get,
    option,
    patch,
)

PATH = "/v1/instance/communication"
COUNTRY_CODE = "[A-Z]{2}"
COMMUNICATION = View(details=(Column("Blocked countries", "blocked_country_codes", comma),))


def parse_country_codes(text: str, _environment: Environment) -> list[str]:
    """Read codes of countries, separated by commas, in either case."""
    codes = [part.strip().upper() for part in text.split(",") if part.strip()]
    for code in codes:
        if not re.fullmatch(COUNTRY_CODE, code, re.ASCII):
            raise ValueError(f'"{code}" is not a country code such as US')
    return list(dict.fromkeys(codes))


CountryCodes: TypeAlias = Annotated[list[str], Kind("codes", parse_country_codes, repeats=True)]
"""Codes of countries in ISO 3166-1, separated by commas."""


class CommunicationGet(
    Command,
    name="instance communication get",
    route=get(PATH),
    view=COMMUNICATION,
    extension=True,
    examples=(Example("clerk instance communication get", "Show the blocked countries"),),
):
    """Show the countries to which no text messages are sent."""

    promises = ("blocked_country_codes",)


class CommunicationUpdate(
    Update,
    name="instance communication update",
    route=patch(PATH),
    view=COMMUNICATION,
    done="Updated the communication settings.",
    extension=True,
    examples=(
        Example(
            "clerk instance communication update --blocked-country-codes FR,IT",
            "Send no text messages to France and Italy",
        ),
        Example(
            "clerk instance communication update --blocked-country-codes ''",
            "Unblock all countries",
        ),
    ),
):
    """Replace the list of countries to which no text messages are sent.

    The API drops unknown codes; a warning lists them.
    """

    promises = ("blocked_country_codes",)

    blocked_country_codes: CountryCodes | None = option(
        "ISO 3166-1 codes of all countries to block (comma-separated; replaces existing)",
        minimum=0,
        maximum=250,
    )

    def done_note(self, result: Result) -> Note | None:
        """The message, or a warning that names the countries that the API dropped."""
        settings = result if isinstance(result, dict) else {}
        blocked = settings.get("blocked_country_codes")
        wanted = self.build().json_object.get("blocked_country_codes")
        if not isinstance(wanted, list) or not isinstance(blocked, list):
            return super().done_note(result)
        if not (dropped := [str(code) for code in wanted if code not in blocked]):
            return super().done_note(result)
        text = f"Updated the communication settings without {', '.join(dropped)}"
        return Note(f"{text}: unknown to the API.", "warning")
