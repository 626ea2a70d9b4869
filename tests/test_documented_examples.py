"""The documented examples of Clerk's own CLI, one row each: what they send, or what they print."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

USER: dict[str, Any] = {
    "id": "user_123",
    "object": "user",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email_addresses": [],
    "phone_numbers": [],
    "created_at": 1_700_000_000_000,
}
COUNT = {"object": "total_count", "total_count": 1}
DELETED = {"id": "user_123", "object": "user", "deleted": True}
EMAIL = {"id": "idn_abc123", "object": "email_address", "email_address": "ada@example.com"}
PHONE = {"id": "idn_abc123", "object": "phone_number", "phone_number": "+15551234567"}

ORGANIZATION = {"id": "org_abc123", "object": "organization", "name": "Acme", "slug": "acme"}
MEMBERSHIP = {
    "id": "orgmem_1",
    "object": "organization_membership",
    "role": "org:admin",
    "public_user_data": {"user_id": "user_xyz", "identifier": "ada@example.com"},
}
ORGANIZATION_INVITATION = {
    "id": "orginv_1",
    "object": "organization_invitation",
    "email_address": "ada@example.com",
    "role": "org:member",
    "status": "pending",
}
FULL_PAGE = [USER] * 10
EMPTY: dict[str, Any] = {"data": [], "total_count": 0}

Sent = tuple[str, str, Any]


def listed(query: str, filters: str = "") -> list[Sent]:
    """A page of users, and their number, since the page is full."""
    count = f"/v1/users/count?{filters}" if filters else "/v1/users/count"
    return [("GET", f"/v1/users?{query}", None), ("GET", count, None)]


def sent(method: str, target: str, body: Any = None) -> list[Sent]:
    return [(method, target, body)]


RULES = "/v1/protect/rulesets/SIGN_IN/rules"
RULE = {"id": "rule_abc123", "expression": "ip.privacy.is_vpn == true", "action": "BLOCK"}
RULE_PAGE = {"rules": [RULE], "nextPageToken": None}
GEO = {"fields": {"country_code": "STRING"}}
EVENT_SCHEMA = {"events": {"SIGN_IN": {"fields": {"ip": {"fields": {"geo": GEO}}}}}}

API_EXAMPLES: list[tuple[str, list[Any], list[Sent]]] = [
    ("clerk users list", [FULL_PAGE, COUNT], listed("limit=10")),
    ("clerk us ls", [FULL_PAGE, COUNT], listed("limit=10")),
    ("clerk users list --output json", [FULL_PAGE, COUNT], listed("limit=10")),
    (
        "clerk users list --limit 50 --offset 100",
        [[USER]],
        sent("GET", "/v1/users?limit=50&offset=100"),
    ),
    (
        'clerk users list --query "john"',
        [FULL_PAGE, COUNT],
        listed("limit=10&query=john", "query=john"),
    ),
    (
        "clerk users list --email user@example.com",
        [FULL_PAGE, COUNT],
        listed("limit=10&email_address=user%40example.com", "email_address=user%40example.com"),
    ),
    (
        "clerk users list --order-by -last_active_at",
        [FULL_PAGE, COUNT],
        listed("limit=10&order_by=-last_active_at"),
    ),
    ("clerk users count", [COUNT], sent("GET", "/v1/users/count")),
    (
        'clerk users count --query "example.com"',
        [COUNT],
        sent("GET", "/v1/users/count?query=example.com"),
    ),
    ("clerk users get user_2abc123def456", [USER], sent("GET", "/v1/users/user_2abc123def456")),
    ("clerk --output yaml users get user_abc123", [USER], sent("GET", "/v1/users/user_abc123")),
    (
        "clerk users create --email ada@example.com --first-name John --last-name Doe",
        [USER],
        sent(
            "POST",
            "/v1/users",
            {"email_address": ["ada@example.com"], "first_name": "John", "last_name": "Doe"},
        ),
    ),
    (
        'clerk users create --email ada@example.com --password "securepassword123"',
        [USER],
        sent(
            "POST",
            "/v1/users",
            {"email_address": ["ada@example.com"], "password": "securepassword123"},
        ),
    ),
    (
        "clerk users update user_123 --first-name Jane --last-name Smith",
        [USER],
        sent("PATCH", "/v1/users/user_123", {"first_name": "Jane", "last_name": "Smith"}),
    ),
    (
        'clerk users update user_123 --password "newpassword123" --sign-out-other-sessions',
        [USER],
        sent(
            "PATCH",
            "/v1/users/user_123",
            {"password": "newpassword123", "sign_out_of_other_sessions": True},
        ),
    ),
    ("clerk users delete user_123 --force", [DELETED], sent("DELETE", "/v1/users/user_123")),
    ("clerk users ban user_123", [USER], sent("POST", "/v1/users/user_123/ban")),
    ("clerk users unban user_123", [USER], sent("POST", "/v1/users/user_123/unban")),
    ("clerk users lock user_123", [USER], sent("POST", "/v1/users/user_123/lock")),
    ("clerk users unlock user_123", [USER], sent("POST", "/v1/users/user_123/unlock")),
    (
        'clerk users verify-password user_123 --password "testpassword"',
        [{"verified": True}],
        sent("POST", "/v1/users/user_123/verify_password", {"password": "testpassword"}),
    ),
    ("clerk users emails list user_abc123", [USER], sent("GET", "/v1/users/user_abc123")),
    ("clerk users emails get idn_abc123", [EMAIL], sent("GET", "/v1/email_addresses/idn_abc123")),
    (
        "clerk users emails add user_abc123 --email ada@example.com",
        [EMAIL],
        sent(
            "POST",
            "/v1/email_addresses",
            {"user_id": "user_abc123", "email_address": "ada@example.com"},
        ),
    ),
    (
        "clerk users emails add user_abc123 --email ada@example.com --verified --primary",
        [EMAIL],
        sent(
            "POST",
            "/v1/email_addresses",
            {
                "user_id": "user_abc123",
                "email_address": "ada@example.com",
                "verified": True,
                "primary": True,
            },
        ),
    ),
    (
        "clerk users emails update idn_abc123 --verified --primary",
        [EMAIL],
        sent("PATCH", "/v1/email_addresses/idn_abc123", {"verified": True, "primary": True}),
    ),
    (
        "clerk users emails remove idn_abc123",
        [DELETED],
        sent("DELETE", "/v1/email_addresses/idn_abc123"),
    ),
    ("clerk users phones list user_abc123", [USER], sent("GET", "/v1/users/user_abc123")),
    ("clerk users phones get idn_abc123", [PHONE], sent("GET", "/v1/phone_numbers/idn_abc123")),
    (
        'clerk users phones add user_abc123 --phone "+15551234567"',
        [PHONE],
        sent(
            "POST",
            "/v1/phone_numbers",
            {"user_id": "user_abc123", "phone_number": "+15551234567"},
        ),
    ),
    (
        'clerk users phones add user_abc123 --phone "+15551234567" --verified --primary',
        [PHONE],
        sent(
            "POST",
            "/v1/phone_numbers",
            {
                "user_id": "user_abc123",
                "phone_number": "+15551234567",
                "verified": True,
                "primary": True,
            },
        ),
    ),
    (
        "clerk users phones update idn_abc123 --verified --primary",
        [PHONE],
        sent("PATCH", "/v1/phone_numbers/idn_abc123", {"verified": True, "primary": True}),
    ),
    (
        "clerk users phones remove idn_abc123",
        [DELETED],
        sent("DELETE", "/v1/phone_numbers/idn_abc123"),
    ),
]

ORGANIZATIONS = "/v1/organizations"
ACME = f"{ORGANIZATIONS}/org_abc123"
API_EXAMPLES += [
    ("clerk organizations list", [EMPTY], sent("GET", f"{ORGANIZATIONS}?limit=10")),
    (
        'clerk orgs list --query "acme" --include-members-count',
        [{"data": [ORGANIZATION], "total_count": 1}],
        sent("GET", f"{ORGANIZATIONS}?limit=10&query=acme&include_members_count=true"),
    ),
    (
        "clerk organizations get org_abc123",
        [ORGANIZATION],
        sent("GET", f"{ACME}?include_members_count=true"),
    ),
    (
        'clerk organizations create --name "Acme Corp"',
        [ORGANIZATION],
        sent("POST", ORGANIZATIONS, {"name": "Acme Corp"}),
    ),
    (
        'clerk orgs create --name "Acme Corp" --slug "acme" --max-allowed-memberships 50',
        [ORGANIZATION],
        sent(
            "POST",
            ORGANIZATIONS,
            {"name": "Acme Corp", "slug": "acme", "max_allowed_memberships": 50},
        ),
    ),
    (
        'clerk organizations update org_abc123 --name "Acme Corporation"',
        [ORGANIZATION],
        sent("PATCH", ACME, {"name": "Acme Corporation"}),
    ),
    ("clerk organizations delete org_abc123 --force", [DELETED], sent("DELETE", ACME)),
    (
        "clerk orgs members list org_abc123",
        [{"data": [MEMBERSHIP], "total_count": 1}],
        sent("GET", f"{ACME}/memberships?limit=10"),
    ),
    (
        "clerk orgs members list org_abc123 --role admin",
        [EMPTY],
        sent("GET", f"{ACME}/memberships?limit=10&role=admin"),
    ),
    (
        "clerk orgs members add org_abc123 user_xyz --role basic_member",
        [MEMBERSHIP],
        sent("POST", f"{ACME}/memberships", {"user_id": "user_xyz", "role": "basic_member"}),
    ),
    (
        "clerk orgs members update org_abc123 mem_xyz --role admin",
        [{"data": [MEMBERSHIP | {"id": "mem_xyz"}], "total_count": 1}, MEMBERSHIP],
        [
            ("GET", f"{ACME}/memberships?limit=500&offset=0", None),
            ("PATCH", f"{ACME}/memberships/user_xyz", {"role": "admin"}),
        ],
    ),
    (
        "clerk orgs members remove org_abc123 mem_xyz",
        [{"data": [MEMBERSHIP | {"id": "mem_xyz"}], "total_count": 1}, MEMBERSHIP],
        [
            ("GET", f"{ACME}/memberships?limit=500&offset=0", None),
            ("DELETE", f"{ACME}/memberships/user_xyz", None),
        ],
    ),
    (
        "clerk orgs invitations list org_abc123 --status pending",
        [{"data": [ORGANIZATION_INVITATION], "total_count": 1}],
        sent("GET", f"{ACME}/invitations?limit=10&status=pending"),
    ),
    (
        "clerk orgs invitations create org_abc123 --email ada@example.com --role basic_member",
        [ORGANIZATION_INVITATION],
        sent(
            "POST",
            f"{ACME}/invitations",
            {"email_address": "ada@example.com", "role": "basic_member"},
        ),
    ),
    (
        "clerk orgs invitations revoke org_abc123 inv_xyz",
        [ORGANIZATION_INVITATION],
        sent("POST", f"{ACME}/invitations/inv_xyz/revoke"),
    ),
]


SESSION = {"id": "sess_abc123", "object": "session", "user_id": "user_1", "status": "active"}
INVITATION = {"id": "inv_abc123", "object": "invitation", "email_address": "ada@example.com"}
IDENTIFIER = {"id": "alid_abc123", "object": "allowlist_identifier", "identifier": "a@x.io"}
DOMAIN = {"id": "dom_abc123", "object": "domain", "name": "app.example.com"}
CLAIMS = {"https://hasura.io/jwt/claims": {"x-hasura-user-id": "{{user.id}}"}}
TEMPLATE = {"id": "jtmpl_abc123", "object": "jwt_template", "name": "Hasura", "claims": CLAIMS}
KEYS = {"keys": [{"kid": "ins_1", "kty": "RSA", "alg": "RS256", "use": "sig"}]}
INSTANCE = {"id": "ins_1", "object": "instance", "environment_type": "development"}
LISTS = sent("GET", "/v1/allowlist_identifiers?paginated=true&limit=500&offset=0") + sent(
    "GET", "/v1/blocklist_identifiers"
)
EMAILS = ["ada@example.com", "bob@example.com", "cat@example.com"]
API_EXAMPLES += [
    (
        "clerk sessions list --user-id user_2abc123",
        [{"data": [SESSION], "total_count": 1}],
        sent("GET", "/v1/sessions?limit=10&user_id=user_2abc123&paginated=true"),
    ),
    (
        "clerk sessions list --user-id user_2abc123 --status active",
        [{"data": [SESSION], "total_count": 1}],
        sent("GET", "/v1/sessions?limit=10&user_id=user_2abc123&status=active&paginated=true"),
    ),
    ("clerk sessions get sess_abc123", [SESSION], sent("GET", "/v1/sessions/sess_abc123")),
    (
        "clerk sessions revoke sess_abc123",
        [SESSION],
        sent("POST", "/v1/sessions/sess_abc123/revoke"),
    ),
    (
        "clerk invitations list",
        [{"data": [INVITATION], "total_count": 1}],
        sent("GET", "/v1/invitations?limit=10&paginated=true"),
    ),
    (
        "clerk invitations list --status pending",
        [{"data": [INVITATION], "total_count": 1}],
        sent("GET", "/v1/invitations?limit=10&status=pending&paginated=true"),
    ),
    (
        "clerk invitations create --email ada@example.com",
        [INVITATION],
        sent("POST", "/v1/invitations", {"email_address": "ada@example.com"}),
    ),
    (
        "clerk invitations create --email ada@example.com --no-notify --expires-in-days 7",
        [INVITATION],
        sent(
            "POST",
            "/v1/invitations",
            {"expires_in_days": 7, "notify": False, "email_address": "ada@example.com"},
        ),
    ),
    (
        f"clerk invitations bulk-create --emails {','.join(EMAILS)}",
        [[INVITATION] * 3],
        sent("POST", "/v1/invitations/bulk", [{"email_address": email} for email in EMAILS]),
    ),
    (
        "clerk invitations revoke inv_abc123 --force",
        [INVITATION],
        sent("POST", "/v1/invitations/inv_abc123/revoke"),
    ),
    ("clerk restrictions list", [EMPTY, EMPTY], LISTS),
    ("clerk restrictions ls", [EMPTY, EMPTY], LISTS),
    (
        "clerk restrictions add user@example.com --allow",
        [IDENTIFIER],
        sent("POST", "/v1/allowlist_identifiers", {"identifier": "user@example.com"}),
    ),
    (
        "clerk restrictions add user@example.com --allow --notify",
        [IDENTIFIER],
        sent(
            "POST",
            "/v1/allowlist_identifiers",
            {"identifier": "user@example.com", "notify": True},
        ),
    ),
    (
        "clerk restrictions add user@example.com --block",
        [IDENTIFIER],
        sent("POST", "/v1/blocklist_identifiers", {"identifier": "user@example.com"}),
    ),
    (
        'clerk restrictions add "@spam-domain.com" --block',
        [IDENTIFIER],
        sent("POST", "/v1/blocklist_identifiers", {"identifier": "@spam-domain.com"}),
    ),
    (
        "clerk restrictions remove alid_abc123",
        [DELETED],
        sent("DELETE", "/v1/allowlist_identifiers/alid_abc123"),
    ),
    (
        "clerk restrictions rm blid_abc123",
        [DELETED],
        sent("DELETE", "/v1/blocklist_identifiers/blid_abc123"),
    ),
    (
        "clerk domains list",
        [{"data": [DOMAIN], "total_count": 1}],
        sent("GET", "/v1/domains"),
    ),
    (
        "clerk domains get dom_abc123",
        [{"data": [DOMAIN], "total_count": 1}],
        sent("GET", "/v1/domains"),
    ),
    (
        "clerk domains add --name app.example.com",
        [DOMAIN],
        sent("POST", "/v1/domains", {"name": "app.example.com", "is_satellite": True}),
    ),
    (
        "clerk domains update dom_abc123 --name new.example.com",
        [DOMAIN],
        sent("PATCH", "/v1/domains/dom_abc123", {"name": "new.example.com"}),
    ),
    (
        "clerk domains delete dom_abc123 --force",
        [DELETED],
        sent("DELETE", "/v1/domains/dom_abc123"),
    ),
    (
        "clerk jwttemplates list",
        [{"data": [TEMPLATE], "total_count": 1}, {"data": [], "total_count": 1}],
        [
            ("GET", f"/v1/jwt_templates?paginated=true&limit=500&offset={offset}", None)
            for offset in (0, 1)
        ],
    ),
    (
        "clerk jwttemplates get jtmpl_abc123",
        [TEMPLATE],
        sent("GET", "/v1/jwt_templates/jtmpl_abc123"),
    ),
    (
        "clerk jwttemplates create --name Hasura --claims "
        """'{"https://hasura.io/jwt/claims": {"x-hasura-user-id": "{{user.id}}"}}'""",
        [TEMPLATE],
        sent("POST", "/v1/jwt_templates", {"name": "Hasura", "claims": CLAIMS}),
    ),
    (
        "clerk jwttemplates update jtmpl_abc123 --lifetime 7200",
        [TEMPLATE, TEMPLATE],
        [
            ("GET", "/v1/jwt_templates/jtmpl_abc123", None),
            (
                "PATCH",
                "/v1/jwt_templates/jtmpl_abc123",
                {"name": "Hasura", "claims": CLAIMS, "lifetime": 7200},
            ),
        ],
    ),
    (
        "clerk jwttemplates delete jtmpl_abc123 --force",
        [DELETED],
        sent("DELETE", "/v1/jwt_templates/jtmpl_abc123"),
    ),
    ("clerk jwks get", [KEYS], sent("GET", "/v1/jwks")),
    ("clerk jwks get -o json", [KEYS], sent("GET", "/v1/jwks")),
    ("clerk instance get", [INSTANCE], sent("GET", "/v1/instance")),
    (
        "clerk instance update --test-mode",
        [None],
        sent("PATCH", "/v1/instance", {"test_mode": True}),
    ),
    (
        "clerk instance update --support-email help@example.com",
        [None],
        sent("PATCH", "/v1/instance", {"support_email": "help@example.com"}),
    ),
    (
        "clerk instance restrictions update --allowlist --block-disposable-emails",
        [{"object": "instance_restrictions", "allowlist": True}],
        sent(
            "PATCH",
            "/v1/instance/restrictions",
            {"allowlist": True, "block_disposable_email_domains": True},
        ),
    ),
]


KEY = {"id": "ak_abc123", "object": "api_key", "name": "My API Key", "secret": "ak_secret_value"}
MACHINE = {"id": "mch_abc123", "object": "machine", "name": "Backend", "secret_key": "ak_machine"}
MACHINE_SECRET = {"object": "machine_secret_key", "secret": "ak_machine_secret"}
TOKEN = {
    "id": "mt_1",
    "object": "machine_to_machine_token",
    "token": "mt_token_value",
    "revoked": False,
    "expired": False,
}
MACHINES = "/v1/machines"
ITEM = {
    "id": "csub_item_abc123",
    "object": "commerce_subscription_item",
    "status": "active",
    "price_id": "cprice_old",
    "period_end": 1_700_000_000_000,
}
ITEMS = "/v1/billing/subscription_items"
LOOKED_UP = sent("GET", f"{ITEMS}?include_free=true&limit=500&offset=0")
STATEMENT = {"id": "stmt_abc123", "object": "commerce_statement", "status": "open"}
SUBSCRIPTION = {"id": "csub_1", "object": "commerce_subscription", "status": "active"}
API_EXAMPLES += [
    ("clerk apikeys list", [EMPTY], sent("GET", "/v1/api_keys?limit=10")),
    (
        "clerk apikeys list --subject user_2abc123",
        [{"data": [KEY], "total_count": 1}],
        sent("GET", "/v1/api_keys?limit=10&subject=user_2abc123"),
    ),
    ("clerk apikeys get ak_abc123", [KEY], sent("GET", "/v1/api_keys/ak_abc123")),
    (
        'clerk apikeys create --name "My API Key" --subject user_2abc123',
        [KEY],
        sent("POST", "/v1/api_keys", {"name": "My API Key", "subject": "user_2abc123"}),
    ),
    (
        "clerk apikeys revoke ak_abc123 --force",
        [KEY],
        sent("POST", "/v1/api_keys/ak_abc123/revoke", {}),
    ),
    (
        "clerk m2m tokens list --machine-id mch_abc123",
        [{"m2m_tokens": [TOKEN], "total_count": 1}],
        sent("GET", "/v1/m2m_tokens?limit=10&subject=mch_abc123"),
    ),
    (
        'clerk m2m tokens create --machine-id mch_abc123 --scopes "read:users,write:users"',
        [MACHINE_SECRET, TOKEN],
        [
            ("GET", f"{MACHINES}/mch_abc123/secret_key", None),
            ("POST", "/v1/m2m_tokens", {"claims": {"scopes": ["read:users", "write:users"]}}),
        ],
    ),
    (
        "clerk m2m tokens verify --token clerk_m2m_xxxxx",
        [TOKEN],
        sent("POST", "/v1/m2m_tokens/verify", {"token": "clerk_m2m_xxxxx"}),
    ),
    (
        "clerk m2m machines list",
        [{"data": [MACHINE], "total_count": 1}],
        sent("GET", f"{MACHINES}?limit=10"),
    ),
    (
        'clerk m2m machines list --query "backend"',
        [{"data": [MACHINE], "total_count": 1}],
        sent("GET", f"{MACHINES}?limit=10&query=backend"),
    ),
    ("clerk m2m machines get mch_abc123", [MACHINE], sent("GET", f"{MACHINES}/mch_abc123")),
    (
        'clerk m2m machines create --name "Backend Service"',
        [MACHINE],
        sent("POST", MACHINES, {"name": "Backend Service"}),
    ),
    (
        'clerk m2m machines update mch_abc123 --name "New Service Name"',
        [MACHINE],
        sent("PATCH", f"{MACHINES}/mch_abc123", {"name": "New Service Name"}),
    ),
    (
        "clerk m2m machines delete mch_abc123 --force",
        [DELETED],
        sent("DELETE", f"{MACHINES}/mch_abc123"),
    ),
    (
        "clerk m2m machines get-secret mch_abc123",
        [MACHINE_SECRET],
        sent("GET", f"{MACHINES}/mch_abc123/secret_key"),
    ),
    (
        'clerk m2m machines add-scope mch_abc123 --scope "read:users"',
        [{"from_machine_id": "mch_abc123", "to_machine_id": "read:users"}],
        sent("POST", f"{MACHINES}/mch_abc123/scopes", {"to_machine_id": "read:users"}),
    ),
    (
        "clerk billing plans list",
        [{"data": [{"id": "cplan_1", "name": "Pro"}], "total_count": 1}],
        sent("GET", "/v1/billing/plans?limit=10"),
    ),
    ("clerk billing plans ls -o json", [EMPTY], sent("GET", "/v1/billing/plans?limit=10")),
    (
        "clerk billing subscription get-user user_abc123",
        [SUBSCRIPTION],
        sent("GET", "/v1/users/user_abc123/billing/subscription"),
    ),
    (
        "clerk billing subscription get-org org_abc123 -o json",
        [SUBSCRIPTION],
        sent("GET", "/v1/organizations/org_abc123/billing/subscription"),
    ),
    ("clerk billing subscription-items list", [EMPTY], sent("GET", f"{ITEMS}?limit=10")),
    ("clerk billing items ls", [EMPTY], sent("GET", f"{ITEMS}?limit=10")),
    (
        "clerk billing items delete csub_item_abc123 --force",
        [ITEM],
        sent("DELETE", f"{ITEMS}/csub_item_abc123"),
    ),
    (
        "clerk billing subscription-items extend-trial csub_item_abc123 --days 14",
        [{"data": [ITEM], "total_count": 1}, ITEM],
        [
            *LOOKED_UP,
            (
                "POST",
                f"{ITEMS}/csub_item_abc123/extend_free_trial",
                {"extend_to": "2023-11-28T22:13:20Z"},
            ),
        ],
    ),
    (
        "clerk billing subscription-items transition-price csub_item_abc123 "
        "--price-id cprice_xyz --immediate",
        [
            {"data": [ITEM], "total_count": 1},
            {"subscription_item": ITEM, "transition": {"effective_mode": "immediate"}},
        ],
        [
            *LOOKED_UP,
            (
                "POST",
                f"{ITEMS}/csub_item_abc123/price_transition",
                {"to_price_id": "cprice_xyz", "from_price_id": "cprice_old"},
            ),
        ],
    ),
    ("clerk billing statements list", [EMPTY], sent("GET", "/v1/billing/statements?limit=10")),
    (
        "clerk billing statements get stmt_abc123",
        [STATEMENT],
        sent("GET", "/v1/billing/statements/stmt_abc123"),
    ),
    (
        "clerk billing statements payment-attempts stmt_abc123",
        [EMPTY],
        sent("GET", "/v1/billing/statements/stmt_abc123/payment_attempts?limit=10"),
    ),
    (
        "clerk protect rules list",
        [RULE_PAGE, *[{"rules": []}] * 4],
        [
            ("GET", f"/v1/protect/rulesets/{name}/rules", None)
            for name in ("ALL", "SIGN_IN", "SIGN_UP", "SMS", "EMAIL")
        ],
    ),
    *[
        (example, [RULE_PAGE], sent("GET", RULES))
        for example in (
            "clerk protect rules list SIGN_IN",
            "clerk prot rul list SIGN_IN",
            "clerk -o json protect rules list SIGN_IN",
            "clerk protect rules list SIGN_IN --mcp-config /path/to/mcp.json",
            "clerk protect rules get SIGN_IN rule_abc123",
        )
    ],
    ("clerk protect rules list SIGN_IN --limit 5", [RULE_PAGE], sent("GET", f"{RULES}?limit=5")),
    (
        'clerk protect rules add SIGN_IN --expression "ip.privacy.is_vpn == true" '
        '--description "Block VPN users" --action BLOCK',
        [RULE],
        sent(
            "POST",
            RULES,
            {
                "expression": "ip.privacy.is_vpn == true",
                "action": "BLOCK",
                "description": "Block VPN users",
            },
        ),
    ),
    (
        "clerk protect rules delete SIGN_IN rule_abc123 --force",
        [RULE_PAGE, None],
        [*sent("GET", RULES), *sent("DELETE", f"{RULES}/rule_abc123")],
    ),
    ("clerk protect rules flush SIGN_IN --force", [None], sent("DELETE", RULES)),
    *[
        (f"clerk protect schema {rest}", [EVENT_SCHEMA], sent("GET", "/v1/protect/schema"))
        for rest in ("show SIGN_IN", "show SIGN_IN --flat", "list", "type", "type ip geo")
    ],
]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("example", "answers", "requests"), API_EXAMPLES, ids=[row[0] for row in API_EXAMPLES]
)
def test_an_example_sends_what_todays_api_accepts(
    clerk: CommandLine, fake_api: FakeAPI, example: str, answers: list[Any], requests: list[Sent]
) -> None:
    for answer in answers:
        fake_api.answer(answer)
    result = clerk(*shlex.split(example)[1:])
    assert (result.code, [(r.method, r.target, r.body) for r in fake_api.requests]) == (0, requests)
    assert result.out or "verify-password" in example or answers == [USER] or EMPTY in answers


PROFILES = """\
[default]
profile = default

[profile default]
clerk.key = sk_test_0123456789abcdxxxx
output = table

[profile staging]
clerk.key = sk_test_0123456789abcdyyyy

[profile production]
clerk.key = sk_live_0123456789abcdxxxx

[profile development]
debug = true

[profile vault]
clerk.key = !echo sk_live_xxxxx
"""
ALIASES = ("prl protect rules list", "pra protect rules add")

PRINTED: list[tuple[str, str]] = [
    ("clerk whoami", r"Active profile: default\n  \(set in configuration file\)"),
    ("clerk w", r"Active profile: default"),
    ("clerk config get output", r"table\n"),
    ("clerk config get clerk.key --profile production", r"\*\*\*\*xxxx\n"),
    ("clerk config get clerk.key --profile vault --resolve", r"sk_live_xxxxx\n"),
    ("clerk config get clerk.key --profile vault", r"!echo sk_live_xxxxx\n"),
    (
        "clerk config list",
        r"Profile: default\n\nKEY +VALUE +SOURCE\nclerk\.key +sk_te\*\*\*\*xxxx +profile\n"
        r"clerk\.api\.url +https://api\.clerk\.com +default\noutput +table +profile\n"
        r"debug +\(not set\) +-\n",
    ),
    ("clerk config path", r".*/config/profiles\n"),
    (
        "clerk config profile list",
        r"   NAME\n\*  default\n   staging\n   production\n   development\n   vault\n",
    ),
    ("clerk conf prof li", r"   NAME\n\*  default\n"),
    (
        "clerk config profile show production",
        r"Profile: production\nclerk\.key: \*\*\*\*xxxx\nclerk\.api\.url: https://api\.clerk\.com\n",
    ),
    ("clerk config profile path", r".*/config/profiles\n"),
    (
        "clerk config alias list",
        r"NAME  COMMAND\npra   protect rules add\nprl   protect rules list\n",
    ),
    ("clerk config alias ls", r"NAME  COMMAND\n"),
    ("clerk config alias path", r".*/config/aliases\.json\n"),
    ("clerk --help", r"Usage:"),
]


@pytest.mark.parametrize(("example", "pattern"), PRINTED, ids=[row[0] for row in PRINTED])
def test_an_example_prints_what_is_documented(
    clerk: CommandLine, example: str, pattern: str
) -> None:
    clerk.write_profiles(PROFILES)
    for alias in ALIASES:
        clerk("config", "alias", "add", *alias.split())
    result = clerk(*shlex.split(example)[1:])
    assert result.code == 0, result.err
    assert re.match(pattern, result.out), result.out


WRITTEN: list[tuple[str, str, str]] = [
    (
        "clerk config profile create default --api-key sk_live_xxxxx",
        "profiles",
        "[profile default]\nclerk.key = sk_live_xxxxx",
    ),
    (
        "clerk config profile create production --api-key sk_live_xxxxx",
        "profiles",
        "[profile production]\nclerk.key = sk_live_xxxxx",
    ),
    (
        "clerk config profile create staging --api-key sk_test_xxxxx "
        "--api-url https://api.staging.clerk.com",
        "profiles",
        "[profile staging]\nclerk.key = sk_test_xxxxx\n"
        "clerk.api.url = https://api.staging.clerk.com",
    ),
    ("clerk config set output json", "profiles", "[profile default]\noutput = json"),
    (
        "clerk config set clerk.key sk_live_xxxxx --profile production",
        "profiles",
        "[profile production]\nclerk.key = sk_live_xxxxx",
    ),
    (
        "clerk config set clerk.key \"op read 'op://Vault/Clerk/api-key'\" --type=command "
        "--profile production",
        "profiles",
        "[profile production]\nclerk.key = !op read 'op://Vault/Clerk/api-key'",
    ),
    (
        'clerk config set clerk.key "aws secretsmanager get-secret-value --secret-id clerk/api-key '
        '--query SecretString --output text" --type=command --profile production',
        "profiles",
        "clerk.key = !aws secretsmanager get-secret-value --secret-id clerk/api-key "
        "--query SecretString --output text",
    ),
    ("clerk config set ai.provider openai", "profiles", "ai.provider = openai"),
    ("clerk config set ai.openai.key sk-xxxxx", "profiles", "ai.openai.key = sk-xxxxx"),
    (
        "clerk config set ai.openai.key \"op read 'op://Vault/OpenAI/api-key'\" --type=command",
        "profiles",
        "ai.openai.key = !op read 'op://Vault/OpenAI/api-key'",
    ),
    (
        'clerk config set ai.anthropic.key "vault kv get -field=api_key secret/anthropic" '
        "--type=command",
        "profiles",
        "ai.anthropic.key = !vault kv get -field=api_key secret/anthropic",
    ),
    (
        "clerk config set ai.mcp.config /path/to/custom/mcp.json --profile production",
        "profiles",
        "[profile production]\nai.mcp.config = /path/to/custom/mcp.json",
    ),
    (
        "clerk config alias add prl -- protect rules list",
        "aliases.json",
        '"prl": "protect rules list"',
    ),
    ("clerk config alias add pra protect rules add", "aliases.json", '"pra": "protect rules add"'),
    (
        "clerk config alias add cpl config profile list",
        "aliases.json",
        '"cpl": "config profile list"',
    ),
    ("clerk config alias add prg protect rules get", "aliases.json", '"prg": "protect rules get"'),
    ("clerk config alias add prd protect rules delete", "aliases.json", "protect rules delete"),
    (
        "clerk config alias add pre protect rules edit",
        "aliases.json",
        '"pre": "protect rules edit"',
    ),
    ("clerk config alias add prr protect rules reorder", "aliases.json", "protect rules reorder"),
    ("clerk config alias add prf protect rules flush", "aliases.json", "protect rules flush"),
    (
        "clerk config alias add ps protect schema show",
        "aliases.json",
        '"ps": "protect schema show"',
    ),
]


@pytest.mark.parametrize(("example", "file", "text"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_an_example_writes_what_is_documented(
    clerk: CommandLine, example: str, file: str, text: str
) -> None:
    result = clerk(*shlex.split(example)[1:])
    assert (result.code, result.out) == (0, "")
    assert text in (clerk.config / file).read_text(encoding="utf-8")


REMOVED: list[tuple[str, str, str]] = [
    ("clerk config unset output", "profiles", "output"),
    ("clerk config unset debug --profile development", "profiles", "debug"),
    ("clerk config profile delete staging --force", "profiles", "staging"),
    ("clerk config alias remove prl", "aliases.json", "prl"),
    ("clerk config alias rm pra", "aliases.json", "pra"),
]


@pytest.mark.parametrize(("example", "file", "text"), REMOVED, ids=[row[0] for row in REMOVED])
def test_an_example_removes_what_is_documented(
    clerk: CommandLine, example: str, file: str, text: str
) -> None:
    clerk.write_profiles(PROFILES)
    for alias in ALIASES:
        clerk("config", "alias", "add", *alias.split())
    assert text in (clerk.config / file).read_text(encoding="utf-8")
    result = clerk(*shlex.split(example)[1:])
    assert result.code == 0, result.err
    assert text not in (clerk.config / file).read_text(encoding="utf-8")


def test_the_active_profile_is_switched(clerk: CommandLine) -> None:
    clerk.write_profiles(PROFILES)
    assert clerk("config", "profile", "use", "production").code == 0
    assert "Active profile: production" in clerk("whoami").out


def test_the_environment_selects_the_profile(clerk: CommandLine) -> None:
    clerk.write_profiles(PROFILES)
    result = clerk("whoami", env={"CLERK_PROFILE": "production"})
    assert result.out.startswith(
        "Active profile: production\n  (set via CLERK_PROFILE environment variable)\n"
    )


def test_updating_a_profile_tells_how(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_x\n")
    result = clerk("config", "profile", "update", "production")
    assert (result.code, "clerk config set" in result.err) == (0, True)


def test_an_alias_is_replaced_by_its_command_and_arguments_are_appended(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    clerk("config", "alias", "add", "ul", "--", "users", "list")
    fake_api.answer([USER]).answer(COUNT)
    assert clerk("ul", "--limit", "5").code == 0
    assert fake_api.requests[0].target == "/v1/users?limit=5"


TERMINAL: list[tuple[str, list[Any], str]] = [
    ("clerk protect rules add", [], "Ruleset"),
    ("clerk protect rules edit SIGN_IN rule_abc123", [RULE_PAGE], "No changes."),
    (
        "clerk protect rules delete SIGN_IN rule_abc123",
        [RULE_PAGE],
        "of SIGN_IN from profile",
    ),
    (
        "clerk protect rules reorder SIGN_IN",
        [{"rules": [RULE, {**RULE, "id": "r2"}]}],
        "Rule at position 1",
    ),
]


@pytest.mark.parametrize(
    ("example", "answers", "shown"), TERMINAL, ids=[row[0] for row in TERMINAL]
)
def test_an_example_asks_on_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI, example: str, answers: list[Any], shown: str
) -> None:
    for answer in answers:
        fake_api.answer(answer)
    terminal = clerk.on_terminal(*shlex.split(example)[1:], env={"EDITOR": "true"}, columns=120)
    terminal.expect(shown)
    if "edit" not in example:
        terminal.type("\x03")
    assert terminal.wait() == (0 if "edit" in example else 130)


@pytest.mark.parametrize(
    ("example", "variables", "key"),
    [
        ("clerk --profile staging protect rules list SIGN_IN", {}, "sk_test_0123456789abcdyyyy"),
        (
            "clerk protect rules list SIGN_IN",
            {"CLERK_PROFILE": "production"},
            "sk_live_0123456789abcdxxxx",
        ),
        ("clerk protect rules list SIGN_IN", {"CLERK_SECRET_KEY": "sk_live_ci"}, "sk_live_ci"),
    ],
)
def test_an_example_is_sent_with_the_key_that_it_chooses(
    clerk: CommandLine, fake_api: FakeAPI, example: str, variables: dict[str, str], key: str
) -> None:
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles(PROFILES)
    fake_api.answer(RULE_PAGE)
    assert clerk(*shlex.split(example)[1:], env=variables).code == 0
    assert fake_api.requests[0].headers["authorization"] == f"Bearer {key}"


PRIVACY = {"fields": {"is_vpn": "BOOLEAN", "is_datacenter": "BOOLEAN"}}
IP = {"fields": {"privacy": PRIVACY, "asn": {"fields": {"number": "INTEGER"}}}}
FIELDS = {"fields": {"ip": IP, "botScore": {"fields": {"risk": "FLOAT"}}}}
LOOKUP_SERVER = Path(__file__).parents[1] / "plugins/protect/tests/lookup_server.py"


@pytest.fixture
def model(clerk: CommandLine) -> Iterator[FakeAPI]:
    """A server that speaks OpenAI's wire format; answers are queued with ``said``."""
    api = FakeAPI()
    clerk.variables |= {"OPENAI_API_KEY": "sk-xxxxx", "OPENAI_BASE_URL": f"{api.url}/v1"}
    yield api
    api.close()


def said(text: str | None, **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, **more}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def asks_tool(name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return said(None, tool_calls=[{"id": "call_1", "type": "function", "function": function}])


@pytest.mark.parametrize(
    ("example", "expression"),
    [
        (
            'clerk protect rules add SIGN_IN --generate "block requests from datacenters"',
            "ip.privacy.is_datacenter",
        ),
        (
            'clerk protect rules add SIGN_IN -g "when the bot score is greater than 50%"',
            "botScore.risk > 0.5",
        ),
        ('clerk pra SIGN_IN -g "block"', "ip.privacy.is_vpn"),
    ],
)
def test_an_example_that_generates_shows_the_expression_and_asks(
    clerk: CommandLine, fake_api: FakeAPI, model: FakeAPI, example: str, expression: str
) -> None:
    clerk("config", "alias", "add", "pra", "protect", "rules", "add")
    model.answer(said(expression))
    fake_api.answer({"events": {"SIGN_IN": FIELDS}}).answer(RULE)
    terminal = clerk.on_terminal(*shlex.split(example)[1:], columns=120)
    terminal.expect("Create rule with this expression?")
    assert f"Generated expression:\n  {expression}\n" in terminal.err.text
    terminal.expect("No, cancel")
    terminal.type("\r")
    assert terminal.wait() == 0
    wish = shlex.split(example)[-1]
    body = {"expression": expression, "action": "BLOCK", "description": wish}
    assert [(each.target, each.body) for each in fake_api.requests] == [
        ("/v1/protect/schema", None),
        (RULES, body),
    ]


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        (
            'clerk protect rules add SIGN_IN -g "block traffic from Cloudflare\'s ASN"',
            [
                "Loaded 7 tool(s) from MCP servers",
                "Generating expression for: block traffic from Cloudflare's ASN",
                'Tool call: resolve_asn({"name": "Cloudflare"})',
                "Generated expression:\n  ip.asn.number == 13335",
            ],
        ),
        (
            'clerk protect rules add SIGN_IN -g "block Cloudflare ASN" --debug',
            [
                '[DEBUG] MCP tool call: resolve_asn({"name":"Cloudflare"})',
                '[DEBUG] MCP tool result: {"asn":13335,"name":"Cloudflare"}',
            ],
        ),
        (
            'clerk protect rules add --generate "block VPNs" --mcp-config /path/to/mcp.json',
            ["Loaded 7 tool(s) from MCP servers", "Generating expression for: block VPNs"],
        ),
    ],
)
def test_an_example_with_tool_servers_looks_things_up(
    clerk: CommandLine, fake_api: FakeAPI, model: FakeAPI, example: str, shown: list[str]
) -> None:
    server = {"command": sys.executable, "args": [str(LOOKUP_SERVER)]}
    named = clerk.directory / "mcp.json"
    for path in (clerk.config / "mcp.json", named):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"servers": {"asn-lookup": server}}))
    model.answer(asks_tool("resolve_asn", '{"name": "Cloudflare"}'))
    model.answer(said("ip.asn.number == 13335"))
    fake_api.answer({"events": {"SIGN_IN": FIELDS}}).answer(RULE)
    argv = shlex.split(example.replace("/path/to/mcp.json", str(named)))[1:]
    terminal = clerk.on_terminal(*argv, columns=120)
    if "SIGN_IN" not in example:
        terminal.expect("EMAIL  requests")
        terminal.type("\r")
    terminal.expect("No, cancel")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert all(text in terminal.err.text for text in shown), terminal.err.text


def test_an_example_that_generates_in_a_script_needs_consent(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    example = 'clerk protect rules add SIGN_IN --generate "block requests from datacenters"'
    result = clerk(*shlex.split(example)[1:])
    assert (result.code, "--yes" in result.err) == (2, True)
