"""Users, their metadata, passwords, email addresses and phone numbers."""

from __future__ import annotations

from typing import Any

import pytest

PASSWORD = "a long enough one"
INVALID = "form_param_value_invalid"

Case = tuple[str, str, Any, int, list[tuple[str, str]]]


def post(body: Any, code: str, field: str) -> Case:
    return ("POST", "/users", body, 422, [(code, field)])


def get(path: str, code: str, field: str) -> Case:
    return ("GET", path, None, 422, [(code, field)])


def test_a_created_user_has_verified_primary_identifiers(api: Any, make_user: Any) -> None:
    user = make_user(email_address=["Ada@Example.com", "b@x.io"], phone_number=["+15550100001"])
    assert [email["email_address"] for email in user["email_addresses"]] == [
        "ada@example.com",
        "b@x.io",
    ]
    assert user["primary_email_address_id"] == user["email_addresses"][0]["id"]
    assert user["primary_phone_number_id"] == user["phone_numbers"][0]["id"]
    assert user["email_addresses"][0]["verification"]["status"] == "verified"


def test_a_user_can_be_read_changed_and_deleted(api: Any, make_user: Any) -> None:
    id = make_user(username="ada", external_id="e1")["id"]
    assert (
        api.ok("PATCH", f"/users/{id}", {"first_name": "Ada", "username": ""})["username"] is None
    )
    assert api.ok("GET", f"/users/{id}")["first_name"] == "Ada"
    assert api.ok("DELETE", f"/users/{id}") == {
        "id": id, "object": "user", "deleted": True, "external_id": "e1",
    }  # fmt: skip
    assert api.errors("GET", f"/users/{id}") == (404, [("resource_not_found", None)])


def test_an_identifier_of_a_deleted_user_is_available(api: Any, make_user: Any) -> None:
    id = make_user(email_address=["a@x.io"])["id"]
    api.ok("DELETE", f"/users/{id}")
    assert make_user(email_address=["a@x.io"])["id"] != id


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "errors"),
    [
        ("POST", "/users", {}, 422, [("form_data_missing", None)]),
        (
            "POST",
            "/users",
            {"username": 5, "nope": 1, "first_name": "x" * 300},
            422,
            [
                ("form_param_type_invalid", "username"),
                ("form_param_unknown", "nope"),
                ("form_param_max_length_exceeded", "first_name"),
            ],
        ),
        post({"email_address": "a@x.io"}, "form_param_type_invalid", "email_address"),
        post({"email_address": ["nope"]}, "form_param_format_invalid", "email_address"),
        post({"phone_number": ["123"]}, "form_param_format_invalid", "phone_number"),
        post({"email_address": ["taken@x.io"]}, "form_identifier_exists", "email_address"),
        post({"username": "taken"}, "form_identifier_exists", "username"),
        post(
            {"email_address": ["a@x.io"] * 2,
             "email_address_identification_status": ["verified", "reserved"]},
            "form_identifier_exists", "email_address",
        ),
        post({"username": "a", "password": "x"}, "form_password_length_too_short", "password"),
        post({"username": "a", "password": "password123"}, "form_password_pwned", "password"),
        post(
            {"username": "a", "password": "x" * 73}, "form_password_length_too_long", "password"
        ),
        post(
            {"username": "a", "password": "é" * 37},
            "form_password_size_in_bytes_exceeded",
            "password",
        ),
        post({"username": "a", "created_at": "soon"}, "form_param_format_invalid", "created_at"),
        ("GET", "/users/nope", None, 404, [("resource_not_found", None)]),
        get("/users?limit=0", "form_param_value_invalid", "limit"),
        get("/users?limit=501", "form_param_value_too_large", "limit"),
        get("/users?limit=x", "form_param_type_invalid", "limit"),
        get("/users?offset=-1", "form_param_value_invalid", "offset"),
        get("/users?order_by=shoe_size", "form_param_value_invalid", "order_by"),
        get("/users?starting_after=x&offset=1", INVALID, "starting_after"),
        ("GET", "/nope", None, 404, [("resource_not_found", None)]),
        ("PUT", "/users", None, 405, [("bad_request", None)]),
        ("POST", "/users/ban", {}, 422, [("form_param_missing", "user_ids")]),
    ],
)  # fmt: skip
def test_an_invalid_request_is_rejected_with_clerks_codes(
    api: Any, make_user: Any, method: str, path: str, body: Any, status: int, errors: Any
) -> None:
    make_user(email_address=["taken@x.io"], username="taken")
    assert api.errors(method, path, body) == (status, errors)


def test_a_rejected_user_is_not_created(api: Any, make_user: Any) -> None:
    api.errors("POST", "/users", {"email_address": ["fine@x.io", "broken"]})
    assert api.ok("GET", "/users/count")["total_count"] == 0
    make_user(email_address=["fine@x.io"])


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "authorization_header_format_invalid"),
        ({"authorization": "Basic x"}, "authorization_header_format_invalid"),
        ({"authorization": "Bearer pk_test_x"}, "clerk_key_invalid"),
        ({"authorization": "Bearer sk_test_\ud800"}, "clerk_key_invalid"),
        ({"authorization": "Bearer sk_test_\xe9"}, "clerk_key_invalid"),
    ],
)
def test_a_request_needs_a_secret_key(api: Any, headers: dict[str, str], code: str) -> None:
    api.headers = headers
    assert api.errors("GET", "/users") == (401, [(code, None)])


@pytest.mark.parametrize("name", ["public_metadata", "private_metadata", "unsafe_metadata"])
def test_metadata_cannot_be_part_of_an_update(api: Any, make_user: Any, name: str) -> None:
    id = make_user(username="ada")["id"]
    assert api.errors("PATCH", f"/users/{id}", {name: {}}) == (422, [("form_param_unknown", name)])


def test_metadata_is_replaced_or_merged(api: Any, make_user: Any) -> None:
    id = make_user(username="ada", public_metadata={"a": 1, "b": {"c": 1, "d": 2}})["id"]
    path = f"/users/{id}/metadata"
    merged = api.ok("PATCH", path, {"public_metadata": {"a": None, "b": {"c": 3}}})
    assert merged["public_metadata"] == {"b": {"c": 3, "d": 2}}
    replaced = api.ok("PUT", path, {"public_metadata": {"z": 1}})
    assert (replaced["public_metadata"], replaced["private_metadata"]) == ({"z": 1}, {})


def test_a_user_can_be_banned_and_locked(api: Any, make_user: Any) -> None:
    id = make_user(username="ada")["id"]
    assert api.ok("POST", f"/users/{id}/ban")["banned"] is True
    assert api.ok("POST", f"/users/{id}/unban")["banned"] is False
    locked = api.ok("POST", f"/users/{id}/lock")
    assert (locked["locked"], locked["lockout_expires_in_seconds"]) == (True, 3600)
    assert api.ok("POST", f"/users/{id}/unlock")["locked"] is False


def test_a_bulk_ban_affects_all_users_or_none(api: Any, make_user: Any) -> None:
    ids = [make_user(username=name)["id"] for name in ("a", "b")]
    assert api.errors("POST", "/users/ban", {"user_ids": [*ids, "nope"]})[0] == 404
    assert api.ok("GET", "/users/count?banned=true")["total_count"] == 0
    api.ok("POST", "/users/ban", {"user_ids": ids})
    assert api.ok("GET", "/users/count?banned=true")["total_count"] == 2


def test_a_password_can_be_verified_but_not_read(api: Any, make_user: Any) -> None:
    user = make_user(username="ada", password=PASSWORD)
    path = f"/users/{user['id']}/verify_password"
    assert not [key for key in user if key.startswith("_")]
    assert api.ok("POST", path, {"password": PASSWORD}) == {"verified": True}
    assert api.errors("POST", path, {"password": "no"}) == (422, [("incorrect_password", None)])
    api.ok("POST", f"/users/{user['id']}/remove_password", {})
    assert api.errors("POST", path, {"password": PASSWORD}) == (400, [("no_password_set", None)])


def test_a_new_password_signs_out_of_all_sessions_if_asked(api: Any, make_user: Any) -> None:
    path = f"/users/{make_user(username='ada')['id']}"
    session = f"/sessions/{api.ok('POST', '/sessions', {'user_id': path[7:]})['id']}"
    api.ok("PATCH", path, {"password": PASSWORD})
    assert api.ok("GET", session)["status"] == "active"
    api.ok("PATCH", path, {"password": PASSWORD, "sign_out_of_other_sessions": True})
    assert api.ok("GET", session)["status"] == "revoked"


def test_signing_out_of_other_sessions_needs_a_password(api: Any, make_user: Any) -> None:
    path = f"/users/{make_user(username='ada')['id']}"
    error = ("form_conditional_param_disallowed", "sign_out_of_other_sessions")
    assert api.errors("PATCH", path, {error[1]: True}) == (422, [error])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("email_address", ["a@example.com", "b@example.com"]),
        ("phone_number", ["+15550100001", "+15550100002"]),
    ],
)
def test_a_reserved_contact_stays_unverified_and_taken(
    api: Any, make_user: Any, kind: str, values: list[str]
) -> None:
    plural = {"email_address": "email_addresses", "phone_number": "phone_numbers"}[kind]
    statuses = {f"{kind}_identification_status": ["reserved", "verified"]}
    user = make_user(**{kind: values}, **statuses)
    reserved, verified = user[plural]
    assert (reserved["reserved"], reserved["verification"]) == (True, None)
    assert (verified["reserved"], verified["verification"]["status"]) == (False, "verified")
    assert user[f"primary_{kind}_id"] == verified["id"]
    assert api.errors("POST", "/users", {kind: values[:1]}) == (
        422,
        [("form_identifier_exists", kind)],
    )
    api.ok("PATCH", f"/users/{user['id']}", {"first_name": "Ada"})
    assert api.ok("GET", f"/{plural}/{reserved['id']}")["reserved"] is True
    shown = api.ok("PATCH", f"/{plural}/{reserved['id']}", {"verified": True})
    assert (shown["reserved"], shown["verification"]["status"]) == (False, "verified")


def test_each_contact_has_one_status(api: Any) -> None:
    body = {
        "email_address": ["a@example.com", "b@example.com"],
        "email_address_identification_status": ["reserved"],
    }
    error = ("form_param_array_length_mismatch", "email_address_identification_status")
    assert api.errors("POST", "/users", body) == (422, [error])


def metadata_of(size: int) -> dict[str, str]:
    """Metadata whose JSON has a number of bytes."""
    return {"a": "é" + "x" * (size - len('{"a":"é"}'.encode()))}


@pytest.mark.parametrize("name", ["public_metadata", "private_metadata", "unsafe_metadata"])
@pytest.mark.parametrize(
    ("method", "suffix"),
    [("POST", None), ("PUT", "/metadata"), ("PATCH", "/metadata")],
)
def test_metadata_has_8_kib_at_most(
    api: Any, make_user: Any, method: str, suffix: str | None, name: str
) -> None:
    path = "/users" if suffix is None else f"/users/{make_user(username='ada')['id']}{suffix}"
    identifier = {"username": "grace"} if suffix is None else {}
    refused = (422, [("form_param_exceeds_allowed_size", name)])
    assert api.errors(method, path, identifier | {name: metadata_of(8193)}) == refused
    api.ok(method, path, identifier | {name: metadata_of(8192)})


def test_merged_metadata_has_8_kib_at_most(api: Any, make_user: Any) -> None:
    path = f"/users/{make_user(username='ada')['id']}/metadata"
    api.ok("PATCH", path, {"public_metadata": metadata_of(8192)})
    error = ("form_param_exceeds_allowed_size", "public_metadata")
    assert api.errors("PATCH", path, {"public_metadata": {"b": 1}}) == (422, [error])
    api.ok("PATCH", path, {"public_metadata": {"a": None, "b": 1}})


@pytest.fixture
def people(make_user: Any) -> dict[str, str]:
    ada = make_user(
        email_address=["ada@x.io"], first_name="Ada", last_name="Lovelace", external_id="e1"
    )
    bob = make_user(phone_number=["+15550100001"], username="bob_b", external_id="e2")
    cat = make_user(email_address=["cat@y.io"], first_name="cat", last_name="100%", username="cat")
    return {"ada": ada["id"], "bob": bob["id"], "cat": cat["id"]}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "cat bob ada"),
        ("order_by=created_at", "ada bob cat"),
        ("order_by=%2Bcreated_at&limit=2", "ada bob"),
        ("order_by=-created_at&limit=1&offset=1", "bob"),
        ("order_by=-username", "cat bob ada"),
        ("order_by=-email_address", "cat ada bob"),
        ("email_address=ada@x.io&email_address=cat@y.io", "cat ada"),
        ("phone_number=%2B15550100001", "bob"),
        ("username=bob_b", "bob"),
        ("external_id=e1&external_id=e2", "bob ada"),
        ("external_id=-e1", "cat bob"),
        ("user_id=-{ada}", "cat bob"),
        ("user_id=%2B{ada}&user_id={bob}", "bob ada"),
        ("organization_id=org_1", ""),
        ("organization_id=-org_1", "cat bob ada"),
        ("query=LOVE", "ada"),
        ("query=a%20love", "ada"),
        ("query=0%25", "cat"),
        ("query=_", "bob cat ada"),
        ("query={bob}", "bob"),
        ("email_address_query=x.io", "ada"),
        ("username_query=b_b", "bob"),
        ("name_query=cat", "cat"),
        ("banned=true", ""),
        ("banned=false", "cat bob ada"),
        ("created_at_before=1", ""),
        ("created_at_after=1", "cat bob ada"),
        ("last_active_at_after=1", ""),
        ("starting_after={bob}", "ada"),
        ("starting_after={bob}&order_by=created_at", "cat"),
    ],
)
def test_users_are_filtered_sorted_and_paged(
    api: Any, people: dict[str, str], query: str, names: str
) -> None:
    users = api.ok("GET", f"/users?{query.format(**people)}")
    names_by_id = {id: name for name, id in people.items()}
    user_names = [names_by_id[user["id"]] for user in users]
    if query == "query=_":  # every id has an underscore
        assert sorted(user_names) == sorted(names.split())
    else:
        assert user_names == names.split()


def test_the_count_ignores_the_page(api: Any, people: dict[str, str]) -> None:
    assert api.ok("GET", "/users/count?limit=1&offset=2&query=x.io") == {
        "object": "total_count", "total_count": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("plural", "kind", "first", "second"),
    [
        ("email_addresses", "email_address", "a@x.io", "b@x.io"),
        ("phone_numbers", "phone_number", "+15550100001", "+15550100002"),
    ],
)
class TestContacts:
    """Email addresses and phone numbers, which behave alike."""

    def test_a_contact_can_be_added_verified_made_primary_and_deleted(
        self, api: Any, make_user: Any, plural: str, kind: str, first: str, second: str
    ) -> None:
        user = make_user(**{kind: [first]})
        added = api.ok("POST", f"/{plural}", {"user_id": user["id"], kind: second})
        assert added["verification"] is None
        path = f"/{plural}/{added['id']}"
        api.ok("PATCH", path, {"verified": True, "primary": True})
        assert api.ok("GET", f"/users/{user['id']}")[f"primary_{kind}_id"] == added["id"]
        assert api.ok("DELETE", path) == {"id": added["id"], "object": kind, "deleted": True}
        user = api.ok("GET", f"/users/{user['id']}")
        assert user[f"primary_{kind}_id"] == user[plural][0]["id"]

    def test_an_unverified_contact_cannot_be_primary(
        self, api: Any, make_user: Any, plural: str, kind: str, first: str, second: str
    ) -> None:
        user = make_user(**{kind: [first]})
        body = {"user_id": user["id"], kind: second, "primary": True}
        assert api.errors("POST", f"/{plural}", body) == (
            422,
            [("form_param_value_invalid", "primary")],
        )
        added = api.ok("POST", f"/{plural}", {"user_id": user["id"], kind: second})
        body = {f"primary_{kind}_id": added["id"]}
        assert api.errors("PATCH", f"/users/{user['id']}", body)[0] == 422

    def test_a_contact_of_another_user_is_unavailable(
        self, api: Any, make_user: Any, plural: str, kind: str, first: str, second: str
    ) -> None:
        user, other = make_user(**{kind: [first]}), make_user(**{kind: [second]})
        body = {"user_id": user["id"], kind: second}
        assert api.errors("POST", f"/{plural}", body) == (422, [("form_identifier_exists", kind)])
        body = {f"primary_{kind}_id": other[plural][0]["id"]}
        assert api.errors("PATCH", f"/users/{user['id']}", body)[0] == 404

    def test_a_contact_that_loses_its_verification_is_not_primary(
        self, api: Any, make_user: Any, plural: str, kind: str, first: str, second: str
    ) -> None:
        user = make_user(**{kind: [first]})
        api.ok("PATCH", f"/{plural}/{user[plural][0]['id']}", {"verified": False})
        assert api.ok("GET", f"/users/{user['id']}")[f"primary_{kind}_id"] is None


WALLET = "0x" + "aB" * 20
SOLANA = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"


def test_wallets_belong_to_a_user(api: Any, make_user: Any) -> None:
    user = make_user(web3_wallet=[WALLET, SOLANA])
    first, second = user["web3_wallets"]
    assert (first["web3_wallet"], second["web3_wallet"]) == (WALLET.lower(), SOLANA)
    assert first["verification"]["status"] == "verified"
    assert user["primary_web3_wallet_id"] == first["id"]
    path = f"/users/{user['id']}"
    assert api.ok("GET", path) == user
    changed = api.ok("PATCH", path, {"primary_web3_wallet_id": second["id"]})
    assert changed["primary_web3_wallet_id"] == second["id"]
    make_user(username="other")
    for query in (f"web3_wallet={WALLET}", f"web3_wallet={SOLANA}", "query=7ecdhsy"):
        assert [row["id"] for row in api.ok("GET", f"/users?{query}")] == [user["id"]]
    assert api.ok("GET", "/users?order_by=-web3wallet")[0]["id"] == user["id"]


def test_a_wallet_belongs_to_one_user(api: Any, make_user: Any) -> None:
    user = make_user(web3_wallet=[WALLET])
    taken = (422, [("form_identifier_exists", "web3_wallet")])
    assert api.errors("POST", "/users", {"web3_wallet": [WALLET.lower()]}) == taken
    api.ok("DELETE", f"/users/{user['id']}")
    make_user(web3_wallet=[WALLET])


@pytest.mark.parametrize("address", ["", "0x12", WALLET + "0", "0OIl" * 9])
def test_a_wallet_has_an_address(api: Any, address: str) -> None:
    refused = (422, [("form_param_format_invalid", "web3_wallet")])
    assert api.errors("POST", "/users", {"web3_wallet": [address]}) == refused
