"""Start-up and per-command figures, as ratios to ``python -c pass``.

Usage: ``python benchmarks/startup.py [ROUNDS]``, in an environment with all plugins.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
CLERK = str(Path(sys.executable).with_name("clerk"))
BARE = "python -c pass"

PROFILES = """\
[default]
profile = one

[profile one]
clerk.key = sk_test_0123456789abcdef

[profile two]
output = json

[profile three]
debug = false
"""


def measure(argv: list[str], environment: dict[str, str]) -> float:
    """Milliseconds of one run."""
    started = time.perf_counter()
    subprocess.run(argv, env=environment, check=True, capture_output=True)
    return (time.perf_counter() - started) * 1000


def scenarios(url: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """What is run: a label, the words, and further variables."""
    served = {"CLERK_API_URL": url, "CLERK_SECRET_KEY": "sk_test_bench"}
    plain = ["--version", "--help", "users --help", "users list --help", "whoami"]
    return {
        BARE: ([sys.executable, "-c", "pass"], {}),
        **{f"clerk {words}": ([CLERK, *words.split()], {}) for words in plain},
        "clerk config get output": ([CLERK, "config", "get", "output"], {}),
        "clerk -p sandbox users list": ([CLERK, "-p", "sandbox", "users", "list"], {}),
        "clerk users list (http)": ([CLERK, "users", "list"], served),
    }


def main() -> None:
    """Measure every scenario in turns and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "profiles").write_text(PROFILES)
        base = {**os.environ, "CLERK_CONFIG_DIR": home, "NO_COLOR": "1"}
        server = subprocess.Popen(
            [CLERK, "sandbox", "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, env=base
        )
        assert server.stderr is not None
        match = re.search(r"http://\S+", server.stderr.readline())
        assert match is not None
        found = scenarios(match.group())
        times: dict[str, list[float]] = {label: [] for label in found}
        for _ in range(rounds):
            for label, (argv, extra) in found.items():
                times[label].append(measure(argv, base | extra))
        server.terminate()
        server.wait()
    bare = statistics.median(times[BARE])
    print(f"{'scenario':<32}{'median ms':>10}{'x bare':>8}")
    for label, values in times.items():
        median = statistics.median(values)
        print(f"{label:<32}{median:>10.1f}{median / bare:>8.1f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\npeak memory of the largest: {peak:.0f} MiB; {rounds} rounds")


if __name__ == "__main__":
    main()
