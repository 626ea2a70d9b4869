"""Which source reads a file: recognized, overruled, ambiguous, or none."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plugins.migrate.tests.sources.samples import SAMPLES, Sample

from clerk_cli.api import Environment, UsageError
from clerk_cli_migrate.reading import Reading, Wanted, open_reading
from clerk_cli_migrate.records import OrganizationRecord, UserRecord
from clerk_cli_migrate.sources import ENTRY_POINTS, Draft, Row, Source, Values, finding


def open_text(folder: Path, *contents: str, **options: object) -> Reading:
    """Open files with these contents."""
    names = []
    for number, content in enumerate(contents):
        names.append(f"file{number}")
        (folder / names[-1]).write_text(content, encoding="utf-8")
    return open_reading(Wanted(names, **options), Environment(directory=folder))  # type: ignore[arg-type]


def users(reading: Reading) -> list[UserRecord]:
    return [record for record in reading.records if isinstance(record, UserRecord)]


def refusal(folder: Path, *contents: str, **options: object) -> UsageError:
    with pytest.raises(UsageError) as raised:
        list(open_text(folder, *contents, **options).records)
    return raised.value


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_no_two_sources_recognize_the_same(sample: Sample) -> None:
    reading = sample.open()
    others = [
        source.name
        for source in finding.sources().values()
        if source is not reading.reader
        and any(source.recognizes(row.values) for row in reading._all_rows())
    ]
    allowed = {"clerk": ["clerk-csv"]}
    assert [name for name in others if name not in allowed.get(sample.source, [])] == []


def test_an_unknown_format_is_refused_with_the_choices(tmp_path: Path) -> None:
    error = refusal(tmp_path, "mail,nick\na@b.co,ada\n")
    assert error.message == "file0: the format is not recognized"
    assert "auth0" in (error.hint or "")
    assert "clerk migrate map FILE" in (error.hint or "")


def test_files_of_different_sources_are_refused_with_their_names(tmp_path: Path) -> None:
    okta = '{"id": "1", "status": "ACTIVE", "profile": {"login": "a@b.co"}}'
    error = refusal(tmp_path, okta, "localId,email\nx,a@b.co\n")
    assert error.message == "no source reads these files together: file0 (Okta), file1 (Firebase)"


def test_additions_alone_are_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, '{"_id": "1", "passwordHash": "x"}')
    assert "not recognized" in error.message


def test_the_source_can_be_overruled(tmp_path: Path) -> None:
    content = '{"user_id": "auth0|1", "email": "a@b.co"}'
    assert open_text(tmp_path, content).source == "auth0"
    overruled = open_text(tmp_path, content, source="generic", mapping=["email=email_address"])
    assert (overruled.source, overruled.recognized) == ("generic", False)
    assert users(overruled)[0].fields["email_address"] == ["a@b.co"]


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "{}", source="auth1").message == 'unknown source "auth1"'


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"signer": "x"}, '--set: Firebase has no parameter "signer"'),
        ({"header": "maybe"}, "--set header: must be yes or no"),
        (
            {"omit": "digests,names"},
            '--set omit: "names" is not one of digests, usernames, phones',
        ),
        ({}, "the users have passwords, which need --set base64_signer_key=…"),
    ],
)
def test_parameters_that_are_wrong_or_missing_are_refused(
    tmp_path: Path, parameters: dict[str, str], reason: str
) -> None:
    content = '{"localId": "1", "email": "a@b.co", "passwordHash": "AAAA", "salt": "AAAA"}'
    assert refusal(tmp_path, content, parameters=parameters).message == reason


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (["mail"], "--map: cannot read mail"),
        (["mail=emails"], '--map: there is no field "emails"'),
        (["=email_address"], '--map: "=email_address" is not column=field'),
        (["e-mail=email_address"], '--map: there is no column "e-mail"'),
        (["hash=password_digest", "mail=email_address"], "the hasher is not specified"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(
    tmp_path: Path, mapping: list[str], reason: str
) -> None:
    content = "mail,hash\na@b.co,$2b$10$5AsWUfOS6zP/hPeMpGYmmeBq99l/x9FDZFpbqef8fVlxljuvZcReS\n"
    assert reason in refusal(tmp_path, content, mapping=mapping).message


def test_a_mapping_is_for_tables_only(tmp_path: Path) -> None:
    error = refusal(tmp_path, '{"localId": "1"}', source="firebase", mapping=["a=username"])
    assert error.message == "--map: Firebase has fixed columns"


def test_a_column_that_is_not_mapped_is_reported_as_omitted(tmp_path: Path) -> None:
    content = "mail,color,shoe\na@b.co,red,42\n"
    (user,) = users(open_text(tmp_path, content, mapping=["mail=email_address", "shoe="]))
    assert [(item.code, item.field) for item in user.omissions] == [("unmapped_column", "color")]


def test_a_column_can_say_which_addresses_are_verified(tmp_path: Path) -> None:
    content = "mail,ok\na@b.co,true\nc@d.co,no\n"
    mapping = ["mail=email_address", "ok=email_verified"]
    first, second = users(open_text(tmp_path, content, mapping=mapping))
    assert "email_address_identification_status" not in first.fields
    assert second.fields["email_address_identification_status"] == ["reserved"]


def test_a_column_of_hashers_decides_for_each_record(tmp_path: Path) -> None:
    content = (
        "email_address,password_digest,password_hasher\n"
        "a@b.co,d41d8cd98f00b204e9800998ecf8427e,md5\n"
        "c@d.co,d41d8cd98f00b204e9800998ecf8427e,\n"
        "e@f.co,,\n"
    )
    first, second, third = users(open_text(tmp_path, content))
    assert first.fields["password_hasher"] == "md5"
    assert [problem.code for problem in second.problems] == ["missing_hasher"]
    assert third.fields["skip_password_requirement"] is True


def test_unusable_digests_are_left_out_on_request(tmp_path: Path) -> None:
    content = '{"userId": "1", "email": "a@b.co", "password": "$wp$x", "passwordHasher": "bcrypt"}'
    (refused,) = users(open_text(tmp_path, content))
    assert [problem.code for problem in refused.problems] == ["digest_mismatch"]
    (user,) = users(open_text(tmp_path, content, parameters={"omit": "digests"}))
    assert (user.problems, user.fields["skip_password_requirement"]) == ((), True)
    assert [omission.code for omission in user.omissions] == ["digest_mismatch"]


def test_usernames_and_phones_are_left_out_on_request(tmp_path: Path) -> None:
    content = (
        '{"username": "joan.clarke", "email_address": ["a@b.co"],'
        ' "phone_number": ["1", "+15555550100"],'
        ' "phone_number_identification_status": ["verified", "reserved"]}\n'
        '{"username": "only.username"}\n'
    )
    refused, _ = users(open_text(tmp_path, content))
    assert [item.code for item in refused.problems] == ["invalid_phone_number", "invalid_username"]
    user, other = users(open_text(tmp_path, content, parameters={"omit": "usernames,phones"}))
    assert user.problems == ()
    assert "username" not in user.fields
    assert user.fields["phone_number"] == ["+15555550100"]
    assert user.fields["phone_number_identification_status"] == ["reserved"]
    assert [item.code for item in user.omissions] == ["invalid_phone_number", "invalid_username"]
    assert [item.code for item in other.problems] == ["invalid_username"]


def test_a_hasher_that_is_not_documented_is_noted(tmp_path: Path) -> None:
    content = '{"email_address": ["a@b.co"], "password_digest": "x", "password_hasher": "newest"}'
    (user,) = users(open_text(tmp_path, content))
    assert (user.problems, user.fields["password_hasher"]) == ((), "newest")
    assert [omission.code for omission in user.omissions] == ["unknown_hasher"]


class Ledger(Source):
    """A format of somebody else's."""

    name = "ledger"
    title = "Ledger"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        return "ledger_id" in sample

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        for row in rows:
            draft = Draft(row, row.values["ledger_id"])
            draft.email(row.values["mail"], verified=True)
            yield draft.record()


class Greedy(Ledger):
    """Another one that takes the same for its own."""

    name = "greedy"
    title = "Greedy"


class Fragile(Ledger):
    """A format whose reader keeps additions to itself, and expects every member."""

    name = "fragile"
    title = "Fragile"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        return bool(sample["fragile_id"])

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        return bool(sample["adds_to"])

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        for row in rows:
            draft = Draft(row, row.values["fragile_id"])
            draft.email(row.values["mail"], verified=True)
            yield draft.record()


class Careless(Ledger):
    """A format whose reader yields what it has."""

    name = "careless"
    title = "Careless"

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        yield from (row.values for row in rows)  # type: ignore[misc]


@pytest.fixture
def third_party(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Entry points besides those that are installed."""
    from importlib import metadata

    added: list[EntryPoint] = []
    installed = metadata.entry_points

    def entry_points(*, group: str) -> list[EntryPoint]:
        return [*installed(group=group), *(point for point in added if point.group == group)]

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    finding.sources.cache_clear()
    yield added
    finding.sources.cache_clear()


def point(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", ENTRY_POINTS)


def test_a_source_of_another_package_is_found(
    third_party: list[EntryPoint], tmp_path: Path
) -> None:
    third_party.append(point("ledger", "Ledger"))
    reading = open_text(tmp_path, "ledger_id,mail\n7,a@b.co\n")
    assert reading.source == "ledger"
    assert users(reading)[0].fields["external_id"] == "7"


def test_a_format_that_two_sources_recognize_is_ambiguous(
    third_party: list[EntryPoint], tmp_path: Path
) -> None:
    third_party += [point("ledger", "Ledger"), point("greedy", "Greedy")]
    error = refusal(tmp_path, "ledger_id,mail\n7,a@b.co\n")
    assert error.message == "the format is ambiguous: it looks like Greedy and Ledger"
    assert error.hint == "Use --source with one of greedy, ledger."


@pytest.mark.parametrize(
    ("target", "reason"),
    [("Missing", "cannot be loaded"), ("point", "is not a subclass of Source")],
)
def test_a_source_that_cannot_be_loaded_is_named(
    third_party: list[EntryPoint], tmp_path: Path, target: str, reason: str
) -> None:
    third_party.append(point("broken", target))
    error = refusal(tmp_path, "ledger_id,mail\n7,a@b.co\n")
    assert 'the source "broken"' in error.message
    assert reason in error.message


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "").message == "file0: has no records"
    assert refusal(tmp_path, "{bad\n").message.startswith("file0, line 1: not valid JSON")


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_failures_are_read_as_their_records(sample: Sample, tmp_path: Path) -> None:
    records = [record for record in sample.open().records if isinstance(record, UserRecord)]
    lines = [
        {
            "file": "x", "line": 1, "external_id": "run:1", "code": "some_code",
            "reason": "Some reason", "action": "", "record": record.original,
        }
        for record in records
    ]  # fmt: skip
    content = "\n".join(json.dumps(line) for line in lines)
    again = users(open_text(tmp_path, content))
    assert [user.fields for user in again] == [
        {"external_id": "run:1", **record.fields} for record in records
    ]
    assert [(user.emails, user.phones, user.memberships) for user in again] == [
        (record.emails, record.phones, record.memberships) for record in records
    ]
    assert [user.problems for user in again] == [()] * len(records)


JUNK = st.sampled_from(
    [None, True, 7, "x", "{", [], ["x"], [7], {}, {"x": 7}, [{"x": None}], "\ud800"]
)


@settings(max_examples=settings().max_examples // 3)
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_a_value_of_another_type_is_a_problem_or_a_refusal(
    sample: Sample, data: st.DataObject
) -> None:
    rows = [dict(row.values) for row in sample.open()._all_rows()]
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JUNK)
    stdin = io.StringIO("\n".join(json.dumps(item) for item in rows))
    wanted = Wanted(["-"], sample.source, sample.parameters, sample.mapping)
    message = ""
    try:
        reading = open_reading(wanted, Environment(stdin=stdin))
        assert list(reading.records) or reading.skipped
    except UsageError as error:
        message = error.message
    assert "\n" not in message


OF_ANOTHER_TYPE = {
    "okta": (
        {"id": "1", "status": "ACTIVE", "profile": {"login": "a"}}, {"profile": "x"},
    ),
    "keycloak": (
        {"id": "1", "username": "a", "enabled": True, "createdTimestamp": 1714557600000},
        {"id": "2", "username": "b", "credentials": ["x"]},
    ),
    "workos": (
        {"object": "organization", "id": "org_1", "name": "One", "domains": []},
        {"object": "organization", "id": "org_2", "created_at": "yesterday", "domains": []},
    ),
    "auth0": (
        {"user_id": "auth0|1", "email": "a@example.com"}, {"user_id": "auth0|2", "email": {}},
    ),
    "firebase": ({"localId": "1", "email": "a@b.co"}, {"localId": "2", "email": ["x"]}),
}  # fmt: skip


@pytest.mark.parametrize(("fine", "broken"), OF_ANOTHER_TYPE.values(), ids=OF_ANOTHER_TYPE)
def test_a_record_that_a_source_cannot_read_is_one_refused_record(
    tmp_path: Path, fine: dict[str, Any], broken: dict[str, Any]
) -> None:
    rows = (fine, broken, fine)
    reading = open_text(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))
    first, refused, last = reading.records
    assert (first.problems, last.problems) == ((), ())
    assert [problem.code for problem in refused.problems] == ["unreadable_record"]
    assert refused.problems[0].message.startswith(f"cannot be read as {reading.title}: ")
    assert refused.place["line"] == 2


def test_rows_that_were_joined_stay_so_after_a_record_that_cannot_be_read(tmp_path: Path) -> None:
    digest = "$2b$10$5AsWUfOS6zP/hPeMpGYmmeBq99l/x9FDZFpbqef8fVlxljuvZcReS"
    rows: list[dict[str, Any]] = [
        {"user_id": "auth0|1", "email": "a@example.com"},
        {"user_id": "auth0|2", "email": {}},
        {"user_id": "auth0|3", "email": "c@example.com"},
        *({"_id": str(number), "passwordHash": digest} for number in (1, 3, 4)),
    ]
    records = users(open_text(tmp_path, "".join(json.dumps(row) + "\n" for row in rows)))
    digests = [record.fields.get("password_digest") for record in records]
    assert digests == [digest, None, digest, None]
    assert [omission.code for omission in records[3].omissions] == ["no_owner"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rounds", "eight"),
        ("rounds", "0"),
        ("mem_cost", "-1"),
        ("base64_signer_key", "not base64!"),
        ("base64_salt_separator", "#"),
    ],
)
def test_hash_parameters_are_checked_before_anything_is_read(
    tmp_path: Path, name: str, value: str
) -> None:
    good = {"base64_signer_key": "c2ln", "base64_salt_separator": "Bw==", "rounds": "8",
            "mem_cost": "14"}  # fmt: skip
    content = '{"localId": "1", "email": "a@b.co", "passwordHash": "AAAA", "salt": "AAAA"}'
    assert users(open_text(tmp_path, content, parameters=good))
    error = refusal(tmp_path, content, parameters={**good, name: value})
    assert error.message.startswith(f"--set {name}: must be ")
    assert value not in error.message


@pytest.mark.parametrize(
    "header",
    [
        "ID,Primary_Email_Address,First_Name",
        "id,primary_email_address,first_name",
        "verified_email_addresses,id,last_name",
    ],
)
def test_few_columns_in_any_case_are_those_of_the_dashboard(tmp_path: Path, header: str) -> None:
    row = {"id": "user_1", "first_name": "Ada", "last_name": "Byron"}
    cells = [row.get(name.lower(), "ada@example.com") for name in header.split(",")]
    reading = open_text(tmp_path, f"{header}\n{','.join(cells)}\n")
    assert reading.source == "clerk-csv"
    (user,) = users(reading)
    assert (user.source_id, user.fields["email_address"]) == ("user_1", ["ada@example.com"])


def test_a_first_record_without_a_key_does_not_decide(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "username": "ada", "enabled": True},
        {"id": "2", "username": "grace", "enabled": True, "createdTimestamp": 1714557600000},
    ]
    reading = open_text(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))
    assert (reading.source, len(users(reading))) == ("keycloak", 2)


def test_records_and_what_adds_to_them_may_be_in_one_file(tmp_path: Path) -> None:
    rows = [
        {"user_id": "auth0|1", "email": "ada@example.com"},
        {"_id": {"$oid": "1"}, "passwordHash": "x"},
    ]
    content = "".join(json.dumps(row) + "\n" for row in rows)
    assert open_text(tmp_path, content).source == "auth0"


def test_invitations_that_are_not_pending_are_listed(tmp_path: Path) -> None:
    organization = {"object": "organization", "id": "org_1", "name": "One", "public_metadata": {}}
    rows = [organization] + [
        {"object": "organization_invitation", "id": f"inv_{status}", "organization_id": "org_1",
         "email_address": f"{status}@example.com", "role": "org:member", "status": status}
        for status in ("pending", "revoked")
    ]  # fmt: skip
    reading = open_text(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))
    (record,) = reading.records
    assert isinstance(record, OrganizationRecord)
    assert [item["email_address"] for item in record.invitations] == ["pending@example.com"]
    assert [item.message for item in record.omissions] == ["an invitation that is revoked"]


def test_a_user_that_is_text_is_not_one_of_better_auth(tmp_path: Path) -> None:
    content = '{"user": "ada", "email_address": ["ada@example.com"]}\n'
    assert "not recognized" in refusal(tmp_path, content).message


def test_a_mapped_member_may_be_missing_in_the_first_record(tmp_path: Path) -> None:
    content = '{"mail": "a@b.co"}\n{"mail": "c@d.co", "tel": "+14155550111"}\n'
    mapping = ["mail=email_address", "tel=phone_number"]
    first, second = users(open_text(tmp_path, content, mapping=mapping))
    assert ("phone_number" in first.fields, second.fields["phone_number"]) == (
        False,
        ["+14155550111"],
    )


@pytest.mark.parametrize("content", ['{"mail": "a@b.co"}\n' * 2, "mail\na@b.co\n"])
def test_a_mapped_column_that_no_record_has_is_refused(tmp_path: Path, content: str) -> None:
    mapping = ["mail=email_address", "tel=phone_number"]
    error = refusal(tmp_path, content, mapping=mapping)
    assert (error.message, error.hint) == ('--map: there is no column "tel"', "Use mail.")


def test_tables_with_other_columns_are_read_with_one_mapping(tmp_path: Path) -> None:
    contents = ("mail\na@b.co\n", "mail,tel\nc@d.co,+14155550111\n")
    mapping = ["mail=email_address", "tel=phone_number"]
    _, second = users(open_text(tmp_path, *contents, mapping=mapping))
    assert second.fields["phone_number"] == ["+14155550111"]


def test_a_header_without_a_mapped_column_is_refused_before_all_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='there is no column "tel"'):
        open_text(tmp_path, "mail\na@b.co\n", mapping=["tel=phone_number"])


def test_a_member_of_an_object_that_is_not_mapped_is_reported_as_omitted(tmp_path: Path) -> None:
    content = '{"profile": {"mail": "a@b.co", "tel": "1", "empty": ""}}\n'
    (user,) = users(open_text(tmp_path, content, mapping=["profile.mail=email_address"]))
    assert [item.field for item in user.omissions] == ["profile.tel"]


def test_blank_rows_of_a_table_are_not_records(tmp_path: Path) -> None:
    reading = open_text(tmp_path, "external_id,email_address\n,\n1,a@b.co\n,\n,,,\n,\n")
    assert [user.fields["external_id"] for user in users(reading)] == ["1"]


def test_a_source_that_fails_to_look_at_a_row_does_not_recognize_it(
    tmp_path: Path, third_party: list[EntryPoint]
) -> None:
    third_party.append(point("fragile", "Fragile"))
    assert open_text(tmp_path, "external_id,email_address\n7,a@b.co\n").source == "generic"


def test_a_source_that_would_forget_additions_refuses_the_file(
    tmp_path: Path, third_party: list[EntryPoint]
) -> None:
    third_party.append(point("fragile", "Fragile"))
    error = refusal(tmp_path, '{"fragile_id": 1, "mail": "a@b.co"}\n{"fragile_id": 2}\n')
    assert error.message.startswith("file0, record 2: cannot be read as Fragile: it has no")


def test_a_source_that_yields_no_records_is_named(
    tmp_path: Path, third_party: list[EntryPoint]
) -> None:
    third_party.append(point("careless", "Careless"))
    error = refusal(tmp_path, "ledger_id,mail\n7,a@b.co\n", source="careless")
    assert error.message.startswith('the source "careless"')


def test_a_source_that_is_named_does_not_need_the_others(
    tmp_path: Path, third_party: list[EntryPoint]
) -> None:
    third_party.append(point("broken", "Missing"))
    content = "external_id,email_address\n7,a@b.co\n"
    assert open_text(tmp_path, content, source="generic").source == "generic"


WRONG_TYPES = [
    ("password", ["PLAINSECRET6"]), ("password", 12345678), ("password_digest", {"x": 1}),
    ("external_id", ["T5"]), ("external_id", {"$oid": "1"}), ("external_id", 1.5),
    ("username", True), ("first_name", ["A"]), ("email_address", {"x": "a@b.co"}),
    ("email_address", [["a@b.co"]]), ("phone_number", [True]), ("backup_codes", [{}]),
    ("banned", ["true"]), ("create_organizations_limit", [3]), ("created_at", [1714557600]),
    ("created_at", 20240101), ("created_at", "2024"), ("legal_accepted_at", -5),
    ("locale", {}), ("totp_secret", ["JBSWY3DP"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG_TYPES)
def test_a_value_of_another_type_never_becomes_text(
    tmp_path: Path, field: str, value: object
) -> None:
    line = json.dumps({"web3_wallet": "0x" + "a" * 40, field: value})
    mapping = [f"{name}={name}" for name in ("web3_wallet", field)]
    reading = open_text(tmp_path, line, mapping=mapping, parameters={"hasher": "auto"})
    (record,) = users(reading)
    assert [problem.field.partition("[")[0] for problem in record.problems] == [field]
    assert str(value) not in map(str, record.fields.values()) or record.fields[field] == value


def test_a_single_unknown_field_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, '{"email_address": ["a@b.co"], "fjrst_name": "Ada"}\n')
    expected = 'file0: the format is not recognized: there is no field "fjrst_name"'
    assert error.message == expected


def test_standard_input_has_a_name_for_people() -> None:
    stdin = io.StringIO('{"x": 1}\n')
    with pytest.raises(UsageError, match="stdin: the format is not recognized"):
        open_reading(Wanted(["-"]), Environment(stdin=stdin))


def test_members_that_the_script_does_not_know_are_reported_as_omitted(tmp_path: Path) -> None:
    row = {"userId": "1", "email": "a@b.co", "banned": True, "createdAt": "2024-05-01"}
    (user,) = users(open_text(tmp_path, json.dumps(row), source="clerk-script"))
    assert [item.field for item in user.omissions] == ["banned", "createdAt"]


def test_a_second_factor_that_is_in_no_file_is_listed(tmp_path: Path) -> None:
    row = {"user_id": "google-oauth2|1", "email": "a@b.co", "multifactor": ["guardian"]}
    (user,) = users(open_text(tmp_path, json.dumps(row)))
    assert [item.field for item in user.omissions] == ["multifactor"]


def test_a_file_in_which_nothing_can_be_read_says_why(tmp_path: Path) -> None:
    error = refusal(tmp_path, '\n{"external_id": "1", "first_name": "A\\ud83d"}\n')
    expected = (
        'file0, line 2: has no record that can be read: "first_name" contains an unpaired surrogate'
    )
    assert (error.message, error.hint) == (
        expected,
        "Export the record again: a character was split in two.",
    )
