"""What an operation does to an instance: the table that commands, the catalog and limits share."""

from __future__ import annotations

from functools import cache

READS, WRITES, DESTROYS = "reads", "writes", "destroys"
EFFECTS = (READS, WRITES, DESTROYS)
"""From the weakest to the strongest."""

DESTROYING = frozenset(
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
"""The operations that remove or revoke something, or replace it, besides every ``DELETE``."""


def destroys(method: str, path: str) -> bool:
    """Whether a request removes, revokes or replaces something, as far as the table knows.

    Args:
        method: The HTTP method, in capitals.
        path: The path, with or without its version; percent-encoded or a template.
    """
    if method == "DELETE":
        return True
    from urllib.parse import unquote

    parts = _parts(unquote(path))
    return any(
        len(parts) == len(expected)
        and all(
            wanted == part or (wanted.startswith("{") and part)
            for part, wanted in zip(parts, expected, strict=True)
        )
        for expected in _patterns().get(method, ())
    )


def strongest(*effects: str) -> str:
    """The strongest of several effects."""
    return max(effects, key=EFFECTS.index)


@cache
def _patterns() -> dict[str, list[list[str]]]:
    patterns: dict[str, list[list[str]]] = {}
    for operation in DESTROYING:
        method, path = operation.split(" ")
        patterns.setdefault(method, []).append(_parts(path))
    return patterns


def _parts(path: str) -> list[str]:
    return path.removeprefix("/v1").strip("/").split("/")
