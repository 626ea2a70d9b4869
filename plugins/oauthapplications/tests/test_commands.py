"""The oauthapplications commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

APPLICATION: dict[str, Any] = {
    "id": "oauthapp_1",
    "object": "oauth_application",
    "name": "Reports",
    "client_id": "client_1",
    "public": False,
    "scopes": "profile email",
    "redirect_uris": ["https://reports.example/callback"],
    "consent_screen_enabled": True,
    "token_fetch_url": "https://clerk.example/oauth/token",
}
CREATED = {**APPLICATION, "client_secret": "the_secret_itself"}
PUBLIC = {**APPLICATION, "public": True, "client_secret": ""}
SETTINGS = {
    "object": "oauth_application_settings",
    "oauth_jwt_access_tokens": True,
    "default_scopes": None,
    "dynamic_oauth_client_registration": False,
    "client_id_metadata_documents_advertised": False,
    "client_id_metadata_documents_only_allow_pre_registered_clients": False,
    "client_id_metadata_documents_block_implicitly_allowed_clients": False,
}
TOKEN: dict[str, Any] = {
    "id": "oat_1",
    "object": "clerk_idp_oauth_access_token",
    "client_id": "client_1",
    "subject": "user_1",
    "scopes": ["profile", "email"],
    "revoked": False,
    "expired": False,
}
LIST = {"data": [APPLICATION], "total_count": 1}
PATH = "/v1/oauth_applications"
ONE = PATH + "/oauthapp_1"
SETTINGS_PATH = "/v1/instance/oauth_application_settings"
VERIFY = ["oauthapplications", "tokens", "verify", "--token", "-"]


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        ("oauthapplications list", LIST, ("GET", f"{PATH}?limit=10", None)),
        ("oauth-applications ls --query rep --order-by -name --limit 5 --offset 2", LIST,
         ("GET", f"{PATH}?limit=5&offset=2&name_query=rep&order_by=-name", None)),
        ("oauthapplications get oauthapp_1", APPLICATION, ("GET", ONE, None)),
        ("oauthapplications create --name Reports", CREATED, ("POST", PATH, {"name": "Reports"})),
        ("oauthapplications create --name Reports --redirect-uris https://a.example,app://b"
         " --scopes profile,email --no-consent-screen --pkce-required --public", PUBLIC,
         ("POST", PATH, {
             "name": "Reports", "redirect_uris": ["https://a.example", "app://b"],
             "scopes": "profile email", "consent_screen_enabled": False, "pkce_required": True,
             "public": True,
         })),
        ("oauthapplications update oauthapp_1 --name Reports --redirect-uris https://a.example"
         " --scopes openid --consent-screen --no-pkce-required --no-public", APPLICATION,
         ("PATCH", ONE, {
             "name": "Reports", "redirect_uris": ["https://a.example"], "scopes": "openid",
             "consent_screen_enabled": True, "pkce_required": False, "public": False,
         })),
        ("oauthapplications rm oauthapp_1 -f", {"id": "oauthapp_1", "deleted": True},
         ("DELETE", ONE, None)),
        ("oauthapplications rotate-secret oauthapp_1 -f", CREATED,
         ("POST", f"{ONE}/rotate_secret", None)),
        ("oauthapplications tokens revoke oauthapp_1 --token oat_x -f", None,
         ("POST", f"{ONE}/revoke_token", {"token": "oat_x"})),
        ("oauthapplications tokens verify --token oat_x", TOKEN,
         ("POST", f"{PATH}/access_tokens/verify", {"access_token": "oat_x"})),
        ("oauthapplications settings get", SETTINGS, ("GET", SETTINGS_PATH, None)),
        ("oauthapplications settings update --no-jwt-access-tokens --default-scopes openid,email"
         " --dynamic-client-registration --advertise-metadata-documents --only-known-clients"
         " --no-block-implicitly-allowed-clients", SETTINGS,
         ("PATCH", SETTINGS_PATH, {
             "oauth_jwt_access_tokens": False, "default_scopes": ["openid", "email"],
             "dynamic_oauth_client_registration": True,
             "client_id_metadata_documents_advertised": True,
             "client_id_metadata_documents_only_allow_pre_registered_clients": True,
             "client_id_metadata_documents_block_implicitly_allowed_clients": False,
         })),
        ("oauthapplications settings update --reset-default-scopes", SETTINGS,
         ("PATCH", SETTINGS_PATH, {"default_scopes": None})),
        ("oauthapplications settings update --default-scopes ,", SETTINGS,
         ("PATCH", SETTINGS_PATH, {"default_scopes": []})),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer, status=200 if answer else 204)
    result = clerk(*argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


@pytest.mark.parametrize(
    "argv", ["create --name Reports", "rotate-secret oauthapp_1 --force"], ids=lambda argv: argv
)
def test_a_client_secret_is_the_only_output(
    clerk: CommandLine, fake_api: FakeAPI, argv: str
) -> None:
    fake_api.answer(CREATED)
    result = clerk("oauthapplications", *argv.split(), "--debug")
    assert result.out == "the_secret_itself\n"
    assert "Save it now" in result.err
    assert "the_secret" not in result.err


def test_a_client_secret_is_part_of_the_json(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    assert clerk("oauthapplications", "create", "--name", "x", "-o", "json").json == CREATED


def test_a_new_application_is_named_with_its_client_id(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(CREATED)
    result = clerk("oauthapplications", "create", "--name", "Reports")
    assert "Created OAuth application oauthapp_1 with client ID client_1." in result.err


def test_a_public_application_is_shown_as_it_has_no_secret(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(PUBLIC)
    result = clerk("oauthapplications", "create", "--name", "Reports", "--public")
    assert "Client ID:" in result.out
    assert "Public applications have no client secret" in result.err
    assert "Save it now" not in result.err


@pytest.mark.parametrize(
    ("argv", "is_named"), [("--no-public", True), ("--public -f", False), ("--name x", False)]
)
def test_an_application_that_is_public_no_longer_is_told_how_to_get_a_secret(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, is_named: bool
) -> None:
    fake_api.answer(APPLICATION)
    result = clerk("oauthapplications", "update", "oauthapp_1", *argv.split())
    assert result.code == 0
    assert ("clerk oauthapplications rotate-secret oauthapp_1" in result.err) == is_named


def test_scopes_are_separated_by_commas_or_spaces(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for scopes in ("profile, email,profile", "profile email"):
        fake_api.answer(CREATED)
        clerk("oauthapplications", "create", "--name", "x", "--scopes", scopes)
        assert fake_api.requests[-1].body["scopes"] == "profile email"


@pytest.mark.parametrize(
    ("response", "code", "message"),
    [
        (TOKEN, 0, "Access token is valid."),
        (TOKEN | {"revoked": True}, 1, "Access token is revoked."),
        (TOKEN | {"expired": True}, 1, "Access token is expired."),
        ({"active": False}, 1, "Access token is expired."),
    ],
)
def test_a_token_that_is_no_longer_valid_is_exit_1(
    clerk: CommandLine, fake_api: FakeAPI, response: Any, code: int, message: str
) -> None:
    fake_api.answer(response)
    result = clerk(*VERIFY, stdin="oat_the_token_itself\n")
    assert (result.code, message in result.err) == (code, True)
    assert fake_api.requests[0].body == {"access_token": "oat_the_token_itself"}


def test_a_token_is_asked_for_on_a_terminal(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(TOKEN)
    terminal = clerk.on_terminal(*VERIFY[:3])
    terminal.expect("Access token:")
    terminal.type("oat_the_token_itself\r")
    assert terminal.wait() == 0
    assert "oat_the_token_itself" not in terminal.err.text
    assert fake_api.requests[0].body == {"access_token": "oat_the_token_itself"}


def test_a_revocation_says_what_was_done(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(None, status=204)
    argv = ["oauthapplications", "tokens", "revoke", "oauthapp_1", "--token", "-", "-f"]
    result = clerk(*argv, "-o", "json", stdin="ort_the_token_itself")
    assert result.json == {"id": "oauthapp_1", "revoked": True}
    assert fake_api.requests[0].body == {"token": "ort_the_token_itself"}


def test_a_logo_is_uploaded_as_a_form(clerk: CommandLine, fake_api: FakeAPI) -> None:
    image = b"\x89PNG\r\n\x1a\nand so on"
    (clerk.directory / "logo.png").write_bytes(image)
    fake_api.answer(APPLICATION | {"client_image_url": "https://img.example/logo"})
    argv = ["oauthapplications", "logo", "set", "oauthapp_1", "logo.png", "--uploader", "user_1"]
    assert "https://img.example/logo" in clerk(*argv).out
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("PUT", f"{ONE}/logo")
    assert request.form == {
        "file": ("logo.png", "image/png", image),
        "uploader_user_id": "user_1",
    }


def test_default_scopes_of_clerk_are_named(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for scopes, shown in ((None, "Clerk's own"), ([], "-"), (["a", "b"], "a, b")):
        fake_api.answer({**SETTINGS, "default_scopes": scopes})
        lines = clerk("oauthapplications", "settings", "get").out.splitlines()
        (line,) = (line for line in lines if line.startswith("Default scopes"))
        assert line.split(maxsplit=2)[2] == shown


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("create", "missing required option: --name"),
        ("update oauthapp_1", "no changes specified"),
        ("list --limit 501", "at most 500"),
        ("delete oauthapp_1", "confirmation required"),
        ("rotate-secret oauthapp_1", "confirmation required"),
        ("tokens verify", "missing required option: --token"),
        ("tokens revoke oauthapp_1 --token x", "confirmation required"),
        ("tokens revoke oauthapp_1 --force", "missing required option: --token"),
        ("tokens revoke oauthapp_1 --token x.y.z -f", "JWT access tokens cannot be revoked"),
        ("settings update", "no changes specified"),
        ("logo set oauthapp_1", "missing required argument: file"),
        ("logo set oauthapp_1 missing.png", "cannot read missing.png"),
        ("logo set oauthapp_1 text.png", "text.png is not a PNG, JPEG, GIF, or WebP image"),
        (
            "settings update --default-scopes openid --reset-default-scopes",
            "cannot be combined with --reset-default-scopes",
        ),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    (clerk.directory / "text.png").write_text("text")
    assert clerk.refuses("oauthapplications", *argv.split(), because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize("line", ["create --name x", "update oauthapp_1 -f"])
def test_a_public_client_requires_pkce(clerk: CommandLine, fake_api: FakeAPI, line: str) -> None:
    words = ("oauthapplications", *line.split(), "--public", "--no-pkce-required")
    assert clerk.refuses(*words, because="a public client requires PKCE")
    assert fake_api.requests == []


def test_a_public_application_has_no_secret_to_rotate(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(PUBLIC)
    result = clerk("oauthapplications", "rotate-secret", "oauthapp_1", "-f")
    assert (result.code, result.out, "Rotated" in result.err) == (1, "", False)
    assert "is public and has no client secret" in result.err
