"""Users, their contacts, passwords, sessions and tokens."""

from __future__ import annotations

from typing import Any

import requests
from plugins.sandbox.tests.sdk_scenarios.objects import (
    IMAGE,
    PASSWORD,
    Scenarios,
    ids,
    new_user,
    numbers,
    of_the_sandbox,
)

scenarios = Scenarios()

SEEDED = {
    "username": "seeded",
    "web3_wallet": [f"0x{999:040x}"],
    "passkeys": [{"name": "laptop"}],
    "external_accounts": [{"provider": "oauth_google", "email_address": "seeded@example.com"}],
    "trusted_devices": [{"name": "phone", "platform": "ios"}],
    "totp_secret": "KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD",
    "backup_codes": ["only once"],
}
"""A user with what only users themselves can add, in the format of a seed."""


@scenarios.add
def users(sdk: Any) -> None:
    before = sdk.users.count().total_count
    user = new_user(sdk)
    assert user.web3_wallets[0].verification.status == "verified"
    assert user.id in ids(sdk.users.list())
    assert sdk.users.count().total_count == before + 1
    assert sdk.users.get(user_id=user.id).public_metadata == {"plan": "gold"}
    assert sdk.users.update(user_id=user.id, first_name="Augusta").first_name == "Augusta"
    merged = sdk.users.update_metadata(user_id=user.id, public_metadata={"beta": True})
    assert merged.public_metadata == {"plan": "gold", "beta": True}
    replaced = sdk.users.replace_metadata(user_id=user.id, public_metadata={"a": 1})
    assert replaced.public_metadata == {"a": 1}
    deleted = sdk.users.delete(user_id=user.id)
    assert (deleted.id, deleted.deleted) == (user.id, True)


@scenarios.add
def bans_and_locks(sdk: Any) -> None:
    user = new_user(sdk)
    assert sdk.users.ban(user_id=user.id).banned is True
    assert sdk.users.unban(user_id=user.id).banned is False
    assert sdk.users.lock(user_id=user.id).locked is True
    assert sdk.users.unlock(user_id=user.id).locked is False
    (banned,) = sdk.users.bulk_ban(user_ids=[user.id])
    assert banned.banned is True
    (unbanned,) = sdk.users.bulk_unban(user_ids=[user.id])
    assert unbanned.banned is False


@scenarios.add
def profile_images(sdk: Any) -> None:
    user = new_user(sdk)
    file = {"file_name": "photo.png", "content": IMAGE, "content_type": "image/png"}
    with_image = sdk.users.set_profile_image(user_id=user.id, file=file)
    assert with_image.has_image
    response = requests.get(with_image.image_url, timeout=10)
    assert (response.content, response.headers["Content-Type"]) == (IMAGE, "image/png")
    assert not sdk.users.delete_profile_image(user_id=user.id).has_image


@scenarios.add
def passwords_and_second_factors(sdk: Any) -> None:
    user = sdk.users.create(
        username=f"ada_{next(numbers)}",
        password=PASSWORD,
        totp_secret="KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD",
        backup_codes=["one", "two"],
    )
    assert sdk.users.verify_password(user_id=user.id, password=PASSWORD).verified
    assert sdk.users.set_password_compromised(user_id=user.id).password_enabled
    assert sdk.users.unset_password_compromised(user_id=user.id).password_enabled
    sdk.users.delete_totp(user_id=user.id)
    assert sdk.users.get(user_id=user.id).two_factor_enabled
    sdk.users.delete_backup_codes(user_id=user.id)
    assert not sdk.users.get(user_id=user.id).two_factor_enabled
    assert sdk.users.disable_mfa(user_id=user.id).user_id == user.id
    assert sdk.users.remove_password(user_id=user.id).password_enabled is False


@scenarios.add
def credentials(sdk: Any) -> None:
    (user,) = sdk.users.list(request={"username": ["seeded"]})
    (account,) = user.external_accounts
    tokens = sdk.users.get_o_auth_access_token(user_id=user.id, provider="oauth_google")
    assert [token.external_account_id for token in tokens] == [account.id]
    assert tokens[0].token
    sdk.users.delete_external_account(user_id=user.id, external_account_id=account.id)
    passkey_id = user.passkeys[0].id
    assert sdk.users.delete_passkey(user_id=user.id, passkey_identification_id=passkey_id).deleted
    wallet_id = user.web3_wallets[0].id
    sdk.users.delete_web3_wallet(user_id=user.id, web3_wallet_identification_id=wallet_id)
    (device,) = sdk.users.list_trusted_devices(user_id=user.id).data
    revoked = sdk.users.revoke_trusted_device(user_id=user.id, trusted_device_id=device.id)
    assert revoked.status == "revoked"
    verified = sdk.users.verify_totp(user_id=user.id, code="only once")
    assert (verified.verified, verified.code_type) == (True, "backup_code")
    left = sdk.users.get(user_id=user.id)
    assert (left.external_accounts, left.passkeys, left.web3_wallets) == ([], [], [])


@scenarios.add
def email_addresses(sdk: Any) -> None:
    user, address = new_user(sdk), f"b{next(numbers)}@example.com"
    request = {"user_id": user.id, "email_address": address, "verified": True}
    email = sdk.email_addresses.create(request=request)
    assert sdk.email_addresses.get(email_address_id=email.id).email_address == address
    sdk.email_addresses.update(email_address_id=email.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_email_address_id == email.id
    assert sdk.email_addresses.delete(email_address_id=email.id).deleted


@scenarios.add
def phone_numbers(sdk: Any) -> None:
    user, number = new_user(sdk), f"+1555030{next(numbers):04}"
    request = {"user_id": user.id, "phone_number": number, "verified": True}
    phone = sdk.phone_numbers.create(request=request)
    assert sdk.phone_numbers.get(phone_number_id=phone.id).phone_number == number
    sdk.phone_numbers.update(phone_number_id=phone.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_phone_number_id == phone.id
    assert sdk.phone_numbers.delete(phone_number_id=phone.id).deleted


@scenarios.add
def codes(sdk: Any) -> None:
    user = new_user(sdk)
    contacts = (
        (sdk.email_addresses, "email_address", user.email_addresses[0]),
        (sdk.phone_numbers, "phone_number", user.phone_numbers[0]),
    )
    for api, kind, contact in contacts:
        contact_id = {f"{kind}_id": contact.id}
        sent = api.prepare_verification(**contact_id)
        assert sent.status == "unverified"
        (message, *_) = of_the_sandbox(sdk, "GET", "/sandbox/messages")["data"]
        assert message["to"] == getattr(contact, kind)
        answer = {"verification_id": sent.id, "code": message["code"]}
        assert api.attempt_verification(**contact_id, **answer).status == "verified"


@scenarios.add
def replacements(sdk: Any) -> None:
    user, number = new_user(sdk), next(numbers)
    address, phone = f"ada{number}@example.org", f"+1555040{number:04}"
    email = sdk.email_addresses.replace_for_user(user_id=user.id, email_address=address)
    assert sdk.users.get(user_id=user.id).primary_email_address_id == email.id
    replaced = sdk.phone_numbers.replace_for_user(user_id=user.id, phone_number=phone)
    assert replaced.verification.strategy == "admin"


@scenarios.add
def sign_ups_and_clients(sdk: Any) -> None:
    body = {"email_address": f"visitor{next(numbers)}@example.com"}
    id = of_the_sandbox(sdk, "POST", "/sandbox/sign_ups", body)["id"]
    assert sdk.sign_ups.get(id=id).status == "missing_requirements"
    assert sdk.sign_ups.update(id=id, external_id=f"crm_{id}").external_id == f"crm_{id}"
    (client, *_) = sdk.clients.list()
    assert client.sign_up_id == id
    done = of_the_sandbox(sdk, "POST", f"/sandbox/sign_ups/{id}/complete", {})
    assert sdk.users.get(user_id=done["created_user_id"]).external_id == f"crm_{id}"
    token = sdk.sessions.create_token(session_id=done["created_session_id"])
    assert sdk.clients.verify(request={"token": token.jwt}).id == client.id
    assert sdk.clients.get(client_id=client.id).session_ids == [done["created_session_id"]]


@scenarios.add
def sessions(sdk: Any) -> None:
    user, name = new_user(sdk), f"template{next(numbers)}"
    sdk.instance_settings.update(request={"allowed_origins": ["https://example.com"]})
    session = sdk.sessions.create(request={"user_id": user.id})
    assert ids(sdk.sessions.list(user_id=user.id)) == [session.id]
    assert sdk.sessions.get(session_id=session.id).status == "active"
    token = sdk.sessions.create_token(session_id=session.id, expires_in_seconds=60)
    refreshed = sdk.sessions.refresh(
        session_id=session.id,
        expired_token=token.jwt,
        refresh_token="rt_1",
        request_origin="https://example.com",
    )
    assert refreshed.jwt.count(".") == 2
    sdk.jwt_templates.create(request={"name": name, "claims": {"owner": "{{user.id}}"}})
    other_token = sdk.sessions.create_token_from_template(session_id=session.id, template_name=name)
    assert other_token.jwt != token.jwt
    assert sdk.sessions.revoke(session_id=session.id).status == "revoked"


@scenarios.add
def sign_in_and_actor_tokens(sdk: Any) -> None:
    user = new_user(sdk)
    token = sdk.sign_in_tokens.create(request={"user_id": user.id, "expires_in_seconds": 60})
    assert token.token in token.url
    assert sdk.sign_in_tokens.revoke(sign_in_token_id=token.id).status == "revoked"
    actor_token = sdk.actor_tokens.create(request={"user_id": user.id, "actor": {"sub": "user_2"}})
    assert actor_token.user_id == user.id
    assert sdk.actor_tokens.revoke(actor_token_id=actor_token.id).status == "revoked"
