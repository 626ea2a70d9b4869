"""What a column can be mapped to: the fields of ``POST /users``, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli_migrate.values import as_bool, as_object, as_text, exact_text, is_text, json_of_text

if TYPE_CHECKING:
    from clerk_cli_migrate.sources.draft import Draft

MEMBER = re.compile(r"(public|private|unsafe)_metadata\.(.+)")
SEPARATORS = re.compile(r"[|,;\s]+")
PHONE_SEPARATORS = re.compile(r"[|,;]")
CODE_SEPARATORS = re.compile(r"[|,;\n]")


class Target(NamedTuple):
    """A field, and how a value gets there.

    Args:
        field: The field, as in a mapping.
        help: What it is, for the comment of a mapping file.
        apply: Adds a value to a draft.
    """

    field: str
    help: str
    apply: Callable[[Draft, object], None]


def _refuse_type(draft: Draft, field: str, value: object) -> None:
    message = f"{field} must be text"
    draft.refuse("invalid_field", field, message, "Use text.", value=value)


def _text(field: str) -> Callable[[Draft, object], None]:
    def apply(draft: Draft, value: object) -> None:
        if is_text(value):
            draft.put(field, as_text(value))
        else:
            _refuse_type(draft, field, value)

    return apply


def _exact(field: str) -> Callable[[Draft, object], None]:
    """Secrets are text: a number may have lost zeros."""

    def apply(draft: Draft, value: object) -> None:
        if value is None or isinstance(value, str):
            draft.put(field, value)
        else:
            _refuse_type(draft, field, value)

    return apply


def _boolean(field: str) -> Callable[[Draft, object], None]:
    def apply(draft: Draft, value: object) -> None:
        truth = None if isinstance(value, (list, dict)) else as_bool(value)
        if truth is None and not (is_text(value) and as_text(value) == ""):
            message = f"{field} must be true or false"
            draft.refuse("invalid_boolean", field, message, "Use true or false.", value=value)
        draft.put(field, truth)

    return apply


def _integer(field: str) -> Callable[[Draft, object], None]:
    def apply(draft: Draft, value: object) -> None:
        text = as_text(value) if is_text(value) else "?"
        if text and not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            message = f"{field} is not a whole number"
            draft.refuse("invalid_number", field, message, "Use digits.", value=value)
            return
        draft.put(field, int(text) if text else None)

    return apply


def _time(field: str) -> Callable[[Draft, object], None]:
    return lambda draft, value: draft.time(field, value)


def _listed(field: str, add: Callable[[Draft, object], None]) -> Callable[[Draft, object], None]:
    """Adds a list of strings, or a single one."""

    def apply(draft: Draft, value: object) -> None:
        if all(map(is_text, value if isinstance(value, list) else [value])):
            add(draft, value)
        else:
            _refuse_type(draft, field, value)

    return apply


def _list(field: str) -> Callable[[Draft, object], None]:
    return _listed(field, lambda draft, value: draft.put(field, items(value)))


def _metadata(kind: str) -> Callable[[Draft, object], None]:
    def apply(draft: Draft, value: object) -> None:
        members = as_object(value)
        if members is None:
            field = f"{kind}_metadata"
            message = f"{field} is not a JSON object"
            draft.refuse("invalid_metadata", field, message, "Use a JSON object.", value=value)
        draft.metadata(kind, members)

    return apply


def _emails(verified: bool) -> Callable[[Draft, object], None]:
    def add(draft: Draft, value: object) -> None:
        for address in items(value):
            draft.email(address, verified=verified)

    return _listed("email_address", add)


def _phones(verified: bool) -> Callable[[Draft, object], None]:
    def add(draft: Draft, value: object) -> None:
        for number in items(value, PHONE_SEPARATORS):
            draft.phone(number, verified=verified)

    return _listed("phone_number", add)


def _codes(draft: Draft, value: object) -> None:
    draft.put("backup_codes", backup_codes(value))


def _name(draft: Draft, value: object) -> None:
    if is_text(value):
        draft.name(full=value)
    else:
        _refuse_type(draft, "first_name", value)


def _nothing(draft: Draft, value: object) -> None:
    """Such a column is read before the others."""


def items(value: object, separators: re.Pattern[str] = SEPARATORS) -> list[str]:
    """The items of a list, or of a cell with several values.

    Args:
        value: A list, text with ``|``, ``,`` or ``;`` between values, or a JSON array as text.
        separators: What is between them.
    """
    if value in (None, ""):
        return []
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json_of_text(value)
        except ValueError:
            return [as_text(value)]
    values = value if isinstance(value, list) else separators.split(as_text(value))
    return [text for item in values if (text := as_text(item))]


def backup_codes(value: object) -> list[str]:
    """The backup codes of a list, or of a cell; spaces within codes are parts of them.

    Args:
        value: As ``items`` takes it. Spaces separate codes only where nothing else does.
    """
    if isinstance(value, list):
        return [text for item in value if (text := exact_text(item))]
    has_separators = isinstance(value, str) and CODE_SEPARATORS.search(value)
    return items(value, CODE_SEPARATORS if has_separators else SEPARATORS)


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        target.field: target
        for target in (
            Target("external_id", "the ID at the source", _text("external_id")),
            Target("email_address", "verified email addresses", _emails(True)),
            Target("unverified_email_address", "unverified email addresses", _emails(False)),
            Target("email_verified", "whether those email addresses are verified", _nothing),
            Target("phone_number", "verified phone numbers", _phones(True)),
            Target("unverified_phone_number", "unverified phone numbers", _phones(False)),
            Target("phone_verified", "whether those phone numbers are verified", _nothing),
            Target("username", "the username", _text("username")),
            Target("web3_wallet", "addresses of wallets", _list("web3_wallet")),
            Target("first_name", "the first name", _text("first_name")),
            Target("last_name", "the last name", _text("last_name")),
            Target("name", "the full name, which is split at its first space", _name),
            Target("locale", "the language, such as en-US", _text("locale")),
            Target("password", "the password itself", _exact("password")),
            Target("password_digest", "the digest of the password", _exact("password_digest")),
            Target("password_hasher", "the hasher of the digest", _text("password_hasher")),
            Target("totp_secret", "the secret of an authenticator app", _text("totp_secret")),
            Target(
                "backup_codes", "backup codes, plain or bcrypt", _listed("backup_codes", _codes)
            ),
            Target("public_metadata", "a JSON object", _metadata("public")),
            Target("private_metadata", "a JSON object", _metadata("private")),
            Target("unsafe_metadata", "a JSON object", _metadata("unsafe")),
            Target("created_at", "when the user signed up", _time("created_at")),
            Target("legal_accepted_at", "when the terms were accepted", _time("legal_accepted_at")),
            Target("banned", "true or false", _boolean("banned")),
            Target("locked", "true or false", _boolean("locked")),
            Target("delete_self_enabled", "true or false", _boolean("delete_self_enabled")),
            Target(
                "create_organization_enabled",
                "true or false",
                _boolean("create_organization_enabled"),
            ),
            Target(
                "create_organizations_limit",
                "a number, 0 for no limit",
                _integer("create_organizations_limit"),
            ),
            Target("bypass_client_trust", "true or false", _boolean("bypass_client_trust")),
            Target("skip_password_checks", "true or false", _boolean("skip_password_checks")),
            Target("skip_legal_checks", "true or false", _boolean("skip_legal_checks")),
        )
    }
)
"""The targets by field."""

FLAGS = {"email_verified": "email_address", "phone_verified": "phone_number"}
"""Columns that say whether what is in another column is verified."""

IDENTIFIERS = frozenset(
    {
        "email_address", "unverified_email_address", "phone_number", "unverified_phone_number",
        "username", "web3_wallet",
    }
)  # fmt: skip


def find_target(field: str) -> Target | None:
    """The target with a name; metadata have members, such as ``public_metadata.plan``.

    Args:
        field: The name in a mapping.
    """
    match = MEMBER.fullmatch(field)
    if match is None:
        return TARGETS.get(field)
    kind, member = match.groups()
    return Target(
        field,
        "a member of the metadata",
        lambda draft, value: draft.metadata(kind, {member: value}),
    )
