"""Which modules a scenario imports, compared with what is recorded.

A module that was not there before is time that everybody pays: it fails the run until it is
recorded on purpose, with ``--record``. Modules of the standard library differ between versions of
Python, so only those that are slow are looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measure import Run

RECORD = Path(__file__).with_name("import_sets.json")
SLOW = frozenset({
    "argparse", "ast", "asyncio", "concurrent.futures", "configparser", "csv", "ctypes",
    "dataclasses", "datetime", "difflib", "email.message", "getpass", "hashlib", "html.parser",
    "http.client", "http.server", "importlib.metadata", "importlib.resources", "inspect", "json",
    "locale", "logging", "multiprocessing", "pathlib", "pdb", "platform", "pprint", "queue",
    "random", "re", "shutil", "signal", "socket", "sqlite3", "ssl", "string", "subprocess",
    "tempfile", "textwrap", "threading", "tomllib", "traceback", "typing", "unittest",
    "urllib.parse", "urllib.request", "uuid", "xml", "zipfile",
})  # fmt: skip
REPORT = """
import atexit, sys
def report():
    sys.stdout.flush()
    sys.stderr.write("\\nMODULES " + " ".join(sys.modules))
atexit.register(report)
sys.argv[0] = "clerk"
from clerk_cli.__main__ import run
sys.exit(run())
"""


def imported(run: Run, variables: Mapping[str, str]) -> list[str]:
    """The modules that a run of the program imports, sorted.

    Args:
        run: The program and its words.
        variables: The environment of all runs.
    """
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *run.argv[1:]],
        env={**variables, **run.variables},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.rsplit("MODULES ", 1)[1].split()
    return sorted(name for name in modules if _counts(name))


def _counts(name: str) -> bool:
    top = name.split(".")[0]
    if name.startswith("_") or top == "sitecustomize":
        return False
    return name in SLOW or top not in sys.stdlib_module_names


def recorded() -> dict[str, list[str]]:
    """What is recorded, by scenario."""
    modules: dict[str, list[str]] = json.loads(RECORD.read_text(encoding="utf-8"))
    return modules


def record(modules: Mapping[str, list[str]]) -> None:
    """Write the record."""
    RECORD.write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")


def additions(modules: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The modules of each scenario that are not recorded for it."""
    recorded_modules = recorded()
    new = {
        name: sorted(set(names) - set(recorded_modules.get(name, ())))
        for name, names in modules.items()
    }
    return {name: names for name, names in new.items() if names}
