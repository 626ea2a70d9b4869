"""Every command that calls the API, with everything that may go wrong on the way.

A row is one run of one command with one fault in one format. The rows of a fault are one test; a
fault meets every fourth command, and the next fault the next ones. ``CLERK_FAULTS_EVERY=1`` makes
all meet.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
import yaml
from example_instance import ExampleInstance
from faults.broken_connections import BROKEN_CONNECTIONS, FRAMING, NO_HTTP
from faults.error_statuses import ERROR_STATUSES
from faults.fault import Fault, Outcome
from faults.fault_server import FaultServer, Sent
from faults.odd_bodies import ODD_BODIES
from faults.recordings import Recording, record

from clerk_cli.testing import TEST_KEY, CommandLine, Result

pytestmark = [
    pytest.mark.faults,
    # urllib3 forgets the file of a socket whose response has a header that it refuses.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

FORMATS = ["table", "json", "yaml", "ndjson", "csv"]
FAULTS = [*BROKEN_CONNECTIONS, *NO_HTTP, *FRAMING, *ERROR_STATUSES, *ODD_BODIES]
EVERY = int(os.environ.get("CLERK_FAULTS_EVERY", "4"))
"""Of how many commands a fault meets one."""
EXPORTED = "instance.ndjson"
"""What an export writes, and refuses to replace."""

WAITS_FOR_ITS_PACE = "migrate import"
"""What slows down in real time until the instance takes its requests."""

HEAVY = ["users get", "users list", "users ban"]
"""The commands that are run with faults that move much data."""
COUNT = "/count"
"""How the path of a request ends that a list can do without: a warning says so."""
NOT_THERE = "does not exist"
"""What is said, with exit status 2, of a word on the command line that the answer lacks."""
SAID_OF_WRITES = "may have"


class Row(NamedTuple):
    """One run.

    Args:
        recording: The command.
        spoiled: The method and target of the request whose answer was spoiled.
        fault: What went wrong.
        format: The format of the output.
        result: What the program did.
        requests: What arrived at the server.
        waits: The waits between attempts, in seconds.
    """

    recording: Recording
    spoiled: tuple[str, str]
    fault: Fault
    format: str
    result: Result
    requests: list[Sent]
    waits: list[float]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> ExampleInstance:
    return ExampleInstance(tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session")
def recordings(
    tmp_path_factory: pytest.TempPathFactory, instance: ExampleInstance
) -> list[Recording]:
    folder = tmp_path_factory.mktemp("recordings")
    clerk = CommandLine(
        folder, folder, {"HOME": str(folder), "CLERK_CONFIG_DIR": str(folder / "config"),
                         "XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1"}
    )  # fmt: skip
    return list(record(clerk, instance))


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    server = FaultServer()
    yield server
    server.close()


def rows(
    clerk: CommandLine, server: FaultServer, recordings: list[Recording], fault: Fault
) -> Iterator[Row]:
    """Run every command with a fault; the format changes from one to the next."""
    shift = FAULTS.index(fault)
    for number, recording in enumerate(recordings):
        name = recording.command.spec.name
        if name not in HEAVY if fault.is_heavy else (shift + number) % EVERY:
            continue
        if name == WAITS_FOR_ITS_PACE and fault.name.startswith(("429", "status 429")):
            continue
        for spoiled in recording.spoilable:
            format = format_of(recording.words) or FORMATS[(shift + number) // EVERY % len(FORMATS)]
            server.answers, server.requests = recording.answers, []
            server.spoiled, server.spoil = spoiled, fault.spoil
            clerk.waits.clear()
            for path in clerk.directory.glob(f"{EXPORTED}*"):
                path.unlink()
            url = server.url if fault.spoil else "http://127.0.0.1:1"
            variables = {"CLERK_API_URL": url, "CLERK_SECRET_KEY": TEST_KEY}
            result = clerk("-o", format, *recording.words, env=variables)
            waits = list(clerk.waits)
            yield Row(recording, spoiled, fault, format, result, server.requests, waits)


def format_of(words: list[str]) -> str | None:
    """The format that a command line selects itself."""
    return words[words.index("-o") + 1] if "-o" in words else None


def problems(row: Row) -> Iterator[str]:
    """What does not hold for a row."""
    yield from problems_of_any(row)
    if row.result.code == 0:
        yield from problems_of_success(row)
    else:
        yield from problems_of_failure(row)


def problems_of_any(row: Row) -> Iterator[str]:
    result, fault = row.result, row.fault
    if is_optional(row) or (fault.outcome is Outcome.MISSING and writes(row)):
        fault = fault._replace(outcome=Outcome.OPEN)
    if fault.outcome is Outcome.HARMLESS and result.code != 0:
        yield f"exit status {result.code} where nothing is wrong"
    if fault.outcome not in (Outcome.HARMLESS, Outcome.OPEN) and result.code != fault.status:
        yield f"exit status {result.code} instead of {fault.status}"
    is_open = fault.outcome in (Outcome.OPEN, Outcome.MISSING)
    if result.code not in (0, 1, fault.status) and not (is_open and NOT_THERE in result.err):
        yield f"exit status {result.code}"
    for bad in ("Traceback", "unexpected", "plugin ", "report it", TEST_KEY):
        if bad in result.err and not is_optional(row):
            yield f"{bad!r} on stderr"
    if any(not (char.isprintable() or char == "\n") for char in result.err):
        yield "control characters on stderr"
    if row.format in ("table", "csv") and any(char in result.out for char in "\x1b\x07\u202e"):
        yield "control characters on stdout"
    if max(map(len, result.err.splitlines()), default=0) > 20_000:
        yield "a line of more than 20,000 characters"
    if sum(row.waits) > 200:
        yield f"{sum(row.waits):.0f} seconds of waits"
    method = row.spoiled[0]
    sent = [request for request in row.requests if (request.method, request.target) == row.spoiled]
    if (
        method in ("POST", "PATCH")
        and len(set(sent)) < len(sent)
        and fault.outcome is not Outcome.REFUSED
    ):
        yield f"the same {method} was sent {len(sent)} times"


def problems_of_success(row: Row) -> Iterator[str]:
    if "✗" in row.result.err:
        yield "an error, but exit status 0"
    if not is_whole(row.format, row.result.out):
        yield f"stdout is not {row.format}"


def problems_of_failure(row: Row) -> Iterator[str]:
    result = row.result
    if row.format in ("json", "ndjson"):
        yield from problems_of_json_error(row)
    elif (
        not is_optional(row) and sum(line.startswith("✗") for line in result.err.splitlines()) != 1
    ):
        yield "not exactly one line that begins with ✗"
    if "\n✓" in f"\n{result.err}":
        yield "a message of success"
    if result.out and not is_whole(row.format, result.out):
        yield f"stdout is not {row.format}"
    unknown = row.fault.outcome is Outcome.UNKNOWN and writes(row)
    if unknown and SAID_OF_WRITES not in result.err:
        yield "does not say that the write may have been carried out"
    refused = row.fault.outcome in (Outcome.NOT_SENT, Outcome.REFUSED)
    if refused and not was_tried_in_another_way(row) and SAID_OF_WRITES in result.err:
        yield "says that the write may have been carried out"


def problems_of_json_error(row: Row) -> Iterator[str]:
    try:
        error = json.loads(row.result.err)
    except ValueError:
        yield "stderr is not one JSON object"
        return
    if missing := {"code", "message", "exit_status"} - set(error):
        yield f"the JSON error lacks {sorted(missing)}"
    elif error["exit_status"] != row.result.code or not error["code"]:
        yield "the JSON error has another exit status, or no code"


def is_optional(row: Row) -> bool:
    """Whether the command can do without the answer that was spoiled, or takes it as it is."""
    name, target = row.recording.command.spec.name, row.spoiled[1]
    if (name, row.fault.name) == ("protect rules lint", "hostile members"):
        return True  # a linter names what is wrong
    if name == "api" and row.fault in ODD_BODIES:
        return True  # it prints what the API returns
    if name == "billing prices list" and target.startswith("/v1/billing/plans"):
        return True  # a table has the names of plans, if it can
    if name == "users show" and target.endswith("/billing/subscription"):
        return row.fault.name == "status 404"  # the user has none
    if row.recording.command.spec.name == "protect rules list":
        return row.fault.name in ("status 404", "status 405")  # the instance lacks that ruleset
    return row.spoiled[1].partition("?")[0].endswith(COUNT) and len(row.recording.answers) > 1


def was_tried_in_another_way(row: Row) -> bool:
    """Whether a request followed that was never recorded, as one for each of many objects."""
    recorded = row.recording.answers
    return any((sent.method, sent.target) not in recorded for sent in row.requests)


def writes(row: Row) -> bool:
    """Whether the spoiled request changes something."""
    method, target = row.spoiled
    return method != "GET" and "/verify" not in target


def is_whole(format: str, text: str) -> bool:
    """Whether an output is a complete document of its format."""
    try:
        if format == "json":
            json.loads(text or "null", parse_constant=lambda name: 1 / 0)
        elif format == "ndjson":
            [json.loads(line, parse_constant=lambda name: 1 / 0) for line in text.splitlines()]
        elif format == "yaml":
            yaml.safe_load(text)
        elif format == "csv":
            list(csv.reader(io.StringIO(text), strict=True))
    except (ValueError, ZeroDivisionError, yaml.YAMLError, csv.Error):
        return False
    return True


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_said_in_one_clear_line(
    clerk: CommandLine,
    server: FaultServer,
    recordings: list[Recording],
    instance: ExampleInstance,
    fault: Fault,
    record_property: Callable[[str, object], None],
) -> None:
    instance.write_files(clerk)
    tried = list(rows(clerk, server, recordings, fault))
    record_property("rows", len(tried))
    found = [
        f"{row.format} {' '.join(row.recording.words)} ({row.spoiled[0]}): {problem}\n"
        f"    {row.result.err.strip()[:300]!r}"
        for row in tried
        for problem in problems(row)
    ]
    assert not found, f"{len(found)} rows do not hold\n" + "\n".join(found[:8])
