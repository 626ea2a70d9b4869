"""Clerk's own Python SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

# The SDK reads its own deprecated fields.
pytestmark = pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")

SCENARIOS: list[Callable[[Any], None]] = []
LEAST_OPERATIONS = 150
PASSWORD = "a long enough one"
numbers = count(1)


def scenario(walk: Callable[[Any], None]) -> Callable[[Any], None]:
    """Register what the SDK does with one resource."""
    SCENARIOS.append(walk)
    return walk


@pytest.fixture
def sdk(served: str) -> Iterator[Any]:
    from clerk_backend_api import Clerk
    from clerk_backend_api.utils import BackoffStrategy, RetryConfig

    retry = RetryConfig("none", BackoffStrategy(1, 1, 1, 1), retry_connection_errors=False)
    with Clerk(
        bearer_auth="sk_test_sdk", server_url=f"{served}/v1", retry_config=retry, timeout_ms=5000
    ) as client:
        yield client


@pytest.mark.parametrize("walk", SCENARIOS, ids=lambda walk: walk.__name__)
def test_the_sdk_manages(sdk: Any, walk: Callable[[Any], None]) -> None:
    walk(sdk)


def test_the_scenarios_call_most_operations(api: Any, sdk: Any) -> None:
    called, find = set(), api.sandbox._find

    def recorded(method: str, path: str) -> Any:
        operation, values = find(method, path)
        called.add((operation.method, operation.pattern))
        return operation, values

    api.sandbox._find = recorded
    for walk in SCENARIOS:
        walk(sdk)
    assert len(called) >= LEAST_OPERATIONS, len(called)


def test_the_sdk_understands_a_refusal(sdk: Any) -> None:
    from clerk_backend_api.models import ClerkErrors

    with pytest.raises(ClerkErrors) as raised:
        sdk.users.get(user_id="user_nope")
    assert raised.value.data.errors[0].code == "resource_not_found"


def new_user(sdk: Any) -> Any:
    number = next(numbers)
    return sdk.users.create(
        email_address=[f"ada{number}@example.com"],
        phone_number=[f"+1555020{number:04}"],
        first_name="Ada",
        password=PASSWORD,
        public_metadata={"plan": "gold"},
    )


def new_organization(sdk: Any, owner: Any = None) -> Any:
    owner = owner or new_user(sdk)
    request = {"name": f"Acme {next(numbers)}", "created_by": owner.id}
    return sdk.organizations.create(request=request)


def ids(page: Any) -> list[str]:
    return [each.id for each in getattr(page, "data", page)]


@scenario
def users(sdk: Any) -> None:
    before = sdk.users.count().total_count
    user = new_user(sdk)
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


@scenario
def bans_and_locks(sdk: Any) -> None:
    user = new_user(sdk)
    assert sdk.users.ban(user_id=user.id).banned is True
    assert sdk.users.unban(user_id=user.id).banned is False
    assert sdk.users.lock(user_id=user.id).locked is True
    assert sdk.users.unlock(user_id=user.id).locked is False
    assert [each.banned for each in sdk.users.bulk_ban(user_ids=[user.id])] == [True]
    assert [each.banned for each in sdk.users.bulk_unban(user_ids=[user.id])] == [False]


@scenario
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


@scenario
def email_addresses(sdk: Any) -> None:
    user, address = new_user(sdk), f"b{next(numbers)}@example.com"
    request = {"user_id": user.id, "email_address": address, "verified": True}
    added = sdk.email_addresses.create(request=request)
    assert sdk.email_addresses.get(email_address_id=added.id).email_address == address
    sdk.email_addresses.update(email_address_id=added.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_email_address_id == added.id
    assert sdk.email_addresses.delete(email_address_id=added.id).deleted


@scenario
def phone_numbers(sdk: Any) -> None:
    user, phone = new_user(sdk), f"+1555030{next(numbers):04}"
    request = {"user_id": user.id, "phone_number": phone, "verified": True}
    added = sdk.phone_numbers.create(request=request)
    assert sdk.phone_numbers.get(phone_number_id=added.id).phone_number == phone
    sdk.phone_numbers.update(phone_number_id=added.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_phone_number_id == added.id
    assert sdk.phone_numbers.delete(phone_number_id=added.id).deleted


@scenario
def organizations(sdk: Any) -> None:
    made = new_organization(sdk)
    id = made.id
    assert id in ids(sdk.organizations.list())
    assert sdk.organizations.get(organization_id=id).slug == made.slug
    assert sdk.organizations.update(organization_id=id, name="Acme II").name == "Acme II"
    merged = sdk.organizations.merge_metadata(organization_id=id, public_metadata={"a": 1})
    assert merged.public_metadata == {"a": 1}
    replaced = sdk.organizations.replace_metadata(organization_id=id, public_metadata={"b": 2})
    assert replaced.public_metadata == {"b": 2}
    assert sdk.organizations.delete(organization_id=id).deleted


@scenario
def organization_memberships(sdk: Any) -> None:
    user = new_user(sdk)
    id = new_organization(sdk, user).id
    other = new_user(sdk).id
    members = sdk.organization_memberships
    added = members.create(organization_id=id, user_id=other, role="org:member")
    assert added.permissions == ["org:sys_memberships:read"]
    assert members.list(organization_id=id).total_count == 2
    changed = members.update(organization_id=id, user_id=other, role="org:admin")
    assert changed.role_name == "Admin"
    merged = members.update_metadata(organization_id=id, user_id=other, public_metadata={"desk": 4})
    assert merged.public_metadata == {"desk": 4}
    assert sdk.users.get_organization_memberships(user_id=user.id).total_count == 1
    assert added.id in ids(sdk.users.get_instance_organization_memberships())
    members.delete(organization_id=id, user_id=other)
    assert members.list(organization_id=id).total_count == 1


@scenario
def organization_invitations(sdk: Any) -> None:
    id = new_organization(sdk).id
    guest, asked = new_user(sdk), sdk.organization_invitations
    address = guest.email_addresses[0].email_address
    invited = asked.create(organization_id=id, email_address=address, role="org:member")
    more = [{"email_address": f"{name}@example.org", "role": "org:member"} for name in "cd"]
    assert asked.bulk_create(organization_id=id, request_body=more).total_count == 2
    assert asked.list(organization_id=id).total_count == 3
    assert asked.list_pending(organization_id=id).total_count == 3
    assert invited.id in ids(asked.get_all(limit=500))
    assert ids(sdk.users.get_organization_invitations(user_id=guest.id)) == [invited.id]
    assert asked.get(organization_id=id, invitation_id=invited.id).role_name == "Member"
    revoked = asked.revoke(organization_id=id, invitation_id=invited.id)
    assert revoked.status == "revoked"


@scenario
def organization_domains(sdk: Any) -> None:
    id, domains = new_organization(sdk).id, sdk.organization_domains
    name = f"acme{next(numbers)}.example"
    added = domains.create(organization_id=id, name=name, verified=False)
    assert added.verification is None
    assert ids(domains.list(organization_id=id)) == [added.id]
    assert ids(domains.list_all(query=name)) == [added.id]
    changed = domains.update(
        organization_id=id,
        domain_id=added.id,
        enrollment_mode="automatic_invitation",
        verified=True,
    )
    assert changed.verification.status == "verified"
    owned = domains.verify_ownership(organization_id=id, domain_id=added.id)
    assert owned.ownership_verification.strategy == "manual_override"
    assert domains.delete(organization_id=id, domain_id=added.id).deleted


@scenario
def roles_and_permissions(sdk: Any) -> None:
    name = f"r{next(numbers)}"
    granted = sdk.organization_permissions.create(
        name="Read invoices", key=f"org:invoices:{name}", description="See what was paid"
    )
    assert granted.id in ids(sdk.organization_permissions.list(query="invoices"))
    assert sdk.organization_permissions.get(permission_id=granted.id).name == "Read invoices"
    changed = sdk.organization_permissions.update(permission_id=granted.id, name="Invoices")
    assert changed.name == "Invoices"
    roles = sdk.organization_roles
    made = roles.create(name="Accountant", key=f"org:{name}")
    assert made.id in ids(roles.list())
    given = roles.assign_permission(organization_role_id=made.id, permission_id=granted.id)
    assert ids(given.permissions) == [granted.id]
    assert roles.get(organization_role_id=made.id).key == f"org:{name}"
    assert roles.update(organization_role_id=made.id, name="Bookkeeper").name == "Bookkeeper"
    taken = roles.remove_permission(organization_role_id=made.id, permission_id=granted.id)
    assert taken.permissions == []
    assert roles.delete(organization_role_id=made.id).deleted
    assert sdk.organization_permissions.delete(permission_id=granted.id).deleted


@scenario
def role_sets(sdk: Any) -> None:
    sets, name = sdk.role_sets, f"s{next(numbers)}"
    sdk.organization_roles.create(name="Guest", key=f"org:{name}")
    made = sets.create(
        name="Partners",
        key=f"role_set:{name}",
        default_role_key="org:member",
        creator_role_key="org:admin",
        roles=["org:admin", "org:member"],
    )
    assert made.id in ids(sets.list())
    key = {"role_set_key_or_id": made.id}
    assert len(sets.add_roles(**key, role_keys=[f"org:{name}"]).roles) == 3
    assert sets.update(**key, default_role_key=f"org:{name}").default_role.key == f"org:{name}"
    replaced = sets.replace_role(**key, role_key=f"org:{name}", to_role_key="org:member")
    assert replaced.default_role.key == "org:member"
    assert sets.get(role_set_key_or_id=f"role_set:{name}").id == made.id
    assert sets.replace(**key, dest_role_set_key="role_set:default").deleted


@scenario
def sessions(sdk: Any) -> None:
    user, name = new_user(sdk), f"template{next(numbers)}"
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
    sdk.jwt_templates.create(request={"name": name, "claims": {"who": "{{user.id}}"}})
    minted = sdk.sessions.create_token_from_template(session_id=session.id, template_name=name)
    assert minted.jwt != token.jwt
    assert sdk.sessions.revoke(session_id=session.id).status == "revoked"


@scenario
def sign_in_and_actor_tokens(sdk: Any) -> None:
    user = new_user(sdk)
    token = sdk.sign_in_tokens.create(request={"user_id": user.id, "expires_in_seconds": 60})
    assert token.token in token.url
    assert sdk.sign_in_tokens.revoke(sign_in_token_id=token.id).status == "revoked"
    acting = sdk.actor_tokens.create(request={"user_id": user.id, "actor": {"sub": "user_2"}})
    assert acting.user_id == user.id
    assert sdk.actor_tokens.revoke(actor_token_id=acting.id).status == "revoked"


@scenario
def invitations(sdk: Any) -> None:
    address = f"guest{next(numbers)}@example.com"
    made = sdk.invitations.create(request={"email_address": address})
    assert made.id in ids(sdk.invitations.list())
    more = [{"email_address": f"{name}{address}"} for name in "ab"]
    assert len(sdk.invitations.bulk_create(request=more)) == 2
    assert sdk.invitations.revoke(invitation_id=made.id).status == "revoked"


@scenario
def waitlist_entries(sdk: Any) -> None:
    waiting, address = sdk.waitlist_entries, f"keen{next(numbers)}@example.com"
    first = waiting.create(request={"email_address": address})
    assert waiting.create(request={"email_address": address}).id == first.id
    second, third = waiting.bulk_create(
        request=[{"email_address": f"{name}{address}"} for name in "ab"]
    )
    assert first.id in ids(waiting.list())
    assert waiting.invite(waitlist_entry_id=first.id).invitation.status == "pending"
    assert waiting.reject(waitlist_entry_id=second.id).status == "rejected"
    assert waiting.delete(waitlist_entry_id=third.id).deleted


@scenario
def restrictions(sdk: Any) -> None:
    name = f"person{next(numbers)}@example.com"
    allowed = sdk.allowlist_identifiers.create(request={"identifier": name, "notify": False})
    assert allowed.id in ids(sdk.allowlist_identifiers.list())
    assert sdk.allowlist_identifiers.delete(identifier_id=allowed.id).deleted
    blocked = sdk.blocklist_identifiers.create(request={"identifier": name})
    assert blocked.id in ids(sdk.blocklist_identifiers.list())
    assert sdk.blocklist_identifiers.delete(identifier_id=blocked.id).deleted


@scenario
def domains_and_redirect_urls(sdk: Any) -> None:
    number = next(numbers)
    added = sdk.domains.add(request={"name": f"s{number}.example.com", "is_satellite": True})
    assert added.id in ids(sdk.domains.list())
    renamed = sdk.domains.update(domain_id=added.id, name=f"t{number}.example.com")
    assert renamed.name == f"t{number}.example.com"
    assert sdk.domains.delete(domain_id=added.id).deleted
    url = sdk.redirect_urls.create(request={"url": f"myapp://callback/{number}"})
    assert url.id in ids(sdk.redirect_urls.list())
    assert sdk.redirect_urls.get(id=url.id).url == url.url
    assert sdk.redirect_urls.delete(id=url.id).deleted


@scenario
def jwt_templates_and_keys(sdk: Any) -> None:
    name = f"template{next(numbers)}"
    made = sdk.jwt_templates.create(request={"name": name, "claims": {"a": 1}})
    assert made.id in ids(sdk.jwt_templates.list())
    assert sdk.jwt_templates.get(template_id=made.id).name == name
    changed = sdk.jwt_templates.update(template_id=made.id, name=name, claims={"b": 2})
    assert changed.id == made.id
    assert sdk.jwt_templates.delete(template_id=made.id).deleted
    assert len(sdk.jwks.get_jwks().keys) == 1


@scenario
def the_instance(sdk: Any) -> None:
    assert sdk.instance_settings.get().environment_type == "development"
    sdk.instance_settings.update(request={"test_mode": True})
    changed = sdk.instance_settings.update_restrictions(request={"allowlist": True})
    assert changed.allowlist is True


@scenario
def api_keys(sdk: Any) -> None:
    keys = sdk.api_keys
    made = keys.create_api_key(name=f"ci {next(numbers)}", subject=new_user(sdk).id)
    assert ids(keys.get_api_keys(subject=made.subject)) == [made.id]
    assert keys.get_api_key(api_key_id=made.id).name == made.name
    assert keys.get_api_key_secret(api_key_id=made.id).secret == made.secret
    changed = keys.update_api_key(
        api_key_id=made.id, subject=made.subject, description="for builds"
    )
    assert changed.description == "for builds"
    assert keys.verify_api_key(secret=made.secret).id == made.id
    assert keys.revoke_api_key(api_key_id=made.id).revoked
    assert keys.delete_api_key(api_key_id=made.id).id == made.id
    assert ids(keys.get_api_keys(subject=made.subject, include_invalid="true")) == []


@scenario
def machines_and_their_tokens(sdk: Any) -> None:
    first = sdk.machines.create(request={"name": "worker"})
    second = sdk.machines.create(request={"name": "database"})
    assert {first.id, second.id} <= set(ids(sdk.machines.list()))
    assert sdk.machines.update(machine_id=first.id, name="robot").name == "robot"
    scope = sdk.machines.create_scope(machine_id=first.id, to_machine_id=second.id)
    assert scope.to_machine_id == second.id
    assert ids(sdk.machines.get(machine_id=first.id).scoped_machines) == [second.id]
    gone = sdk.machines.delete_scope(machine_id=first.id, other_machine_id=second.id)
    assert gone.to_machine_id == second.id
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


@scenario
def billing_of_users(sdk: Any) -> None:
    user, billing = new_user(sdk), sdk.billing
    pro = next(plan for plan in billing.list_plans(payer_type="user").data if plan.slug == "pro")
    assert pro.fee.amount_formatted == "25.00"
    (price,) = billing.list_prices(plan_id=pro.id, limit=1).data
    free = sdk.users.get_billing_subscription(user_id=user.id).subscription_items[0]
    trial = billing.create_price_transition(
        subscription_item_id=free.id, from_price_id=free.price_id, to_price_id=price.id
    ).subscription_item
    assert trial.is_free_trial
    extended = billing.extend_subscription_item_free_trial(
        subscription_item_id=trial.id, extend_to="2027-03-01T00:00:00Z"
    )
    assert extended.period_end > trial.period_end
    special = billing.create_price(plan_id=pro.id, amount=1000, description="old friends")
    paid = billing.create_price_transition(
        subscription_item_id=trial.id, from_price_id=price.id, to_price_id=special.id
    )
    assert paid.transition.immediate_charge.amount == 1000
    listed = billing.list_subscription_items(limit=500, status="active")
    assert paid.subscription_item.id in ids(listed)
    statements(sdk, user.id)
    canceled = billing.cancel_subscription_item(subscription_item_id=paid.subscription_item.id)
    assert canceled.status == "canceled"


def statements(sdk: Any, user_id: str) -> None:
    written = sdk.billing.list_statements(limit=500).data
    mine = next(each for each in written if each.payer.user_id == user_id)
    assert sdk.billing.get_statement(statement_id=mine.id).totals.grand_total.amount == 1000
    (attempt,) = sdk.billing.get_statement_payment_attempts(statement_id=mine.id).data
    assert (attempt.status, attempt.payment_method.last4) == ("paid", "4242")


@scenario
def credits_and_billing_of_organizations(sdk: Any) -> None:
    user = new_user(sdk)
    given = {"amount": 500, "action": "increase", "idempotency_key": "once"}
    for _ in range(2):
        sdk.users.adjust_billing_credit_balance(user_id=user.id, **given)
    assert sdk.users.get_billing_credit_balance(user_id=user.id).balance.amount == 500
    id = new_organization(sdk, user).id
    sdk.organizations.adjust_billing_credit_balance(organization_id=id, **given)
    balance = sdk.organizations.get_billing_credit_balance(organization_id=id).balance
    assert balance.amount_formatted == "5.00"
    subscription = sdk.organizations.get_billing_subscription(organization_id=id)
    assert subscription.subscription_items[0].plan.slug == "free_org"
