"""Everything that destroys asks on a terminal, takes ``-f``, and needs it without a terminal.

Eight commands work without a terminal, because their originals have no ``--force``.
"""

from __future__ import annotations

import re
import shlex
import sys

import pytest
from every_leaf import installed_commands

from clerk_cli.testing import CommandLine, FakeAPI

pytestmark = pytest.mark.early

UNATTENDED = {
    "config alias remove",
    "m2m machines delete",
    "organizations invitations revoke",
    "organizations members remove",
    "restrictions remove",
    "sessions revoke",
    "users emails remove",
    "users phones remove",
}

REVERSIBLE = {
    "plugins disable": "clerk plugins enable",
    "users ban": "clerk users unban",
    "users lock": "clerk users unlock",
}
"""Commands whose names sound destructive, and the commands that take them back."""

OF_INSTALLER = {"plugins uninstall"}
"""It shows the installer's command and asks before that is run."""


OF_RUNS = {"migrate undo"}
"""Its question names what a run created, so there has to be one: the plugin's tests have one."""

COMMANDS = installed_commands()
DESTRUCTIVE = sorted(
    {name for name, command in COMMANDS.items() if command.spec.is_destructive} - {*REVERSIBLE}
)

EXISTING = {
    "config profile delete": "config profile create staging",
    "config alias remove": "config alias add ul users list",
    "sandbox restore": "sandbox snapshot before",
}
"""What makes the object on this computer that an example names."""


def make_object(clerk: CommandLine, name: str) -> None:
    """Make what a command destroys on this computer; nothing else is asked about."""
    if name in EXISTING:
        assert clerk(*EXISTING[name].split()).code == 0


def line(name: str, *, forced: bool = False) -> list[str]:
    """A command line of a destructive command, from its first example."""
    words = shlex.split(COMMANDS[name].spec.examples[0].command)[1:]
    words = [word for word in words if word not in ("-f", "--force")]
    return [*words, "--force"] if forced else words


def test_the_exceptions_are_exactly_the_eight() -> None:
    assert {name for name, item in COMMANDS.items() if item.runs_unattended} == UNATTENDED


def test_a_reversible_command_has_the_one_that_takes_it_back() -> None:
    assert {name.removeprefix("clerk ") for name in REVERSIBLE.values()} <= set(COMMANDS)


@pytest.mark.parametrize("name", [*DESTRUCTIVE, *OF_INSTALLER])
def test_a_destructive_command_has_a_question_and_takes_force(name: str) -> None:
    command = COMMANDS[name]
    assert command.spec.confirm is not None or name in OF_INSTALLER
    assert vars(command).get("force", getattr(command, "force", None)).short == "f"


@pytest.mark.parametrize("name", sorted({*DESTRUCTIVE} - UNATTENDED - OF_RUNS))
def test_it_is_refused_without_a_terminal(clerk: CommandLine, fake_api: FakeAPI, name: str) -> None:
    make_object(clerk, name)
    result = clerk(*line(name))
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "✗ confirmation required" in result.err
    assert "Pass --force to confirm." in result.err


@pytest.mark.parametrize("forced", [False, True])
@pytest.mark.parametrize("name", sorted(UNATTENDED - {"config alias remove"}))
def test_the_eight_work_without_a_terminal_and_accept_force(
    clerk: CommandLine, fake_api: FakeAPI, name: str, forced: bool
) -> None:
    fake_api.answer({"id": "x_1", "object": "x", "deleted": True})
    result = clerk(*line(name, forced=forced))
    assert (result.code, len(fake_api.requests)) == (0, 1)
    assert fake_api.requests[0].method in ("DELETE", "POST")


@pytest.mark.parametrize("forced", [[], ["-f"], ["--force"]])
def test_an_alias_is_removed_without_a_terminal(clerk: CommandLine, forced: list[str]) -> None:
    clerk("config", "alias", "add", "ul", "users", "list")
    assert clerk("config", "alias", "remove", "ul", *forced).code == 0
    assert "ul" not in clerk("config", "alias", "list").out


@pytest.mark.matrix
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("name", sorted({*DESTRUCTIVE} - OF_RUNS))
def test_it_asks_on_a_terminal_and_no_changes_nothing(
    clerk: CommandLine, fake_api: FakeAPI, name: str
) -> None:
    make_object(clerk, name)
    # Whatever the line calls the object is one of its names.
    fake_api.answer({"id": "x_1", **{f"name_{word}": word for word in line(name)}})
    terminal = clerk.on_terminal(*line(name), columns=200)
    terminal.expect("(y/N)")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert "Canceled." in terminal.err.text
    assert [request for request in fake_api.requests if request.method != "GET"] == []


ASKING = {
    "directories scim update": "scim_123",
    "directories update": "scim_123",
    "enterpriseconnections create": "--name Acme --provider saml_okta --domains acme.com"
    " --idp-metadata-url https://idp.acme.com/metadata",
    "enterpriseconnections saml update": "samlc_123",
    "enterpriseconnections update": "entconn_123",
    "instance organization-settings update": "",
    "oauthapplications update": "oauthapp_123",
}
"""Updates that ask only with some options, and what else their command lines need."""

FORMS = [(name, form) for name in ASKING for form in COMMANDS[name].spec.confirm_if]
OTHERS = {"--consent-verified-domains-deletion": ["--active"]}
"""What an option requires."""


def asking_line(name: str, form: str) -> list[str]:
    return [*name.split(), *shlex.split(ASKING[name]), form, *OTHERS.get(form, [])]


def opposite(form: str) -> str:
    return form.replace("--no-", "--") if form.startswith("--no-") else f"--no-{form[2:]}"


def test_the_table_has_each_command_that_asks_with_some_options() -> None:
    assert set(ASKING) == {name for name, item in COMMANDS.items() if item.spec.confirm_if}


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_an_option_that_shuts_out_or_deletes_is_refused_without_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI, name: str, form: str
) -> None:
    result = clerk(*asking_line(name, form))
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "✗ confirmation required" in result.err
    fake_api.answer({"id": "x_1", "enabled": True})
    assert clerk(*asking_line(name, form), "--force").code == 0
    assert fake_api.requests[-1].method in ("PATCH", "POST")


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_dry_run_shows_the_option_without_asking(
    clerk: CommandLine, fake_api: FakeAPI, name: str, form: str
) -> None:
    result = clerk(*asking_line(name, form), "--dry-run")
    assert (result.code, fake_api.requests) == (0, [])
    assert "PATCH" in result.out or "POST" in result.out


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_option_is_in_the_description_of_the_command(
    clerk: CommandLine, name: str, form: str
) -> None:
    (described,) = clerk("commands", *name.split(), "-o", "json").json["data"]
    effects = (described["effect"], described["least_effect"])
    assert (described["asks"], effects) == (True, ("destroys", "writes"))
    assert form in described["asks_with"]


@pytest.mark.parametrize("name", sorted({*ASKING} - {"enterpriseconnections create"}))
def test_an_update_without_such_an_option_asks_nothing(
    clerk: CommandLine, fake_api: FakeAPI, name: str
) -> None:
    forms = COMMANDS[name].spec.confirm_if
    harmless = [opposite(form) for form in forms if opposite(form) not in forms]
    words = [word for word in harmless if "consent" not in word] or ["--name", "Acme"]
    fake_api.answer({"id": "x_1", "enabled": True})
    assert clerk(*name.split(), *shlex.split(ASKING[name]), *words).code == 0


def test_the_body_of_a_file_asks_like_the_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (clerk.directory / "body.json").write_text('{"active": false}', encoding="utf-8")
    line = ("enterpriseconnections", "update", "entconn_123", "--input", "body.json")
    assert (clerk(*line).code, fake_api.requests) == (2, [])
    (clerk.directory / "body.json").write_text('{"name": "Acme"}', encoding="utf-8")
    fake_api.answer({"id": "entconn_123"})
    assert clerk(*line).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_option_asks_on_a_terminal_and_no_changes_nothing(
    clerk: CommandLine, fake_api: FakeAPI, name: str, form: str
) -> None:
    words = asking_line(name, form)
    fake_api.answer({"id": "x_1", **{f"name_{word}": word for word in words}})
    terminal = clerk.on_terminal(*words, columns=200)
    terminal.expect("(y/N)")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert [request for request in fake_api.requests if request.method != "GET"] == []


def test_a_question_about_a_deletion_says_where_before_what_else_happens() -> None:
    questions = [item.spec.confirm or "" for item in COMMANDS.values()]
    assert [text for text in questions if re.match(r"Delete [^?]*\} and ", text)] == []
