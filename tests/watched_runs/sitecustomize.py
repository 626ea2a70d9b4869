"""Records the programs that a run of the program in a new process starts.

Python imports this module first in a process that has this folder on its ``PYTHONPATH``, which
``planted_secrets`` does for the processes that tests start. The run itself cannot tell: its
variables and its path are as if it were not watched.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # the run shall import no module because it is watched
    from collections.abc import Mapping
    from typing import Any

FOLDER = __file__.rpartition(os.sep)[0]
RECORD_VARIABLE = "RECORD_OF_STARTED_PROGRAMS"
WORDS_AND_VARIABLES = {
    "subprocess.Popen": (1, 3),
    "os.posix_spawn": (1, 2),
    "os.exec": (1, 2),
    "os.spawn": (2, 3),
    "os.system": (0, None),
}
"""Audit events, with the positions of the command line and of the variables in their arguments."""


def program_of(event: str, arguments: tuple[Any, ...]) -> tuple[list[str], dict[str, str]] | None:
    """The command line and the variables of the program that an audit event starts, if it does."""
    if event not in WORDS_AND_VARIABLES:
        return None
    words, variables = WORDS_AND_VARIABLES[event]
    line = arguments[words]
    texts = [line] if isinstance(line, (str, bytes, os.PathLike)) else line
    environment = arguments[variables] if variables is not None else None
    return [os.fsdecode(text) for text in texts], {
        os.fsdecode(name): os.fsdecode(value) for name, value in (environment or {}).items()
    }


def added(variables: Mapping[str, str], *environments: Mapping[str, str]) -> dict[str, str]:
    """The variables of a program that the one that starts it has not, or not with this value."""
    return {
        name: value
        for name, value in variables.items()
        if not any(environment.get(name) == value for environment in environments)
    }


def _be_unseen(path: str) -> None:
    """Leave the variables, the path and the customization of this process as they were."""
    sys.path.remove(FOLDER)
    if rest := path.partition(os.pathsep)[2]:
        os.environ["PYTHONPATH"] = rest
    else:
        del os.environ["PYTHONPATH"]
    this = sys.modules.pop("sitecustomize")
    try:
        __import__("sitecustomize")
    except ImportError:
        pass
    finally:
        sys.modules.setdefault("sitecustomize", this)


def _record_to(file: str) -> None:
    """Append each program to a file, as a line with a literal of Python."""

    def record(event: str, arguments: tuple[Any, ...]) -> None:
        if program := program_of(event, arguments):
            words, variables = program
            line = f"{(words, added(variables, os.environ))!r}\n"
            descriptor = os.open(file, os.O_WRONLY | os.O_APPEND)
            os.write(descriptor, line.encode(errors="surrogateescape"))
            os.close(descriptor)

    sys.addaudithook(record)


if __name__ == "sitecustomize" and (record_file := os.environ.pop(RECORD_VARIABLE, "")):
    _be_unseen(os.environ["PYTHONPATH"])
    _record_to(record_file)
