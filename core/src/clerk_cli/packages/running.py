"""Running an installer: without keys, with its output as it comes, and with the reason it fails."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from clerk_cli.config.child_environment import environment_without_keys
from clerk_cli.environment import Environment
from clerk_cli.errors import ClerkError, ConfigError, NetworkError
from clerk_cli.platform import set_program_aside

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

NOISE = "Requirement already satisfied"
"""How pip begins a line for every library that it need not install, of which there are dozens."""

FORCES_COLOR = ("FORCE_COLOR", "CLICOLOR_FORCE")
"""Variables with which an installer would write colors to a pipe."""

CONSTRAINTS = ("PIP_CONSTRAINT", "UV_CONSTRAINT")
"""Variables with files that limit versions; pipx hands them to the one of the two that it uses."""

UNREACHABLE = re.compile(
    r"""after[ ]connection[ ]broken[ ]by | Failed[ ]to[ ]establish[ ]a[ ]new[ ]connection
    | Cannot[ ]connect[ ]to[ ]proxy | error[ ]sending[ ]request | dns[ ]error
    | network[ ]was[ ]disabled | name[ ]resolution | Network[ ]is[ ]unreachable""",
    re.VERBOSE,
)
"""What pip and uv write if they cannot reach the index."""

NOT_FOUND = "(from versions: none)"
"""What pip writes for a name that the index does not have; without retries, also if the index
cannot be reached."""

NOT_FOUND_HINT = (
    "Check the name. If it is correct, the package index does not have it or cannot be reached."
)

LOG = re.compile(r"\s*(\S.*_errors\.log)\s*")
"""The line with which pipx names the file that has the output of pip."""


def run(
    command: list[str],
    environment: Environment,
    settings: Iterable[Setting] = (),
    *,
    show: Callable[[str], None],
    added: Mapping[str, str] | None = None,
    constraint: str = "",
) -> None:
    """Run an installer without the keys and without colors; its output is shown as it comes.

    Args:
        command: The installer and its arguments.
        environment: Streams, variables and working directory.
        settings: Those of the plugins, which say in which variables there are secrets.
        show: Takes each line of its output.
        added: Variables that the installer needs.
        constraint: A requirement that pip and uv keep to and do not record; empty for none.

    Raises:
        ClerkError: It fails.
        NetworkError: It fails because it cannot reach the package index.
        ConfigError: It cannot be started.
    """
    variables = environment_without_keys(environment.variables, settings) | {"NO_COLOR": "1"}
    variables |= added or {}
    for name in FORCES_COLOR:
        variables.pop(name, None)
    with set_program_aside(windows=environment.windows), _constrained(variables, constraint):
        status, lines = _run_shown(command, environment, variables, show)
    if status:
        raise _failure(command, status, lines)


@contextmanager
def _constrained(variables: dict[str, str], constraint: str) -> Iterator[None]:
    """Add a constraint to those that the variables have."""
    if not constraint:
        yield
        return
    with TemporaryDirectory(prefix="clerk-") as folder:
        file = Path(folder) / "constraints.txt"
        file.write_text(f"{constraint}\n", encoding="utf-8")
        for name in CONSTRAINTS:
            # The values are separated by spaces, which a URL does not have.
            variables[name] = f"{variables.get(name, '')} {file.as_uri()}".strip()
        yield


def _run_shown(
    command: list[str],
    environment: Environment,
    variables: Mapping[str, str],
    show: Callable[[str], None],
) -> tuple[int, list[str]]:
    """The exit status, and the output."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env=variables, cwd=environment.directory,
        )  # fmt: skip
    except OSError as error:
        raise ConfigError(
            f"cannot start {command[0]}: {error.strerror}",
            hint=f"Put it on PATH, or run yourself:\n  {shlex.join(command)}",
        ) from error
    lines = []
    with process:
        for line in process.stdout or ():
            lines.append(line)
            if not line.startswith(NOISE):
                show(line)
    return process.returncode, lines


def _failure(command: list[str], status: int, lines: list[str]) -> ClerkError:
    message = f"{shlex.join(command[:4])} … failed with exit code {status}"
    if any(map(_tells_of_the_network, lines)):
        return NetworkError(
            message,
            hint="Nothing was changed: there is no connection to the package index. Check the "
            "network and the proxy, and try again.",
        )
    hint = "Its output is above. Nothing else was changed."
    if any(NOT_FOUND in line for line in lines):
        hint += f"\n{NOT_FOUND_HINT}"
    return ClerkError(message, hint=hint)


def _tells_of_the_network(line: str) -> bool:
    """Whether a line, or the file that it names, says that the index cannot be reached."""
    if UNREACHABLE.search(line):
        return True
    log = LOG.fullmatch(line)
    try:
        return log is not None and bool(UNREACHABLE.search(Path(log[1]).read_text()))
    except (OSError, UnicodeDecodeError):
        return False
