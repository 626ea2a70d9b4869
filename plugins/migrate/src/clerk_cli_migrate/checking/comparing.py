"""The second part of the check: the records against what the instance has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from clerk_cli.api import APIObject
from clerk_cli_migrate.checking.capacity import CODE, excess_memberships
from clerk_cli_migrate.checking.keys import (
    EXTERNAL_ID,
    IDENTIFIERS,
    ORGANIZATION,
    Holder,
    Keys,
    keys_of_user,
)
from clerk_cli_migrate.checking.owners import Owners
from clerk_cli_migrate.checking.reading import LABELS
from clerk_cli_migrate.checking.report import EXISTS, LEFT_OUT, NOTED, REFUSED, Finding, Report
from clerk_cli_migrate.checking.roles import RoleCheck
from clerk_cli_migrate.instance import (
    FILTERED_AT_ONCE,
    PAGE,
    Instance,
    Send,
    all_users,
    users_with,
)
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import READY, Refusal, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.records import Place

OF_ORGANIZATIONS = (steps.ORGANIZATION_SETTINGS, steps.DOMAIN, steps.INVITATION)
CONFLICT = "form_identifier_exists"
EXTERNAL_ID_CONFLICT = "external_id_conflict"


class InstanceCheck:
    """Compares the records with an instance, which is only read.

    Args:
        journal: The steps; those that cannot be sent are marked.
        keys: What identifies the records.
        report: Gets what is found.
        send: Sends a request that reads.
        progress: Called with what is being read.
        ids: IDs of the instance, by what the source calls users and organizations.
    """

    def __init__(
        self,
        journal: Journal,
        keys: Keys,
        report: Report,
        send: Send,
        progress: Callable[[str], None],
        ids: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._journal = journal
        self._keys = keys
        self._report = report
        self._send = send
        self._progress = progress
        self._existing: set[int] = set()
        self._owners = Owners(send, ids)
        self._roles = RoleCheck(journal, report, send)

    def compare(self, instance: Instance) -> None:
        """Mark what exists, and what belongs to others."""
        self._roles.compare()
        self._journal.begin()
        if instance.users:
            for user in self._users(instance):
                self._compare_user(user)
        self._journal.drop_dependents((steps.EMAIL, steps.PHONE), steps.USER)
        self._compare_organizations()
        self._journal.drop_dependents(OF_ORGANIZATIONS, steps.ORGANIZATION)
        self._check_memberships()
        self._check_roles()
        self._check_room()
        self._check_creators()
        self._journal.commit()

    def _users(self, instance: Instance) -> Iterable[APIObject]:
        """The users of the instance that may be among the records, by the fewest requests."""
        counts = {kind: self._keys.count(kind) for kind in IDENTIFIERS}
        filtered = sum(-(-number // FILTERED_AT_ONCE) for number in counts.values())
        if instance.users // PAGE + 1 <= filtered:
            for number, user in enumerate(all_users(self._send)):
                if number % PAGE == 0:
                    self._progress(f"Reading users: {number:,} of {instance.users:,}")
                yield user
            return
        for kind in IDENTIFIERS:
            done = 0
            for values in self._keys.values(kind, FILTERED_AT_ONCE):
                label = LABELS.get(kind, kind)
                self._progress(f"Comparing by {label}: {done:,} of {counts[kind]:,}")
                yield from users_with(self._send, kind, values)
                done += len(values)

    def _compare_user(self, user: APIObject) -> None:
        user_id = str(user.get("id", ""))
        holders: dict[Holder, list[str]] = {}
        identifiers = list(keys_of_user(user))
        for kind, value in identifiers:
            holder = self._keys.find(kind, value)
            if holder is not None:
                holders.setdefault(holder, []).append(kind)
        for holder, kinds in holders.items():
            if holder.step in self._existing:
                continue
            self._existing.add(holder.step)
            place = Place(file=holder.file, line=holder.line)
            kind = kinds[0]
            others = {kind for kind, _ in identifiers if kind != EXTERNAL_ID}
            if kinds == [EXTERNAL_ID] and self._keys.has_any(holder.step, others):
                message = f"the external ID belongs to {user_id}, who has different identifiers"
                action = "Change the external ID of the record, or the identifiers of that user."
                self._refuse_record(holder, EXTERNAL_ID_CONFLICT, kind, message, action)
                continue
            if kind == EXTERNAL_ID:
                message = "a user with this external ID exists; nothing is sent"
                external_id = self._journal.key_of(holder.step)
                self._report.add(place, Finding(EXISTS, "exists", kind, message), external_id)
                self._journal.mark(holder.step, steps.EXISTING, user_id)
                self._drop_contacts(user)
                continue
            message = f"the {LABELS.get(kind, kind)} belongs to {user_id}"
            action = "Remove it from the record, or from that user."
            self._refuse_record(holder, CONFLICT, kind, message, action)

    def _refuse_record(
        self, holder: Holder, code: str, field: str, message: str, action: str
    ) -> None:
        place = Place(file=holder.file, line=holder.line)
        external_id = self._journal.key_of(holder.step)
        self._report.add(place, Finding(REFUSED, code, field, message, action), external_id)
        self._journal.mark(holder.step, steps.REFUSED, "", Refusal(code, message, action))

    def _drop_contacts(self, user: APIObject) -> None:
        """Do not send any requests for contacts that an existing user has already."""
        owner = str(user.get(EXTERNAL_ID))
        members = (("email_addresses", steps.EMAIL), ("phone_numbers", steps.PHONE))
        for member, kind in members:
            for contact in user.get(member) or ():
                self._journal.drop(kind, str(contact.get(kind)), owner)

    def _compare_organizations(self) -> None:
        for step in self._journal.steps(steps.ORGANIZATION, (READY,)):
            organization, has_namesake = self._owners.organization_of(step)
            if organization is not None:
                field = "slug" if step.body.get("slug") else "name"
                message = f'an organization with the {field} "{step.body.get(field)}" exists'
                message += "; members are added to it"
                self._report.add(_place(step), Finding(EXISTS, "exists", field, message))
                self._journal.mark(step.id, steps.EXISTING, str(organization.get("id", "")))
                self._journal.drop(steps.ORGANIZATION_SETTINGS, step.key, step.key)
            elif has_namesake:
                message = f'another organization is named "{step.body.get("name")}"'
                self._report.add(_place(step), Finding(NOTED, "same_name", "name", message))

    def _check_memberships(self) -> None:
        for key in self._journal.unknown_owners():
            organization = self._owners.organization(key)
            if organization is not None:
                step = Step(0, steps.ORGANIZATION, "", 0, key, "", {}, steps.EXISTING,
                            str(organization.get("id", "")))  # fmt: skip
                self._journal.add(step)
                self._keys.add(ORGANIZATION, key, Holder(0, "", 0))
                continue
            message = "the organization is neither in the files nor in the instance"
            action = "Import the organization first, or correct its ID."
            for step in self._journal.memberships("owner = ?", (key,)):
                self._refuse(step, "unknown_organization", "organization", message, action)
        self._find_members()
        usable = "NOT EXISTS (SELECT 1 FROM steps other WHERE other.kind = ? AND other.{} ="
        usable += " steps.{} AND other.{} != '' AND other.state IN ('ready', 'existing'))"
        for step in self._journal.memberships(
            usable.format("alias", "key", "alias"), (steps.USER,)
        ):
            message = "its user is neither in the import nor in the instance"
            action = "Import the user first, or correct the ID of the user."
            self._refuse(step, "unknown_user", "user", message, action)
        for step in self._journal.memberships(
            usable.format("key", "owner", "key"), (steps.ORGANIZATION,)
        ):
            message = "its organization is not in the import"
            self._refuse(step, "unknown_organization", "organization", message)

    def _find_members(self) -> None:
        """Find the members whom an earlier run imported."""
        for name, user in self._owners.users(self._journal.unknown_members()):
            key, clerk_id = str(user.get("external_id") or name), str(user["id"])
            step = Step(0, steps.USER, "", 0, key, "", {}, steps.EXISTING, clerk_id, alias=name)
            self._journal.add(step)

    def _check_roles(self) -> None:
        for role in self._roles.unknown():
            message = f'the instance has no role "{role}"'
            action = (
                f"Create it: clerk organizations roles create --key {role}, or use another: "
                f"--set role.{role.removeprefix('org:')}=org:member"
            )
            for step in self._journal.memberships("json_extract(body, '$.role') = ?", (role,)):
                self._refuse(step, "unknown_role", "role", message, action)
            for step in self._journal.steps(steps.INVITATION, (READY,)):
                if step.body.get("role") == role:
                    self._refuse(step, "unknown_role", "role", message, action)

    def _check_room(self) -> None:
        for step, limit in excess_memberships(self._journal, self._send, self._report):
            message = f'the organization "{step.owner}" can have at most {limit:,} members'
            action = "Raise max_allowed_memberships of the organization or of the instance."
            self._refuse(step, CODE, "max_allowed_memberships", message, action)

    def _check_creators(self) -> None:
        """Leave out creators who are not members: the API would make them administrators."""
        for step, creator in self._journal.creators():
            user = self._journal.find_user(creator)
            if user is None or user.state not in (READY, steps.EXISTING):
                message = "its creator is not among the imported users"
                code = "creator_not_imported"
            elif self._is_member(step, {creator, user.key, user.alias} - {""}):
                continue
            else:
                message = "its creator is no longer a member, and is not added again"
                code = "creator_not_member"
            finding = Finding(LEFT_OUT, code, "created_by", message)
            self._report.add(_place(step), finding, step.key)
            self._journal.drop_creator(step.id)

    def _is_member(self, organization: Step, names: Collection[str]) -> bool:
        marks = ", ".join("?" * len(names))
        condition = f"owner = ? AND key IN ({marks})"
        return any(self._journal.memberships(condition, (organization.key, *names)))

    def _refuse(self, step: Step, code: str, field: str, message: str, action: str = "") -> None:
        finding = Finding(REFUSED, code, field, message, action)
        self._report.add(_place(step), finding, step.key)
        self._journal.mark(step.id, steps.REFUSED, "", Refusal(code, message, action))


def _place(step: Step) -> Place:
    return Place(file=step.file, line=step.line)
