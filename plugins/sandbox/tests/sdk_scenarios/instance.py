"""The instance: invitations, restrictions, domains, templates, keys and machines."""

from __future__ import annotations

from typing import Any

import requests
from plugins.sandbox.tests.sdk_scenarios.objects import IMAGE, Scenarios, ids, new_user, numbers

scenarios = Scenarios()


@scenarios.add
def invitations(sdk: Any) -> None:
    address = f"guest{next(numbers)}@example.com"
    invitation = sdk.invitations.create(request={"email_address": address})
    assert invitation.id in ids(sdk.invitations.list())
    bodies = [{"email_address": f"{name}{address}"} for name in "ab"]
    assert len(sdk.invitations.bulk_create(request=bodies)) == 2
    assert sdk.invitations.revoke(invitation_id=invitation.id).status == "revoked"


@scenarios.add
def waitlist_entries(sdk: Any) -> None:
    entries, address = sdk.waitlist_entries, f"guest{next(numbers)}@example.com"
    first = entries.create(request={"email_address": address})
    assert entries.create(request={"email_address": address}).id == first.id
    second, third = entries.bulk_create(
        request=[{"email_address": f"{name}{address}"} for name in "ab"]
    )
    assert first.id in ids(entries.list())
    assert entries.invite(waitlist_entry_id=first.id).invitation.status == "pending"
    assert entries.reject(waitlist_entry_id=second.id).status == "rejected"
    assert entries.delete(waitlist_entry_id=third.id).deleted


@scenarios.add
def restrictions(sdk: Any) -> None:
    name = f"person{next(numbers)}@example.com"
    allowlist_entry = sdk.allowlist_identifiers.create(
        request={"identifier": name, "notify": False}
    )
    assert allowlist_entry.id in ids(sdk.allowlist_identifiers.list())
    assert sdk.allowlist_identifiers.delete(identifier_id=allowlist_entry.id).deleted
    blocklist_entry = sdk.blocklist_identifiers.create(request={"identifier": name})
    assert blocklist_entry.id in ids(sdk.blocklist_identifiers.list())
    assert sdk.blocklist_identifiers.delete(identifier_id=blocklist_entry.id).deleted


@scenarios.add
def domains_and_redirect_urls(sdk: Any) -> None:
    number = next(numbers)
    domain = sdk.domains.add(request={"name": f"s{number}.example.com", "is_satellite": True})
    assert domain.id in ids(sdk.domains.list())
    renamed = sdk.domains.update(domain_id=domain.id, name=f"t{number}.example.com")
    assert renamed.name == f"t{number}.example.com"
    assert sdk.domains.delete(domain_id=domain.id).deleted
    url = sdk.redirect_urls.create(request={"url": f"myapp://callback/{number}"})
    assert url.id in ids(sdk.redirect_urls.list())
    assert sdk.redirect_urls.get(id=url.id).url == url.url
    assert sdk.redirect_urls.delete(id=url.id).deleted


@scenarios.add
def jwt_templates_and_keys(sdk: Any) -> None:
    name = f"template{next(numbers)}"
    template = sdk.jwt_templates.create(request={"name": name, "claims": {"a": 1}})
    assert template.id in ids(sdk.jwt_templates.list())
    assert sdk.jwt_templates.get(template_id=template.id).name == name
    updated = sdk.jwt_templates.update(template_id=template.id, name=name, claims={"b": 2})
    assert updated.id == template.id
    assert sdk.jwt_templates.delete(template_id=template.id).deleted
    assert len(sdk.jwks.get_jwks().keys) == 1


@scenarios.add
def testing_tokens(sdk: Any) -> None:
    testing_token = sdk.testing_tokens.create()
    assert testing_token.expires_at > int(testing_token.token.partition("-")[0])


@scenarios.add
def agent_tasks(sdk: Any) -> None:
    request = {
        "on_behalf_of": {"user_id": new_user(sdk).id},
        "permissions": "*",
        "agent_name": "tester",
        "task_description": "Log in",
        "redirect_url": "http://localhost:3000",
    }
    first, second = (sdk.agent_tasks.create(request=request) for _ in range(2))
    assert first.agent_id == second.agent_id
    assert first.url != second.url
    revoked = sdk.agent_tasks.revoke(agent_task_id=first.agent_task_id)
    assert (revoked.agent_task_id, revoked.url) == (first.agent_task_id, None)


@scenarios.add
def webhooks(sdk: Any) -> None:
    first = sdk.webhooks.create_svix_app().svix_url
    assert sdk.webhooks.generate_svix_auth_url().svix_url != first
    sdk.webhooks.delete_svix_app()


@scenarios.add
def the_instance(sdk: Any) -> None:
    assert sdk.instance_settings.get().environment_type == "development"
    sdk.instance_settings.update(request={"test_mode": True})
    restrictions = sdk.instance_settings.update_restrictions(request={"allowlist": True})
    assert restrictions.allowlist is True
    protect = sdk.instance_settings.update_instance_protect(request={"rules_enabled": True})
    assert protect.rules_enabled is True
    assert sdk.instance_settings.get_instance_protect() == protect


@scenarios.add
def api_keys(sdk: Any) -> None:
    keys = sdk.api_keys
    key = keys.create_api_key(name=f"ci {next(numbers)}", subject=new_user(sdk).id)
    assert ids(keys.get_api_keys(subject=key.subject)) == [key.id]
    assert keys.get_api_key(api_key_id=key.id).name == key.name
    assert keys.get_api_key_secret(api_key_id=key.id).secret == key.secret
    updated = keys.update_api_key(api_key_id=key.id, subject=key.subject, description="for builds")
    assert updated.description == "for builds"
    assert keys.verify_api_key(secret=key.secret).id == key.id
    assert keys.revoke_api_key(api_key_id=key.id).revoked
    assert keys.delete_api_key(api_key_id=key.id).id == key.id
    assert ids(keys.get_api_keys(subject=key.subject, include_invalid="true")) == []


@scenarios.add
def machines_and_their_tokens(sdk: Any) -> None:
    first = sdk.machines.create(request={"name": "worker"})
    second = sdk.machines.create(request={"name": "database"})
    assert {first.id, second.id} <= set(ids(sdk.machines.list()))
    assert sdk.machines.update(machine_id=first.id, name="robot").name == "robot"
    scope = sdk.machines.create_scope(machine_id=first.id, to_machine_id=second.id)
    assert scope.to_machine_id == second.id
    assert ids(sdk.machines.get(machine_id=first.id).scoped_machines) == [second.id]
    scope = sdk.machines.delete_scope(machine_id=first.id, other_machine_id=second.id)
    assert scope.to_machine_id == second.id
    assert sdk.machines.get(machine_id=first.id).scoped_machines == []
    secret = sdk.machines.get_secret_key(machine_id=first.id).secret
    rotated = sdk.machines.rotate_secret_key(machine_id=first.id, previous_token_ttl=0)
    assert rotated.secret != secret
    machine_tokens(sdk, first.id, rotated.secret)
    sdk.machines.delete(machine_id=first.id)
    assert first.id not in ids(sdk.machines.list())


def machine_tokens(sdk: Any, machine: str, secret: str) -> None:
    as_machine = {"Authorization": f"Bearer {secret}"}
    token = sdk.m2m.create_token(http_headers=as_machine)
    assert ids(sdk.m2m.list_tokens(subject=machine).m2m_tokens) == [token.id]
    assert sdk.m2m.verify_token(token=token.token).id == token.id
    assert sdk.m2m.revoke_token(m2m_token_id=token.id).revoked


@scenarios.add
def oauth_applications(sdk: Any) -> None:
    applications = sdk.oauth_applications
    name = f"Reports {next(numbers)}"
    uri = "https://reports.example/callback"
    created = applications.create(request={"name": name, "redirect_uris": [uri]})
    id = created.id
    assert created.client_secret
    assert ids(applications.list(name_query=name)) == [id]
    assert applications.get(oauth_application_id=id).redirect_uris == [uri]
    updated = applications.update(oauth_application_id=id, scopes="email offline_access")
    assert updated.scopes == "email offline_access"
    file = {"file_name": "logo.png", "content": IMAGE}
    pictured = applications.upload_logo(oauth_application_id=id, file=file)
    assert pictured.client_image_url
    rotated = applications.rotate_secret(oauth_application_id=id)
    assert rotated.client_secret not in ("", created.client_secret)
    access_tokens(sdk, rotated, new_user(sdk).id)
    assert applications.delete(oauth_application_id=id).deleted


def access_tokens(sdk: Any, application: Any, user_id: str) -> None:
    settings = sdk.instance_settings
    assert settings.get_o_auth_application_settings().oauth_jwt_access_tokens
    as_jwt = new_access_token(sdk, application, user_id)
    settings.update_o_auth_application_settings(request={"oauth_jwt_access_tokens": False})
    opaque = new_access_token(sdk, application, user_id)
    settings.update_o_auth_application_settings(request={"oauth_jwt_access_tokens": True})
    for token in (as_jwt, opaque):
        verified = sdk.oauth_access_tokens.verify(access_token=token)
        assert (verified.subject, verified.client_id) == (user_id, application.client_id)
    sdk.oauth_applications.revoke_token(oauth_application_id=application.id, token=opaque)


def new_access_token(sdk: Any, application: Any, user_id: str) -> str:
    """What the application gets when the user consents."""
    session = sdk.sessions.create(request={"user_id": user_id})
    session_token = sdk.sessions.create_token(session_id=session.id).jwt
    redirection = requests.get(
        application.authorize_url,
        params={"client_id": application.client_id, "response_type": "code"},
        headers={"Authorization": f"Bearer {session_token}"},
        allow_redirects=False,
        timeout=10,
    )
    code = redirection.headers["Location"].partition("code=")[2]
    response = requests.post(
        application.token_fetch_url,
        {"grant_type": "authorization_code", "code": code},
        auth=(application.client_id, application.client_secret),
        timeout=10,
    )
    token: str = response.json()["access_token"]
    return token
