"""Responses of success whose bodies are not what was promised."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from faults.error_statuses import CLERK, HOSTILE, HTML
from faults.fault import Fault, Outcome
from faults.fault_server import Answer, Spoil, Wire


def body(content: bytes, *headers: str, status: int = 200) -> Spoil:
    """A success with a body of one's own."""
    return lambda wire, answer: wire.respond(status, content, *headers)


def changed(change: Callable[[Any], Any]) -> Spoil:
    """A success with the true body, changed."""

    def spoil(wire: Wire, answer: Answer) -> None:
        content = json.dumps(change(json.loads(answer.raw or b"{}"))).encode()
        wire.respond(200, content)

    return spoil


def recoded(change: Callable[[bytes], bytes], content_type: str = "application/json") -> Spoil:
    """A success with the bytes of the true body, changed."""

    def spoil(wire: Wire, answer: Answer) -> None:
        wire.respond(200, change(answer.raw or b"{}"), f"Content-Type: {content_type}")

    return spoil


def on_objects(change: Callable[[dict[str, Any]], Any]) -> Callable[[Any], Any]:
    """A change of the object, or of each object of the list."""

    def apply(value: Any) -> Any:
        if isinstance(value, list):
            return [apply(item) for item in value]
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            return {**value, "data": apply(value["data"])}
        return change(value) if isinstance(value, dict) else value

    return apply


def each_member(replacement: object) -> Callable[[Any], Any]:
    """Every member but the ID gets another value."""
    return on_objects(
        lambda entry: {name: entry[name] if name == "id" else replacement for name in entry}
    )


def without(name: str) -> Callable[[Any], Any]:
    return on_objects(lambda entry: {key: entry[key] for key in entry if key != name})


def having(**members: object) -> Callable[[Any], Any]:
    return on_objects(lambda entry: {**entry, **members})


def listed(change: Callable[[list[Any]], Any]) -> Callable[[Any], Any]:
    """A change of the rows of a list; what is no list stays."""

    def apply(value: Any) -> Any:
        if isinstance(value, list):
            return change(value)
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            return {**value, "data": change(value["data"])}
        return value

    return apply


def counted(total: object) -> Callable[[Any], Any]:
    """The same list with another total."""

    def apply(value: Any) -> Any:
        return {**value, "total_count": total} if "data" in value else value

    return apply


def hostile(value: Any) -> Any:
    """Every text but IDs becomes a hostile one."""
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if isinstance(value, dict):
        return {name: value[name] if name == "id" else hostile(value[name]) for name in value}
    return HOSTILE if isinstance(value, str) else value


def nested(depth: int) -> bytes:
    return b'{"id": ' + b"[" * depth + b"]" * depth + b"}"


NO_OBJECT = [
    Fault(f"200 with {name}", body(content), Outcome.UNKNOWN)
    for name, content in {
        "a text": b'"fine"',
        "a number": b"7",
        "true": b"true",
        "NaN": b"NaN",
        "Infinity": b"-Infinity",
        "a member that is NaN": b'{"id": NaN, "data": [NaN]}',
        "a number beyond all": b'{"id": 1e400, "data": [1e400]}',
        "a page": HTML,
        "words": b"Service temporarily unavailable",
        "half an object": b'{"id": "user_1", "na',
        "an object and more": b'{"id": "user_1"} trailing',
        "two objects": b'{"id": "a"}\n{"id": "b"}',
        "bytes that are not UTF-8": b'{"id": "\xff\xfe"}',
        "5,000 levels": nested(5_000),
        "201 levels": nested(201),
        "100,000 levels": b"[" * 100_000,
        "single quotes": b"{'id': 'a'}",
        "a comment": b'/* x */ {"id": "a"}',
        "errors": CLERK,
        "a number of 10,000 digits": b'{"id": ' + b"9" * 10_000 + b"}",
        "spaces alone": b"   \n",
    }.items()
]

MAYBE_EMPTY = [
    Fault("200 with nothing", body(b""), Outcome.MISSING),
    Fault("200 with null", body(b"null"), Outcome.MISSING),
    Fault("200 with an empty object", body(b"{}"), Outcome.MISSING),
    Fault("200 with an empty array", body(b"[]"), Outcome.OPEN),
    Fault("200 with false", body(b"false"), Outcome.MISSING),
    Fault("200 with an array in an array", body(b"[[]]"), Outcome.OPEN),
    Fault("200 with an array of null", body(b"[null]"), Outcome.OPEN),
    Fault("204", lambda wire, answer: wire.send(b"HTTP/1.1 204 None\r\n\r\n"), Outcome.OPEN),
    Fault("200 with data that is null", body(b'{"data": null, "total_count": 5}'), Outcome.OPEN),
    Fault("200 with data that is an object", body(b'{"data": {}}'), Outcome.MISSING),
    Fault("200 with data that is a text", body(b'{"data": "x", "id": "a"}'), Outcome.OPEN),
]

TOTALS: list[object] = [None, "many", -1, 10**30, 1.5, [], True]

CHANGED = [
    Fault("no ID", changed(without("id")), Outcome.OPEN),
    Fault("an ID that is null", changed(having(id=None)), Outcome.OPEN),
    Fault("an ID that is a number", changed(having(id=7)), Outcome.OPEN),
    Fault("an ID that is an object", changed(having(id={"a": 1})), Outcome.OPEN),
    Fault("a hostile ID", changed(having(id=HOSTILE)), Outcome.OPEN),
    Fault("members that are null", changed(each_member(None)), Outcome.OPEN),
    Fault("members that are numbers", changed(each_member(7)), Outcome.OPEN),
    Fault("members that are texts", changed(each_member("x")), Outcome.OPEN),
    Fault("members that are arrays", changed(each_member([None, 1, "x", {}])), Outcome.OPEN),
    Fault("members that are objects", changed(each_member({"a": None})), Outcome.OPEN),
    Fault("members that are true", changed(each_member(True)), Outcome.OPEN),
    Fault("members that are great numbers", changed(each_member(10**30)), Outcome.OPEN),
    Fault("members that are negative", changed(each_member(-1)), Outcome.OPEN),
    Fault("members that are fractions", changed(each_member(1e308)), Outcome.OPEN),
    Fault("hostile members", changed(hostile), Outcome.OPEN),
    Fault("a new member", changed(having(brand_new={"a": [1]})), Outcome.HARMLESS),
    Fault("a row that is null", changed(listed(lambda rows: [None, *rows])), Outcome.OPEN),
    Fault("a row that is a text", changed(listed(lambda rows: ["x", *rows])), Outcome.OPEN),
    Fault("a row that is an array", changed(listed(lambda rows: [[], *rows])), Outcome.OPEN),
    Fault("an empty row", changed(listed(lambda rows: [{}, *rows])), Outcome.OPEN),
    *(
        Fault(f"a total of {total!r}", changed(counted(total)), Outcome.OPEN)
        for total in TOTALS
    ),
    Fault("UTF-16", recoded(lambda raw: raw.decode().encode("utf-16")), Outcome.OPEN),
    Fault("a mark of byte order", recoded(lambda raw: b"\xef\xbb\xbf" + raw), Outcome.OPEN),
    Fault("white space around", recoded(lambda raw: b"\r\n " + raw + b" \n"), Outcome.HARMLESS),
    Fault("another content type", recoded(lambda raw: raw, "text/html"), Outcome.OPEN),
    Fault("a charset of nowhere", recoded(lambda raw: raw, "application/json; charset=x-none"),
          Outcome.HARMLESS),
]  # fmt: skip

ODD_BODIES = [*NO_OBJECT, *MAYBE_EMPTY, *CHANGED]
