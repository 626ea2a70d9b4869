"""``/instance/communication``: the countries to which no text messages are sent."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.calling_codes import COUNTRIES, country_of
from clerk_cli_sandbox.instance.settings import read_instance, save_settings
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

BLOCKED = "blocked_country_codes"


@routes.add("GET", "/instance/communication")
def get_communication(request: Request) -> Any:
    """Show the countries to which no text messages are sent."""
    return _serialize(read_instance(request.store))


@routes.add("PATCH", "/instance/communication")
def update_communication(request: Request) -> Any:
    """Replace the list of countries; codes of no country are dropped."""
    codes = request.body.get(BLOCKED)
    if codes is None:
        return _serialize(read_instance(request.store))
    return _serialize(
        save_settings(request, {BLOCKED: [code for code in codes if code in COUNTRIES]})
    )


def require_unblocked(request: Request, phone: str) -> None:
    """Refuse a telephone number of a country to which no text messages are sent.

    Args:
        request: The request that would send a message.
        phone: The number in the form of E.164.
    """
    country = country_of(phone)
    if country is None or country[0] not in read_instance(request.store).get(BLOCKED, []):
        return
    text = f"Phone numbers from this country ({country[0]}) are currently not supported."
    meta = {"alpha_2": country[0], "country_code": country[1]}
    raise api_errors.refusal("unsupported_country_code", "Unsupported country code", text, **meta)


def _serialize(instance: JSONObject) -> JSONObject:
    """The settings as the API shows them."""
    return {"object": "instance_communication", BLOCKED: instance.get(BLOCKED, [])}
