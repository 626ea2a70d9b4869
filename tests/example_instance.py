"""The sandbox and the files that the examples of commands are about."""

from __future__ import annotations

import shutil
from pathlib import Path

from instance_with_one_of_each import CERTIFICATE, IMAGE, Maker, fill

from clerk_cli.testing import CommandLine

IDS = {
    "user_123": "user", "user_456": "other", "org_123": "org", "sess_123": "session",
    "inv_123": "invitation", "orginv_123": "orginv", "orgdmn_123": "orgdomain",
    "idn_123": "email", "idn_456": "phone", "idn_789": "passkey", "idn_987": "wallet",
    "eac_123": "account", "tdev_123": "device", "role_123": "accountant", "perm_123": "permission",
    "perm_456": "other_permission", "role_set_123": "roleset", "dmn_123": "domain",
    "ru_123": "redirect", "jtmp_123": "template", "ak_123": "apikey", "mch_123": "machine",
    "mch_456": "scoped", "mt_123": "token_id", "cplan_123": "plan", "cprice_123": "price",
    "csub_123": "item", "csub_456": "trial", "stmt_123": "statement", "alid_123": "allowed",
    "wle_123": "waiting", "rule_123": "rule", "rule_456": "other_rule", "sit_123": "sign_in",
    "act_123": "actor", "oauthapp_123": "oauthapp", "client_123": "client",
    "sua_123": "signup", "ver_123": "verification",
    "ver_456": "phone_verification", "424242": "code", "242424": "phone_code",
    "role_456": "guest", "entconn_123": "connection", "scim_123": "directory",
    "scim_grp_role_123": "mapping", "task_123": "task",
    "cdisc_123": "discount", "cdisc_456": "applied",
    "samlc_123": "saml_connection", "aplt_123": "portal_link",
}  # fmt: skip
"""The placeholder IDs and codes of examples, and the objects that stand for them."""

METADATA = f"""\
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:acme">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
      <X509Certificate>{CERTIFICATE}</X509Certificate>
    </X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
      Location="https://idp.acme.com/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
"""

FILES = {
    "tea.py": (
        "from clerk_cli.plugins import Setting, hookimpl\n\n\n@hookimpl\n"
        "def clerk_settings():\n    return [Setting('tea.kind', 'The kind of tea')]\n"
    ),
    "claims.json": '{"plan": "gold"}',
    "metadata.json": '{"plan": "gold"}',
    "event.json": '{"ip": {"asn": {"number": 13335}}}',
    "user.yaml": "first_name: Jane\nlocale: en-US\n",
    "emails.txt": "new-1@example.com\nnew-2@example.com\n",
    "users.txt": "# to be banned\nada@example.com\n@grace\n",
    "identifiers.txt": "bad-1@example.com\nbad-2@example.com\n",
    "users.csv": "mail,name\nmapped@example.com,Ada Byron\n",
    "users.ndjson": '{"external_id": "old_1", "email_address": ["imported@example.com"]}\n',
    "users.json": '{"users": [{"email_address": ["seeded@example.com"]}]}',
    "photo.png": IMAGE,
    "logo.png": IMAGE,
    "idp.pem": f"-----BEGIN CERTIFICATE-----\n{CERTIFICATE}\n-----END CERTIFICATE-----\n",
    "metadata.xml": METADATA,
    "key.txt": "sk_test_from_a_file_0123456789\n",
}
"""Files in the working directory that examples may name."""

VARIABLES = {
    "PASSWORD": "pl4nted77_password",
    "CODE": "pl4nted77_code",
    "SIGNING_KEY": "pl4nted77_key_for_HS256",
    "CLIENT_SECRET": "pl4nted77_client_secret",
    "REFRESH_TOKEN": "pl4nted77_refresh_token",
}
TOKENS = {
    "M2M_TOKEN": "token", "SESSION_TOKEN": "jwt", "ACCESS_TOKEN": "access_token",
    "API_KEY": "apikey_secret",
}  # fmt: skip
"""Shell variables that examples may name: texts, and tokens of the sandbox."""

PROFILES = """\
[profile production]
clerk.key = sk_live_pl4nted77_6789

[profile staging]
clerk.key = sk_test_pl4nted77_6789
"""


def with_real_ids(line: str, ids: dict[str, str]) -> str:
    """An example with the IDs of the sandbox in place of its placeholders."""
    for placeholder in sorted(IDS, key=len, reverse=True):  # inv_123 ends orginv_123
        line = line.replace(placeholder, ids[IDS[placeholder]])
    return line


class ExampleInstance:
    """A sandbox with one object of each kind, copied for each run.

    Args:
        folder: Where the database is written.
    """

    def __init__(self, folder: Path) -> None:
        self.database = folder / "sandbox.db"
        self.ids = fill(self.database)
        maker = Maker(self.database)
        first = maker.call("GET", f"/users/{self.ids['user']}")["email_addresses"][0]
        maker.call("POST", f"/email_addresses/{first['id']}/prepare_verification")
        maker.close()

    def prepare(self, clerk: CommandLine) -> None:
        """Give a command line a copy of the sandbox, and the files and variables of examples."""
        self.write_files(clerk)
        shutil.copy(self.database, clerk.config / "sandbox.db")

    def write_files(self, clerk: CommandLine) -> None:
        """Give a command line the files and variables of examples, without the sandbox."""
        clerk.config.mkdir(parents=True, exist_ok=True)
        clerk.write_profiles(PROFILES)
        (clerk.config / "aliases.json").write_text('{"ul": "users list"}')
        for name, content in FILES.items():
            (clerk.directory / name).write_text(content)
        clerk.variables |= VARIABLES | {name: self.ids[kind] for name, kind in TOKENS.items()}
