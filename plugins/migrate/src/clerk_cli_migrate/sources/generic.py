"""Columns of any names, which a mapping assigns to fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from clerk_cli.api import UsageError
from clerk_cli_migrate.mapping.columns import MappedColumns
from clerk_cli_migrate.mapping.targets import FLAGS, IDENTIFIERS, TARGETS, Target, find_target
from clerk_cli_migrate.records import PASSWORDS, UserRecord
from clerk_cli_migrate.sources import HASHER, Draft, Row, Source, Values
from clerk_cli_migrate.sources.clerk_csv import add_digest
from clerk_cli_migrate.validation.bodies import is_user_body
from clerk_cli_migrate.values import as_bool, as_text


class Generic(Source):
    """CSV, NDJSON or JSON with a mapping, or with columns that are named like the fields."""

    name = "generic"
    title = "a table with columns of its own"
    takes_mapping: ClassVar[bool] = True
    parameters = (HASHER,)

    @cached_property
    def _mapped_columns(self) -> MappedColumns:
        return MappedColumns(self.mapping)

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether all columns are named like fields of ``POST /users``, and one identifies."""
        if IDENTIFIERS.isdisjoint(sample):
            return False
        return is_user_body(sample) or all(find_target(name) for name in sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read the columns that the mapping names; the others are left behind."""
        targets = {column: find_target(field) for column, field in self.mapping.items()}
        hasher = parameters.get("hasher", "")
        columns = self._mapped_columns
        for number, row in enumerate(rows):
            columns.look_at(row.values)
            if not targets and is_user_body(row.values):
                yield _user_of_body(row)
                continue
            used = targets or {name: TARGETS[name] for name in row.values if name in TARGETS}
            if not number:
                self._require_hasher(used, hasher)
            yield self._record(row, used, hasher)
        columns.require_all()

    def _require_hasher(self, used: Mapping[str, Target | None], hasher: str) -> None:
        fields = [target.field for target in used.values() if target]
        if "password_digest" in fields and "password_hasher" not in fields and not hasher:
            raise UsageError(
                "the file has digests of passwords, but the hasher is not specified",
                hint="Add --set hasher=bcrypt, or --set hasher=auto to recognize each by its form.",
            )
        if not fields:
            raise UsageError(
                "no column is named like a field", hint="Write a mapping: clerk migrate map FILE"
            )

    def _record(self, row: Row, used: Mapping[str, Target | None], hasher: str) -> UserRecord:
        draft = Draft(row)
        unverified = {
            FLAGS[target.field]
            for column, target in used.items()
            if target and target.field in FLAGS and not as_bool(_value(row.values, column))
        }
        for column, target in used.items():
            if target and target.field in unverified:
                target = TARGETS[f"unverified_{target.field}"]
            if target:
                target.apply(draft, _value(row.values, column))
        if isinstance(draft.fields.get("password_digest"), str):
            digest = draft.fields.pop("password_digest")
            add_digest(draft, digest, str(draft.fields.pop("password_hasher", hasher)))
        elif isinstance(draft.fields.get("password_hasher"), str):
            del draft.fields["password_hasher"]
        for column, value in _columns(row.values, used):
            if column not in used and value not in (None, "", [], {}):
                draft.omit("unmapped_column", column, f'the column "{column}" is not mapped')
        return draft.record()


def _columns(values: Values, used: Collection[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The columns with their values; of nested objects only those of which a member is used."""
    for name, value in values.items():
        column = f"{prefix}{name}"
        is_parent = column not in used and any(item.startswith(f"{column}.") for item in used)
        if is_parent and isinstance(value, Mapping):
            yield from _columns(value, used, f"{column}.")
        else:
            yield column, value


def _user_of_body(row: Row) -> UserRecord:
    fields = {name: value for name, value in row.values.items() if value is not None}
    if fields.keys().isdisjoint(PASSWORDS):
        fields.setdefault("skip_password_requirement", True)
    return UserRecord(row.place, fields, as_text(fields.get("external_id")), original=row.values)


def _value(values: Values, column: str) -> object:
    """The value of a column, or of a member of nested objects such as ``profile.email``."""
    if column in values:
        return values[column]
    value: object = values
    for part in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
