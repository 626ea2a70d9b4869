"""``clerk api``: the request of each command line."""

from __future__ import annotations

import json
import shlex
import sys
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


def body_of(fake_api: FakeAPI, clerk: CommandLine, line: str, stdin: str = "") -> Any:
    result = clerk("api", *shlex.split(line), stdin=stdin)
    assert result.code == 0, result.err
    return fake_api.requests[-1].body


@pytest.mark.parametrize(
    ("line", "method", "target"),
    [
        ("users", "GET", "/v1/users"),
        ("/users", "GET", "/v1/users"),
        ("/v1/users", "GET", "/v1/users"),
        ("v1/users/user_1", "GET", "/v1/users/user_1"),
        ("get users", "GET", "/v1/users"),
        ("Post users/user_1/unban", "POST", "/v1/users/user_1/unban"),
        ("'users?limit=1&query=a%20b'", "GET", "/v1/users?limit=1&query=a+b"),
        ("GET users -f limit=5", "GET", "/v1/users?limit=5"),
        ("users/count -f query=ada", "GET", "/v1/users/count?query=ada"),
        (
            "GET users -f email_address[]=a@x.io -f email_address[]=b@x.io",
            "GET",
            "/v1/users?email_address=a%40x.io&email_address=b%40x.io",
        ),
        ("'/things/a b#c%'", "GET", "/v1/things/a%20b%23c%25"),
        ("DELETE users/user_1 --force", "DELETE", "/v1/users/user_1"),
        ("domains -f name=a.example -f is_satellite=true", "POST", "/v1/domains"),
    ],
)  # fmt: skip
def test_words_make_a_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str, method: str, target: str
) -> None:
    fake_api.answer({})
    result = clerk("api", *shlex.split(line))
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target) == (method, target)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ("-f a=1", {"a": "1"}),
        ("-F a=1 -F b=-2 -F c=true -F d=false -F e=null -F f=text -F g=007 -F h=1.5",
         {"a": 1, "b": -2, "c": True, "d": False, "e": None, "f": "text", "g": "007", "h": "1.5"}),
        ("-f a[b]=1 -f a[c][d]=2", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("-f a[]=1 -f a[]=1 -F a[]=2", {"a": ["1", "1", 2]}),
        ("-f a[]", {"a": []}),
        ("-f a[][b]=1 -f a[][c]=2 -f a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("-f a=x=y -f b=", {"a": "x=y", "b": ""}),
        ("-f a=1 -f a=2", {"a": "2"}),
        ("-F a=@note.txt", {"a": "é\n"}),
        ("-F a=-", {"a": "piped"}),
        ("-F a=@-", {"a": "piped"}),
        ("-f a=@note.txt", {"a": "@note.txt"}),
        ("--input -", ["piped"]),
        ("--input body.json", {"a": None}),
    ],
)  # fmt: skip
def test_fields_make_a_body(
    clerk: CommandLine, fake_api: FakeAPI, fields: str, body: object
) -> None:
    (clerk.directory / "note.txt").write_text("é\n", encoding="utf-8")
    (clerk.directory / "body.json").write_text('{"a": null}', encoding="utf-8")
    fake_api.answer({})
    stdin = '["piped"]' if "--input" in fields else "piped"
    assert body_of(fake_api, clerk, f"POST /things {fields}", stdin) == body


def test_fields_beside_input_go_into_the_query(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    body_of(fake_api, clerk, "POST /things --input - -f a=1", "{}")
    assert fake_api.requests[0].target == "/v1/things?a=1"


def test_a_file_is_sent_as_a_form_where_the_operation_takes_one(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    content = b"\x89PNG\r\n\x1a\nand so on"
    (clerk.directory / "logo.png").write_bytes(content)
    fake_api.answer({})
    line = "put organizations/org_1/logo -F file=@logo.png -f uploader_user_id=user_1"
    body_of(fake_api, clerk, line)
    file = ("logo.png", "image/png", content)
    assert fake_api.requests[0].form == {"file": file, "uploader_user_id": "user_1"}


def test_headers_are_added(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    assert (
        clerk("api", "users", "-H", "If-Match: 1", "-H", "Clerk-API-Version: 2025-11-10").code == 0
    )
    headers = fake_api.requests[0].headers
    assert (headers["if-match"], headers["clerk-api-version"]) == ("1", "2025-11-10")


def test_a_machine_s_key_is_read_and_used(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"secret": "ak_pl4nted77_machine_key"}).answer({"id": "mt_1"})
    result = clerk("api", "POST", "m2m_tokens", "--machine", "mch_1", "--debug")
    key, token = fake_api.requests
    assert key.path == "/v1/machines/mch_1/secret_key"
    assert token.headers["authorization"] == "Bearer ak_pl4nted77_machine_key"
    assert "pl4nted77" not in result.out + result.err


def test_the_url_of_the_profile_s_api_is_a_path(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    assert clerk("api", f"{fake_api.url}/v1/users?limit=1").code == 0
    assert fake_api.requests[0].target == "/v1/users?limit=1"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.clerk.com.evil.example/v1/users",
        "http://api.clerk.com/v1/users",
        "https://api.clerk.com:444/v1/users",
        "https://api.clerk.com@evil.example/v1/users",
        "https://user@api.clerk.com/v1/users",
        "ftp://api.clerk.com/v1/users",
    ],
)
def test_the_url_of_another_host_is_refused(clerk: CommandLine, url: str) -> None:
    clerk.variables["CLERK_SECRET_KEY"] = "sk_test_x"
    assert clerk.refuses("api", url, because="the key is only sent to https://api.clerk.com")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "missing argument: path"),
        ("get", "missing argument: path after GET"),
        ("list", '"list" is neither a path of the API nor an HTTP method'),
        ("keys list", '"keys" is neither a path'),
        ("users list", '"users" is not an HTTP method'),
        ("users GET", '"GET" follows the path'),
        ("FETCH /users", '"FETCH" is neither a path of the API nor an HTTP method'),
        ("GET users -X PATCH", "two methods: PATCH and GET"),
        ("get users/user_1 -X get", "two methods: GET and GET"),
        ("users/", "has an empty part"),
        ("DELETE users//ban", "has an empty part"),
        ("users/../instance", 'must not contain ".."'),
        ("users/%2e%2e/instance", 'must not contain "%2e%2e"'),
        ("users/{user_id}", "replace {user_id} in the path"),
        ("users/user_1/ban", "/v1/users/user_1/ban does not take GET"),
        ("users/user_1 -f first_name=Ada", "/v1/users/user_1 does not take POST"),
        ("users -f limit=5", '"limit" is a parameter of GET /v1/users'),
        ("GET users --input body.json", "GET requests have no body"),
        ("GET users --input empty.json", "GET requests have no body"),
        ("DELETE users/user_1 --input missing.json", "DELETE requests have no body"),
        ("POST users --input missing.json", "--input: cannot read"),
        ("POST users --input empty.json", "--input: empty.json is empty"),
        ("POST users --input sub/note.txt", "--input: not valid JSON at sub/note.txt, line 1"),
        ("POST users --input -", "--input: stdin is empty"),
        ("POST users --input latin.txt", "latin.txt is not UTF-8 text"),
        ("POST users -F note=@sub/latin.txt", "sub/latin.txt is not UTF-8 text"),
        ("POST users --input note.txt", "--input: not valid JSON at note.txt, line 1, column 1"),
        ("POST users -F password=@missing.txt", "--field: cannot read"),
        ("POST users -f password", '"password" is not a field'),
        ("POST users -f a]=1", '"a]=1" is not a field'),
        ("POST users -f a[]=1 -f a[b]=1", 'field "a[b]" conflicts with an earlier field'),
        ("POST users -f a=1 -f a[b]=1", 'field "a[b]" conflicts'),
        ("POST users -f a[b]=1 -f a=1", 'field "a" conflicts'),
        ("users -H nothing", "is not a header"),
        ("users -H 'Authorization: Bearer x'", "Authorization cannot be set"),
        ("POST users -H 'Content-Type: text/csv'", "unknown type text/csv"),
        ("PUT organizations/org_1/logo -f file=x", "this operation requires a file"),
        ("users --machine ''", "--machine: the value is empty"),
        ("users --slurp", "--slurp needs --paginate"),
        ("POST users --paginate", "--paginate requires a GET"),
        ("users --paginate -i", "--paginate cannot be combined"),
        ("users --paginate -f limit=many", "limit must be a whole number"),
        ("ls -f a=1", "clerk api ls sends no request"),
        ("ls nothing-like-this", "no operation has"),
        ("show", "missing argument: operation"),
        ("show users", '"users" has several operations'),
        ("show Nothing", '"Nothing" is not an operation'),
        ("DELETE users/user_1", "confirmation required"),
        ("POST sessions/sess_1/revoke", "confirmation required"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_a_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str, reason: str
) -> None:
    (clerk.directory / "note.txt").write_text("?", encoding="utf-8")
    (clerk.directory / "body.json").write_text("{}", encoding="utf-8")
    (clerk.directory / "empty.json").write_text("\n", encoding="utf-8")
    (clerk.directory / "latin.txt").write_bytes(b"\xe9")
    (clerk.directory / "sub").mkdir()
    (clerk.directory / "sub" / "note.txt").write_text("?", encoding="utf-8")
    (clerk.directory / "sub" / "latin.txt").write_bytes(b"\xe9")
    result = clerk("api", *shlex.split(line))
    errors = [text for text in result.err.splitlines() if not text.startswith("⚠")]
    assert (result.code, result.out) == (2, "")
    assert reason in errors[0]
    assert fake_api.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev/zero")
@pytest.mark.parametrize("line", ["PUT organizations/org_1/logo -F file=", "users/u -F a[b]="])
def test_a_file_without_an_end_is_refused(clerk: CommandLine, fake_api: FakeAPI, line: str) -> None:
    result = clerk("api", *f"{line}@/dev/zero".split())
    assert (result.code, fake_api.requests) == (2, [])
    assert "zero is larger than 64 MiB" in result.err


@pytest.mark.parametrize("line", ["-X fetch users", "fetch users/user_1", "FETCH things"])
def test_a_word_before_a_path_is_taken_for_a_method(clerk: CommandLine, line: str) -> None:
    err = clerk("api", *line.split()).err
    assert "The methods are GET, POST, PUT, PATCH, DELETE." in err
    assert "apikeys" not in err


@pytest.mark.parametrize("line", ["list", "keys list"])
def test_words_that_may_mean_api_keys_name_their_command(clerk: CommandLine, line: str) -> None:
    assert "clerk apikeys" in clerk("api", *line.split()).err


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("ls emails", 'Did you mean "email"?'),
        ("ls organisation", 'Did you mean "organization"?'),
        ("ls qqqq", "See them all with: clerk api ls"),
        ("show CreateUsr", 'Did you mean "CreateUser"?'),
        ("show qqqq", "See clerk api ls."),
        ("user", 'Did you mean "users"?'),
        ("PSOT users", 'Did you mean "POST"?'),
    ],
)
def test_a_word_that_is_almost_right_is_suggested(
    clerk: CommandLine, fake_api: FakeAPI, line: str, hint: str
) -> None:
    result = clerk("api", *line.split())
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert hint in result.err


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("GET users -f limit=900", 'parameter "limit" must be at most 500'),
        ("GET users -f lim=1", 'parameter "lim" is not a parameter'),
        ("POST users -f firstname=Ada", 'field "firstname" is not a field of the request body'),
        ("PATCH users/user_1 -f backup_codes=x", 'field "backup_codes" must be an array'),
        ("POST users/unban -f user_ids[]", 'field "user_ids" must have at least 1 item'),
        ("POST users/unban -F user_ids[]=1", 'field "user_ids[0]" must be a string'),
        ("POST users/unban", 'field "user_ids" is missing'),
        ("POST users/user_1/unban -f a=1", "the body must be left out"),
        (
            "POST organizations -f name=A -f slogan=x",
            'field "slogan" is not a field of the request body',
        ),
        ("POST users -f external_id[a]=x", 'field "external_id" must be a string'),
        ("POST users -f public_metadata=x", 'field "public_metadata" must be an object'),
        ("GET /things", "GET /v1/things is not a known operation"),
    ],
)
def test_what_the_table_refuses_is_a_warning_and_sent(
    clerk: CommandLine, fake_api: FakeAPI, line: str, warning: str
) -> None:
    fake_api.answer({})
    result = clerk("api", *line.split())
    assert (result.code, len(fake_api.requests)) == (0, 1)
    assert warning in result.err


def test_secrets_are_masked_in_the_debug_log(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    line = ["POST", "users", "-f", "password=pl4nted77_pass", "-H", "X-Api-Key: pl4nted77_header"]
    result = clerk("api", *line, "--debug")
    assert "POST" in result.err
    assert "pl4nted77" not in result.err


@pytest.mark.parametrize(
    "body", [[{"id": "a"}], {"data": [{"id": "a"}], "total_count": 1}, {"id": "a"}, [], "text"]
)
def test_a_response_is_printed_as_it_came(
    clerk: CommandLine, fake_api: FakeAPI, body: object
) -> None:
    fake_api.answer(body)
    assert clerk("api", "users").out == json.dumps(body, indent=2) + "\n"


@pytest.mark.parametrize("format", ["ndjson", "csv", "table", "yaml"])
def test_other_formats_have_a_row_for_each_object(
    clerk: CommandLine, fake_api: FakeAPI, format: str
) -> None:
    fake_api.answer({"data": [{"id": "a", "age": 1}, {"id": "b", "age": 2}], "total_count": 2})
    lines = clerk("api", "organizations", "-o", format).out.splitlines()
    assert (
        lines
        == {
            "ndjson": ['{"id": "a", "age": 1}', '{"id": "b", "age": 2}'],
            "csv": ["ID,AGE", "a,1", "b,2"],
            "table": ["ID  AGE", "a   1", "b   2"],
            "yaml": ["data:", "- id: a", "  age: 1", "- id: b", "  age: 2", "total_count: 2"],
        }[format]
    )


def test_a_profile_s_format_is_used(clerk: CommandLine, fake_api: FakeAPI) -> None:
    clerk.write_profiles("[profile default]\noutput = ndjson\n")
    fake_api.answer([{"id": "a"}])
    assert clerk("api", "users").out == '{"id": "a"}\n'


def test_no_content_prints_nothing(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(status=204)
    result = clerk("api", "POST", "things/1/touch", "-i")
    assert result.out.splitlines()[0] == "HTTP/1.1 204 No Content"
    assert result.out.endswith("\n\n")


def test_the_head_of_a_response_precedes_it(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "a"}, headers={"X-Trace": "1"})
    head, body = clerk("api", "users", "--include").out.split("\n\n")
    assert head.startswith("HTTP/1.1 200 OK\n")
    assert "X-Trace: 1" in head
    assert json.loads(body) == {"id": "a"}


def test_errors_are_those_of_every_command(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(2):
        fake_api.fail(404, "resource_not_found", "No user")
    result = clerk("api", "users/user_1")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("✗ No user")
    assert json.loads(clerk("api", "users/user_1", "-o", "json").err)["http_status"] == 404


def test_a_key_with_thousands_of_brackets_is_refused(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("api", "POST", "users", "-f", "a" + "[b]" * 3000 + "=1")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "a key has at most 100 pairs of brackets" in result.err


def test_a_dry_run_shows_a_reading_request_and_sends_nothing(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    result = clerk("api", "users", "--include", "--dry-run")
    assert (result.out.split()[:2], fake_api.requests) == (["1.", "GET"], [])


def test_a_totp_code_is_used_up_so_that_its_verification_is_a_change(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    line = ("api", "POST", "users/user_1/verify_totp", "-f", "code=123456")
    result = clerk(*line, env={"CLERK_READONLY": "1"})
    assert (result.code, result.out, fake_api.requests) == (2, "", [])


@pytest.mark.parametrize("words", [["users"], ["users", "--paginate"], ["PATCH", "users/user_1"]])
def test_a_field_that_the_specification_lacks_is_refused_before_a_request(
    clerk: CommandLine, fake_api: FakeAPI, words: list[str]
) -> None:
    result = clerk("api", *words, "--fields", "id,nope")
    assert (result.code, fake_api.requests) == (2, [])
    assert 'unknown field "nope"' in result.err


@pytest.mark.parametrize(
    "body",
    [
        [{"id": "b"}, {"id": "a"}],
        {"data": [{"id": "b"}, {"id": "a"}], "total_count": 7},
        {"total_count": None, "items": [{"id": "b"}, {"id": "a"}]},
    ],
)
@pytest.mark.parametrize("options", [["--fields", "id"], ["--sort", "-id"]])
def test_a_shaped_list_has_the_form_in_which_the_api_sent_it(
    clerk: CommandLine, fake_api: FakeAPI, body: object, options: list[str]
) -> None:
    fake_api.answer(body)
    assert clerk("api", "/things", *options).json == body


def test_the_hint_for_a_complete_list_names_only_what_the_command_has(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"data": [{"id": "a"}], "total_count": 7})
    err = clerk("api", "/things", "--sort", "id").err
    assert "Only this page is sorted." in err
    assert "--all" not in err


def test_a_time_is_one_in_a_table_and_in_csv(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([{"id": "a", "created_at": 1795733142727, "expires_at": None}])
    result = clerk("api", "/things", "-o", "csv", "--utc")
    assert result.out.splitlines()[1].split(",")[1:] == ["2026-11-26T22:45:42+00:00", ""]


def test_a_failure_has_its_status_headers_and_body_with_include(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    body = {"errors": [{"code": "resource_not_found", "message": "not found"}]}
    fake_api.answer(body, status=404)
    result = clerk("api", "users/user_1", "-i")
    head, _, text = result.out.partition("\n\n")
    assert head.startswith("HTTP/1.1 404 Not Found\n")
    assert json.loads(text) == body
    assert result.code == 1


@pytest.mark.parametrize(
    ("body", "format", "output"),
    [
        (42, "csv", "VALUE\n42\n"),
        ("hi", "value", "hi\n"),
        (True, "json", "true\n"),
        (["a", "b"], "csv", "VALUE\na\nb\n"),
    ],
)
def test_a_scalar_response_is_printed_bare(
    clerk: CommandLine, fake_api: FakeAPI, body: object, format: str, output: str
) -> None:
    fake_api.answer(body)
    assert clerk("api", "/things", "-o", format).out == output


def test_an_operation_that_takes_no_machine_key_gets_none(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    result = clerk("api", "DELETE", "users/user_1", "--machine", "mch_1", "--force")
    assert (result.code, fake_api.requests) == (2, [])
    assert "DELETE /users/{user_id} does not accept a machine's key" in result.err


def test_a_method_can_be_an_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    assert clerk("api", "-X", "delete", "users/user_1", "--force").code == 0
    assert fake_api.requests[0].method == "DELETE"


@pytest.mark.parametrize(
    ("options", "output"),
    [
        (["--jq", ".[].id"], "a\nb\n"),
        (["-o", "ndjson", "--jq", ".id"], "a\nb\n"),
        (["--paginate", "--jq", ".id"], "a\nb\n"),
        (["--fields", "id", "--jq", ".[].id"], "a\nb\n"),
        (["--sort", "id", "--jq", ".[].id"], "a\nb\n"),
    ],
)
def test_an_expression_gets_what_the_format_prints(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str], output: str
) -> None:
    fake_api.answer([{"id": "a"}, {"id": "b"}]).answer([])
    result = clerk("api", "/things", *options)
    assert result.out == output, result.err


def test_an_expression_for_objects_says_that_it_gets_an_array(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([{"id": "a"}])
    result = clerk("api", "/things", "--jq", ".id")
    assert (result.code, "The expression gets an array: begin it with .[]" in result.err) == (
        1,
        True,
    )
