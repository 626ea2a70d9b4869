"""Every parameter of every list filters, sorts or pages for real.

What a parameter does is said by Clerk's reference of the Backend API, from which the spec is made:
https://clerk.com/docs/reference/backend-api
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from clerk_cli.operations import find_operation

INVALID = "form_param_value_invalid"
PAGING = {"limit", "offset", "paginated"}


class Case(NamedTuple):
    """What a query finds.

    Args:
        path: The path of a list, with the names of objects in braces.
        query: The query, likewise.
        expected: The names of the objects in the response, in their order.
    """

    path: str
    query: str
    expected: str


def cases(path: str, *rows: tuple[str, str]) -> list[Case]:
    return [Case(path, query, expected) for query, expected in rows]


USER_FILTERS = [
    ("email_address=ada@example.com&email_address=none@example.com", "ada"),
    ("phone_number=%2B15550100003", "jose"),
    ("username=ada", "ada"),
    ("web3_wallet=0xada", ""),
    ("user_id={jose}", "jose"),
    ("user_id=-{jose}", "ada"),
    ("query=NUNEZ", "jose"),
    ("query=lovel", "ada"),
    ("query={ada}", "ada"),
    ("email_address_query=JOSE@", "jose"),
    ("phone_number_query=00001", "ada"),
    ("username_query=OS", "jose"),
    ("name_query=josé n", "jose"),
    ("name_query=a%25", ""),
    ("last_active_at_before={jose-active}", "ada"),
    ("last_active_at_after={ada-active}", "jose"),
    ("created_at_before=1767312000001", "ada"),
    ("created_at_after=1767312000001", "jose"),
]  # fmt: skip
"""The filters that lists of users and of members have in common; Bob is in no organization."""

MEMBER_ORDERS = [
    ("order_by=created_at", "ada jose"),
    ("order_by=-created_at", "jose ada"),
    ("order_by=-phone_number", "jose ada"),
    ("order_by=email_address", "ada jose"),
    ("order_by=-first_name", "jose ada"),
    ("order_by=last_name", "ada jose"),
    ("order_by=%2Busername", "ada jose"),
]
OWN_ROWS = [
    ("banned=true", "bob"), ("banned=false&order_by=username", "ada jose"),
    ("external_id=crm_2&external_id=crm_9", "bob"),
    ("external_id=-crm_2&order_by=username", "ada jose"),
    ("organization_id={navy}&order_by=username", "ada jose"),
    ("organization_id=%2B{navy}&organization_id=-{engines}", "jose"),
    ("last_active_at_since={jose-active}", "jose"),
    ("last_sign_in_at_before={jose-active}", "ada"),
    ("last_sign_in_at_after={ada-active}", "jose"),
    ("provider=oauth_google&provider_user_id=1", "ada"),
    ("provider=oauth_github&provider_user_id=1", ""),
]  # fmt: skip
USER_ROWS = [
    *(row for row in USER_FILTERS if not row[0].startswith(("user_id=-", "created_at"))),
    ("user_id=-{jose}&order_by=username", "ada bob"),
    ("created_at_before=1767312000001", "bob ada"),
    ("created_at_after=1767312000001", "jose"),
    *OWN_ROWS,
]

CASES = [
    *cases("/users", *USER_ROWS,
        ("order_by=created_at", "ada bob jose"), ("", "jose bob ada"),
        ("order_by=-updated_at&limit=1", "bob"), ("order_by=email_address", "ada bob jose"),
        ("order_by=-first_name", "jose bob ada"), ("order_by=last_name", "ada jose bob"),
        ("order_by=-phone_number", "jose bob ada"), ("order_by= username", "ada bob jose"),
        ("order_by=web3wallet&user_id={ada}", "ada"), ("order_by=-last_active_at", "jose ada bob"),
        ("order_by=-last_sign_in_at", "jose ada bob"),
        ("starting_after={jose}", "bob ada"),
        ("starting_after={ada}&order_by=created_at", "bob jose")),
    *cases("/users/count", *USER_ROWS),
    *cases("/organizations/{navy}/memberships", *USER_FILTERS, *MEMBER_ORDERS,
        ("role=org:admin", "ada"), ("role=org:member&role=none", "jose"), ("role=none", "")),
    *cases("/organization_memberships",
        ("order_by=-first_name&limit=1", "jose"), ("order_by=username&offset=2", "jose")),
    *cases("/sessions",
        ("user_id={ada}", "second first"), ("client_id={client-of-third}", "third"),
        ("user_id={ada}&status=revoked", "second"), ("user_id={ada}&status=active", "first"),
        ("user_id={ada}&status=ended", "")),
    *cases("/invitations",
        ("status=revoked", "gone"), ("status=pending", "invited-short invited-long long"),
        ("status=expired", "short"),
        ("status=accepted", ""), ("", "invited-short invited-long long short"),
        ("status=revoked&status=expired", "gone short"),
        ("query=LONG@E", "long"), ("query={short}", "short"),
        ("order_by=created_at&limit=2", "short long"),
        ("order_by=-email_address&limit=2", "invited-short short"),
        ("order_by=-expires_at&limit=1", "long")),
    *cases("/organization_invitations",
        ("status=revoked", "gone-navy"), ("query=BOB@&status=pending", "bob-long"),
        ("order_by=email_address&limit=2", "bob-short bob-long"),
        ("order_by=created_at&limit=1", "short-navy")),
    *cases("/organizations/{navy}/invitations",
        ("status=revoked", "gone-navy"), ("status=expired", "bob-short short-navy"),
        ("status=pending", "long-navy"), ("status=accepted", ""),
        ("email_address=BOB@example.org", "bob-short"),
        ("order_by=email_address", "bob-short gone-navy long-navy short-navy"),
        ("order_by=-created_at", "gone-navy long-navy bob-short short-navy")),
    *cases("/organizations/{navy}/invitations/pending", ("", "long-navy")),
    *cases("/users/{bob}/organization_invitations",
        ("status=pending", "bob-long"), ("status=expired", "bob-short"), ("status=revoked", "")),
    *cases("/organizations",
        ("query=CAFE", "cafe"), ("query=engine", "engines"), ("query={navy}", "navy"),
        ("user_id={jose}", "navy"), ("user_id=-{jose}", "cafe engines"),
        ("user_id={ada}&user_id=-{jose}", "engines"),
        ("organization_id={cafe}", "cafe"), ("organization_id=-{cafe}", "engines navy"),
        ("order_by=name", "cafe engines navy"), ("order_by=-members_count", "navy engines cafe"),
        ("order_by=created_at", "navy engines cafe"), ("", "cafe engines navy")),
    *cases("/organizations/{navy}/domains",
        ("verified=true", "navy.example"), ("verified=false", "navy.test"),
        ("enrollment_mode=automatic_suggestion", "navy.test"),
        ("enrollment_mode=-automatic_suggestion", "navy.example")),
    *cases("/organization_domains",
        ("organization_id={engines}", "engines.example"), ("verified=true", "navy.example"),
        ("enrollment_mode=-manual_invitation", "navy.test engines.example"),
        ("enrollment_mode=manual_invitation&enrollment_mode=automatic_invitation",
         "engines.example navy.example"),
        ("query=NAVY", "navy.test navy.example"), ("query={engines}", "engines.example"),
        ("domains=navy.test&domains=none.test", "navy.test"),
        ("order_by=name", "engines.example navy.example navy.test"),
        ("order_by=created_at", "navy.example engines.example navy.test")),
    *cases("/organization_roles",
        ("query=PILOT", "pilot"), ("query={cook}", "cook"), ("order_by=-name&limit=1", "pilot"),
        ("order_by=created_at&offset=2", "pilot cook"), ("order_by=-key&limit=1", "pilot"),
        ("limit=2", "cook pilot")),
    *cases("/organization_permissions",
        ("query=MAY P", "may-pilot"), ("query={may-cook}", "may-cook"),
        ("order_by=-name&offset=2&limit=2", "may-pilot may-cook"),
        ("order_by=created_at&offset=6", "may-pilot may-cook"),
        ("order_by=key&limit=2", "may-cook may-pilot")),
    *cases("/role_sets",
        ("query=PILOTS", "pilots"), ("query={cooks}", "cooks"),
        ("order_by=-name&limit=1", "pilots"),
        ("order_by=created_at&offset=1", "pilots cooks"), ("order_by=-key&limit=1", "pilots"),
        ("limit=2", "cooks pilots")),
    *cases("/waitlist_entries",
        ("query=SHORT", "short-wait"), ("query={gone-wait}", "gone-wait"),
        ("status=rejected", "gone-wait"), ("status=pending", "waiting"), ("status=completed", ""),
        ("order_by=email_address", "gone-wait long-wait short-wait waiting"),
        ("order_by=created_at", "short-wait long-wait gone-wait waiting"),
        ("order_by=-invited_at", "short-wait long-wait waiting gone-wait")),
    *cases("/machines",
        ("query=WORK", "worker"), ("query={database}", "database"), ("query=", "database worker"),
        ("order_by=-name", "worker database"), ("order_by=created_at", "worker database")),
    *cases("/oauth_applications",
        ("name_query=REP", "reports"), ("name_query={client-of-charts}", "charts"),
        ("name_query={charts}", ""), ("name_query=", "charts reports"),
        ("order_by=-name", "reports charts"), ("order_by=created_at", "reports charts")),
    *cases("/m2m_tokens",
        ("subject={worker}", "spare valid"), ("subject={database}", ""),
        ("subject={worker}&revoked=true", "revoked"), ("subject={worker}&expired=true", "brief")),
    *cases("/api_keys",
        ("subject={ada}", "build deploy"), ("subject={jose}", ""),
        ("subject={ada}&type=special", "other"), ("subject={ada}&query=CLE d", "deploy"),
        ("subject={ada}&include_invalid=true", "old build deploy")),
    *cases("/directories", ("", "guests staff"), ("limit=1&offset=1", "staff")),
    *cases("/scim_directories", ("", "guests staff"), ("limit=1", "guests")),
    *cases("/directories/{staff}/group_role_mappings", ("", "mapping-of-staff")),
    *cases("/scim_directories/{guests}/group_role_mappings", ("", "mapping-of-guests")),
    *cases("/enterprise_connections",
        ("", "gitlab entra okta"), ("organization_id={navy}", "gitlab okta"),
        ("active=true", "gitlab"), ("active=false", "entra okta")),
    *cases("/enterprise_connections/{okta}/test_runs",
        ("status=pending&status=failed", "second-test first-test"), ("status=success", "")),
    *cases("/saml_connections",
        ("", "entra-saml okta-saml"), ("query=OKT", "okta-saml"),
        ("organization_id={navy}", "okta-saml"), ("organization_id=-{navy}", "entra-saml"),
        ("order_by=-name", "okta-saml entra-saml"),
        ("order_by=created_at", "okta-saml entra-saml")),
    *cases("/billing/plans",
        ("payer_type=user", "plan-pro plan-free_user"),
        ("payer_type=org", "plan-team plan-free_org")),
    *cases("/billing/prices",
        ("plan_id={plan-pro}&offset=1", "price-5000 price-7000"),
        ("offset=3&limit=2", "price-5000 price-7000")),
    *cases("/billing/subscription_items",
        ("status=free_trial", "trial-of-jose team-of-navy"), ("status=past_due", ""),
        ("status=ended", "ada-5000 trial-of-ada"), ("status=upcoming", ""),
        ("status=active", "ada-7000 trial-of-jose team-of-navy"),
        ("payer_type=org", "team-of-navy"), ("plan_id={plan-team}", "team-of-navy"),
        ("include_free=true&payer_type=org", "team-of-navy free-of-navy"),
        ("query=NAVY", "team-of-navy"), ("query=núnez", "trial-of-jose"),
        ("query=team", "team-of-navy"), ("query={ada-5000}", "ada-5000")),
]  # fmt: skip

ELSEWHERE = {
    ("/organizations", "include_members_count"),
    ("/organizations", "include_missing_member_with_elevated_permissions"),
    ("/organizations/{organization_id}", "include_members_count"),
    ("/organizations/{organization_id}", "include_missing_member_with_elevated_permissions"),
    *(
        ("/public/interstitial", name)
        for name in (
            "frontendApi", "frontend_api", "publishable_key", "proxy_url", "domain", "sign_in_url",
            "use_domain_for_script",
        )
    ),
}  # fmt: skip
"""Parameters that choose no objects; they have tests of their own."""


def filled_in(text: str, instance: Any) -> str:
    return re.sub(r"\{([^}]+)\}", lambda match: instance.ids[match[1]], text)


def rows_of(response: Any) -> list[Any]:
    """The objects in the response of a list."""
    if isinstance(response, list):
        return response
    rows: list[Any] = response["m2m_tokens" if "m2m_tokens" in response else "data"]
    return rows


def id_of(row: Any, instance: Any) -> str:
    """The id of an object; of a membership, that of its user."""
    user = row.get("public_user_data")
    id: str = user["user_id"] if user else row["id"]
    return id


def target(case: Case, instance: Any) -> str:
    query = quote(filled_in(case.query, instance), safe="=&%")
    return f"{filled_in(case.path, instance)}?{query}"


def spec_parameters() -> set[tuple[str, str]]:
    """Every list and parameter of the spec that the sandbox serves."""
    from clerk_cli_sandbox.rooms import operations

    served = [find_operation("GET", entry.pattern[3:]) for entry in operations()]
    return {
        (operation.path, parameter.name)
        for operation in served
        if operation is not None
        for parameter in operation.parameters
        if parameter.place == "query"
    }


def parameters_of_cases() -> set[tuple[str, str]]:
    return {
        (template(case.path), name)
        for case in CASES
        for name in re.findall(r"(?:^|&)(\w+)=", case.query)
    }


def template(path: str) -> str:
    """The path of a case as the spec spells it."""
    operation = find_operation("GET", re.sub(r"\{[^}]+\}", "{}", path))
    assert operation is not None
    return operation.path


@pytest.mark.steps
def test_every_parameter_of_every_list_is_tested() -> None:
    expected = {(path, name) for path, name in spec_parameters() if name not in PAGING}
    assert expected - parameters_of_cases() - ELSEWHERE == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path}?{case.query}")
def test_a_query_finds_what_it_asks_for(instance: Any, case: Case) -> None:
    response = instance.api.ok("GET", target(case, instance))
    expected = case.expected.split()
    if case.path.endswith("/count"):
        assert response["total_count"] == len(expected)
        return
    names = {id: name for name, id in instance.ids.items()}
    assert [names.get(id_of(row, instance)) for row in rows_of(response)] == expected


LISTS = sorted({path for path, name in spec_parameters() if name in PAGING})
REQUIRED = {
    "/sessions": "user_id={ada}&",
    "/m2m_tokens": "subject={worker}&",
    "/api_keys": "subject={ada}&",
}
IN_PATH = {
    "user_id": "ada", "organization_id": "navy", "provider": "provider",
    "enterprise_connection_id": "okta",
}  # fmt: skip
OTHERS_IN_PATH = {"/users/{user_id}/organization_invitations": {"user_id": "bob"}}


def list_target(path: str, instance: Any, query: str = "") -> str:
    """The path of a list of the spec, with ids and with what it requires."""
    names = IN_PATH | OTHERS_IN_PATH.get(path, {})
    ids = {name: instance.ids[value] for name, value in names.items()}
    ids["template_type"] = "sms"
    if "{statementID}" in path:
        ids["statementID"] = instance.api.ok("GET", "/billing/statements")["data"][0]["id"]
    return f"{path.format_map(ids)}?{filled_in(REQUIRED.get(path, ''), instance)}{query}"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_pages(instance: Any, path: str) -> None:
    everything = rows_of(instance.api.ok("GET", list_target(path, instance)))
    paged = instance.api.ok("GET", list_target(path, instance, "limit=1&offset=1"))
    assert rows_of(paged) == everything[1:2]
    if path not in SINGLE:
        assert len(rows_of(paged)) == 1


SINGLE = (
    "/billing/statements/{statementID}/payment_attempts",
    "/organizations/{organization_id}/invitations/pending",
)
"""Lists that have only one object in the instance."""


@pytest.mark.parametrize(
    "path", sorted(path for path, name in spec_parameters() if name == "paginated")
)
def test_a_list_is_an_array_or_a_page_with_the_total(instance: Any, path: str) -> None:
    plain = instance.api.ok("GET", list_target(path, instance))
    page = instance.api.ok("GET", list_target(path, instance, "limit=1&paginated=true"))
    assert set(page) == {"data", "total_count"}
    assert page["total_count"] == len(rows_of(plain))
    # In the spec, lists of billing are always pages.
    assert isinstance(plain, dict) == path.startswith("/billing/")


@pytest.mark.parametrize("path", ["/organizations", "/organizations/{navy}"])
def test_an_organization_can_show_its_members(instance: Any, path: str) -> None:
    query = "include_members_count=true&include_missing_member_with_elevated_permissions=true"
    response = instance.api.ok("GET", f"{filled_in(path, instance)}?{query}")
    organizations = response.get("data", [response])
    shown = {
        entry["slug"]: (
            entry["members_count"],
            entry["missing_member_with_elevated_permissions"],
        )
        for entry in organizations
    }
    expected = {"navy": (2, False), "engines": (1, False), "cafe": (0, True)}
    assert shown == {slug: expected[slug] for slug in shown}


@pytest.mark.parametrize(
    ("target", "code", "parameter"),
    [
        ("/users?provider=oauth_google", "form_conditional_param_missing", "provider_user_id"),
        ("/users?provider_user_id=1", "form_conditional_param_missing", "provider"),
        ("/users?" + "username=a&" * 101, "form_param_array_size_exceeded", "username"),
        ("/users?starting_after=x&order_by=username", INVALID, "starting_after"),
        ("/organization_domains?query=%20", INVALID, "query"),
        ("/organizations/o/domains?enrollment_mode=x", INVALID, "enrollment_mode"),
        ("/organizations/o/domains?verified=perhaps", INVALID, "verified"),
    ],
)  # fmt: skip
def test_a_query_that_clerk_refuses_is_refused(
    api: Any, target: str, code: str, parameter: str
) -> None:
    assert api.errors("GET", target) == (422, [(code, parameter)])


@pytest.mark.parametrize(
    "path", sorted(path for path, name in spec_parameters() if name == "order_by")
)
def test_an_order_by_an_unknown_column_is_refused(instance: Any, path: str) -> None:
    target = list_target(path, instance, "order_by=-shoe_size&limit=x")
    assert set(instance.api.errors("GET", target)[1]) == {
        ("form_param_value_invalid", "order_by"),
        ("form_param_type_invalid", "limit"),
    }


def test_a_query_of_50_kilobytes_is_answered(instance: Any) -> None:
    assert instance.api.ok("GET", f"/users?query={'x' * 50_000}") == []
