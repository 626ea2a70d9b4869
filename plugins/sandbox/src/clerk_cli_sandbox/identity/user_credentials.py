"""``/users/{id}``: passkeys, accounts at OAuth providers, wallets and trusted devices."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.objects import deleted_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.contacts import replace_primary
from clerk_cli_sandbox.identity.sign_in_methods import (
    ACCOUNTS,
    DEVICES,
    PASSKEYS,
    TOKENS,
    is_provider,
    renewed_token,
)
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    USER,
    WALLET,
    contacts_of,
    requested_user,
    save_user,
)
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes()


@routes.add("DELETE", "/users/{user_id}/passkeys/{passkey_id}")
def delete_passkey(request: Request) -> Any:
    """Delete a passkey of a user."""
    user = requested_user(request)
    passkey = _require_one(user[PASSKEYS], request.path_params["passkey_id"], "passkey")
    user[PASSKEYS].remove(passkey)
    save_user(request, user)
    return deleted_object(passkey)


@routes.add("DELETE", "/users/{user_id}/web3_wallets/{wallet_id}")
def delete_wallet(request: Request) -> Any:
    """Delete a wallet of a user; the next one becomes primary."""
    wallets = contacts_of(request.store, WALLET, requested_user(request)["id"])
    wallet = _require_one(wallets, request.path_params["wallet_id"], "web3 wallet")
    request.store.delete(WALLET, wallet["id"])
    replace_primary(request, wallet)
    return deleted_object(wallet)


@routes.add("DELETE", "/users/{user_id}/external_accounts/{account_id}")
def delete_external_account(request: Request) -> Any:
    """Delete an account of a user at a provider, with its token and its link to an address."""
    user = requested_user(request)
    id = request.path_params["account_id"]
    account = _require_one(user[ACCOUNTS], id, "external account", "external_account_not_found")
    user[ACCOUNTS].remove(account)
    user[TOKENS].pop(account["id"], None)
    for email in contacts_of(request.store, EMAIL, user["id"]):
        links = [link for link in email["linked_to"] if link["id"] != account["identification_id"]]
        if links != email["linked_to"]:
            request.store.put(EMAIL, email | {"linked_to": links})
    save_user(request, user)
    return deleted_object(account)


@routes.add("GET", "/users/{user_id}/oauth_access_tokens/{provider}")
def get_oauth_access_tokens(request: Request) -> Any:
    """Show the tokens of a user at a provider; one that has expired is renewed first."""
    user, provider = requested_user(request), request.path_params["provider"]
    if not is_provider(provider):
        text = f"{provider} is not an OAuth provider, such as oauth_google."
        raise api_errors.refusal("oauth_unsupported_provider", "Unsupported provider", text)
    accounts = [account for account in user[ACCOUNTS] if account["provider"] == provider]
    if not accounts and not _is_enabled(request.store, provider):
        text = f"{provider} is not enabled for this instance: no user has an account there."
        raise api_errors.lacks("oauth_token_provider_not_enabled", text)
    tokens = user.get(TOKENS, {})
    for account in accounts:
        if tokens[account["id"]]["expires_at"] <= request.now:
            tokens[account["id"]] = renewed_token(tokens[account["id"]], request.now)
            request.store.put(USER, user)
    rows = [_serialize_token(account, tokens[account["id"]]) for account in accounts]
    page = rows[request.offset : request.offset + request.limit]
    if request.boolean_param("paginated"):
        return {"data": page, "total_count": len(rows)}
    return page


@routes.add("GET", "/users/{user_id}/trusted_devices")
def list_trusted_devices(request: Request) -> Any:
    """List the active trusted devices of a user."""
    devices = _active_devices(requested_user(request))
    return {"data": devices, "total_count": len(devices)}


@routes.add("DELETE", "/users/{user_id}/trusted_devices/{device_id}")
def revoke_trusted_device(request: Request) -> Any:
    """Revoke a trusted device of a user."""
    user = requested_user(request)
    devices = _active_devices(user)
    device = _require_one(devices, request.path_params["device_id"], "trusted device")
    device |= {"status": "revoked", "revoked_at": request.now, "updated_at": request.now}
    request.store.put(USER, user)
    return device


def _is_enabled(store: Store, provider: str) -> bool:
    """Whether an instance has a provider; the sandbox has those where a user has an account."""
    account = f"SELECT 1 FROM json_each(o.document, '$.{ACCOUNTS}') a "
    has_one = f"EXISTS ({account} WHERE json_extract(a.value, '$.provider') = ?)"
    return store.count(Selection(USER).where(has_one, provider)) > 0


def _active_devices(user: JSONObject) -> list[JSONObject]:
    return [device for device in user.get(DEVICES, ()) if device["status"] == "active"]


def _require_one(
    rows: list[JSONObject], id: str, noun: str, code: str = "resource_not_found"
) -> JSONObject:
    """The object of a user with an id.

    Raises:
        ErrorResponse: The user has no such object.
    """
    for row in rows:
        if id in (row["id"], row.get("identification_id")):
            return row
    raise api_errors.not_found(noun, id, code)


def _serialize_token(account: JSONObject, token: JSONObject) -> JSONObject:
    """A token as the API shows it."""
    members = ("provider_user_id", "provider", "public_metadata", "label")
    return {
        "object": "oauth_access_token",
        "external_account_id": account["id"],
        **{name: account[name] for name in members},
        **token,
    }
