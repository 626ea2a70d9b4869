"""Rules of Protect and their order.

Clerk's spec has the settings of Protect; its rules are those of Clerk's own command line.
"""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    Step,
    delete,
    get,
    patch,
    post,
    put,
    scenario,
)

CLI = "https://github.com/clerk/cli"
RULESET = "/protect/rulesets/SIGN_IN"
RULES = f"{RULESET}/rules"


def rule(name: str, **body: object) -> Step:
    """A new rule."""
    members = {"expression": f"ip.privacy.{name}", "action": "BLOCK"} | body
    return post(RULES, **members).named(name)


TWO_RULES = (rule("is_vpn"), rule("is_tor"))

SCENARIOS: list[Scenario] = [
    scenario(
        "rules keep the order in which they were added, and a position is an exception",
        CLI,
        *TWO_RULES,
        rule("is_proxy", position=0),
        get(RULES).gives(
            {
                "rules.0.id": "{is_proxy.id}",
                "rules.1.id": "{is_vpn.id}",
                "rules.2.id": "{is_tor.id}",
            }
        ),
        delete(f"{RULES}/{{is_proxy.id}}").is_answered(204),
        get(RULES).gives({"rules.0.id": "{is_vpn.id}", "rules.0.position": 0}),
    ),
    scenario(
        "a new order names every rule once",
        CLI,
        *TWO_RULES,
        patch(RULESET, rule_ids=["{is_tor.id}"]).is_refused(422, "form_param_value_invalid"),
        patch(RULESET, rule_ids=["{is_tor.id}", "{is_tor.id}"]).is_refused(
            422, "form_param_value_invalid"
        ),
        get(RULES).gives({"rules.0.id": "{is_vpn.id}"}),
        patch(RULESET, rule_ids=["{is_tor.id}", "{is_vpn.id}"]),
        get(RULES).gives({"rules.0.id": "{is_tor.id}", "rules.1.id": "{is_vpn.id}"}),
    ),
    scenario(
        "an invalid expression leaves a rule as it was",
        CLI,
        *TWO_RULES,
        put(f"{RULES}/{{is_vpn.id}}", expression="nothing ==", action="ALLOW").is_refused(
            422, "form_param_value_invalid"
        ),
        get(f"{RULES}/{{is_vpn.id}}").gives(expression="ip.privacy.is_vpn", action="BLOCK"),
        put(f"{RULES}/{{is_vpn.id}}", expression="ip.privacy.is_tor", action="ALLOW").gives(
            action="ALLOW"
        ),
    ),
    scenario(
        "the rules of an event are those of no other event",
        CLI,
        *TWO_RULES,
        get("/protect/rulesets/SIGN_UP/rules").lists(),
        get("/protect/rulesets/NONE/rules").is_refused(404, "resource_not_found"),
        delete(RULES).is_answered(204),
        get(RULES).lists(),
    ),
    scenario(
        "the settings of Protect are kept",
        "UpdateInstanceProtect",
        get("/instance/protect").gives(rules_enabled=True),
        patch("/instance/protect", rules_enabled=False).gives(rules_enabled=False),
        patch("/instance/protect", specter_enabled=True).gives(
            rules_enabled=False, specter_enabled=True
        ),
        get("/instance/protect").gives(rules_enabled=False, specter_enabled=True),
    ),
]
