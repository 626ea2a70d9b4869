"""``/oauth/authorize``: a user allows an application something, which gets a code for it.

The sandbox has no page to sign in on and to consent: whoever sends the token of a user's session is
the user, and consents.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import JSONResponse, Request, Routes
from clerk_cli_sandbox.identity.user_objects import require_user_who_may_sign_in
from clerk_cli_sandbox.machines.credentials import new_id, new_secret
from clerk_cli_sandbox.oauth.applications import APPLICATION
from clerk_cli_sandbox.oauth.grants import APPLICATION_ID, AUTHORIZATION_CODE, Grant
from clerk_cli_sandbox.oauth.protocol import OAuthError
from clerk_cli_sandbox.oauth.scopes import DEFAULT_SCOPES
from clerk_cli_sandbox.oauth.settings import read_settings
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store
from clerk_cli_sandbox.tokens import signing
from clerk_cli_sandbox.tokens.sessions import SESSION

routes = Routes(frontend=True)

CODE_LIFETIME = 10 * 60 * 1000
"""How many milliseconds a code is valid.

Source: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
"""

CHALLENGE_METHOD = "S256"
COOKIE = "__session"
NO_SESSION = (
    "Send the token of a session of the user who consents, as a bearer token or in the cookie "
    f"{COOKIE}: the sandbox has no page to sign in on."
)


@routes.add("GET", "/oauth/authorize")
def authorize(request: Request) -> Any:
    """Redirect to the application with a code, or with an error."""
    application = find_application(request.store, request.param("client_id") or "")
    if application is None:
        return OAuthError("invalid_client", "No OAuth application has this client_id.").response
    uris = application["redirect_uris"]
    uri = request.param("redirect_uri") or (uris[0] if len(uris) == 1 else "")
    if uri not in uris:
        text = "redirect_uri is not one of the redirect URIs of the OAuth application."
        return OAuthError("invalid_request", text).response
    try:
        scopes = _granted_scopes(request, application)
        _check_parameters(request, application)
    except OAuthError as error:
        parameters = {"error": error.code, "error_description": error.description}
    else:
        user_id = _consenting_user(request)
        ids = application["id"], application["client_id"]
        grant = Grant(new_id("grant"), *ids, user_id=user_id, scopes=scopes)
        parameters = {"code": _new_code(request, grant)}
    if state := request.param("state"):
        parameters["state"] = state
    separator = "&" if "?" in uri else "?"
    return JSONResponse(None, {"Location": f"{uri}{separator}{urlencode(parameters)}"}, 302)


def find_application(store: Store, client_id: str) -> JSONObject | None:
    """The application with a client id, or None."""
    return store.first(Selection(APPLICATION).where_equal("client_id", client_id))


def redeem_code(request: Request, application: JSONObject) -> tuple[Grant, str | None]:
    """The grant for a code, which is then used up, and the nonce for its id token.

    Args:
        request: The request, with the code in its body.
        application: The application that asks.

    Raises:
        OAuthError: The code is unknown or used, has expired, or is for somebody else.
    """
    store, body = request.store, request.body
    code = store.get(AUTHORIZATION_CODE, body.get("code", ""))
    if (
        code is None
        or code[APPLICATION_ID] != application["id"]
        or code["expires_at"] <= request.now
    ):
        raise OAuthError("invalid_grant", "The code is not valid, has expired, or was used.")
    if code["redirect_uri"] not in (None, body.get("redirect_uri")):
        raise OAuthError("invalid_grant", "redirect_uri is not that of the authorization request.")
    challenge, verifier = code["code_challenge"], body.get("code_verifier", "")
    if challenge and not hmac.compare_digest(_challenge(verifier), challenge.encode()):
        raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge.")
    store.delete(AUTHORIZATION_CODE, code["id"])
    return Grant(**code["grant"]), code["nonce"]


def _new_code(request: Request, grant: Grant) -> str:
    code = {
        "id": new_secret("code"),
        "subject": grant.user_id,
        APPLICATION_ID: grant.application_id,
        "grant": grant._asdict(),
        "redirect_uri": request.param("redirect_uri") or None,
        "code_challenge": request.param("code_challenge"),
        "nonce": request.param("nonce"),
        "expires_at": request.now + CODE_LIFETIME,
    }
    request.store.put(AUTHORIZATION_CODE, code)
    return str(code["id"])


def _granted_scopes(request: Request, application: JSONObject) -> tuple[str, ...]:
    """The scopes that are asked for, or the default ones, which the application must have.

    Raises:
        OAuthError: The application may not ask for one of them.
    """
    allowed = application["scopes"].split()
    requested = (request.param("scope") or "").split()
    if not requested:
        defaults = read_settings(request.store)["default_scopes"]
        defaults = DEFAULT_SCOPES.split() if defaults is None else defaults
        return tuple(scope for scope in defaults if scope in allowed)
    if refused := [scope for scope in requested if scope not in allowed]:
        text = f"The OAuth application does not have the scope {refused[0]}."
        raise OAuthError("invalid_scope", text)
    return tuple(dict.fromkeys(requested))


def _check_parameters(request: Request, application: JSONObject) -> None:
    """Check what the application asks for, and that it proves itself if it must.

    Raises:
        OAuthError: The request is not valid.
    """
    if request.param("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    if not request.param("code_challenge"):
        if application["public"] or application["pkce_required"]:
            raise OAuthError("invalid_request", "code_challenge is required (PKCE).")
    elif request.param("code_challenge_method") != CHALLENGE_METHOD:
        raise OAuthError("invalid_request", f"code_challenge_method must be {CHALLENGE_METHOD}.")


def _consenting_user(request: Request) -> str:
    """The id of the user whose session token the request has.

    Raises:
        ErrorResponse: It has none, the session has ended, or the user may not sign in.
    """
    claims = signing.verified_claims(request.store, _session_token(request)) or {}
    session = request.store.get(SESSION, claims.get("sid", ""))
    is_current = session is not None and session["status"] == "active"
    if not is_current or claims["exp"] * 1000 <= request.now:
        raise api_errors.refusal("authentication_invalid", "not signed in", NO_SESSION)
    return str(require_user_who_may_sign_in(request, claims["sub"])["id"])


def _session_token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    cookies = (cookie.partition("=") for cookie in request.headers.get("cookie", "").split(";"))
    return next((value for name, _, value in cookies if name.strip() == COOKIE), "")


def _challenge(verifier: str) -> bytes:
    """The code challenge for a verifier (RFC 7636)."""
    digest = sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=")
