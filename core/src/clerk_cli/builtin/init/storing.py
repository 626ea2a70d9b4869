"""Writing what the wizard was told: the keyring, the profiles file, the shell."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.profile_edits import edit_profiles
from clerk_cli.builtin.profiles import explain_selection
from clerk_cli.config import system_keyring
from clerk_cli.errors import LocalError

if TYPE_CHECKING:
    from clerk_cli.builtin.init.questions import Plan
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject


def carry_out(plan: Plan, context: Context) -> APIObject:
    """Write a plan, and say what was done.

    Args:
        plan: What to write.
        context: Has the paths and the messages.

    Raises:
        ConfigError: The keyring or the profiles file cannot be written; neither was changed.
    """
    if plan.keyring and plan.key is not None:
        _store_in_keyring(plan, plan.key, context)
    else:
        _write_profile(plan, plan.key, context)
    _report(plan, context)
    completion = _turn_on_completion(plan, context)
    _suggest(plan, context)
    return {
        "profile": plan.profile,
        "active": plan.use,
        "keyring": plan.keyring,
        "instance": plan.instance.data if plan.instance else None,
        "completion": completion,
    }


def _store_in_keyring(plan: Plan, key: str, context: Context) -> None:
    """Store the key in the keyring and its reference in the profile, or neither."""
    before = system_keyring.read(plan.profile)
    try:
        system_keyring.write(plan.profile, key)
        _write_profile(plan, system_keyring.reference_to(plan.profile), context)
    except BaseException:
        if before is None:
            system_keyring.delete(plan.profile)
        else:
            system_keyring.write(plan.profile, before)
        raise


def _write_profile(plan: Plan, value: str | None, context: Context) -> None:
    with edit_profiles(context) as file:
        if value is not None:
            file.set(plan.profile, "clerk.key", value)
        if plan.use:
            file.use(plan.profile)


def _report(plan: Plan, context: Context) -> None:
    if plan.key is None:
        context.messages.success(f'The active profile is now "{plan.profile}".')
    else:
        place = " and the keyring" if plan.keyring else ""
        context.messages.success(f'Configuration saved to profile "{plan.profile}"{place}.')
    explain_selection(context, plan.profile, is_active=plan.use)
    if plan.key is not None and context.environment.variable("CLERK_SECRET_KEY"):
        context.messages.warn("CLERK_SECRET_KEY is set and overrides the key of every profile.")


def _turn_on_completion(plan: Plan, context: Context) -> str | None:
    """The file that was changed; None if none was. The profile is saved whatever happens."""
    if plan.completion is None:
        return None
    try:
        plan.completion.install()
    except LocalError as error:
        context.messages.warn(f"Completion was not turned on: {error.message}")
        return None
    context.messages.success(f"Completion is on in new shells ({plan.completion.path}).")
    return str(plan.completion.path)


def _suggest(plan: Plan, context: Context) -> None:
    option = "" if plan.use else f" -p {quote(plan.profile)}"
    first = "users list" if "users" in context.program.words else "whoami"
    context.messages.line("Try it:")
    for command in (first, "doctor", "--help"):
        context.messages.line(f"  clerk{option} {command}")
