"""Secrets in messages, URLs and the debug log."""

from __future__ import annotations

import html
import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from clerk_cli.commands.request import Request
from clerk_cli.output.redaction import Redactor
from clerk_cli.results import Json

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl"
KEY = "sk_live_AbCdEf0123456789"


class TestLog:
    """What ``--debug`` shows of data."""

    @pytest.mark.parametrize(
        "name",
        [
            "password", "password_digest", "secret", "secret_key", "client_secret", "token", "jwt",
            "signing_key", "api_key", "key", "Authorization", "totp_secret", "backup_codes",
            "ticket", "code", "otp", "Cookie", "private_key", "machine_secret_key",
            "current_password", "idp_certificate", "idp_metadata", "saml_response", "accessToken",
            "clientSecret", "X-Authtoken", "apiKey", "refresh_tokens", "cookies", "private",
        ],
    )  # fmt: skip
    def test_a_member_with_a_secret_name_is_masked_at_any_depth(self, name: str) -> None:
        data: Json = {"a": [{name: "hidden", "n": 1}], name: ["hidden", {"x": "hidden"}]}
        assert "hidden" not in str(Redactor().data(data))

    @pytest.mark.parametrize(
        "data",
        [
            {"password_enabled": True, "token_format": "jwt", "secret": None, "key": 5},
            {"id": "user_1", "email_address": "a@x.io", "kid": "ins_1", "n": "AQAB", "code_x": "y"},
            {"private_metadata": {"plan": "gold"}, "primary_email_address_id": "idn_1"},
            {"token_type": "opaque", "secret_name": "Stripe", "password_hasher": "bcrypt"},
            {"secretary": "Bob", "tokenizer": "bpe", "privateer": "Drake", "cookieless_dev": "no"},
            {"d": "2026-01-01", "p": "x", "q": "search", "k": "v", "skip_password_checks": "maybe"},
        ],
    )
    def test_other_values_stay(self, data: Any) -> None:
        assert Redactor().data(data) == data

    @pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "k"])
    def test_the_private_members_of_a_key_are_masked(self, name: str) -> None:
        key = {"kty": "RSA", "n": "public", name: "hidden"}
        for shown in (Redactor().data({"jwk": key}), Redactor().of_a_request({"jwk": key})):
            assert "hidden" not in str(shown)
            assert "public" in str(shown)

    @pytest.mark.parametrize(
        "secret",
        [
            "sk-ant-api03-abcdef", "sk-proj-abcdef12", KEY,
            "sk_test_abcdef123456", "ak_0123456789ab", "mt_0123456789ab", "whsec_abcdef12", JWT,
        ],
    )  # fmt: skip
    def test_a_value_that_looks_like_a_secret_is_masked_under_any_name(self, secret: str) -> None:
        shown = str(Redactor().data({"note": f"it is {secret}, ok", secret: 1}))
        assert secret not in shown
        assert "it is " in shown

    @pytest.mark.parametrize(
        "code", ["form_password_pwned", "form_code_incorrect", "resource_not_found", "token_x"]
    )
    def test_the_code_of_an_error_stays(self, code: str) -> None:
        body = {"errors": [{"code": code, "message": "no", "meta": {"code": "hidden"}}]}
        shown = Redactor().body(json.dumps(body))
        assert code in shown
        assert "hidden" not in shown

    def test_a_body_that_is_not_json_is_masked_as_text(self) -> None:
        shown = Redactor([KEY]).body(f"password=hidden&x=1 {KEY} <b>&token=hidden</b>".encode())
        assert "hidden" not in shown
        assert KEY not in shown
        assert "x=1" in shown


ODD = 'p&ss "wörd" <1>\\2'


class TestMessages:
    """What a server or a proxy repeats."""

    @pytest.mark.parametrize(
        "form",
        [
            ODD,
            json.dumps(ODD),
            json.dumps(ODD, ensure_ascii=False),
            quote(ODD),
            quote(ODD, safe=""),
            quote_plus(ODD),
            repr(ODD),
            "p&amp;ss &quot;wörd&quot; &lt;1&gt;\\2",
            f"prefix{ODD}suffix",
            json.dumps(json.dumps(ODD)),
            json.dumps(json.dumps(ODD, ensure_ascii=False)),
            json.dumps(json.dumps(json.dumps(ODD))),
            json.dumps(json.dumps(json.dumps(json.dumps(ODD)))),
            json.dumps(ODD).replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003e"),
            "".join(f"\\u{ord(character):04X}" for character in ODD),
            "".join(f"\\\\u{ord(character):04x}" for character in ODD),
            "".join(f"\\u{{{ord(character):x}}}" for character in ODD),
            "".join(f"\\x{byte:02x}" for byte in ODD.encode()),
            html.escape(ODD),
            html.escape(html.escape(ODD)),
            html.escape(json.dumps(ODD)),
            html.escape(json.dumps(json.dumps(ODD))),
            json.dumps(html.escape(ODD)).replace("&", "\\u0026"),
            "".join(f"&#{ord(character)};" for character in ODD),
            "".join(f"&#x{ord(character):04X};" for character in ODD),
            html.escape(ODD).replace("ö", "&ouml;").replace("\\", "&bsol;"),
            quote(json.dumps(ODD)),
            quote(quote(ODD)),
            quote(quote(quote(json.dumps(ODD)))),
            quote(html.escape(ODD), safe=""),
            quote(ODD, encoding="latin-1"),
            quote(ODD).lower(),
            quote_plus(json.dumps(ODD)),
            repr(repr(ODD)),
            repr(ODD.encode()),
        ],
    )
    def test_a_secret_is_masked_in_every_form(self, form: str) -> None:
        redactor = Redactor.of_request(Request("POST", "/v1/users", body={"password": ODD}))
        shown = redactor.text(f"bad value {form}!")
        assert shown.startswith("bad value ")
        assert "rd" not in shown
        assert "ss" not in shown

    @pytest.mark.parametrize(
        "secret", ["a\nb\tcdefgh", "päss🔑wort", "'; DROP \\\\ $x", "%41%42%43"]
    )
    @pytest.mark.parametrize("times", [1, 2, 3])
    def test_a_secret_with_any_characters_is_masked_however_often_it_is_encoded(
        self, secret: str, times: int
    ) -> None:
        for encode in (json.dumps, html.escape, quote, repr):
            form = secret
            for _ in range(times):
                form = encode(form)
            assert Redactor([secret]).text(f"<{form}>").strip("<>\"'\\") == "****"

    @pytest.mark.slow
    def test_text_that_looks_like_escapes_is_searched_quickly(self) -> None:
        redactor = Redactor([ODD, KEY])
        for text in ("\\" * 20_000, "&amp;" * 20_000, "%25" * 20_000, "&" + "amp;" * 20_000):
            assert redactor.text(text) == text

    @pytest.mark.parametrize(
        "request_",
        [
            Request("POST", "/v1/x", body={"signing_key": "hidden-42"}),
            Request("POST", "/v1/x", body={"a": [{"client_secret": ["x", "hidden-42"]}]}),
            Request("GET", "/v1/x", {"token": "hidden-42"}),
            Request("GET", "/v1/x", {"tokens": ["a", "hidden-42"]}),
            Request("PATCH", "/v1/x", headers={"X-Api-Key": "hidden-42"}),
            Request("POST", "/v1/x", body={"code": "hidden-42"}),
            Request("POST", "/v1/x", body={"secret": {"nested": {"deep": "hidden-42"}}}),
        ],
    )
    def test_every_secret_member_of_a_request_is_masked(self, request_: Request) -> None:
        redactor = Redactor.of_request(request_)
        assert redactor.text("got hidden-42, sorry") == "got ****, sorry"

    def test_lines_of_a_pem_are_masked_one_by_one(self) -> None:
        lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"]
        pem = "\n".join(["-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""])
        redactor = Redactor.of_request(Request("POST", "/v1/x", body={"signing_key": pem}))
        shown = redactor.text(f"cannot parse {lines[1]} in {pem}")
        assert not [line for line in lines if line in shown]

    def test_a_short_secret_is_masked_as_a_word_only(self) -> None:
        redactor = Redactor(["1234"])
        assert redactor.text("code 1234 of user_123456 is not 1234.") == (
            "code **** of user_123456 is not ****."
        )

    @pytest.mark.parametrize(
        "body",
        [
            {"key": "org:billing:manage", "url": "https://example.com/cb", "role_key": "org:admin"},
            {"password_hasher": "bcrypt", "token_type": "opaque", "code": True, "secret": None},
            {"password": ""},
            {"private_metadata": {"plan": "gold"}},
        ],
    )
    def test_other_members_of_a_request_stay(self, body: Any) -> None:
        text = "org:billing:manage https://example.com/cb org:admin bcrypt opaque gold true"
        assert Redactor.of_request(Request("POST", "/v1/x", body=body)).text(text) == text

    def test_errors_keep_their_shape_and_their_code(self) -> None:
        redactor = Redactor(["hidden-42"])
        errors = [
            {"code": "hidden-42", "message": "hidden-42", "meta": {"names": ["hidden-42", 1]}}
        ]
        assert redactor.errors(errors) == [
            {"code": "hidden-42", "message": "****", "meta": {"names": ["****", 1]}}
        ]

    @pytest.mark.parametrize(
        "text", ["The Bearer token is missing.", "ak_123 not found", "mt_0123456789ab is revoked"]
    )
    def test_words_and_ids_stay(self, text: str) -> None:
        assert Redactor([KEY]).text(text) == text


class TestURL:
    """URLs in messages and in the debug log."""

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://me:hidden@x.io/v1", "https://****@x.io/v1"),
            ("https://hidden@x.io", "https://****@x.io"),
            ("https://x.io/v1?key=hidden&limit=5", "https://x.io/v1?key=****&limit=5"),
            ("https://x.io/?api_key=hidden", "https://x.io/?api_key=****"),
            ("https://x.io/?__clerk_ticket=hidden#a", "https://x.io/?__clerk_ticket=****#a"),
            ("https://x.io/#access_token=hidden", "https://x.io/#access_token=****"),
            ("https://x.io:8080/v1/users?limit=5", "https://x.io:8080/v1/users?limit=5"),
            ("http://[::1?key=hidden", "http://[::1?key=****"),
            ("https://api.clerk.com", "https://api.clerk.com"),
            ("HTTPS://ME:hidden@X.IO", "https://****@X.IO"),
            ("https://me:a@hidden@x.io", "https://****@x.io"),
            ("https://me:a/hidden@x.io/b", "https://****@x.io/b"),
            ("https://me:a?hidden@x.io", "https://****@x.io"),
            ("https://me:a#hidden@x.io", "https://****@x.io"),
            ("http://me:hidden@[::1]:8080/", "http://****@[::1]:8080/"),
            ("https://x.io:8080/a@b?c=d@e", "https://x.io:8080/a@b?c=d@e"),
            ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
            ("https://x.io/?API-KEY=hidden", "https://x.io/?API-KEY=****"),
            ("https://x.io/?sig=hidden&a=1", "https://x.io/?sig=****&a=1"),
            ("https://x.io/?pwd=hidden", "https://x.io/?pwd=****"),
            ("https://x.io/?a[key]=hidden", "https://x.io/?a%5Bkey%5D=****"),
            ("https://x.io/?token[]=hidden", "https://x.io/?token%5B%5D=****"),
            ("https://x.io/?a=1&amp;key=hidden", "https://x.io/?a=1&amp%3Bkey=****"),
            (
                "https://x.io/?to=https%3A%2F%2Fy.io%2F%3Fkey%3Dhidden",
                "https://x.io/?to=https:%2F%2Fy.io%2F%3Fkey%3D****",
            ),
            (
                "https://x.io/?to=https%3A%2F%2Fme%3Ahidden%40y.io",
                "https://x.io/?to=https:%2F%2F****@y.io",
            ),
        ],
    )
    def test_a_url_shows_neither_its_user_nor_secret_parameters(self, url: str, shown: str) -> None:
        assert Redactor().url(url) == shown
        assert "hidden" not in Redactor().text(f"cannot reach {url}.")

    @pytest.mark.parametrize(
        "text",
        [
            "the keyboard=a and monkey=b", "Send it to ada@example.com.", "code 42; keys: 3",
            "https://x.io/docs and ada@example.com", "set key to a value", "10:30 at https://x.io",
        ],
    )  # fmt: skip
    def test_other_text_stays(self, text: str) -> None:
        assert Redactor().text(text) == text

    def test_a_known_secret_in_a_path_is_masked(self) -> None:
        assert Redactor(["hidden-42"]).url("https://x.io/a/hidden-42") == "https://x.io/a/****"
