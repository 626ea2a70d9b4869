"""A sandbox with one object of each kind, made through the API, for tests of every command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

KEY = "sk_test_one_of_each"
CERTIFICATE = (
    "MIIBIjCByaADAgECAgEBMAoGCCqGSM49BAMCMBoxGDAWBgNVBAMMD2lkcC5leGFtcGxlLmNvbTAg"
    "Fw0yNjAxMDEwMDAwMDBaGA8yMTI2MDEwMTAwMDAwMFowGjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUu"
    "Y29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgIdNFLvZDXoNrb+c0NWjw1+mqDIhnqGyA895"
    "mfBToZAG5MGYZ7tbHhVgpEP+hfioCousvMDQtxATmkU5hkCY1zAKBggqhkjOPQQDAgNIADBFAiEA"
    "irbLGiyC79tDGxj30CHfkn+Xy4rV5iXLD5EgG00dJ6QCIAbAq3nbvQ9QsoGAPR6ZtyKYpt97K94s"
    "ToYetBSrfX7M"
)
"""The X.509 certificate of an identity provider, as Base64."""


class Maker:
    """Makes objects in a sandbox and remembers their ids.

    Args:
        path: The database file to be written.
    """

    def __init__(self, path: Path) -> None:
        from clerk_cli_sandbox.local.instance import open_sandbox

        self.sandbox = open_sandbox(path, seed="empty")
        self.ids: dict[str, str] = {}

    def call(self, method: str, target: str, body: Any = None, key: str = KEY) -> Any:
        """The body of an answer, which must be one of success."""
        from clerk_cli_sandbox.application import HTTPRequest

        raw = b"" if body is None else json.dumps(body).encode()
        call = HTTPRequest(method, f"/v1{target}", {"authorization": f"Bearer {key}"}, raw)
        answer = self.sandbox.handle(call)
        assert answer.status < 300, (method, target, answer.body)
        return json.loads(answer.body or b"null")

    def make(self, name: str, target: str, body: Any) -> Any:
        """Create an object and remember its id under a name."""
        made = self.call("POST", target, body)
        self.ids[name] = made["id"]
        return made

    def close(self) -> None:
        """Finish the file."""
        self.sandbox.store.close()


def fill(path: Path) -> dict[str, str]:
    """Write a sandbox to a file, and tell the ids of what is in it."""
    maker = Maker(path)
    users(maker)
    organizations(maker)
    settings(maker)
    machines(maker)
    billing(maker)
    enterprise(maker)
    directories(maker)
    agent_task(maker)
    maker.close()
    return maker.ids


def place(database: Path, path: Path, line: str) -> None:
    """Copy a sandbox to where a command line uses it, without what the command creates.

    Args:
        database: The sandbox.
        path: The copy.
        line: The command line.
    """
    shutil.copy(database, path)
    if removal := REMOVALS.get(line):
        maker = Maker(path)
        maker.call(*removal)
        maker.close()


REMOVALS = {"webhooks create-app": ("DELETE", "/webhooks/svix")}
"""Commands that create the only object of its kind, and the request that removes it."""


def users(maker: Maker) -> None:
    user = maker.make(
        "user",
        "/users",
        {
            "email_address": ["ada@example.com", "ada@example.org"],
            "phone_number": ["+15550100001", "+15550100002"],
            "password": "pl4nted77_password",
            "first_name": "Ada",
            "totp_secret": "PL4NTED77PNZQUYM",
        },
    )
    maker.make("other", "/users", {"username": "grace", "locked": True, "banned": True})
    maker.ids["email"] = user["email_addresses"][1]["id"]
    maker.ids["phone"] = user["phone_numbers"][1]["id"]
    id = user["id"]
    session = maker.make("session", "/sessions", {"user_id": id})
    maker.ids["origin"] = "https://example.com"
    maker.call("PATCH", "/instance", {"allowed_origins": [maker.ids["origin"]]})
    maker.ids["jwt"] = maker.call("POST", f"/sessions/{session['id']}/tokens", {})["jwt"]
    maker.make("sign_in", "/sign_in_tokens", {"user_id": id})
    maker.make("actor", "/actor_tokens", {"user_id": id, "actor": {"sub": maker.ids["other"]}})
    maker.make("apikey", "/api_keys", {"name": "builds", "subject": id})


def agent_task(maker: Maker) -> None:
    task = {
        "on_behalf_of": {"user_id": maker.ids["user"]},
        "permissions": "*",
        "agent_name": "tester",
        "task_description": "Log in",
        "redirect_url": "http://localhost:3000",
    }
    maker.ids["task"] = maker.call("POST", "/agents/tasks", task)["agent_task_id"]


def organizations(maker: Maker) -> None:
    made = {"name": "Acme", "slug": "acme", "created_by": maker.ids["user"]}
    path = f"/organizations/{maker.make('org', '/organizations', made)['id']}"
    # An organization always has an administrator, so that only one of two can be removed.
    founder = maker.make("founder", "/users", {"username": "charles"})["id"]
    maker.call("POST", f"{path}/memberships", {"user_id": founder, "role": "org:admin"})
    invited = {"email_address": "new@example.com", "role": "org:member"}
    maker.make("orginv", f"{path}/invitations", invited)
    maker.make("orgdomain", f"{path}/domains", {"name": "acme.example"})
    permission = {"name": "Invoices", "key": "org:invoices:read"}
    maker.make("permission", "/organization_permissions", permission)
    granted = [maker.ids["permission"]]
    role = {"name": "Accountant", "key": "org:accountant", "permissions": granted}
    maker.make("accountant", "/organization_roles", role)
    maker.make("guest", "/organization_roles", {"name": "Guest", "key": "org:guest"})
    keys = {"default_role_key": "org:member", "creator_role_key": "org:admin"}
    roles = ["org:admin", "org:member", "org:accountant"]
    maker.make("roleset", "/role_sets", {"name": "Partners", **keys, "roles": roles})
    system = maker.call("GET", "/organization_permissions?query=sys_profile:manage")
    maker.ids["other_permission"] = system["data"][0]["id"]


def settings(maker: Maker) -> None:
    maker.make("invitation", "/invitations", {"email_address": "guest@example.com"})
    maker.make("waiting", "/waitlist_entries", {"email_address": "keen@example.com"})
    maker.make("allowed", "/allowlist_identifiers", {"identifier": "*@example.com"})
    maker.make("domain", "/domains", {"name": "satellite.example.com", "is_satellite": True})
    maker.make("redirect", "/redirect_urls", {"url": "myapp://callback"})
    maker.call("POST", "/webhooks/svix")
    for name, field in (("rule", "is_vpn"), ("other_rule", "is_tor")):
        rule = {"expression": f"ip.privacy.{field}", "action": "BLOCK"}
        maker.make(name, "/protect/rulesets/SIGN_IN/rules", rule)
    maker.make("template", "/jwt_templates", {"name": "mine", "claims": {"a": 1}})


def machines(maker: Maker) -> None:
    maker.make("machine", "/machines", {"name": "worker"})
    scoped = {"name": "database", "scoped_machines": [maker.ids["machine"]]}
    secret = maker.make("scoped", "/machines", scoped)["secret_key"]
    token = maker.call("POST", "/m2m_tokens", {}, secret)
    maker.ids |= {"token_id": token["id"], "token": token["token"]}


def directories(maker: Maker) -> None:
    mapping = {"directory_group_id": "everyone", "role_id": maker.ids["accountant"]}
    body = {"name": "Staff", "provider": "saml_microsoft", "domains": ["staff.com"]}
    maker.make("staff_connection", "/enterprise_connections", body)
    connection_id = maker.ids["staff_connection"]
    directory = {"enterprise_connection_id": connection_id, "provider": "entra", "name": "Staff"}
    directory_id = maker.make("directory", "/directories", directory)["id"]
    maker.make("mapping", f"/directories/{directory_id}/group_role_mappings", mapping)


def billing(maker: Maker) -> None:
    plans = maker.call("GET", "/billing/plans")["data"]
    maker.ids["plan"] = next(plan["id"] for plan in plans if plan["slug"] == "pro")
    (price,) = maker.call("GET", f"/billing/prices?plan_id={maker.ids['plan']}")["data"]
    special = {"plan_id": maker.ids["plan"], "amount": 900}
    maker.make("price", "/billing/prices", special)
    subscription = maker.call("GET", f"/users/{maker.ids['user']}/billing/subscription")
    (free,) = subscription["subscription_items"]
    trial = transition(maker, free, price["id"])
    maker.ids["trial"] = transition(maker, trial, maker.ids["price"])["id"]
    (statement,) = maker.call("GET", "/billing/statements")["data"]
    maker.ids["statement"] = statement["id"]
    subscription = maker.call("GET", f"/users/{maker.ids['other']}/billing/subscription")
    (free,) = subscription["subscription_items"]
    maker.ids["item"] = transition(maker, free, price["id"])["id"]


def transition(maker: Maker, item: Any, price: str) -> Any:
    target = f"/billing/subscription_items/{item['id']}/price_transition"
    prices = {"from_price_id": item["price_id"], "to_price_id": price}
    return maker.call("POST", target, prices)["subscription_item"]


def enterprise(maker: Maker) -> None:
    saml = {
        "idp_entity_id": "urn:acme",
        "idp_sso_url": "https://idp.acme.com/sso",
        "idp_certificate": CERTIFICATE,
        "login_hint": {"mode": "custom_attribute", "source": "employee_id"},
    }
    body: dict[str, Any] = {"name": "Acme", "provider": "saml_okta"}
    body |= {"domains": ["acme.com", "acme.org"], "saml": saml}
    body |= {"organization_id": maker.ids["org"]}
    made = maker.make("connection", "/enterprise_connections", body)
    maker.ids["saml_connection"] = made["saml_connection"]["id"]
    oidc = {"client_id": "clerk", "requires_pkce": True, "auth_url": "https://gitlab.acme.com/auth"}
    body = {"name": "GitLab", "provider": "oidc_gitlab", "domains": ["gitlab.com"]}
    body["oidc"] = oidc
    maker.make("oidc_connection", "/enterprise_connections", body)
    path = f"/enterprise_connections/{made['id']}/test_runs"
    maker.call("POST", path)
    maker.ids["test_run"] = maker.call("GET", path)["data"][0]["id"]
    link = {"organization_id": maker.ids["org"], "scopes": ["admin_portal:read"]}
    maker.make("portal_link", "/admin_portal_link_tokens", link)
