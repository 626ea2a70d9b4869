"""Statuses that are no success, with bodies and headers of all kinds."""

from __future__ import annotations

import json

from faults.fault import Fault, Outcome
from faults.fault_server import Spoil

HTML = b"<!doctype html><title>502 Bad Gateway</title><h1>\x1b[31mnginx</h1>"
HOSTILE = "\x1b]0;owned\x07not found\n✓ Deleted everything.\r\n‮gnorw"
AUTHENTICATION = 3


def status(code: int, body: bytes = b"", *headers: str, reason: str | None = None) -> Spoil:
    """A well-formed response."""
    return lambda wire, answer: wire.respond(code, body, *headers, reason=reason)


def errors(*entries: object, **members: object) -> bytes:
    """A body of Clerk's shape for errors."""
    return json.dumps({"errors": list(entries), **members}).encode()


CLERK = errors(
    {"message": "is invalid", "long_message": "It is invalid.", "code": "form_param_invalid"},
    clerk_trace_id="trace_1",
)

PLAIN_STATUSES = [
    Fault(
        f"status {code}",
        status(code, CLERK),
        Outcome.REFUSED if code < 500 and code != 408 else Outcome.OPEN,
        AUTHENTICATION if code == 401 else 1,
    )
    for code in (
        400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413, 415, 418, 422, 423, 428, 429,
        431, 451, 499, 500, 501, 502, 503, 504, 507, 511, 520, 525, 530, 599,
    )
]  # fmt: skip

ERROR_BODIES = [
    Fault(f"422 with {name}", status(422, body), Outcome.REFUSED)
    for name, body in {
        "no body": b"",
        "a page": HTML,
        "a text": b'"no"',
        "null": b"null",
        "a number": b"7",
        "an array": b"[1, 2]",
        "an empty object": b"{}",
        "no errors": errors(),
        "errors that are null": b'{"errors": null}',
        "errors that are a text": b'{"errors": "no"}',
        "errors that are an object": b'{"errors": {"message": "no"}}',
        "an error that is null": errors(None),
        "an error that is a text": errors("no"),
        "an empty error": errors({}),
        "a message that is null": errors({"message": None, "code": None}),
        "a message that is an object": errors({"message": {"a": 1}, "code": ["x"]}),
        "a code that is a number": errors({"message": "no", "code": 7}),
        "metadata that is a text": errors({"message": "no", "code": "x", "meta": "odd"}),
        "metadata that is an array": errors({"message": "no", "code": "x", "meta": [1]}),
        "a hostile message": errors({"message": HOSTILE, "code": HOSTILE}, clerk_trace_id=HOSTILE),
        "a trace that is an object": errors({"message": "no"}, clerk_trace_id={"a": [1]}),
        "a message of 1 MB": errors({"message": "x" * 1_000_000, "code": "y" * 1_000_000}),
        "5,000 errors": errors(*({"message": f"no {n}", "code": "x"} for n in range(5_000))),
        "bytes that are not UTF-8": b'{"errors": [{"message": "\xff\xfe"}]}',
        "a lone surrogate": b'{"errors": [{"message": "\\ud800"}]}',
        "braces": errors({"message": "{0} {user_id} %s", "code": "{}"}),
        "5,000 levels": b"[" * 5_000,
    }.items()
]

REASONS = [
    Fault(f"a reason that is {name}", status(418, reason=reason), Outcome.REFUSED)
    for name, reason in {
        "of control characters": "\x1b[31mred\x07",
        "empty": "",
        "not ASCII": "größe",
    }.items()
]

REDIRECTS = [
    Fault(f"{code} to {target or 'nowhere'}", status(code, b"", f"Location: {target}"),
          Outcome.REFUSED)
    for code, target in [
        (301, "/elsewhere"), (302, "https://example.com/v1/users"), (303, "http://127.0.0.1:1/"),
        (307, ""), (308, "//example.com"), (302, "http://[::1"), (302, "http://[bad]:99999999/"),
        (302, "größe"), (302, "\x1b[31mred"), (302, "https://user:secret@example.com/?key=abc"),
        (302, "javascript:alert(1)"), (302, "x" * 5_000), (302, "http://a b/"), (300, "/v2"),
    ]
]  # fmt: skip
REDIRECTS.append(Fault("302 without a location", status(302)))
REDIRECTS.append(Fault("304", status(304)))

LATE_DATE = "Fri, 31 Dec 99999 23:59:59 GMT"
RETRY_AFTER = [
    Fault(f"429, again after {value[:30]!r}", status(429, CLERK, f"Retry-After: {value}"),
          Outcome.REFUSED)
    for value in (
        "0", "1", "-1", "²", "٣", "1e3", "999999999999", "9" * 400, "soon", "", "1.5", "0x10",
        LATE_DATE, "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 32 Foo 2026 99:99:99 GMT", "NaN",
    )
]  # fmt: skip

ERROR_STATUSES = [*PLAIN_STATUSES, *ERROR_BODIES, *REASONS, *REDIRECTS, *RETRY_AFTER]
