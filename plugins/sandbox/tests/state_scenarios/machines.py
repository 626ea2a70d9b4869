"""Machines, their keys, scopes and M2M tokens; API keys."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    HOUR,
    MINUTE,
    Scenario,
    Step,
    delete,
    get,
    later,
    organization,
    patch,
    post,
    scenario,
    user,
)


def machine(name: str, *scopes: str) -> Step:
    """A new machine that may call others."""
    scoped = [f"{{{scope}.id}}" for scope in scopes]
    return post("/machines", name=name, scoped_machines=scoped).named(name)


def m2m_token(machine_name: str = "worker", **body: object) -> Step:
    """A new token, created by a machine."""
    step = post("/m2m_tokens", **body).as_machine(f"{machine_name}.secret_key")
    return step.is_answered(201).named("token")


def verify(machine_name: str = "") -> Step:
    """A request that verifies the token, sent by a machine or with the key of the instance."""
    step = post("/m2m_tokens/verify", token="{token.token}")
    return step.as_machine(f"{machine_name}.secret_key") if machine_name else step


CALLED = [f"database{number}" for number in range(150)]
MACHINES = [
    scenario(
        "a machine verifies the tokens of those that may call it, and of no others",
        "verifyM2MToken",
        machine("database"),
        machine("worker", "database"),
        machine("other"),
        m2m_token().gives(subject="{worker.id}", scopes=["{database.id}"]),
        verify("database").gives(subject="{worker.id}"),
        verify("other").is_refused(404, "resource_not_found"),
        verify("worker").is_refused(404, "resource_not_found"),
        verify().gives(subject="{worker.id}"),
    ),
    scenario(
        "a scope that is named twice is one, also when its machine is deleted",
        "CreateMachine",
        machine("database"),
        machine("worker", "database", "database").gives(
            {"scoped_machines.0.id": "{database.id}", "scoped_machines.1": ABSENT}
        ),
        delete("/machines/{database.id}"),
        get("/machines/{worker.id}").gives(scoped_machines=[]),
    ),
    scenario(
        "a scope that is deleted is missing from new tokens",
        "DeleteMachineScope",
        machine("database"),
        machine("worker", "database"),
        delete("/machines/{worker.id}/scopes/{database.id}").gives(deleted=True),
        m2m_token().gives(scopes=[]),
        verify("database").is_refused(404, "resource_not_found"),
        delete("/machines/{worker.id}/scopes/{database.id}").is_refused(404, "resource_not_found"),
        post("/machines/{worker.id}/scopes", to_machine_id="{database.id}"),
        post("/machines/{worker.id}/scopes", to_machine_id="{database.id}").is_refused(
            409, "conflict"
        ),
        m2m_token().gives(scopes=["{database.id}"]),
        verify("database").gives(subject="{worker.id}"),
    ),
    scenario(
        "a token is refused once it has expired",
        "createM2MToken",
        machine("worker"),
        m2m_token(seconds_until_expiration=HOUR).gives(expired=False),
        later(HOUR - MINUTE, verify()).gives(expired=False),
        later(MINUTE, verify()).is_refused(400, "bad_request"),
        get("/m2m_tokens?subject={worker.id}").lists(),
        get("/m2m_tokens?subject={worker.id}&expired=true").lists("{token.id}"),
    ),
    scenario(
        "a token is refused once it is revoked",
        "revokeM2MToken",
        machine("worker"),
        machine("other"),
        m2m_token(),
        verify().gives(revoked=False),
        post("/m2m_tokens/{token.id}/revoke").as_machine("other.secret_key").is_refused(
            404, "resource_not_found"
        ),
        post("/m2m_tokens/{token.id}/revoke", revocation_reason="leaked").gives(
            revoked=True, revocation_reason="leaked"
        ),
        verify().is_refused(400, "bad_request"),
        get("/m2m_tokens?subject={worker.id}&revoked=true").lists("{token.id}"),
    ),
    scenario(
        "a token that lives long enough is used again until it is revoked",
        "createM2MToken",
        machine("worker"),
        m2m_token(min_remaining_ttl_seconds=MINUTE).named("first"),
        m2m_token(min_remaining_ttl_seconds=MINUTE).gives(id="{first.id}"),
        m2m_token(min_remaining_ttl_seconds=HOUR).is_refused(400, "form_param_value_invalid"),
        post("/m2m_tokens/{first.id}/revoke"),
        m2m_token(min_remaining_ttl_seconds=MINUTE),
        get("/m2m_tokens?subject={worker.id}").lists("{token.id}"),
    ),
    scenario(
        "both keys of a machine are valid for a time after a rotation",
        "RotateMachineSecretKey",
        machine("worker"),
        post("/machines/{worker.id}/secret_key/rotate", previous_token_ttl=HOUR).named("rotated"),
        get("/machines/{worker.id}/secret_key").gives(secret="{rotated.secret}"),
        m2m_token().gives(subject="{worker.id}"),
        later(HOUR, m2m_token()).is_refused(401, "clerk_key_invalid"),
        m2m_token().as_machine("rotated.secret").gives(subject="{worker.id}"),
    ),
    scenario(
        "the tokens, the key and the scopes of a machine end with it",
        "DeleteMachine",
        machine("database"),
        machine("worker", "database"),
        machine("caller", "worker"),
        m2m_token(),
        verify("database").gives(subject="{worker.id}"),
        delete("/machines/{worker.id}").gives(deleted=True),
        verify("database").is_refused(404, "resource_not_found"),
        m2m_token().is_refused(401, "clerk_key_invalid"),
        get("/machines/{caller.id}").gives(scoped_machines=[]),
    ),
    scenario(
        "a machine can call 150 others at most",
        "CreateMachineScope",
        *(machine(name) for name in CALLED),
        machine("worker", *CALLED),
        machine("other"),
        post("/machines/{worker.id}/scopes", to_machine_id="{other.id}").is_refused(
            403, "quota_exceeded"
        ),
        get("/machines/{worker.id}").gives(id="{worker.id}"),
    ),
]  # fmt: skip

API_KEYS = [
    scenario(
        "an API key is for a user, an organization or a machine that exists",
        "createApiKey",
        user("ada"),
        organization("acme"),
        post("/machines", name="worker").named("worker"),
        *(
            post("/api_keys", name="builds", subject=subject).is_refused(400, "bad_request")
            for subject in (f"{prefix}_{'0' * 27}" for prefix in ("user", "org", "mch", "scim"))
        ),
        *(
            post("/api_keys", name="builds", subject=subject).is_answered(201).named("key")
            for subject in ("{worker.id}", "{acme.id}", "{ada.id}")
        ),
        post("/api_keys", name="other", subject="{ada.id}", created_by=f"user_{'0' * 27}")
        .is_refused(400, "bad_request"),
        patch("/api_keys/{key.id}", subject=f"user_{'0' * 27}").is_refused(400, "bad_request"),
        patch("/api_keys/{key.id}", subject="{acme.id}").gives(subject="{acme.id}"),
        post("/api_keys/verify", secret="{key.secret}").gives(id="{key.id}"),
        delete("/organizations/{acme.id}"),
        post("/api_keys/verify", secret="{key.secret}").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "an API key is refused once it has expired",
        "verifyApiKey",
        user("ada"),
        post("/api_keys", name="builds", subject="{ada.id}", seconds_until_expiration=HOUR)
        .is_answered(201).named("key"),
        later(HOUR - MINUTE, post("/api_keys/verify", secret="{key.secret}")).gives(expired=False),
        later(MINUTE, post("/api_keys/verify", secret="{key.secret}")).is_refused(
            400, "bad_request"
        ),
        get("/api_keys?subject={ada.id}").lists(),
        get("/api_keys?subject={ada.id}&include_invalid=true").lists("{key.id}"),
        patch("/api_keys/{key.id}", subject="{ada.id}", seconds_until_expiration=HOUR).gives(
            expired=False
        ),
        post("/api_keys/verify", secret="{key.secret}").gives(id="{key.id}"),
    ),
    scenario(
        "an API key is refused once it is revoked, and can still be read",
        "revokeApiKey",
        user("ada"),
        post("/api_keys", name="builds", subject="{ada.id}").is_answered(201).named("key"),
        post("/api_keys/verify", secret="{key.secret}").gives(revoked=False),
        post("/api_keys/{key.id}/revoke", revocation_reason="leaked").gives(revoked=True),
        post("/api_keys/verify", secret="{key.secret}").is_refused(400, "bad_request"),
        get("/api_keys/{key.id}").gives(revoked=True, revocation_reason="leaked"),
    ),
    scenario(
        "a subject has one valid API key of a name",
        "createApiKey",
        user("ada"),
        organization("acme"),
        post("/api_keys", name="builds", subject="{ada.id}").is_answered(201).named("key"),
        post("/api_keys", name="builds", subject="{ada.id}").is_refused(409, "conflict"),
        post("/api_keys", name="builds", subject="{acme.id}").is_answered(201),
        post("/api_keys/{key.id}/revoke"),
        post("/api_keys", name="builds", subject="{ada.id}").is_answered(201).named("second"),
        get("/api_keys?subject={ada.id}").lists("{second.id}"),
    ),
    scenario(
        "a deleted API key is gone",
        "deleteApiKey",
        user("ada"),
        post("/api_keys", name="builds", subject="{ada.id}").is_answered(201).named("key"),
        get("/api_keys/{key.id}/secret").gives(secret="{key.secret}"),
        delete("/api_keys/{key.id}").gives(deleted=True),
        post("/api_keys/verify", secret="{key.secret}").is_refused(404, "resource_not_found"),
        get("/api_keys?subject={ada.id}&include_invalid=true").lists(),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*MACHINES, *API_KEYS]
