"""The fields that rules can use: a stand-in for a document that is not published."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.store import Document

Tree = dict[str, Any]

PRIVACY: Tree = {
    "is_vpn": ("BOOLEAN", "Whether the address belongs to a VPN"),
    "is_proxy": ("BOOLEAN", "Whether the address is an open proxy"),
    "is_tor": ("BOOLEAN", "Whether the address is a Tor exit"),
    "is_datacenter": ("BOOLEAN", "Whether the address belongs to a datacenter"),
    "is_relay": ("BOOLEAN", "Whether the address is a private relay"),
}
GEO: Tree = {
    "country_code": ("STRING", "ISO 3166 code of the country, such as US"),
    "continent_code": ("STRING", "Code of the continent, such as EU"),
    "city": ("STRING", "Name of the city"),
    "latitude": ("FLOAT", "Degrees north"),
    "longitude": ("FLOAT", "Degrees east"),
}
IP: Tree = {
    "address": ("STRING", "The address itself"),
    "asn": {"number": ("INTEGER", "Number of the network"), "name": ("STRING", "Its name")},
    "geo": GEO,
    "privacy": PRIVACY,
}
BOT: Tree = {
    "risk": ("FLOAT", "How likely a program sent this, from 0 to 1"),
    "automation": ("FLOAT", "How much looks like automation, from 0 to 1"),
    "is_verified_bot": ("BOOLEAN", "Whether it is a bot that says so"),
}
BROWSER: Tree = {"name": ("STRING", "Name of the browser"), "is_mobile": ("BOOLEAN", "")}
EVERYWHERE: Tree = {"ip": IP, "botScore": BOT, "userAgent": BROWSER}
EMAIL: Tree = {
    "address": ("STRING", "The address itself"),
    "domain": ("STRING", "What follows the @"),
    "is_disposable": ("BOOLEAN", "Whether the provider gives out throw-away addresses"),
}
PHONE: Tree = {
    "country_code": ("STRING", "ISO 3166 code of the country"),
    "line_type": ("STRING", "mobile, landline or voip"),
}
EVENTS: dict[str, Tree] = {
    "SIGN_IN": {**EVERYWHERE, "identifierType": ("STRING", "What was typed in")},
    "SIGN_UP": {**EVERYWHERE, "emailAddress": EMAIL},
    "SMS": {**EVERYWHERE, "phoneNumber": PHONE},
    "EMAIL": {**EVERYWHERE, "emailAddress": EMAIL},
}


def schema(*, nest_types: bool) -> Document:
    """The document.

    Args:
        nest_types: Whether fields stand below ``type.fields`` instead of ``fields``.
    """
    return {"events": {name: _struct(name, tree, nest_types) for name, tree in EVENTS.items()}}


def knows(ruleset: str, names: list[str]) -> bool:
    """Whether an event of a ruleset has a field; ALL has what every one of them has."""
    events = EVENTS.values() if ruleset == "ALL" else [EVENTS[ruleset]]
    return all(_has(tree, names) for tree in events)


def _has(tree: Any, names: list[str]) -> bool:
    for name in names:
        if not isinstance(tree, dict) or name not in tree:
            return False
        tree = tree[name]
    return True


def _struct(name: str, tree: Tree, nest_types: bool) -> Document:
    fields = {each: _field(each, tree[each], nest_types) for each in tree}
    if nest_types:
        return {"name": name, "kind": "struct", "type": {"name": name, "fields": fields}}
    return {"name": name, "kind": "struct", "type": {"name": name}, "fields": fields}


def _field(name: str, given: Any, nest_types: bool) -> Document:
    if isinstance(given, dict):
        return _struct(name, given, nest_types)
    kind, description = given
    described = {"description": description} if description else {}
    return {"kind": "builtin", "type": {"type": kind}, **described}
