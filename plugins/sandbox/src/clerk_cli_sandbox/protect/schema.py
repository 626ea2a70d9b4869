"""The fields that expressions can use: a substitute for the live schema, which is unpublished."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.storage.store import JSONObject

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
    "address": ("STRING", "IP address"),
    "asn": {
        "number": ("INTEGER", "Number of the network"),
        "name": ("STRING", "Name of the network"),
    },
    "geo": GEO,
    "privacy": PRIVACY,
}
BOT: Tree = {
    "risk": ("FLOAT", "Likelihood that the request is automated, from 0 to 1"),
    "automation": ("FLOAT", "Strength of the signs of automation, from 0 to 1"),
    "is_verified_bot": ("BOOLEAN", "Whether the client is a bot that identifies itself"),
}
BROWSER: Tree = {"name": ("STRING", "Name of the browser"), "is_mobile": ("BOOLEAN", "")}
EVERYWHERE: Tree = {"ip": IP, "botScore": BOT, "userAgent": BROWSER}
EMAIL: Tree = {
    "address": ("STRING", "Email address"),
    "domain": ("STRING", "Domain of the address"),
    "is_disposable": ("BOOLEAN", "Whether the provider issues disposable addresses"),
}
PHONE: Tree = {
    "country_code": ("STRING", "ISO 3166 code of the country"),
    "line_type": ("STRING", "mobile, landline or voip"),
}
EVENTS: dict[str, Tree] = {
    "SIGN_IN": {
        **EVERYWHERE,
        "identifierType": ("STRING", "Type of the identifier entered"),
    },
    "SIGN_UP": {**EVERYWHERE, "emailAddress": EMAIL},
    "SMS": {**EVERYWHERE, "phoneNumber": PHONE},
    "EMAIL": {**EVERYWHERE, "emailAddress": EMAIL},
}


def schema(*, nest_types: bool) -> JSONObject:
    """The schema of every event.

    Args:
        nest_types: Whether fields are listed in ``type.fields`` instead of ``fields``.
    """
    return {"events": {name: _struct(name, tree, nest_types) for name, tree in EVENTS.items()}}


def has_field(ruleset: str, path: list[str]) -> bool:
    """Whether the events of a ruleset have a field; ALL has the fields that all events have."""
    events = EVENTS.values() if ruleset == "ALL" else [EVENTS[ruleset]]
    return all(_contains(tree, path) for tree in events)


def _contains(tree: Any, path: list[str]) -> bool:
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            return False
        tree = tree[name]
    return True


def _struct(name: str, tree: Tree, nest_types: bool) -> JSONObject:
    fields = {field: _field(field, subtree, nest_types) for field, subtree in tree.items()}
    if nest_types:
        return {"name": name, "kind": "struct", "type": {"name": name, "fields": fields}}
    return {"name": name, "kind": "struct", "type": {"name": name}, "fields": fields}


def _field(name: str, tree: Any, nest_types: bool) -> JSONObject:
    if isinstance(tree, dict):
        return _struct(name, tree, nest_types)
    type_name, description = tree
    field: JSONObject = {"kind": "builtin", "type": {"type": type_name}}
    return field | ({"description": description} if description else {})
