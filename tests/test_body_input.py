"""``--input`` of every command that creates or updates takes all members of the body."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from typing import Any

import pytest
import yaml
from every_leaf import installed_leaves
from example_instance import METADATA
from instance_with_one_of_each import CERTIFICATE
from test_dry_run import fits

from clerk_cli.console.tree import Leaf
from clerk_cli.operations import APIOperation, Schema, find_operation
from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

LEAVES = [leaf for leaf in installed_leaves() if leaf.takes_input]
UNALTERABLE = {
    "domains add": {"is_satellite": True},
    "jwttemplates create": {"custom_signing_key": True},
    "jwttemplates update": {"custom_signing_key": True},
}
"""Members that a command sends whatever the file has."""

NEEDED = {"m2m tokens create": ["--machine-id", "mch_1"], "restrictions add": ["--allow"]}
"""Options of no member that a command cannot do without."""

USERS = ["users", "create"]
RULE = {"expression": "ip.privacy.is_vpn", "action": "challenge", "disabled": True}


SAMPLES: dict[str, Any] = {
    "domains": ["acme.com"],
    "domain": "acme.com",
    "idp_certificate": CERTIFICATE,
    "idp_metadata": METADATA.replace("\n", ""),
}
"""Members whose format a command checks, wherever they are in a body."""


def sample(schema: Schema) -> Any:
    """A value that a schema takes."""
    if "enum" in schema:
        return next(item for item in schema["enum"] if item is not None)
    kind = schema.get("type")
    if kind == "array":
        return [sample(schema.get("items", {}))]
    if kind == "object":
        properties = schema.get("properties", {})
        other = schema.get("additionalProperties")
        value = sample(other) if isinstance(other, dict) and other else 1
        return samples(properties, schema.get("required") or properties) or {"a": value}
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 0) + 1, 30)
    return False if kind == "boolean" else "sample-text"


def samples(properties: Schema, names: Iterable[str]) -> dict[str, Any]:
    """A value for each of some members."""
    return {name: SAMPLES.get(name, sample(properties[name])) for name in names}


def arguments(leaf: Leaf) -> list[str]:
    """The command and its arguments, as its first example has them, with IDs for addresses."""
    (line, *_) = (example.command.split(" | ")[-1] for example in leaf.command.spec.examples)
    words = shlex.split(line)[1:]
    required = [item for item in leaf.parameters if item.role == "argument" and item.required]
    words = words[: len(leaf.path) + len(required)]
    return ["idn_123" if "@" in word or word.startswith("+") else word for word in words]


def operation_of(leaf: Leaf) -> APIOperation | None:
    route = leaf.body_route
    assert route is not None
    return find_operation(route.method, route.path.removeprefix("/v1"))


DESCRIBED = [leaf for leaf in LEAVES if operation_of(leaf)]


@pytest.mark.parametrize("leaf", DESCRIBED, ids=lambda leaf: leaf.name)
def test_every_member_of_the_body_is_sent(
    clerk: CommandLine, fake_api: FakeAPI, leaf: Leaf
) -> None:
    operation = operation_of(leaf)
    assert operation is not None
    assert operation.body is not None
    schemas = operation.body["properties"]
    given = {item.field.sends for item in leaf.parameters if item.role == "argument"}
    body = samples(schemas, schemas.keys() - given)
    fake_api.answer({"id": "x_1", "name": "x", "claims": {}})
    argv = [*arguments(leaf), "--input", "-", "--dry-run", "-o", "json"]
    needed = NEEDED.get(leaf.name, [])
    if leaf.name.startswith("users ") and {"password", "password_digest"} <= body.keys():
        del body["password"], body["skip_password_checks"]
        body.pop("sign_out_of_other_sessions", None)
    if "saml" in body:
        del body["oidc"]
    result = clerk(*argv, *needed, stdin=json.dumps(body))
    assert result.code == 0, result.err
    sent: dict[str, Any] = {}
    for step in result.json["data"]:
        sent |= step["body"] or {}
    sent = {name: value for name, value in sent.items() if name not in given}
    assert fits(sent, body | UNALTERABLE.get(leaf.name, {}))


def test_options_win_and_null_is_sent(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1"})
    body = {"first_name": "Ada", "last_name": None, "created_at": "2020-01-01", "banned": True}
    (clerk.directory / "user.yaml").write_text(yaml.safe_dump(body).replace("'", ""))
    result = clerk(*USERS, "--input", "user.yaml", "--first-name", "Augusta")
    assert result.code == 0, result.err
    assert fake_api.requests[0].body == {**body, "first_name": "Augusta"}


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        (
            '{"frist_name": "x"}',
            "frist_name is not a field of the request body",
            "Did you mean first_name?",
        ),
        (
            '{"qqqqqq": 1}',
            "qqqqqq is not a field of the request body",
            "Valid fields: backup_codes, ",
        ),
        ('{"banned": "yes"}', "banned must be true or false", ""),
        ('{"email_address": [1]}', "email_address[0] must be a string", ""),
        ('{"external_id": null, "email_address": "a"}', "email_address must be an array", ""),
        ("first_name: [", "stdin: not valid YAML at line 1, column 14", ""),
        ('{"a": 1', "stdin: not valid JSON at line 1, column 8", ""),
        ("[" * 100_000, "stdin: it is nested too deeply", ""),
        ("{a: " * 5_000, "stdin: it is nested too deeply", ""),
        ("- 1", 'stdin must be an object, such as {"name": "Acme"}', ""),
        ("", "stdin: it is empty; for an empty object, write {}", ""),
    ],
)
def test_a_body_that_the_operation_does_not_take_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, body: str, message: str, hint: str
) -> None:
    result = clerk(*USERS, "--input", "-", stdin=body)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert f"✗ --input: {message}" in result.err
    assert hint in result.err


def test_a_flow_mapping_of_yaml_is_read(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1"})
    clerk(*USERS, "--input", "-", stdin='{"public_metadata": {"since": 2020-01-01}}')
    assert fake_api.requests[0].body == {"public_metadata": {"since": "2020-01-01"}}


def test_a_file_that_does_not_exist_is_refused(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk(*USERS, "--input", "nobody.json")
    assert (result.code, fake_api.requests) == (2, [])
    assert result.err.startswith(f"✗ --input: cannot read {clerk.directory / 'nobody.json'}: ")
    assert result.err.count("nobody.json") == 1


def test_what_neither_the_file_nor_the_line_has_is_missing(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    result = clerk("organizations", "create", "--input", "-", stdin='{"slug": "acme"}')
    assert (result.code, fake_api.requests) == (2, [])
    assert "missing required option: --name" in result.err


def test_a_file_can_have_the_argument_too(clerk: CommandLine, fake_api: FakeAPI) -> None:
    body = '{"identifier": "a@example.com", "notify": true}'
    fake_api.answer({"id": "alid_1"})
    result = clerk("restrictions", "add", "--allow", "--input", "-", stdin=body)
    assert result.code == 0, result.err
    assert fake_api.requests[0].body == {"identifier": "a@example.com", "notify": True}
    assert "Added a@example.com." in result.err
    fake_api.answer({"id": "orgmem_1"})
    members = ["organizations", "members", "add", "org_1", "--input", "-"]
    assert clerk(*members, stdin='{"user_id": "user_1", "role": "org:admin"}').code == 0
    assert fake_api.requests[1].body == {"user_id": "user_1", "role": "org:admin"}


@pytest.mark.parametrize(
    ("line", "body", "message"),
    [
        ("restrictions add --allow", "{}", "missing required argument: identifier"),
        ("restrictions add --block", '{"identifier": "x", "notify": true}',
         "--notify requires --allow"),
        ("restrictions add --allow", '{"identifier": 1}', "--input: identifier must be a string"),
        ("protect rules add SIGN_IN", '{"expresion": "true"}', "missing required option"),
        ("protect rules add SIGN_IN", '{"expression": 1}', "--input: expression must be a string"),
        ("protect rules add SIGN_IN", '{"expression": "true", "action": "STOP"}',
         '--input: action: "STOP" is not one of BLOCK'),
        ("protect rules add SIGN_IN", '{"expression": "true", "position": -1}',
         "--input: position must be at least 0"),
        ("protect rules add SIGN_IN", '{"expression": "true", "position": "1"}',
         "--input: position must be a whole number"),
        ("protect rules add SIGN_IN --to 1", '{"expression": "true", "position": 1}',
         "--to cannot be combined with --index"),
        ("protect rules edit SIGN_IN rule_1", "{}", "opening an editor requires"),
    ],
)  # fmt: skip
def test_a_body_that_a_command_cannot_use_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, line: str, body: str, message: str
) -> None:
    result = clerk(*line.split(), "--input", "-", stdin=body)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert message in result.err


def test_a_rule_takes_its_body_from_a_file(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    words = ["protect", "rules"]
    (clerk.directory / "rule.json").write_text(json.dumps({**RULE, "position": 0}))
    for expression in ("true", "false"):
        clerk(*words, "add", "SIGN_IN", "--expression", expression)
    added = clerk(*words, "add", "SIGN_IN", "--input", "rule.json", "-o", "json")
    assert added.code == 0, added.err
    assert (added.json["action"], added.json["disabled"]) == ("CHALLENGE", True)
    listed = clerk(*words, "list", "SIGN_IN", "-o", "json").json["data"]
    assert listed[0]["id"] == added.json["id"]
    change = '{"disabled": false, "description": "why"}'
    edit = [*words, "edit", "SIGN_IN", added.json["id"], "--action", "ALLOW", "--input", "-"]
    edited = clerk(*edit, "-o", "json", stdin=change)
    assert edited.code == 0, edited.err
    assert {name: edited.json[name] for name in ("action", "disabled", "description")} == {
        "action": "ALLOW", "disabled": False, "description": "why",
    }  # fmt: skip
    assert edited.json["expression"] == RULE["expression"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/users"), ("PATCH", "/users/{user_id}")])
def test_every_member_of_a_user_is_an_option(method: str, path: str) -> None:
    name = "users create" if method == "POST" else "users update"
    (leaf,) = (leaf for leaf in LEAVES if leaf.name == name)
    operation = find_operation(method, path)
    assert operation is not None
    assert operation.body is not None
    assert operation.body["properties"].keys() <= {item.field.sends for item in leaf.parameters}
