"""A sandbox with one object of each kind, made through the API, for tests of every command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

KEY = "sk_test_one_of_each"
DAY = 24 * 60 * 60 * 1000
WELCOME, LOYALTY = "cdisc_29gE0k6ci8B8ear6thLFvRkhbUF", "cdisc_2Ww3gPq2Vpek4m8LaNF61rW6dgS"
"""Discounts that every sandbox has."""
ACCOUNT = {
    "provider": "oauth_google",
    "email_address": "ada@x.io",
    "provider_user_id": "10769150350006150715113082367",
    "token": "oauth-token-of-ada",
}
IMAGE = "GIF89a and so on"
"""Enough of an image, and text."""
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

    def call_frontend(self, method: str, target: str, token: str = "", **form: str) -> Any:
        """The response to a request of an OAuth client, or of the browser of a user."""
        from clerk_cli_sandbox.application import HTTPRequest

        headers = {"authorization": f"Bearer {token}"} if token else {}
        return self.sandbox.handle(HTTPRequest(method, target, headers, urlencode(form).encode()))

    def make(self, name: str, target: str, body: Any) -> Any:
        """Create an object and remember its id under a name."""
        made = self.call("POST", target, body)
        self.ids[name] = made["id"]
        return made

    def seed(self, name: str, email: str, body: Any) -> Any:
        """Load a user as from a seed, with what only users themselves can add."""
        from clerk_cli_sandbox.identity.user_imports import import_users

        import_users(self.sandbox.store, [body], self.sandbox.now)
        (made,) = self.call("GET", f"/users?email_address={email}")
        self.ids[name] = made["id"]
        return made

    def upload(self, method: str, target: str) -> None:
        """Upload an image."""
        from clerk_cli_sandbox.application import HTTPRequest

        headers = {
            "authorization": f"Bearer {KEY}",
            "content-type": "multipart/form-data; boundary=edge",
        }
        head = 'Content-Disposition: form-data; name="file"; filename="image"'
        raw = f"--edge\r\n{head}\r\n\r\n{IMAGE}\r\n--edge--".encode()
        answer = self.sandbox.handle(HTTPRequest(method, f"/v1{target}", headers, raw))
        assert answer.status == 200, answer.body

    def close(self) -> None:
        """Finish the file."""
        self.sandbox.store.close()


def fill(path: Path) -> dict[str, str]:
    """Write a sandbox to a file, and tell the ids of what is in it."""
    maker = Maker(path)
    users(maker)
    codes(maker)
    organizations(maker)
    settings(maker)
    machines(maker)
    billing(maker)
    enterprise(maker)
    oauth(maker)
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
    user = maker.seed(
        "user",
        "ada@example.com",
        {
            "email_address": ["ada@example.com", "ada@example.org"],
            "phone_number": ["+15550100001", "+15550100002"],
            "web3_wallet": [f"0x{1:040x}"],
            "password": "pl4nted77_password",
            "first_name": "Ada",
            "totp_secret": "PL4NTED77PNZQUYM",
            "backup_codes": ["pl4nted77_code"],
            "passkeys": [{"name": "laptop"}],
            "external_accounts": [ACCOUNT],
            "trusted_devices": [{"name": "phone", "platform": "ios"}],
        },
    )
    maker.make("other", "/users", {"username": "grace", "locked": True, "banned": True})
    maker.ids["email"] = user["email_addresses"][1]["id"]
    maker.ids["phone"] = user["phone_numbers"][1]["id"]
    maker.ids["passkey"] = user["passkeys"][0]["id"]
    maker.ids["account"] = user["external_accounts"][0]["id"]
    maker.ids["wallet"] = user["web3_wallets"][0]["id"]
    id = user["id"]
    devices = maker.call("GET", f"/users/{id}/trusted_devices")["data"]
    maker.ids["device"] = devices[0]["id"]
    maker.upload("POST", f"/users/{id}/profile_image")
    session = maker.make("session", "/sessions", {"user_id": id})
    maker.ids["origin"] = "https://example.com"
    maker.call("PATCH", "/instance", {"allowed_origins": [maker.ids["origin"]]})
    lasting = {"expires_in_seconds": DAY // 1000}
    maker.ids["jwt"] = maker.call("POST", f"/sessions/{session['id']}/tokens", lasting)["jwt"]
    maker.make("sign_in", "/sign_in_tokens", {"user_id": id})
    maker.make("actor", "/actor_tokens", {"user_id": id, "actor": {"sub": maker.ids["other"]}})
    apikey = maker.make("apikey", "/api_keys", {"name": "builds", "subject": id})
    maker.ids["apikey_secret"] = apikey["secret"]
    maker.ids["client"] = session["client_id"]
    maker.make("signup", "/sandbox/sign_ups", {"email_address": "visitor@example.com"})


def codes(maker: Maker) -> None:
    """Send codes that outlast a run of all tests."""
    from clerk_cli_sandbox.application import now

    maker.sandbox._clock = lambda: now() + DAY
    for name, path in (("", "/email_addresses/{email}"), ("phone_", "/phone_numbers/{phone}")):
        prepare = f"{path.format_map(maker.ids)}/prepare_verification"
        maker.make(f"{name}verification", prepare, None)
        (message, *_) = maker.call("GET", "/sandbox/messages")["data"]
        maker.ids[f"{name}code"] = message["code"]
    maker.sandbox._clock = now


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
    maker.upload("PUT", f"{path}/logo")
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
    maker.ids |= {"discount": WELCOME, "applied": LOYALTY}
    path = f"/billing/subscription_items/{maker.ids['trial']}/discounts"
    maker.call("POST", path, {"discount_id": LOYALTY})
    (statement,) = maker.call("GET", "/billing/statements")["data"]
    maker.ids["statement"] = statement["id"]
    subscription = maker.call("GET", f"/users/{maker.ids['other']}/billing/subscription")
    (free,) = subscription["subscription_items"]
    maker.ids["item"] = transition(maker, free, price["id"])["id"]


def transition(maker: Maker, item: Any, price: str) -> Any:
    target = f"/billing/subscription_items/{item['id']}/price_transition"
    prices = {"from_price_id": item["price_id"], "to_price_id": price}
    return maker.call("POST", target, prices)["subscription_item"]


def oauth(maker: Maker) -> None:
    body = {"name": "Reports", "redirect_uris": ["https://reports.example/callback"]}
    application = maker.make("oauthapp", "/oauth_applications", body)
    maker.make("publicapp", "/oauth_applications", {"name": "Phone", "public": True})
    settings = {"oauth_jwt_access_tokens": False}
    maker.call("PATCH", "/instance/oauth_application_settings", settings)
    client = {name: application[name] for name in ("client_id", "client_secret")}
    token = maker.call("POST", f"/sessions/{maker.ids['session']}/tokens", {})["jwt"]
    query = urlencode({"client_id": client["client_id"], "response_type": "code"})
    redirection = maker.call_frontend("GET", f"/oauth/authorize?{query}", token)
    code = redirection.headers["Location"].partition("code=")[2]
    form = {"grant_type": "authorization_code", "code": code, **client}
    tokens = json.loads(maker.call_frontend("POST", "/oauth/token", **form).body)
    maker.ids["access_token"] = tokens["access_token"]


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
