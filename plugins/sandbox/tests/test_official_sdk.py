"""Clerk's own Python SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

# The SDK reads its own deprecated fields.
pytestmark = pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")


@pytest.fixture
def sdk(served: str) -> Iterator[Any]:
    from clerk_backend_api import Clerk
    from clerk_backend_api.utils import BackoffStrategy, RetryConfig

    retry = RetryConfig("none", BackoffStrategy(1, 1, 1, 1), retry_connection_errors=False)
    with Clerk(
        bearer_auth="sk_test_sdk", server_url=f"{served}/v1", retry_config=retry, timeout_ms=5000
    ) as client:
        yield client


@pytest.fixture
def user(sdk: Any) -> Any:
    return sdk.users.create(
        email_address=["ada@example.com"],
        phone_number=["+15550100001"],
        first_name="Ada",
        password="a long enough one",
        public_metadata={"plan": "gold"},
    )


def test_the_sdk_creates_lists_gets_updates_and_deletes_users(sdk: Any, user: Any) -> None:
    assert [each.id for each in sdk.users.list()] == [user.id]
    assert sdk.users.count().total_count == 1
    assert sdk.users.get(user_id=user.id).public_metadata == {"plan": "gold"}
    assert sdk.users.update(user_id=user.id, first_name="Augusta").first_name == "Augusta"
    deleted = sdk.users.delete(user_id=user.id)
    assert (deleted.id, deleted.deleted) == (user.id, True)
    assert sdk.users.list() == []


def test_the_sdk_changes_the_state_of_a_user(sdk: Any, user: Any) -> None:
    assert sdk.users.ban(user_id=user.id).banned is True
    assert sdk.users.unban(user_id=user.id).banned is False
    assert sdk.users.lock(user_id=user.id).locked is True
    assert sdk.users.unlock(user_id=user.id).locked is False
    assert sdk.users.verify_password(user_id=user.id, password="a long enough one").verified


def test_the_sdk_merges_metadata(sdk: Any, user: Any) -> None:
    merged = sdk.users.update_metadata(user_id=user.id, public_metadata={"beta": True})
    assert merged.public_metadata == {"plan": "gold", "beta": True}


def test_the_sdk_manages_email_addresses(sdk: Any, user: Any) -> None:
    added = sdk.email_addresses.create(
        request={"user_id": user.id, "email_address": "b@example.com", "verified": True}
    )
    assert sdk.email_addresses.get(email_address_id=added.id).email_address == "b@example.com"
    sdk.email_addresses.update(email_address_id=added.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_email_address_id == added.id
    assert sdk.email_addresses.delete(email_address_id=added.id).deleted


def test_the_sdk_manages_phone_numbers(sdk: Any, user: Any) -> None:
    added = sdk.phone_numbers.create(
        request={"user_id": user.id, "phone_number": "+15550100002", "verified": True}
    )
    assert sdk.phone_numbers.get(phone_number_id=added.id).phone_number == "+15550100002"
    sdk.phone_numbers.update(phone_number_id=added.id, primary=True)
    assert sdk.users.get(user_id=user.id).primary_phone_number_id == added.id
    assert sdk.phone_numbers.delete(phone_number_id=added.id).deleted


def test_the_sdk_understands_a_refusal(sdk: Any) -> None:
    from clerk_backend_api.models import ClerkErrors

    with pytest.raises(ClerkErrors) as raised:
        sdk.users.get(user_id="user_nope")
    assert raised.value.data.errors[0].code == "resource_not_found"


def test_the_sdk_manages_organizations_members_and_invitations(sdk: Any, user: Any) -> None:
    made = sdk.organizations.create(request={"name": "Acme", "created_by": user.id})
    assert sdk.organizations.list().total_count == 1
    assert sdk.organizations.get(organization_id=made.id).slug == "acme"
    assert sdk.organizations.update(organization_id=made.id, name="Acme 2").name == "Acme 2"
    merged = sdk.organizations.merge_metadata(organization_id=made.id, public_metadata={"a": 1})
    assert merged.public_metadata == {"a": 1}
    members = sdk.organization_memberships.list(organization_id=made.id)
    assert members.data[0].public_user_data.user_id == user.id
    changed = sdk.organization_memberships.update(
        organization_id=made.id, user_id=user.id, role="org:member"
    )
    assert changed.role == "org:member"
    invited = sdk.organization_invitations.create(
        organization_id=made.id, email_address="b@example.com", role="org:member"
    )
    assert sdk.organization_invitations.list(organization_id=made.id).total_count == 1
    revoked = sdk.organization_invitations.revoke(organization_id=made.id, invitation_id=invited.id)
    assert revoked.status == "revoked"
    sdk.organization_memberships.delete(organization_id=made.id, user_id=user.id)
    assert sdk.organizations.delete(organization_id=made.id).deleted
