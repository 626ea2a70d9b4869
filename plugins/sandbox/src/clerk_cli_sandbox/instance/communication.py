"""``/instance/communication``: the countries to which no text messages are sent."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.settings import read_instance, save_settings
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

BLOCKED = "blocked_country_codes"
COUNTRY_CODES = """
AD AE AF AG AI AL AM AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC
EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA
LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA
RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH
TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM
ZW
"""
"""The countries and territories that have telephone numbers, by their codes in ISO 3166-1."""

COUNTRIES = frozenset(COUNTRY_CODES.split())


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


def _serialize(instance: JSONObject) -> JSONObject:
    """The settings as the API shows them."""
    return {"object": "instance_communication", BLOCKED: instance.get(BLOCKED, [])}
