"""An instance in which each filter of each list finds some objects and leaves others out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

PASSWORD = "correct horse battery staple"
IMAGE = "\x89PNG\r\n\x1a\nand so on"
DAY = 24 * 60 * 60 * 1000
WELCOME, LOYALTY = "cdisc_29gE0k6ci8B8ear6thLFvRkhbUF", "cdisc_2Ww3gPq2Vpek4m8LaNF61rW6dgS"
"""Discounts that every sandbox has."""


class Instance:
    """An instance, and the ids of what is in it, by names of ours.

    Args:
        api: Sends requests to an empty sandbox.
    """

    def __init__(self, api: Any) -> None:
        self.api = api
        self.ids: dict[str, str] = {}
        self._add_users()
        self._add_organizations()
        self._add_roles()
        self._add_sessions()
        self._add_invitations()
        self._add_machines()
        self._add_enterprise_connections()
        self._add_oauth_applications()
        self._add_directories()
        self._add_billing()
        self._add_settings()

    def add(self, name: str, path: str, body: Any, status: int = 200) -> Any:
        """Create an object, and remember its id."""
        answered, response = self.api("POST", path.format_map(self.ids), body)
        assert answered == status, response
        self.ids[name] = response["id"]
        return response

    def _add_users(self) -> None:
        for name, first, last, day in (
            ("ada", "Ada", "Lovelace", "2026-01-01"),
            ("bob", "Bob", "Ross", "2026-01-02"),
            ("jose", "José", "Núñez", "2026-01-03"),
        ):
            number = len(self.ids) + 1
            self.add(
                name,
                "/users",
                {
                    "username": name,
                    "first_name": first,
                    "last_name": last,
                    "email_address": [f"{name}@example.{'org' if name == 'bob' else 'com'}"],
                    "phone_number": [f"+1555010000{number}"],
                    "external_id": f"crm_{number}",
                    "created_at": f"{day}T00:00:00Z",
                    "password": PASSWORD,
                    "totp_secret": "JBSWY3DPEHPK3PXP",
                    "backup_codes": ["one", "two"],
                    "web3_wallet": [f"0x{1:040x}"] if name == "ada" else [],
                },
            )
        self._add_credentials()
        self.api.ok("POST", f"/users/{self.ids['bob']}/ban")

    def _add_credentials(self) -> None:
        """Give Ada what only users themselves add, as a seed does."""
        from clerk_cli_sandbox.identity.sign_in_methods import add_sign_in_methods
        from clerk_cli_sandbox.identity.user_objects import USER

        store, ada = self.api.sandbox.store, self.ids["ada"]
        accounts = [
            {"provider": "oauth_google", "email_address": f"ada@{id}.test", "provider_user_id": id}
            for id in ("1", "2")
        ]
        devices = [{"name": name, "platform": "ios"} for name in ("phone", "tablet")]
        body = {"passkeys": [{"name": "laptop"}], "external_accounts": accounts}
        user = store.get(USER, ada)
        add_sign_in_methods(user, [], body | {"trusted_devices": devices}, self.api.clock())
        store.put(USER, user)
        shown = self.api.ok("POST", f"/users/{ada}/profile_image", {"file": IMAGE})
        self.ids |= {
            "passkey": shown["passkeys"][0]["id"],
            "account": shown["external_accounts"][0]["id"],
            "wallet": shown["web3_wallets"][0]["id"],
            "device": self.api.ok("GET", f"/users/{ada}/trusted_devices")["data"][0]["id"],
            "provider": "oauth_google",
        }

    def _add_organizations(self) -> None:
        for name, members in (("navy", 2), ("engines", 1), ("cafe", 0)):
            body: dict[str, Any] = {"name": {"cafe": "Café"}.get(name, name.title()), "slug": name}
            body |= {"max_allowed_memberships": 0}
            self.add(name, "/organizations", body)
            for user, role in list(zip(("ada", "jose"), ("admin", "member"), strict=True))[
                :members
            ]:
                self.add(
                    f"{user}-in-{name}",
                    f"/organizations/{{{name}}}/memberships",
                    {"user_id": self.ids[user], "role": f"org:{role}"},
                )
        self.api.ok("PUT", f"/organizations/{self.ids['navy']}/logo", {"file": IMAGE})
        for name, organization, mode, verified in (
            ("navy.example", "navy", "manual_invitation", True),
            ("engines.example", "engines", "automatic_invitation", False),
            ("navy.test", "navy", "automatic_suggestion", False),
        ):
            domain = {"name": name, "enrollment_mode": mode, "verified": verified}
            self.add(name, f"/organizations/{{{organization}}}/domains", domain)

    def _add_roles(self) -> None:
        permissions = ["org:sys_memberships:manage", "org:sys_memberships:read"]
        permissions += ["org:sys_profile:delete"]
        for name in ("pilot", "cook"):
            role = {"name": name.title(), "key": f"org:{name}", "permissions": permissions}
            self.add(name, "/organization_roles", role)
            key = f"org:ship:{name}"
            self.add(
                f"may-{name}", "/organization_permissions", {"name": f"May {name}", "key": key}
            )
        for name, roles in (("pilot", ["org:pilot", "org:cook"]), ("cook", ["org:cook"])):
            body = {
                "name": f"{name.title()}s",
                "key": f"role_set:{name}s",
                "roles": roles,
                "default_role_key": "org:cook",
                "creator_role_key": "org:cook",
            }
            self.add(f"{name}s", "/role_sets", body)

    def _add_sessions(self) -> None:
        for name, user in (("first", "ada"), ("second", "ada"), ("third", "jose")):
            session = self.add(name, "/sessions", {"user_id": self.ids[user]})
            self.ids[f"client-of-{name}"] = session["client_id"]
        self.api.ok("POST", f"/sessions/{self.ids['second']}/revoke")
        for user in ("ada", "jose"):
            last_active_at = self.api.ok("GET", f"/users/{self.ids[user]}")["last_active_at"]
            self.ids[f"{user}-active"] = str(last_active_at)

    def _add_invitations(self) -> None:
        for name, days in (("short", 1), ("long", 300), ("gone", 30)):
            body = {"email_address": f"{name}@example.com", "expires_in_days": days}
            self.add(name, "/invitations", body)
            self.add(f"{name}-wait", "/waitlist_entries", {"email_address": f"{name}@wait.com"})
            body |= {"role": "org:member"}
            self.add(f"{name}-navy", "/organizations/{navy}/invitations", body)
            body |= {"email_address": "bob@example.org"}
            if name != "gone":
                self.add(f"bob-{name}", f"/organizations/{{{CREW[name]}}}/invitations", body)
        self.api.ok("POST", f"/invitations/{self.ids['gone']}/revoke")
        path = f"/organizations/{self.ids['navy']}/invitations/{self.ids['gone-navy']}"
        self.api.ok("POST", f"{path}/revoke")
        self.add("waiting", "/waitlist_entries", {"email_address": "waiting@wait.com"})
        for name, action in (("gone", "reject"), ("long", "invite"), ("short", "invite")):
            path = f"/waitlist_entries/{self.ids[f'{name}-wait']}/{action}"
            if invitation := self.api.ok("POST", path)["invitation"]:
                self.ids[f"invited-{name}"] = invitation["id"]
        self.api.clock.time += 2 * DAY

    def _add_machines(self) -> None:
        for name in ("worker", "database"):
            machine = self.add(name, "/machines", {"name": name.title()})
            self.ids[f"secret-of-{name}"] = machine["secret_key"]
        secret = {"authorization": f"Bearer {self.ids['secret-of-worker']}"}
        instance_key, self.api.headers = self.api.headers, secret
        for name, seconds in (("valid", 10**8), ("brief", 1), ("revoked", 10**8), ("spare", 10**8)):
            self.add(name, "/m2m_tokens", {"seconds_until_expiration": seconds}, status=201)
        self.api.headers = instance_key
        self.api.ok("POST", f"/m2m_tokens/{self.ids['revoked']}/revoke", {})
        for name in ("deploy", "build", "old"):
            body = {"name": f"Clé {name}", "subject": self.ids["ada"]}
            self.add(name, "/api_keys", body, status=201)
        special = {"name": "other", "type": "special", "subject": self.ids["ada"]}
        self.add("other", "/api_keys", special, status=201)
        self.api.ok("POST", f"/api_keys/{self.ids['old']}/revoke", {})

    def _add_oauth_applications(self) -> None:
        for name in ("reports", "charts"):
            application = self.add(name, "/oauth_applications", {"name": name.title()})
            self.ids[f"client-of-{name}"] = application["client_id"]

    def _add_directories(self) -> None:
        body = {"name": "Old", "provider": "oidc_custom", "domains": ["old.example"]}
        self.add("deleted", "/enterprise_connections", body, status=201)
        for name, connection in (("staff", "okta"), ("guests", "deleted")):
            mapping = {"directory_group_id": "crew", "role_id": self.ids["pilot"]}
            body = {"enterprise_connection_id": self.ids[connection], "provider": "okta"}
            self.add(name, "/directories", body | {"group_role_mappings": [mapping]})
            path = f"/directories/{self.ids[name]}/group_role_mappings"
            self.ids[f"mapping-of-{name}"] = self.api.ok("GET", path)["data"][0]["id"]
        self.api.ok("DELETE", f"/enterprise_connections/{self.ids['deleted']}")

    def _add_enterprise_connections(self) -> None:
        for name, provider, organization in (
            ("okta", "saml_okta", "navy"),
            ("entra", "saml_microsoft", "engines"),
            ("gitlab", "oidc_gitlab", "navy"),
        ):
            body: dict[str, Any] = {"name": name.title(), "provider": provider}
            body |= {"domains": [f"{name}.example"]}
            body |= {"organization_id": self.ids[organization], "active": name == "gitlab"}
            if name == "gitlab":
                url = "https://gitlab.example/.well-known/openid-configuration"
                body["oidc"] = {"client_id": "c", "client_secret": "s", "discovery_url": url}
            connection = self.add(name, "/enterprise_connections", body, status=201)
            if saml := connection["saml_connection"]:
                self.ids[f"{name}-saml"] = saml["id"]
        for name in ("first-test", "second-test"):
            path = f"/enterprise_connections/{self.ids['okta']}/test_runs"
            self.api.ok("POST", path)
            self.ids[name] = self.api.ok("GET", path)["data"][0]["id"]
        body = {"organization_id": self.ids["navy"]}
        self.add("portal", "/admin_portal_link_tokens", body, status=201)

    def _add_billing(self) -> None:
        plans = self.api.ok("GET", "/billing/plans")["data"]
        self.ids |= {f"plan-{plan['slug']}": plan["id"] for plan in plans}
        prices = self.api.ok("GET", "/billing/prices")["data"]
        self.ids |= {f"price-{price['plan_id']}": price["id"] for price in prices}
        self.ids["price-of-pro"] = self.ids[f"price-{self.ids['plan-pro']}"]
        for name, owner, plan in (
            ("trial-of-ada", "users/{ada}", "pro"),
            ("team-of-navy", "organizations/{navy}", "team"),
            ("trial-of-jose", "users/{jose}", "pro"),
        ):
            owner_path = owner.format_map(self.ids)
            (free,) = self.api.ok("GET", f"/{owner_path}/billing/subscription")[
                "subscription_items"
            ]
            body = {
                "from_price_id": free["price_id"],
                "to_price_id": self.ids[f"price-{self.ids[f'plan-{plan}']}"],
            }
            path = f"/billing/subscription_items/{free['id']}/price_transition"
            self.ids[name] = self.api.ok("POST", path, body)["subscription_item"]["id"]
            self.ids[f"free-of-{name.rpartition('-')[2]}"] = free["id"]
        self._pay_twice()
        self.ids |= {"welcome": WELCOME, "loyalty": LOYALTY}
        path = f"/billing/subscription_items/{self.ids['trial-of-jose']}/discounts"
        self.api.ok("POST", path, {"discount_id": WELCOME})

    def _pay_twice(self) -> None:
        """Let Ada move from the trial to two other prices, each of which is charged."""
        for amount in (5000, 7000):
            body = {"plan_id": self.ids["plan-pro"], "amount": amount}
            self.add(f"price-{amount}", "/billing/prices", body)
            item = self.api.ok("GET", f"/users/{self.ids['ada']}/billing/subscription")
            (current,) = item["subscription_items"]
            prices = {
                "from_price_id": current["price_id"],
                "to_price_id": self.ids[f"price-{amount}"],
            }
            path = f"/billing/subscription_items/{current['id']}/price_transition"
            self.ids[f"ada-{amount}"] = self.api.ok("POST", path, prices)["subscription_item"]["id"]

    def _add_settings(self) -> None:
        for name in ("a", "b"):
            self.add(f"allow-{name}", "/allowlist_identifiers", {"identifier": f"{name}@x.io"})
            self.add(f"template-{name}", "/jwt_templates", {"name": name, "claims": {}})
            self.add(f"url-{name}", "/redirect_urls", {"url": f"https://{name}.example"})
        user = self.api.ok("GET", f"/users/{self.ids['jose']}")
        self.ids["email"] = user["email_addresses"][0]["id"]
        self.ids["phone"] = user["phone_numbers"][0]["id"]
        for kind, plural in (("email", "email_addresses"), ("phone", "phone_numbers")):
            self.add(f"code-for-{kind}", f"/{plural}/{{{kind}}}/prepare_verification", None)
        self.api.clock.time += 60_000  # half a minute has to pass between two codes
        self.add("visitor", "/sandbox/sign_ups", {"email_address": "visitor@x.io"})
        month = {"expires_in_seconds": 30 * DAY // 1000}
        token = self.api.ok("POST", f"/sessions/{self.ids['first']}/tokens", month)
        self.ids["token-of-first"] = token["jwt"]
        self.ids["statement"] = self.api.ok("GET", "/billing/statements")["data"][0]["id"]
        self.add("blocked", "/blocklist_identifiers", {"identifier": "mallory@x.io"})
        self.add("satellite", "/domains", {"name": "satellite.example", "is_satellite": True})
        self.add("sign-in", "/sign_in_tokens", {"user_id": self.ids["ada"]})
        self.api.ok("POST", "/webhooks/svix")
        task = {
            "on_behalf_of": {"user_id": self.ids["ada"]},
            "permissions": "*",
            "agent_name": "tester",
            "task_description": "Log in",
            "redirect_url": "https://example.com",
        }
        self.ids["task"] = self.api.ok("POST", "/agents/tasks", task)["agent_task_id"]
        acting = {"user_id": self.ids["ada"], "actor": {"sub": self.ids["jose"]}}
        self.add("acting", "/actor_tokens", acting)
        self.api.ok("PUT", "/templates/email/invitation", {"subject": "Welcome"})
        rule = {"expression": "true", "action": "BLOCK"}
        self.add("rule", "/protect/rulesets/SIGN_IN/rules", rule)
        scope = {"to_machine_id": self.ids["database"]}
        self.api.ok("POST", f"/machines/{self.ids['worker']}/scopes", scope)
        path = f"/organization_roles/{self.ids['pilot']}/permissions/{self.ids['may-pilot']}"
        self.api.ok("POST", path)


CREW = {"short": "navy", "long": "engines"}
"""The organizations that invite Bob, by the name of the invitation."""


@pytest.fixture(scope="module")
def instance(open_api: Callable[[], AbstractContextManager[Any]]) -> Iterator[Instance]:
    """One instance for all tests that only read it."""
    with open_api() as api:
        yield Instance(api)
