"""Mapping files, as ``clerk migrate map`` writes them and imports read them."""

from __future__ import annotations

import pytest
import yaml

from clerk_cli.testing import CommandLine, FakeAPI
from clerk_cli_migrate.mapping.guessing import NAMES, guess
from clerk_cli_migrate.mapping.targets import TARGETS

CSV = "key,E-Mail,nick name,Hash,plan\n1,ada@example.com,Ada,x,pro\n"


@pytest.fixture(autouse=True)
def users_csv(clerk: CommandLine) -> None:
    (clerk.directory / "users.csv").write_text(CSV, encoding="utf-8")


def test_a_mapping_file_has_a_line_for_each_column(clerk: CommandLine) -> None:
    result = clerk("migrate", "map", "users.csv", "-o", "json")
    assert result.code == 0, result.err
    assert "guessed the fields of 4 of 5 columns" in result.err
    text = (clerk.directory / "users.csv.map.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {
        "columns": {
            "key": "external_id",
            "E-Mail": "unverified_email_address",
            "nick name": "username",
            "Hash": "password_digest",
            "plan": None,
        }
    }
    assert all(f"#   {field}: " in text for field in TARGETS)
    assert result.json["columns"][4] == {"column": "plan", "field": None}


def test_a_mapping_file_that_exists_is_not_replaced(clerk: CommandLine) -> None:
    path = clerk.directory / "users.csv.map.yaml"
    path.write_text("edited", encoding="utf-8")
    assert clerk.refuses("migrate", "map", "users.csv", because="users.csv.map.yaml already exists")
    assert path.read_text(encoding="utf-8") == "edited"
    assert clerk("migrate", "map", "users.csv", "--force").code == 0
    assert path.read_text(encoding="utf-8") != "edited"


def test_members_of_nested_objects_are_columns(clerk: CommandLine) -> None:
    lines = '{"id": 1, "profile": {"mail": "a@b.co"}}\n{"id": 2, "profile": {"surname": "B"}}\n'
    result = clerk("migrate", "map", "-", "--to", "map.yaml", "-o", "json", stdin=lines)
    assert [column["column"] for column in result.json["columns"]] == [
        "id", "profile.mail", "profile.surname",
    ]  # fmt: skip


def test_a_corrected_mapping_file_is_read_by_an_import(
    sandbox_api: object, clerk: CommandLine
) -> None:
    clerk("migrate", "map", "users.csv")
    path = clerk.directory / "users.csv.map.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("unverified_email_address  #", "email_address  #")
    text = text.replace("  Hash: password_digest", "  Hash:")
    path.write_text(text.replace("  plan:", "  plan: public_metadata.plan"), encoding="utf-8")
    done = clerk("migrate", "import", "users.csv", "--map", "users.csv.map.yaml")
    assert done.code == 0, done.err
    (user,) = clerk("users", "list", "-o", "json").json["data"]
    assert (user["external_id"], user["username"], user["public_metadata"]) == (
        "1",
        "Ada",
        {"plan": "pro"},
    )
    assert user["email_addresses"][0]["verification"]["status"] == "verified"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("columns:\n  a: [b]\n", "map.yaml: there is no field \"['b']\""),
        ("columns:\n  a: emails\n", 'map.yaml: there is no field "emails"'),
        ("fields:\n  a: username\n", 'map.yaml: has no member "columns"'),
        ("columns: {a\n", "map.yaml, line 2: "),
    ],
)
def test_a_damaged_mapping_file_is_refused(
    fake_api: object, clerk: CommandLine, content: str, reason: str
) -> None:
    (clerk.directory / "map.yaml").write_text(content, encoding="utf-8")
    argv = ("migrate", "import", "users.csv", "--map", "map.yaml", "--dry-run")
    assert clerk.refuses(*argv, because=reason)


def test_every_guess_is_a_field() -> None:
    assert set(NAMES.values()) <= set(TARGETS)


def test_no_field_is_guessed_twice() -> None:
    assert guess(["id", "user_id", "email", "mail"]) == {
        "id": "external_id",
        "user_id": "",
        "email": "unverified_email_address",
        "mail": "",
    }


def test_a_column_that_says_what_is_verified_makes_addresses_certain() -> None:
    assert guess(["email", "email_verified"]) == {
        "email": "email_address",
        "email_verified": "email_verified",
    }


def test_a_mapping_file_is_taken_as_it_was_written(fake_api: FakeAPI, clerk: CommandLine) -> None:
    lines = '{"key":"g1","mail":"g1@example.com"}\n{"key":"g2","tel":"+14155550111","note":"x"}\n'
    (clerk.directory / "g.ndjson").write_text(lines, encoding="utf-8")
    assert clerk("migrate", "map", "g.ndjson").code == 0
    instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    argv = ("import", "g.ndjson", "--map", "g.ndjson.map.yaml", "--dry-run", "-o", "json")
    done = clerk("migrate", *argv)
    assert (done.code, done.json["importable"]) == (0, 2), done.err
    unmapped = [kind["field"] for kind in done.json["problems"]]
    assert unmapped == ["note"], "what has no field is left out, and the report says so"


@pytest.mark.parametrize(
    "column", ["tel", "Tel No", "phone number", "Mobile No", "PhoneNumber", "cell phone"]
)
def test_a_column_of_phone_numbers_is_guessed(column: str) -> None:
    assert guess([column]) == {column: "unverified_phone_number"}


BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    + ["columns: {mail: *i}"]
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("columns:\n  mail: username\n  mail: email_address\n", 'line 3: "mail" is named twice'),
        ("columns:\n  mail:\n  key:\n", "--map: no column is mapped to a field"),
        (BOMB, "there is no field"),
    ],
    ids=["twice", "empty", "aliases"],
)
def test_a_mapping_file_that_says_nothing_certain_is_refused_at_once(
    fake_api: FakeAPI, clerk: CommandLine, content: str, reason: str
) -> None:
    (clerk.directory / "map.yaml").write_text(content, encoding="utf-8")
    argv = ("migrate", "import", "users.csv", "--map", "map.yaml", "--dry-run")
    assert clerk.refuses(*argv, because=reason)
