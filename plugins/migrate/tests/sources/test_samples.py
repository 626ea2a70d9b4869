"""Every source: its sample is recognized, read, and accepted with its password."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from plugins.migrate.tests.sources.samples import PASSWORD, SAMPLES, Sample

from clerk_cli.testing import TEST_KEY, SandboxAPI
from clerk_cli_migrate.records import MembershipRecord, OrganizationRecord, UserRecord
from clerk_cli_migrate.sources.finding import sources

IDS = [sample.name for sample in SAMPLES]


def users_of(sample: Sample) -> list[UserRecord]:
    return [record for record in sample.open().records if isinstance(record, UserRecord)]


def send(api: SandboxAPI, path: str, body: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {TEST_KEY}"}
    return requests.post(f"{api.url}/v1{path}", json=body, headers=headers, timeout=60)


def test_every_source_has_a_sample() -> None:
    assert {sample.source for sample in SAMPLES} == set(sources())


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_source_is_recognized_from_the_content(sample: Sample) -> None:
    reading = sample.open()
    assert (reading.source, reading.recognized) == (sample.source, True)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_source_reads_its_sample(sample: Sample) -> None:
    reading = sample.open()
    users = [record for record in reading.records if isinstance(record, UserRecord)]
    assert reading.skipped == sample.skipped
    assert [user.problems for user in users] == [()] * (1 + len(sample.others))
    for user, expected in zip(users, (sample.first, *sample.others), strict=True):
        assert {name: user.fields.get(name) for name in expected} == dict(expected)
    assert [omission.code for omission in users[0].omissions] == list(sample.omissions)


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_the_users_of_a_sample_are_created_with_their_passwords(
    sandbox_api: SandboxAPI, sample: Sample
) -> None:
    for user in users_of(sample):
        response = send(sandbox_api, "/users", user.fields)
        assert response.status_code == 200, response.text
        created: dict[str, Any] = response.json()
        has_password = "password_digest" in user.fields
        assert created["password_enabled"] == has_password
        if has_password and user.fields["password_hasher"] != "awscognito":
            path = f"/users/{created['id']}/verify_password"
            assert send(sandbox_api, path, {"password": PASSWORD}).json() == {"verified": True}
            assert send(sandbox_api, path, {"password": "another"}).status_code == 422
    first = users_of(sample)[0]
    is_cognito = first.fields.get("password_hasher") == "awscognito"
    assert sample.has_password == ("password_digest" in first.fields and not is_cognito)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_source_reads_the_same_twice(sample: Sample) -> None:
    reading = sample.open()
    assert list(reading.records) == list(reading.records)
    assert reading.fingerprint == sample.open().fingerprint


def test_an_export_has_organizations_with_what_belongs_to_them() -> None:
    (sample,) = (sample for sample in SAMPLES if sample.source == "clerk")
    records = list(sample.open().records)
    (organization,) = (record for record in records if isinstance(record, OrganizationRecord))
    (membership,) = (record for record in records if isinstance(record, MembershipRecord))
    (user,) = (record for record in records if isinstance(record, UserRecord))
    assert organization.fields == {
        "name": "Engines",
        "slug": "engines",
        "max_allowed_memberships": 5,
        "created_by": "user_sample1",
        "private_metadata": {"tier": "gold"},
        "created_at": "2024-05-01T10:00:00.000Z",
    }
    domain = {"name": "example.com", "enrollment_mode": "automatic_invitation", "verified": True}
    assert organization.domains == (domain,)
    invitation = {"email_address": "grace@example.com", "role": "org:member", "notify": False}
    assert organization.invitations == (invitation,)
    assert (membership.user, membership.membership.organization) == (user.source_id, "org_sample1")
    assert (membership.membership.role, membership.membership.public_metadata) == (
        "org:admin",
        {"seat": 1},
    )
    assert user.emails == ({"email_address": "old@example.com", "verified": False},)
    (phone,) = user.phones
    assert phone["reserved_for_second_factor"] is True


def test_workos_has_active_memberships_only() -> None:
    (sample,) = (sample for sample in SAMPLES if sample.source == "workos")
    records = list(sample.open().records)
    (membership,) = (record for record in records if isinstance(record, MembershipRecord))
    (organization,) = (record for record in records if isinstance(record, OrganizationRecord))
    assert (membership.user, membership.membership.role) == ("user_01SAMPLE", "org:admin")
    assert membership.membership.organization == organization.key
    (domain,) = organization.domains
    assert (domain["name"], domain["verified"]) == ("example.com", True)
