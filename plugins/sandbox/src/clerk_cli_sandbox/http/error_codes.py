"""Clerk's error codes that the sandbox answers with, and their HTTP statuses.

Source: https://clerk.com/docs/guides/development/errors/backend-api
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "actor_token_cannot_be_revoked_code": 400,
        "already_a_member_in_organization": 400,
        "authentication_invalid": 401,
        "authorization_header_format_invalid": 401,
        "bad_request": 400,
        "bulk_size_exceeded": 400,
        "clerk_key_invalid": 401,
        "commerce_subscription_item_already_canceled": 400,
        "commerce_subscription_item_cannot_be_canceled": 422,
        "conflict": 409,
        "duplicate_record": 400,
        "expired_session_token_invalid": 401,
        "feature_not_implemented": 403,
        "form_conditional_param_missing": 422,
        "form_data_missing": 422,
        "form_identifier_exists": 422,
        "form_param_array_size_exceeded": 422,
        "form_param_format_invalid": 422,
        "form_param_max_length_exceeded": 422,
        "form_param_min_length_exceeded": 422,
        "form_param_missing": 422,
        "form_param_nil": 422,
        "form_param_type_invalid": 422,
        "form_param_unknown": 422,
        "form_param_value_invalid": 422,
        "form_param_value_too_large": 422,
        "form_password_length_too_long": 422,
        "form_password_length_too_short": 422,
        "form_password_pwned": 422,
        "incorrect_password": 422,
        "insufficient_credit_balance": 422,
        "internal_clerk_error": 500,
        "invitation_already_accepted": 400,
        "invitation_already_revoked": 400,
        "no_password_set": 400,
        "operation_not_allowed_on_primary_domain": 403,
        "organization_creator_not_found": 400,
        "organization_domain_already_exists": 422,
        "organization_domain_already_exists_same_organization": 422,
        "organization_invitation_not_pending": 404,
        "organization_invitation_not_unique": 400,
        "organization_membership_quota_exceeded": 403,
        "organization_role_assigned_members": 422,
        "organization_role_default_creator_role": 422,
        "organization_role_domain_default_role": 422,
        "organization_role_exists_in_invitations": 422,
        "organization_role_permission_association_exists": 409,
        "organization_role_permission_association_not_found": 404,
        "organization_system_permission_not_modifiable": 403,
        "out_of_date_price": 409,
        "plan_not_found": 404,
        "price_transition_not_allowed": 422,
        "request_body_invalid": 400,
        "request_body_too_large": 413,
        "resource_not_found": 404,
        "service_unavailable": 503,
        "sign_in_token_cannot_be_revoked_code": 400,
        "subscription_item_no_longer_active": 409,
        "subscription_item_not_found": 404,
        "subscription_item_not_in_free_trial": 403,
        "waitlist_entry_already_completed": 409,
        "waitlist_entry_already_invited": 409,
        "waitlist_entry_already_rejected": 409,
    }
)
"""The status of each code. Machine authentication answers 400 where the others answer 422."""
