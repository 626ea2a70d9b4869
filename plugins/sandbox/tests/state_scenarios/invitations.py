"""Invitations, the waitlist, and the allowlist and the blocklist."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    DAY,
    Scenario,
    delete,
    get,
    later,
    post,
    scenario,
    user,
)

RESTRICTIONS_PAGE = "https://clerk.com/docs/guides/secure/restricting-access"

INVITATIONS = [
    scenario(
        "an email address has one pending invitation at most",
        "CreateInvitation",
        post("/invitations", email_address="guest@example.com").named("first"),
        post("/invitations", email_address="guest@example.com").is_refused(400, "duplicate_record"),
        post("/invitations/{first.id}/revoke").gives(status="revoked", revoked=True),
        post("/invitations", email_address="guest@example.com").gives(status="pending"),
        post("/invitations", email_address="guest@example.com", ignore_existing=True),
    ),
    scenario(
        "an invitation can be revoked once",
        "invitation_already_revoked",
        post("/invitations", email_address="guest@example.com").named("invitation"),
        post("/invitations/{invitation.id}/revoke").gives(status="revoked"),
        post("/invitations/{invitation.id}/revoke").is_refused(400, "invitation_already_revoked"),
        get("/invitations?status=revoked").lists("{invitation.id}"),
    ),
    scenario(
        "an expired invitation makes room for another one",
        "CreateInvitation",
        post("/invitations", email_address="guest@example.com", expires_in_days=1).named("first"),
        later(DAY, get("/invitations?status=expired")).lists("{first.id}"),
        post("/invitations", email_address="guest@example.com").named("second"),
        get("/invitations?status=pending").lists("{second.id}"),
    ),
    scenario(
        "bulk invitations cannot reach users, not even if existing ones are ignored",
        "CreateBulkInvitations",
        user("ada"),
        post(
            "/invitations/bulk",
            [
                {"email_address": "guest@example.com"},
                {"email_address": "ada@example.com", "ignore_existing": True},
            ],
        ).is_refused(422, "form_identifier_exists"),
        get("/invitations").lists(),
        post("/invitations", email_address="ada@example.com", ignore_existing=True).gives(
            status="pending"
        ),
    ),
]

RESTRICTIONS = [
    scenario(
        "an email address is on the waitlist once",
        "CreateWaitlistEntry",
        post("/waitlist_entries", email_address="guest@example.com").named("first"),
        post("/waitlist_entries", email_address="GUEST@example.com").gives(id="{first.id}"),
        get("/waitlist_entries").lists("{first.id}"),
    ),
    scenario(
        "an entry of the waitlist is invited once, and then stays",
        "waitlist_entry_already_invited",
        post("/waitlist_entries", email_address="guest@example.com").named("entry"),
        post("/waitlist_entries/{entry.id}/invite").gives(
            {"status": "invited", "invitation.status": "pending"}
        ),
        post("/waitlist_entries/{entry.id}/invite").is_refused(
            409, "waitlist_entry_already_invited"
        ),
        delete("/waitlist_entries/{entry.id}").is_refused(409, "waitlist_entry_already_invited"),
        get("/waitlist_entries?status=invited").lists("{entry.id}"),
    ),
    scenario(
        "a rejected entry of the waitlist can still be invited",
        RESTRICTIONS_PAGE,
        post("/waitlist_entries", email_address="guest@example.com").named("entry"),
        post("/waitlist_entries/{entry.id}/reject").gives(status="rejected"),
        post("/waitlist_entries/{entry.id}/reject").is_refused(
            409, "waitlist_entry_already_rejected"
        ),
        post("/waitlist_entries/{entry.id}/invite").gives(status="invited"),
    ),
    scenario(
        "an entry of the waitlist who is invited already needs a flag",
        "InviteWaitlistEntry",
        post("/invitations", email_address="guest@example.com"),
        post("/waitlist_entries", email_address="guest@example.com").named("entry"),
        post("/waitlist_entries/{entry.id}/invite").is_refused(400, "duplicate_record"),
        get("/waitlist_entries?status=pending").lists("{entry.id}"),
        post("/waitlist_entries/{entry.id}/invite", ignore_existing=True).gives(status="invited"),
    ),
    scenario(
        "one request cannot add an email address to the waitlist twice",
        "CreateBulkWaitlistEntries",
        post(
            "/waitlist_entries/bulk",
            [{"email_address": "guest@example.com"}, {"email_address": "GUEST@example.com"}],
        ).is_refused(422, "form_param_duplicate"),
        get("/waitlist_entries").lists(),
    ),
    scenario(
        "identifiers on the allowlist and the blocklist are in lowercase, and unique",
        RESTRICTIONS_PAGE,
        post("/allowlist_identifiers", identifier="ADA@example.com")
        .gives(identifier="ada@example.com").named("allowed"),
        post("/allowlist_identifiers", identifier="ada@example.com").is_refused(
            400, "duplicate_record"
        ),
        post("/blocklist_identifiers", identifier="ada@example.com"),
        delete("/allowlist_identifiers/{allowed.id}").gives(deleted=True),
        get("/allowlist_identifiers").lists(),
        get("/blocklist_identifiers").gives(total_count=1),
    ),
    scenario(
        "somebody on the allowlist is invited if asked",
        "CreateAllowlistIdentifier",
        post("/allowlist_identifiers", identifier="quiet@example.com"),
        get("/invitations").lists(),
        post("/allowlist_identifiers", identifier="guest@example.com", notify=True)
        .gives(identifier="guest@example.com").named("allowed"),
        get("/invitations?status=pending").lists("{allowed.invitation_id}"),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*INVITATIONS, *RESTRICTIONS]
