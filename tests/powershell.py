"""Completion in PowerShell, which the workflow tries on Windows: ``python tests/powershell.py``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

SCRIPT = """\
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $args[0]
function clerk {{ & '{python}' -m clerk_cli @args }}
clerk completion powershell | Out-String | Invoke-Expression
foreach ($line in ConvertFrom-Json '{lines}') {{
  $result = TabExpansion2 -inputScript $line -cursorColumn $line.Length
  $first = if ($result.CompletionMatches) {{ $result.CompletionMatches[0].CompletionText }} else {{ '' }}
  $line.Substring(0, $result.ReplacementIndex) + $first
}}
"""  # noqa: E501

LINES = {
    "clerk conf": "clerk config",
    "clerk -o y": "clerk -o yaml",
    "clerk config set --ty": "clerk config set --type",
    "clerk config set output nd": "clerk config set output ndjson",
    "clerk config get clerk.a": "clerk config get clerk.api.url",
    "clerk completion z": "clerk completion zsh",
    "clerk whoami lis": "clerk whoami ",
}
"""Command lines, and what they are after Tab at their end."""


def find_powershell() -> str | None:
    """The path of PowerShell; None if it is not installed."""
    return shutil.which("pwsh") or shutil.which("powershell")


def complete(
    powershell: str, lines: list[str], directory: Path, variables: Mapping[str, str] | None = None
) -> list[str]:
    """The command lines after Tab at their end.

    Args:
        powershell: The path of PowerShell.
        lines: The command lines.
        directory: The working directory; the script is written to it.
        variables: The environment variables; None: those of this process.
    """
    script = directory / "complete.ps1"
    text = SCRIPT.format(python=sys.executable, lines=json.dumps(lines))
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [powershell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script, directory],
        stdout=subprocess.PIPE, text=True, check=True, env=variables,
    )  # fmt: skip
    return done.stdout.splitlines()


def main() -> None:
    """Try all lines, and exit with 1 if one of them is not completed as it should be."""
    powershell = find_powershell()
    if powershell is None:
        sys.exit("PowerShell is not installed")
    with TemporaryDirectory() as folder:
        completed = complete(powershell, list(LINES), Path(folder))
    if completed != list(LINES.values()):
        sys.exit(f"expected {list(LINES.values())}, got {completed}")


if __name__ == "__main__":
    main()
