"""Every command that calls the API, against the sandbox, in each format.

A row is a command line, with the names of objects in braces, and what its table must show. Where a
row does not say it, the table must show the ids in the JSON.
"""

from __future__ import annotations

import csv
import json
import re
import shlex
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from every_leaf import installed_leaves, source_of
from instance_with_one_of_each import IMAGE, fill, place
from walks import each

from clerk_cli.commands.response_fields import ResponseFields
from clerk_cli.commands.secrets import SecretCommand
from clerk_cli.console.tree import Leaf
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

ROWS = """
users list
users count => 3
users get {user} => ada@example.com
users create --username new
users update {user} --first-name Augusta => Augusta
users delete {user} -f
users ban {user}
users unban {other}
users lock {user}
users unlock {other}
users verify-password {user} --password pl4nted77_password => (nothing)
users merge-metadata {user} --public-metadata {json} => ada@example.com
users replace-metadata {user} --public-metadata {json} => ada@example.com
users sign-out {user} -f
users show {user} => ada@example.com
users remove-password {user} -f => ada@example.com
users disable-mfa {user} -f => {user}
users organizations {user} => Acme
users organization-invitations {user} => (nothing)
users oauth-tokens {user} google => {account}
users image set {user} {photo}
users image delete {user} -f
users password set-compromised {user} -f
users password unset-compromised {user}
users totp verify {user} --code pl4nted77_code => (nothing)
users totp delete {user} -f => {user}
users backup-codes delete {user} -f => {user}
users passkeys list {user}
users passkeys delete {user} {passkey} -f
users external-accounts list {user}
users external-accounts delete {user} {account} -f
users web3-wallets list {user}
users web3-wallets delete {user} {wallet} -f
users trusted-devices list {user}
users trusted-devices revoke {user} {device} -f
users emails list {user} => ada@example.org
users emails get {email}
users emails add {user} --email b@example.com
users emails update {email} --primary
users emails remove {email}
users emails replace {user} --email b@example.com -f => b@example.com
users emails prepare-verification {email} => email_code
users emails attempt-verification {email} --verification-id {verification} --code {code}
users phones list {user} => +15550100002
users phones get {phone}
users phones add {user} --phone +15550100009
users phones update {phone} --primary
users phones remove {phone}
users phones replace {user} --phone +15550100009 -f => +15550100009
users phones prepare-verification +15550100001 => phone_code
users phones attempt-verification {phone} --verification-id {phone_verification} --code {phone_code}
users sign-in-tokens create {user} => https://
users sign-in-tokens revoke {sign_in} -f
users actor-tokens create {user} --actor {other} => https://
users actor-tokens revoke {actor} -f
signups get {signup} => visitor@example.com
signups update {signup} --external-id crm_1 => crm_1
users agent-tasks create {user} --agent-name a --task-description b {back} => https://
users agent-tasks revoke {task} -f => {task}
impersonate {user} --as {other} => https://
token {user} => ey
testing-token => -c_
organizations list
organizations get acme
organizations create --name "Beta Ltd"
organizations update {org} --name Acme2 => Acme2
organizations merge-metadata {org} --public-metadata {json}
organizations replace-metadata {org} --public-metadata {json}
organizations logo set {org} {photo}
organizations logo delete {org} -f
organizations delete {org} -f
organizations members list {org} => ada@example.com
organizations members list => ada@example.com
organizations members add {org} {other} --role org:member => grace
organizations members update {org} {user} --role org:member => org:member
organizations members merge-metadata {org} {user} --public-metadata {json} => ada@example.com
organizations members remove {org} {user}
organizations invitations list {org}
organizations invitations list => acme
organizations invitations get {org} {orginv}
organizations invitations create {org} --email x@example.com --role org:member
organizations invitations bulk-create {org} --emails x@y.io,z@y.io --role org:member => z@y.io
organizations invitations revoke {org} {orginv}
organizations domains list {org}
organizations domains list => acme
organizations domains list {org} --query acme
organizations domains add {org} --name beta.example
organizations domains update {org} {orgdomain} --enrollment-mode automatic_invitation
organizations domains delete {org} {orgdomain} -f
organizations domains verify-ownership {org} {orgdomain} => manual_override
organizations roles list => org:accountant
organizations roles get {accountant}
organizations roles create --key org:auditor --name Auditor
organizations roles update {accountant} --name Bookkeeper => Bookkeeper
organizations roles delete {accountant} -f
organizations roles add-permission {accountant} {other_permission} => 2
organizations roles remove-permission {accountant} {permission} -f => 0
organizations permissions list => org:invoices:read
organizations permissions get {permission}
organizations permissions create --key org:invoices:write --name Write
organizations permissions update {permission} --name Read
organizations permissions delete {permission} -f
organizations role-sets list => role_set:partners
organizations role-sets get role_set:partners
organizations role-sets create --name B --roles {keys} {defaults} => role_set:b
organizations role-sets update {roleset} --name Friends => Friends
organizations role-sets add-roles {roleset} --roles org:guest => org:guest
organizations role-sets replace-role {roleset} --role org:accountant --by org:guest -f => org:guest
organizations role-sets replace {roleset} --by role_set:default -f
sessions list --user-id {user}
sessions get {session}
sessions revoke {session}
sessions create --user-id {user}
sessions create-token {session} => .
clients list
clients get {client} => {session}
clients verify --token {jwt} => {client}
sessions refresh {session} --expired-token {jwt} --refresh-token r --request-origin {origin} => .
invitations list
invitations create --email x@example.com
invitations bulk-create --emails x@example.com,y@example.com => y@example.com
invitations revoke {invitation} -f
stats => Users:
waitlist list
waitlist add --email x@example.com
waitlist bulk-add --emails x@example.com,y@example.com => y@example.com
waitlist invite {waiting}
waitlist reject {waiting} -f
waitlist delete {waiting} -f
restrictions list => *@example.com
restrictions add --block bad@example.com
restrictions import --block --identifiers a@x.io,b@x.io => b@x.io
restrictions remove {allowed}
directories list
directories get {directory}
directories create --enterprise-connection-id {connection} --provider okta => ak_
directories update {directory} --name Crew => Crew
directories delete {directory} -f
directories rotate-api-key {directory} -f => ak_
directories mappings list {directory} => org:accountant
directories mappings create {directory} --group-id crew --role-id {guest} => org:guest
directories mappings replace {directory} --mappings {roles} -f => engineering
directories mappings delete {directory} {mapping} -f
directories scim list
directories scim get {directory}
directories scim create --enterprise-connection-id {connection} --provider okta => ak_
directories scim update {directory} --name Crew => Crew
directories scim delete {directory} -f
directories scim rotate-api-key {directory} -f => ak_
directories scim mappings list {directory} => org:accountant
directories scim mappings create {directory} --group-id crew --role-id {guest} => org:guest
directories scim mappings replace {directory} --mappings {roles} -f => engineering
directories scim mappings delete {directory} {mapping} -f
domains list => satellite.example.com
domains get {domain}
domains add --name other.example.com
domains update {domain} --name third.example.com => third.example.com
domains check-proxy {domain} --proxy-url https://satellite.example.com/__clerk => yes
domains delete {domain} -f
enterpriseconnections list => acme.com
enterpriseconnections get {connection} => urn:acme
enterpriseconnections get {oidc_connection} => https://gitlab.acme.com/auth
enterpriseconnections create --name Beta --provider saml_custom --domains beta.com
enterpriseconnections update {connection} --name Gamma => Gamma
enterpriseconnections delete {connection} -f
enterpriseconnections test-runs list {connection} => pending
enterpriseconnections test-runs start {connection} => https://
enterpriseconnections portal-links create => aplt_
enterpriseconnections portal-links revoke {portal_link} -f => revoked
enterpriseconnections saml list => acme.com
enterpriseconnections saml get {saml_connection} => email_address
enterpriseconnections saml create --name Beta --provider saml_custom --domains beta.com
enterpriseconnections saml update {saml_connection} --name Gamma => Gamma
enterpriseconnections saml delete {saml_connection} -f
redirecturls list
redirecturls get {redirect}
redirecturls add --url other://callback
redirecturls delete {redirect} -f
jwttemplates list
jwttemplates get {template}
jwttemplates create --name other --claims {json}
jwttemplates update {template} --lifetime 90
jwttemplates delete {template} -f
jwks get => RS256
instance get
instance update --test-mode => yes
instance restrictions update --allowlist => Allowlist:
instance communication get => Blocked countries
instance communication update --blocked-country-codes FR => FR
instance organization-settings get => org:admin
instance organization-settings update --no-domains-enabled => (updated)
instance beta-settings update --no-progressive-sign-up => no
instance change-domain https://www.example.com -f => www.example.com
apikeys list --subject {user}
apikeys get {apikey}
apikeys create --name other --subject {user} => ak_
apikeys update {apikey} --description nightly => nightly
apikeys get-secret {apikey} => ak_
apikeys verify --secret {apikey_secret} => builds
apikeys revoke {apikey} -f
apikeys delete {apikey} -f
m2m tokens list --machine-id {scoped} => {token_id}
m2m tokens create --machine-id {machine} => mt_
m2m tokens verify --token {token} => {token_id}
m2m tokens revoke {token_id} -f
m2m machines list
m2m machines get {machine}
m2m machines create --name third
m2m machines update {machine} --name robot => robot
m2m machines delete {machine}
m2m machines get-secret {machine} => ak_
m2m machines rotate-secret {machine} -f => ak_
m2m machines add-scope {machine} --scope {scoped} => {scoped}
m2m machines remove-scope {scoped} {machine} -f => {machine}
oauthapplications list
oauthapplications get {oauthapp} => https://reports.example/callback
oauthapplications create --name Other --redirect-uris app://callback
oauthapplications update {oauthapp} --name Charts --pkce-required => Charts
oauthapplications delete {oauthapp} -f
oauthapplications rotate-secret {oauthapp} -f => {line_end}
oauthapplications logo set {oauthapp} {photo} => Logo:
oauthapplications tokens verify --token {access_token} => {user}
oauthapplications tokens revoke {oauthapp} --token {access_token} -f => revoked
oauthapplications settings get => JWT access tokens:
oauthapplications settings update --default-scopes openid,email => openid, email
billing plans list => pro
billing subscription get-user {user} => Pro
billing subscription get-org {org} => Free
billing subscription-items list => Pro
billing subscription-items delete {item} -f
billing subscription-items extend-trial {item} --days 3
billing subscription-items transition-price {item} --price-id {price} => immediate
billing subscription-items apply-discount {discount} {item} => 20 %
billing subscription-items remove-discount {applied} {trial} -f => removed
billing prices list
billing prices create --plan-id {plan} --amount 700
billing credits get {user} => 0.00
billing credits adjust {user} --action increase --amount 500 -f => $5.00 added
billing statements list
billing statements get {statement}
billing statements payment-attempts {statement} => visa 4242
protect status => Rules enabled
protect rules list => ip.privacy.is_vpn
protect rules list SIGN_IN
protect rules get SIGN_IN {rule}
protect rules add SIGN_IN --expression botScore.risk>0.5
protect rules add SIGN_IN --expression true --index 0 => true
protect rules edit SIGN_IN {rule} --action CHALLENGE => CHALLENGE
protect rules delete SIGN_IN {rule} -f
protect rules flush SIGN_IN -f => SIGN_IN
protect rules reorder SIGN_IN --move {rule} --bottom
protect rules lint SIGN_IN => (nothing)
protect rules test --expression true --event {json} => yes
protect schema show SIGN_IN => is_vpn
protect schema list => SIGN_UP
protect schema type geo => country_code
webhooks create-app => https://
webhooks url => https://
webhooks delete-app -f => yes
"""
"""Commands, one a line; ``=>`` stands before what the table shows."""

WORDS = {
    "json": "'{\"plan\":1}'",
    "keys": "org:admin,org:member",
    "back": "--redirect-url http://localhost:3000",
    "line_end": "\n",
    "defaults": "--default-role-key org:member --creator-role-key org:admin",
}
EXAMPLES = [line.partition(" => ")[::2] for line in ROWS.strip().splitlines()]
FORMATS = ("json", "yaml")
NOTHING = "(nothing)"
LOCAL = (
    "agents", "api", "commands", "completion", "config", "doctor", "init", "mcp", "migrate",
    "plugins", "sandbox", "whoami",
)  # fmt: skip
"""Groups that do not call the API, or have tests of their own."""


@pytest.fixture(scope="session")
def one_of_each(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("sandbox") / "sandbox.db"
    photo = path.with_name("photo.gif")
    photo.write_text(IMAGE)
    ids = fill(path)
    roles = f'\'{{"engineering":"{ids["guest"]}"}}\''
    return path, ids | WORDS | {"photo": str(photo), "roles": roles}


def shape(value: Any) -> Any:
    """The members of a value, without what differs from run to run."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def ids(value: Any) -> list[str]:
    """The ids of the objects that an answer is about."""
    rows = value.get("data", [value]) if isinstance(value, dict) else value
    return [str(row["id"]) for row in rows]


@pytest.mark.matrix
@pytest.mark.parametrize(("line", "shows"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_a_command_prints_table_json_and_yaml(
    clerk: CommandLine, one_of_each: tuple[Path, dict[str, str]], line: str, shows: str
) -> None:
    database, names = one_of_each
    argv = shlex.split(line.format_map(names))
    clerk.config.mkdir(parents=True)
    printed = {}
    for format in ("table", *FORMATS):
        place(database, clerk.config / "sandbox.db", line)
        result = clerk("-p", "sandbox", *argv, "-o", format, env={"COLUMNS": "400"})
        assert result.code == 0, result.err
        printed[format] = result.out
    as_json = json.loads(printed["json"])
    assert shape(as_json) == shape(yaml.safe_load(printed["yaml"]))
    if shows == NOTHING:
        assert printed["table"] == ""
    else:
        wanted = [shows.format_map(names)] if shows else known(ids(as_json), names)
        assert all(text in printed["table"] for text in wanted)


SECRETS = [
    pytest.param(line, leaf.command.secret_member, id=line)
    for leaf in installed_leaves()
    if issubclass(leaf.command, SecretCommand)
    for line, _ in EXAMPLES
    if f"{line} ".startswith(f"{leaf.name} ") and "--revoke" not in line
]


@pytest.mark.parametrize(("line", "member"), SECRETS)
@pytest.mark.parametrize("options", ["", "--wide", "--sort {member}"])
def test_the_secret_that_a_command_prints_is_a_column_of_its_csv(
    clerk: CommandLine,
    one_of_each: tuple[Path, dict[str, str]],
    line: str,
    member: str,
    options: str,
) -> None:
    database, names = one_of_each
    clerk.config.mkdir(parents=True)
    place(database, clerk.config / "sandbox.db", line)
    argv = shlex.split(f"{line} {options}".format_map(names | {"member": member}))
    result = clerk("-p", "sandbox", *argv, "-o", "csv")
    assert result.code == 0, result.err
    (row,) = csv.DictReader(result.out.splitlines())
    cells = {name.lower().replace(" ", "_"): value for name, value in row.items()}
    assert cells[member]


LISTS = [line for line, _ in EXAMPLES if " list" in line or line == "users organizations {user}"]
EVERY_FORMAT = ("table", "json", "yaml", "ndjson", "csv")


@pytest.mark.matrix
@pytest.mark.parametrize("line", LISTS)
def test_a_list_is_the_same_with_all(
    clerk: CommandLine,
    one_of_each: tuple[Path, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    line: str,
) -> None:
    database, names = one_of_each
    now = time.time_ns()  # the seconds until a locked user may try again would pass
    monkeypatch.setattr("time.time_ns", lambda: now)
    argv = shlex.split(line.format_map(names))
    clerk.config.mkdir(parents=True)
    place(database, clerk.config / "sandbox.db", line)
    for format in EVERY_FORMAT:
        plain = clerk("-p", "sandbox", *argv, "-o", format)
        everything = clerk("-p", "sandbox", *argv, "--all", "-o", format)
        assert (everything.code, everything.out) == (0, plain.out), everything.err


@pytest.mark.steps
def test_no_command_is_left_out() -> None:
    lines = [f"{line} " for line, _ in EXAMPLES]
    names = [leaf.name for leaf in installed_leaves() if leaf.path[0] not in LOCAL]
    missing = [name for name in names if not any(line.startswith(f"{name} ") for line in lines)]
    assert not missing, (
        f"tests/test_command_outputs.py: add rows for {missing} to ROWS, or their groups to LOCAL"
    )


@pytest.mark.steps
def test_the_objects_of_the_rows_are_made(one_of_each: tuple[Path, dict[str, str]]) -> None:
    named = {name for line in EXAMPLES for text in line for name in re.findall(r"{(\w+)}", text)}
    missing = sorted(named - set(one_of_each[1]))
    assert not missing, f"tests/instance_with_one_of_each.py: make {missing}"


def known(found: list[str], names: dict[str, str]) -> list[str]:
    """The ids that were there before; those of new objects differ in every run."""
    return [id for id in found if id in names.values()] or [""]


LOCAL_LINES = [
    "config profile use sandbox",
    "config set output json",
    "config unset output",
    "doctor --offline",
    "plugins disable users",
    "plugins enable users",
    "sandbox reset --force",
    "sandbox seed demo",
    "sandbox snapshot before --replace",
    "sandbox status",
    "config alias path",
    "config get output",
    "config list",
    "config path",
    "config profile list",
    "config profile path",
    "plugins list",
    "plugins show users",
    "whoami",
]
ROWS_OF_TABLES = {
    "restrictions list": ["id", "list"],
    "jwks get": ["kid", "alg"],
    "protect rules list": ["id", "ruleset"],
    "protect schema show SIGN_IN": ["field", "type"],
    "protect schema type geo": ["field", "type"],
}
"""The first fields of rows that are only a part of the document in JSON."""


@pytest.mark.matrix
@pytest.mark.parametrize("line", [*(line for line, _ in EXAMPLES), *LOCAL_LINES])
def test_every_option_shapes_the_output_of_a_command(
    clerk: CommandLine, one_of_each: tuple[Path, dict[str, str]], line: str
) -> None:
    database, ids = one_of_each
    argv = shlex.split(line.format_map(ids))
    if line in LISTS:
        argv += ["--all"]
    clerk.config.mkdir(parents=True)

    def shaped(*options: str) -> list[str]:
        place(database, clerk.config / "sandbox.db", line)
        result = clerk("-p", "sandbox", *argv, *options)
        assert result.code == 0, result.err
        return result.out.splitlines()

    printed = shaped("--jq", ".")
    if not printed:
        return
    keys = ROWS_OF_TABLES.get(line) or list(json.loads(printed[0]))
    fields = ",".join(keys)
    rows = [list(json.loads(row)) for row in shaped("--fields", fields, "-o", "ndjson")]
    assert rows == [keys] * len(rows)
    assert len(rows) == len(printed) or line in ROWS_OF_TABLES
    table = shaped("--fields", fields, "--sort", f"-{keys[0]}", "--no-header")
    assert len(table) >= len(rows)
    values = shaped("--fields", fields, "-o", "value")
    assert [row.count("\t") for row in values] == [len(keys) - 1] * len(rows)
    table = shaped("--fields", keys[0], "-o", "csv")
    assert table[0] == keys[0]
    listed = clerk("-p", "sandbox", *argv, "--columns", "-o", "json")
    names = {row["field"].partition(".")[0].removesuffix("[]") for row in listed.json["data"]}
    assert set(keys) <= names or "may have more" in listed.err


READING = [
    "agents skill", "api", "completion", "config profile show", "mcp serve", "plugins install",
    "plugins uninstall", "plugins update", "protect rules get", "protect rules lint",
    "protect rules list", "protect rules test", "protect schema list", "protect schema show",
    "protect schema type", "protect status",
]  # fmt: skip
"""Commands that change nothing or return nothing, so that the objects may tell their fields."""


@pytest.mark.steps
@each("leaf", installed_leaves(), lambda leaf: leaf.name)
def test_the_fields_of_what_changes_something_are_known_before(leaf: Leaf) -> None:
    assert bool(ResponseFields(leaf.command)) != (leaf.name in READING), (
        f"{source_of(leaf.command)}: declare objects_route= or result_fields=, or add the command "
        "to READING in tests/test_command_outputs.py"
    )


@each("leaf", installed_leaves(), lambda leaf: leaf.name)
def test_the_fields_of_a_command_are_listed_without_running_it(
    clerk: CommandLine, leaf: Leaf
) -> None:
    result = clerk(*leaf.path, "--columns", "-o", "json")
    if result.code == 0:
        assert result.json["data"]
    else:
        reason = f"the fields of {leaf.name} are only known from its output"
        assert json.loads(result.err)["message"] == reason


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("users unlock @ada @grace", "name"),
        ("users unlock @ada", "id"),
        ("users get @ada @grace", "id"),
    ],
)
def test_the_fields_of_a_line_are_those_of_what_it_returns(
    clerk: CommandLine, line: str, first: str
) -> None:
    listed = clerk("-p", "sandbox", *line.split(), "--columns", "-o", "json")
    assert listed.json["data"][0]["field"] == first
    refused = clerk("-p", "sandbox", *line.split(), "--fields", "nope", "--dry-run")
    assert f"The fields are: {first}, " in refused.err


def test_the_commands_are_a_list_for_expressions_and_lines(clerk: CommandLine) -> None:
    names = clerk("commands", "users", "emails", "--jq", ".command").out.splitlines()
    lines = clerk("commands", "users", "emails", "-o", "ndjson").out.splitlines()
    assert names == [json.loads(line)["command"] for line in lines]
    assert len(names) > 5


@pytest.mark.parametrize("order", ["result", "-name"])
@pytest.mark.parametrize("options", [["-o", "csv"], ["-o", "csv", "--no-header"]])
def test_sorted_results_for_several_objects_have_the_columns_of_the_others(
    clerk: CommandLine, order: str, options: list[str]
) -> None:
    line = ("users", "unlock", "@ada", "ghost@example.com", "--force", *options)
    plain = clerk("-p", "sandbox", *line).out.splitlines()
    result = clerk("-p", "sandbox", *line, "--sort", order).out.splitlines()
    assert sorted(result) == sorted(plain)
    assert any("ghost@example.com,,failed," in row for row in result)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("user.nope", 'character 6: unknown field "nope"'),
        ("sessions[].id", 'character 1: "sessions" is not a list'),
    ],
)
def test_a_field_below_a_part_is_checked(clerk: CommandLine, fields: str, reason: str) -> None:
    assert reason in clerk("-p", "sandbox", "users", "show", "@ada", "--fields", fields).err


@pytest.mark.parametrize("name", ["@ada", "ext:legacy-1", "+15550100004", "nobody@example.com"])
def test_results_for_several_objects_are_printed_as_yaml(clerk: CommandLine, name: str) -> None:
    result = clerk("-p", "sandbox", "users", "unlock", name, "@grace", "-o", "yaml")
    assert f"name: {name}" in result.out.replace("'", "").replace('"', "")
    assert "bug" not in result.err
