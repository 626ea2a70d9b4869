"""What an error of the API means for a run."""

from __future__ import annotations

from clerk_cli.api import APIError
from clerk_cli_migrate.journal.steps import Refusal

TOO_MANY, NOT_AUTHORIZED, PAYMENT_REQUIRED, FORBIDDEN = 429, 401, 402, 403
EXISTS = frozenset(
    {
        "already_a_member_in_organization",
        "duplicate_record",
        "form_already_exists",
        "form_identifier_exists",
        "organization_domain_already_exists",
        "organization_domain_already_exists_same_organization",
        "organization_invitation_not_unique",
    }
)
"""Codes for an object that the instance has: perhaps this run created it."""

ACTIONS = {
    "already_a_member_in_organization": "The member has another role: change it, or the record.",
    "form_identifier_exists": "Another user has it: remove it from the record, or from that user.",
    "form_password_digest_invalid_code": "Specify the hasher that created the digest.",
    "form_password_pwned": "Set skip_password_checks in the record.",
    "form_password_length_too_short": "Set skip_password_checks in the record.",
    "form_password_size_in_bytes_exceeded": "Import the digest in place of the password.",
    "invalid_totp_secret_code": "The secret must be base32.",
    "form_data_missing": "Add the fields that the instance requires, and check them with "
    "--require.",
    "form_param_missing": "Add the fields that the instance requires.",
    "form_param_unknown": "Remove the field, or turn the feature on in the Clerk Dashboard.",
    "user_quota_exceeded": "The instance is full. Use a production instance, or delete users.",
    "unsupported_subscription_plan_features": "Use another plan, or omit the field.",
}
FOR_ALL = frozenset({"form_data_missing", "form_param_missing", "form_param_unknown"})
"""Codes that, for the first record, most likely hold for the others too."""


FOR_ONE = frozenset(
    {
        "identifier_not_allowed_access",
        "missing_organization_permission",
        "not_a_member_in_organization",
        "not_allowed_access",
        "org_creation_limit_exceeded",
        "organization_domain_quota_exceeded",
        "organization_instance_roles_quota_exceeded",
        "organization_membership_quota_exceeded",
        "organization_membership_quota_exceeded_for_sso",
    }
)
"""Codes of 403 that say something of one record alone."""


def refusal_of(error: APIError) -> Refusal:
    """Why the instance refused a record, in words of its own.

    Args:
        error: What it answered.
    """
    code = next((code for code in error.codes if code), f"http_{error.http_status}")
    fields = [
        str(entry["meta"]["param_name"])
        for entry in error.errors
        if isinstance(entry.get("meta"), dict) and entry["meta"].get("param_name")
    ]
    about = f" ({', '.join(dict.fromkeys(fields))})" if fields else ""
    action = next((ACTIONS[code] for code in error.codes if code in ACTIONS), "Correct the record.")
    return Refusal(storable(code), storable(f"{error.message}{about}"), action)


def storable(text: str) -> str:
    """A text of a response without halves of characters, which no file can have.

    Args:
        text: The text.
    """
    return text.encode("utf-8", "replace").decode()


def leaves_open(error: APIError) -> bool:
    """Whether an answer does not say that nothing was done: a failure, or errors with a success."""
    return error.http_status >= 500 or error.http_status < 400


def says_exists(error: APIError) -> bool:
    """Whether the instance has such an object already."""
    return not EXISTS.isdisjoint(error.codes)


def ends_run(error: APIError) -> bool:
    """Whether every other record would be refused in the same way: the key, the plan, a quota."""
    if error.http_status == FORBIDDEN and not FOR_ONE.isdisjoint(error.codes):
        return False
    return error.http_status in (NOT_AUTHORIZED, PAYMENT_REQUIRED, FORBIDDEN)
