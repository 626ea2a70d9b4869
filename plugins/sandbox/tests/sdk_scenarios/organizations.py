"""Organizations, their members, domains, roles and role sets."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.sdk_scenarios.objects import (
    IMAGE,
    Scenarios,
    ids,
    new_organization,
    new_user,
    numbers,
)

scenarios = Scenarios()


@scenarios.add
def organizations(sdk: Any) -> None:
    organization = new_organization(sdk)
    id = organization.id
    assert id in ids(sdk.organizations.list())
    assert sdk.organizations.get(organization_id=id).slug == organization.slug
    assert sdk.organizations.update(organization_id=id, name="Acme II").name == "Acme II"
    merged = sdk.organizations.merge_metadata(organization_id=id, public_metadata={"a": 1})
    assert merged.public_metadata == {"a": 1}
    replaced = sdk.organizations.replace_metadata(organization_id=id, public_metadata={"b": 2})
    assert replaced.public_metadata == {"b": 2}
    assert sdk.organizations.delete(organization_id=id).deleted


@scenarios.add
def logos(sdk: Any) -> None:
    id, user = new_organization(sdk).id, new_user(sdk)
    file = {"file_name": "logo.png", "content": IMAGE}
    sdk.organizations.upload_logo(organization_id=id, file=file, uploader_user_id=user.id)
    assert sdk.organizations.get(organization_id=id).has_image
    assert not sdk.organizations.delete_logo(organization_id=id).has_image


@scenarios.add
def organization_memberships(sdk: Any) -> None:
    user = new_user(sdk)
    id = new_organization(sdk, user).id
    other = new_user(sdk).id
    members = sdk.organization_memberships
    membership = members.create(organization_id=id, user_id=other, role="org:member")
    assert membership.permissions == ["org:sys_memberships:read"]
    assert members.list(organization_id=id).total_count == 2
    updated = members.update(organization_id=id, user_id=other, role="org:admin")
    assert updated.role_name == "Admin"
    merged = members.update_metadata(organization_id=id, user_id=other, public_metadata={"desk": 4})
    assert merged.public_metadata == {"desk": 4}
    assert sdk.users.get_organization_memberships(user_id=user.id).total_count == 1
    assert membership.id in ids(sdk.users.get_instance_organization_memberships())
    members.delete(organization_id=id, user_id=other)
    assert members.list(organization_id=id).total_count == 1


@scenarios.add
def organization_invitations(sdk: Any) -> None:
    id = new_organization(sdk).id
    guest, invitations = new_user(sdk), sdk.organization_invitations
    address = guest.email_addresses[0].email_address
    invitation = invitations.create(organization_id=id, email_address=address, role="org:member")
    bodies = [{"email_address": f"{name}@example.org", "role": "org:member"} for name in "cd"]
    assert invitations.bulk_create(organization_id=id, request_body=bodies).total_count == 2
    assert invitations.list(organization_id=id).total_count == 3
    assert invitations.list_pending(organization_id=id).total_count == 3
    assert invitation.id in ids(invitations.get_all(limit=500))
    assert ids(sdk.users.get_organization_invitations(user_id=guest.id)) == [invitation.id]
    assert invitations.get(organization_id=id, invitation_id=invitation.id).role_name == "Member"
    revoked = invitations.revoke(organization_id=id, invitation_id=invitation.id)
    assert revoked.status == "revoked"


@scenarios.add
def organization_domains(sdk: Any) -> None:
    id, domains = new_organization(sdk).id, sdk.organization_domains
    name = f"acme{next(numbers)}.example"
    domain = domains.create(organization_id=id, name=name, verified=False)
    assert domain.verification is None
    assert ids(domains.list(organization_id=id)) == [domain.id]
    assert ids(domains.list_all(query=name)) == [domain.id]
    updated = domains.update(
        organization_id=id,
        domain_id=domain.id,
        enrollment_mode="automatic_invitation",
        verified=True,
    )
    assert updated.verification.status == "verified"
    owned = domains.verify_ownership(organization_id=id, domain_id=domain.id)
    assert owned.ownership_verification.strategy == "manual_override"
    assert domains.delete(organization_id=id, domain_id=domain.id).deleted


@scenarios.add
def roles_and_permissions(sdk: Any) -> None:
    name = f"r{next(numbers)}"
    permission = sdk.organization_permissions.create(
        name="Read invoices", key=f"org:invoices:{name}", description="See payments"
    )
    assert permission.id in ids(sdk.organization_permissions.list(query="invoices"))
    assert sdk.organization_permissions.get(permission_id=permission.id).name == "Read invoices"
    updated = sdk.organization_permissions.update(permission_id=permission.id, name="Invoices")
    assert updated.name == "Invoices"
    roles = sdk.organization_roles
    role = roles.create(name="Accountant", key=f"org:{name}")
    assert role.id in ids(roles.list())
    updated = roles.assign_permission(organization_role_id=role.id, permission_id=permission.id)
    assert ids(updated.permissions) == [permission.id]
    assert roles.get(organization_role_id=role.id).key == f"org:{name}"
    assert roles.update(organization_role_id=role.id, name="Bookkeeper").name == "Bookkeeper"
    updated = roles.remove_permission(organization_role_id=role.id, permission_id=permission.id)
    assert updated.permissions == []
    assert roles.delete(organization_role_id=role.id).deleted
    assert sdk.organization_permissions.delete(permission_id=permission.id).deleted


@scenarios.add
def role_sets(sdk: Any) -> None:
    sets, name = sdk.role_sets, f"s{next(numbers)}"
    sdk.organization_roles.create(name="Guest", key=f"org:{name}")
    role_set = sets.create(
        name="Partners",
        key=f"role_set:{name}",
        default_role_key="org:member",
        creator_role_key="org:admin",
        roles=["org:admin", "org:member"],
    )
    assert role_set.id in ids(sets.list())
    key = {"role_set_key_or_id": role_set.id}
    assert len(sets.add_roles(**key, role_keys=[f"org:{name}"]).roles) == 3
    assert sets.update(**key, default_role_key=f"org:{name}").default_role.key == f"org:{name}"
    replaced = sets.replace_role(**key, role_key=f"org:{name}", to_role_key="org:member")
    assert replaced.default_role.key == "org:member"
    assert sets.get(role_set_key_or_id=f"role_set:{name}").id == role_set.id
    assert sets.replace(**key, dest_role_set_key="role_set:default").deleted
