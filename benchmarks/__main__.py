"""``python -m benchmarks``: all tables; ``--short``: a few runs, and imported modules."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

from benchmarks import certificate, import_sets, large_lists, peers, startup
from benchmarks.measure import Figures, Run, measure

FULL, TENTH = 100_000, 10_000
SHORT_ROUNDS = 3


def main() -> int:
    """Measure, or compare import sets."""
    options = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        both, bundle = certificate.make(folder)
        urls = {
            "http": stack.enter_context(startup.served()),
            "https": stack.enter_context(startup.served(certificate=both)),
        }
        if options.latency and not (options.short or options.record):
            urls["far"] = stack.enter_context(startup.delayed(urls["https"], options.latency))
        variables = stack.enter_context(startup.home(os.environ))
        scenarios = startup.runs(urls, bundle)
        if options.record:
            return compare(scenarios, variables, record=True)
        installed = peers.installed_peers(options.npm)
        describe(installed, options.latency)
        rounds = SHORT_ROUNDS if options.short else options.rounds
        show_startup(scenarios, startup.peer_runs(installed, urls, bundle), variables, rounds)
        if options.short:
            return compare(scenarios, variables, record=False)
        if not options.no_lists:
            show_lists(options.list_rounds, variables)
    return 0


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="runs of each short command")
    parser.add_argument("--list-rounds", type=int, default=3, help="runs of each long list")
    parser.add_argument("--no-lists", action="store_true", help="leave the long lists out")
    parser.add_argument(
        "--latency", type=int, default=0, metavar="MS", help="also list over a slow network"
    )
    parser.add_argument("--npm", type=Path, help="a folder where npm install clerk was run")
    parser.add_argument("--short", action="store_true", help="a few runs; fail on new imports")
    parser.add_argument("--record", action="store_true", help="record what is imported now")
    return parser.parse_args()


def describe(installed: Mapping[str, str], latency: int) -> None:
    """Say where, when and with what it is measured."""
    print(
        f"{datetime.now(timezone.utc):%Y-%m-%d}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}"
    )
    for name, path in installed.items():
        print(f"{name}: {peers.version(path)}")
    if latency:
        print(f"far: a round trip takes {latency} ms")
    print()


def show_startup(
    scenarios: Mapping[str, Run],
    theirs: Mapping[str, Mapping[str, Run]],
    variables: Mapping[str, str],
    rounds: int,
) -> None:
    """Print the table of short commands."""
    everything = dict(scenarios)
    for peer, runs in theirs.items():
        everything |= {f"{peer} {scenario}": run for scenario, run in runs.items()}
    figures = measure(everything, variables, rounds)
    by_peer: dict[str, dict[str, Figures]] = {
        peer: {scenario: figures[f"{peer} {scenario}"] for scenario in runs}
        for peer, runs in theirs.items()
    }
    for line in startup.table({name: figures[name] for name in scenarios}, by_peer):
        print(line)
    for peer, figures_of_peer in by_peer.items():
        print(f"\n{peer}: at most {max(one.peak for one in figures_of_peer.values()):.0f} MiB")
    print(f"\nmedians of {rounds} runs in turns")


def show_lists(rounds: int, variables: dict[str, str]) -> None:
    """Print the table of long lists."""
    small = large_lists.figures(TENTH, 1, variables)
    large = large_lists.figures(FULL, rounds, variables)
    print(f"\n{FULL:,} users, 500 a page\n")
    for line in large_lists.table(small, large):
        print(line)
    print(f"\nmedians of {rounds} runs in turns")


def compare(runs: Mapping[str, Run], variables: Mapping[str, str], *, record: bool) -> int:
    """Compare what each scenario imports with what is recorded, or record it."""
    names = [name for name in runs if name not in (startup.BARE, startup.FIRST)]
    for name in names:  # the second run of each finds the index
        import_sets.imported(runs[name], variables)
    modules = {name: import_sets.imported(runs[name], variables) for name in names}
    if record:
        import_sets.record(modules)
    new = import_sets.additions(modules)
    for name in names:
        print(f"{name:<30}{len(modules[name]):>5} modules")
    for name, additions in new.items():
        print(f"{name} imports more than is recorded: {', '.join(additions)}", file=sys.stderr)
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
