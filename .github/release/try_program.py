"""Tries an installed or built program: ``try_program.py PROGRAM [ARGUMENT …]``.

It makes a user in the sandbox, reads it back, changes it, and deletes it, with a configuration of
its own::

    python try_program.py python3.10 -I clerk.pyz
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

EMAIL = "release@example.com"


def try_program(program: list[str], folder: Path) -> str:
    """Run the program as somebody who writes would, and return its version.

    Args:
        program: The words that start it.
        folder: An empty folder for its configuration and caches.

    Raises:
        RuntimeError: A command fails, or does not do what it says.
    """
    inherited = {k: value for k, value in os.environ.items() if not k.startswith("CLERK_")}
    folders = dict.fromkeys(("CLERK_CONFIG_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(folder))
    variables = {**inherited, **folders, "NO_COLOR": "1"}

    def clerk(*words: str) -> str:
        done = subprocess.run(
            [*program, *words], env=variables, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: exit status {done.returncode}\n{done.stderr}")
        return done.stdout

    def users(*words: str) -> Any:
        return json.loads(clerk("-p", "sandbox", "users", *words, "-o", "json"))

    version = clerk("--version").strip()
    states = json.loads(clerk("plugins", "list", "-o", "json"))["data"]
    if broken := [row["name"] for row in states if row["state"] != "loaded"]:
        raise RuntimeError(f"plugins that are not loaded: {', '.join(broken)}")
    created = users("create", "--email", EMAIL, "--first-name", "Rita")
    users("update", EMAIL, "--last-name", "Levi")
    read = users("get", EMAIL)
    if (read["id"], read["first_name"], read["last_name"]) != (created["id"], "Rita", "Levi"):
        raise RuntimeError(f"the user was not written: {read}")
    users("delete", created["id"], "--force")
    if EMAIL in clerk("-p", "sandbox", "users", "list", "--all", "-o", "yaml"):
        raise RuntimeError("the user was not deleted")
    return version


def main() -> int:
    """Try it, and print its version and how it was started."""
    program = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        version = try_program(program, Path(folder))
    sys.stdout.write(f"{version}: {' '.join(program)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
