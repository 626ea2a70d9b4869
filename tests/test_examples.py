"""The examples of every command, run against a sandbox that has one object of each kind."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextlib import suppress

import pytest
from every_leaf import installed_leaves, source_of
from example_instance import IDS, ExampleInstance, with_real_ids
from walks import each

from clerk_cli.api import Command, Example
from clerk_cli.builtin.plugins.base import InstallerCommand
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

INSTALLER = "core/tests/packages/test_examples.py runs it with an installer of its own"
OF_PROTECT = "plugins/protect/tests/test_examples.py runs it"
MODEL = "needs a model and a terminal: " + OF_PROTECT
OF_MIGRATE = "plugins/migrate/tests makes some"
EXCUSED = {
    "clerk init": "prompts on a terminal: tests/test_wizard.py answers it",
    "mcp serve": "runs until its client ends: plugins/mcp/tests connects some",
    "sandbox serve": "runs until it is stopped: plugins/sandbox/tests starts and stops it",
    "sandbox run": "needs another program: plugins/sandbox/tests/test_run.py runs some",
    "webhooks create-app": "an instance has one Svix app: tests/test_command_outputs.py creates it",
    "clerk sandbox restore before --force": "needs a snapshot: plugins/sandbox/tests takes one",
    "clerk plugins check .": "needs a project: core/tests/packages/test_scaffold.py checks one",
    "clerk migrate import --resume last": "needs a run: " + OF_MIGRATE,
    "migrate undo": "needs a run: " + OF_MIGRATE,
    "migrate verify": "needs a run: " + OF_MIGRATE,
    "clerk oauthapplications tokens revoke oauthapp_123": (
        "prompts on a terminal: plugins/oauthapplications/tests answers it"
    ),
    "clerk protect rules add SIGN_IN --generate 'block datacenters except Cloudflare'": MODEL,
    "clerk protect rules edit SIGN_IN rule_123": "needs an editor and a terminal: " + OF_PROTECT,
    "clerk protect rules edit SIGN_IN rule_123 --ai 'allow requests from Germany'": MODEL,
}
"""Commands, and single examples, that cannot run here, and why. Those that install are not run."""


PLACEHOLDER = re.compile(r"\b[a-z]+(?:_[a-z]+)*_(?:123|456|789)\b")
"""The ID of an object in an example, such as ``user_123``."""

SHAPING = re.compile(r"--(jq|fields)\b")
NOTHING = ("", "null", '""', "{}", "[]")
"""What a shaping option shows that asks for what is not there."""

COMMANDS: list[type[Command]] = [leaf.command for leaf in installed_leaves()]
EXAMPLES: list[tuple[type[Command], Example]] = [
    (command, example) for command in COMMANDS for example in command.spec.examples
]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> ExampleInstance:
    return ExampleInstance(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def prepared(clerk: CommandLine, instance: ExampleInstance) -> dict[str, str]:
    """The ids of the objects in the sandbox, which is the active profile."""
    instance.prepare(clerk)
    clerk.variables["CLERK_PROFILE"] = "sandbox"
    return instance.ids


def excuse_for(command: type[Command], example: Example) -> str | None:
    """Why an example is not run here; None if it is."""
    if issubclass(command, InstallerCommand):
        return INSTALLER
    return EXCUSED.get(command.spec.name) or EXCUSED.get(example.command)


def run(clerk: CommandLine, line: str) -> tuple[int, str, str]:
    """Run an example: in this process, or by a shell where it needs one.

    Returns:
        The exit status, stdout and stderr.
    """
    if not any(sign in line for sign in ("|", ">", "<", "$(")):
        result = clerk(*shlex.split(line)[1:])
        return result.code, result.out, result.err
    program = f'clerk() {{ {shlex.quote(sys.executable)} -m clerk_cli "$@"; }}; {line}'
    done = subprocess.run(
        ["/bin/sh", "-c", program],
        env=clerk.variables,
        cwd=clerk.directory,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.steps
@each("command", COMMANDS, lambda command: command.spec.name)
def test_a_command_has_an_example_that_names_it(command: type[Command]) -> None:
    file = source_of(command)
    assert command.spec.examples, f"{file}: give {command.__name__} examples=(Example(…),)"
    for example in command.spec.examples:
        assert f"clerk {command.spec.name}" in example.command, file
        assert example.help[0].isupper(), f"{file}: begin {example.help!r} with a capital"
        assert not example.help.endswith("."), f"{file}: end {example.help!r} without a period"


@pytest.mark.steps
def test_the_id_of_an_example_stands_for_an_object_of_the_sandbox() -> None:
    placeholders = {
        word
        for command, example in EXAMPLES
        if not excuse_for(command, example)
        for word in re.findall(r"\b[a-z]\w*_(?:123|456)\b", example.command)
    }
    missing = sorted(placeholders - set(IDS))
    assert not missing, f"tests/example_instance.py: add {missing} to IDS"


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("command", "example"), EXAMPLES, ids=[example.command for _, example in EXAMPLES]
)
def test_an_example_works(
    clerk: CommandLine,
    prepared: dict[str, str],
    command: type[Command],
    example: Example,
) -> None:
    if reason := excuse_for(command, example):
        pytest.skip(reason)
    line = with_real_ids(example.command, prepared)
    if (
        (command.spec.confirm or command.spec.confirm_if)
        and "-f" not in shlex.split(line)
        and "--force" not in line
    ):
        line += " --force"
    code, output, error = run(clerk, line)
    assert code == 0, (
        f"{error}correct the example in {source_of(command)}, IDS, FILES or TOKENS in "
        "tests/example_instance.py, or add it to EXCUSED in tests/test_examples.py"
    )
    if SHAPING.search(line):
        assert output.strip() not in NOTHING, "the example shows nothing"


@pytest.mark.steps
def test_each_placeholder_of_an_example_stands_for_an_object() -> None:
    lines = [example.command for _, example in EXAMPLES]
    placeholders = {word for line in lines for word in PLACEHOLDER.findall(line)}
    assert placeholders <= set(IDS), (
        "add them to IDS in tests/example_instance.py, and objects to instance_with_one_of_each.py"
    )


@pytest.mark.matrix
@pytest.mark.parametrize("excused", EXCUSED)
def test_an_excused_example_exists_and_cannot_run_here(
    clerk: CommandLine, prepared: dict[str, str], excused: str
) -> None:
    lines = [
        example.command
        for command, example in EXAMPLES
        if excused in {command.spec.name, example.command}
    ]
    assert lines, "remove it from EXCUSED: there is no such command or example"
    argv = shlex.split(with_real_ids(lines[0], prepared))[1:]
    with subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", *argv],
        env=clerk.variables,
        cwd=clerk.directory,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)  # a server goes on
        process.terminate()
    assert process.returncode != 0, "remove it from EXCUSED: it works"
