"""The operations that ask before they are sent: those that take something away."""

from __future__ import annotations

from clerk_cli.operations import APIOperation

DESTRUCTIVE = frozenset(
    """
    PUT /users/{user_id}/email_address
    PUT /users/{user_id}/phone_number
    PUT /users/{user_id}/metadata
    PUT /organizations/{organization_id}/metadata
    PUT /scim_directories/{scim_directory_id}/group_role_mappings
    PUT /directories/{directory_id}/group_role_mappings
    PUT /templates/{template_type}/{slug}
    POST /templates/{template_type}/{slug}/revert
    POST /sessions/{session_id}/revoke
    POST /users/{user_id}/ban
    POST /users/ban
    POST /users/{user_id}/lock
    POST /users/{user_id}/remove_password
    POST /users/{user_id}/password/set_compromised
    POST /users/{user_id}/billing/credits
    POST /organizations/{organization_id}/billing/credits
    POST /invitations/{invitation_id}/revoke
    POST /organizations/{organization_id}/invitations/{invitation_id}/revoke
    POST /actor_tokens/{actor_token_id}/revoke
    POST /sign_in_tokens/{sign_in_token_id}/revoke
    POST /agents/tasks/{agent_task_id}/revoke
    POST /admin_portal_link_tokens/{adminPortalLinkTokenID}/revoke
    POST /api_keys/{apiKeyID}/revoke
    POST /m2m_tokens/{m2m_token_id}/revoke
    POST /oauth_applications/{oauth_application_id}/revoke_token
    POST /oauth_applications/{oauth_application_id}/rotate_secret
    POST /machines/{machine_id}/secret_key/rotate
    POST /scim_directories/{scim_directory_id}/rotate_api_key
    POST /directories/{directory_id}/rotate_api_key
    POST /waitlist_entries/{waitlist_entry_id}/reject
    POST /billing/subscription_items/{subscription_item_id}/price_transition
    POST /role_sets/{role_set_key_or_id}/replace
    POST /role_sets/{role_set_key_or_id}/roles/replace
    POST /instance/change_domain
    PUT /beta_features/domain
    """.replace("    ", "")
    .strip()
    .splitlines()
)
"""Besides every ``DELETE``."""

WORDS = frozenset(
    {
        "ban", "delete", "disable", "lock", "purge", "reject", "remove", "replace", "reset",
        "revoke", "rotate",
    }
)  # fmt: skip
"""Parts of the last word of operations that the table does not have yet."""


def is_destructive(method: str, path: str, operation: APIOperation | None) -> bool:
    """Whether a request takes something away, or replaces it.

    Args:
        method: The HTTP method, in capitals.
        path: The path.
        operation: The operation; None if the table does not have it.
    """
    if method == "DELETE":
        return True
    if operation is not None:
        return f"{method} {operation.path}" in DESTRUCTIVE
    last = path.rstrip("/").rpartition("/")[2].lower().replace("-", "_")
    return method != "GET" and not WORDS.isdisjoint(last.split("_"))
