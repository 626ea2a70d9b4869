"""Faults on demand: rate limits, slow responses, errors and lost connections, to test clients."""

from __future__ import annotations

import math
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from clerk_cli.api import UsageError
from clerk_cli_sandbox.application import HTTPResponse, error_response
from clerk_cli_sandbox.http.api_errors import ErrorResponse, error_object

VARIABLE = "CLERK_SANDBOX_FAULTS"
TOO_MANY_REQUESTS = 429
ROUNDING = 1e-9
RESET, LOST = "reset", "lost"
CODES: Mapping[int, str] = MappingProxyType(
    {TOO_MANY_REQUESTS: "too_many_requests", 503: "service_unavailable"}
)
"""The codes of statuses; others have that of an internal error, or of a bad request."""


class ConnectionLostError(Exception):
    """The connection is to be reset, without a response."""


class RateLimit(NamedTuple):
    """At most some requests in a time.

    Args:
        requests: How many requests.
        seconds: The time.
    """

    requests: int
    seconds: float


class Latency(NamedTuple):
    """How long a response is held back: a time between two, in seconds."""

    least: float
    most: float


class Fault(NamedTuple):
    """What happens to some requests instead of a response.

    Args:
        kind: An HTTP status; ``reset`` for a connection that is lost before the request is
            processed, or ``lost`` for one that is lost afterward.
        probability: From 0 to 1.
    """

    kind: str
    probability: float


class Faults(NamedTuple):
    """The faults of a sandbox."""

    rate_limit: RateLimit | None = None
    latency: Latency | None = None
    kinds: tuple[Fault, ...] = ()

    @classmethod
    def parse(cls, rate_limit: str | None, latency: str | None, faults: Iterable[str]) -> Faults:
        """The faults that options describe.

        Args:
            rate_limit: Requests and seconds, such as ``20/10``.
            latency: Milliseconds, such as ``50`` or ``50-200``.
            faults: Kinds and percentages, such as ``500:2%``.

        Raises:
            UsageError: A text does not have its format.
        """
        kinds = tuple(parse_fault(text) for text in faults)
        if sum(kind.probability for kind in kinds) > 1 + ROUNDING:
            raise UsageError("--fault: the percentages add up to more than 100 %")
        return cls(
            parse_rate_limit(rate_limit) if rate_limit else None,
            parse_latency(latency) if latency else None,
            kinds,
        )

    @classmethod
    def of_variable(cls, text: str) -> Faults:
        """The faults in a variable, such as ``rate-limit=20/10 latency=50 fault=500:2%,reset:1%``.

        Raises:
            UsageError: A word does not have its format.
        """
        values: dict[str, str] = {}
        for word in text.split():
            name, separator, value = word.partition("=")
            if name not in ("rate-limit", "latency", "fault") or not separator:
                raise UsageError(
                    f'{VARIABLE}: "{word}" is not a fault',
                    hint="Example: rate-limit=20/10 latency=50-200 fault=500:2%,reset:1%",
                )
            values[name] = value
        kinds = [kind for kind in values.get("fault", "").split(",") if kind]
        try:
            return cls.parse(values.get("rate-limit"), values.get("latency"), kinds)
        except UsageError as error:  # It names the option.
            reason = error.message.removeprefix("--")
            raise UsageError(f"{VARIABLE}: {reason}", hint=error.hint) from None


def parse_rate_limit(text: str) -> RateLimit:
    """A rate limit such as ``20/10``: twenty requests in ten seconds."""
    match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9}(?:\.[0-9]{1,9})?)", text)
    if match is None or float(match[2]) == 0:
        raise UsageError(
            f'--rate-limit: "{text}" is not a rate limit',
            hint="Use REQUESTS/SECONDS, such as 20/10.",
        )
    return RateLimit(int(match[1]), float(match[2]))


def parse_latency(text: str) -> Latency:
    """A latency such as ``50`` or ``50-200``, in milliseconds."""
    match = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", text)
    least, most = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if least > most:
        raise UsageError(
            f'--latency: "{text}" is not a latency',
            hint="Use milliseconds, such as 50, or 50-200.",
        )
    return Latency(least / 1000, most / 1000)


def parse_fault(text: str) -> Fault:
    """A fault such as ``500:2%`` or ``reset:1%``."""
    match = re.fullmatch(rf"([45][0-9][0-9]|{RESET}|{LOST}):([0-9]{{1,3}}(?:\.[0-9]+)?)%", text)
    if match is None or float(match[2]) > 100:
        raise UsageError(
            f'--fault: "{text}" is not a fault',
            hint="Use a status from 400 to 599, reset, or lost, with a percentage: 500:2%,reset:1%",
        )
    return Fault(match[1], float(match[2]) / 100)


class FaultInjector:
    """Lets requests fail; safe for several threads.

    Args:
        faults: Which faults.
        clock: Returns the time in seconds, from any start.
        sleep: Waits for seconds.
        draw: Returns a random number from 0 to 1.
    """

    def __init__(
        self,
        faults: Faults,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] | None = None,
    ) -> None:
        self._faults = faults
        self._clock = clock
        self._sleep = sleep
        self._draw = draw or _random
        self._accepted: deque[float] = deque()
        self._lock = Lock()

    def respond(self, handle: Callable[[], HTTPResponse]) -> HTTPResponse:
        """The response to a request, or the fault in its place.

        Args:
            handle: Carries out the request.

        Raises:
            ConnectionLostError: The client is to get no response.
        """
        if self._faults.latency is not None:
            least, most = self._faults.latency
            self._sleep(least + (most - least) * self._draw())
        if (refused := self._over_limit()) is not None:
            return refused
        kind = self._drawn_kind()
        if kind == RESET:
            raise ConnectionLostError
        if kind not in ("", LOST):
            return fault_response(int(kind))
        response = handle()
        if kind == LOST:
            raise ConnectionLostError
        return response

    def _over_limit(self) -> HTTPResponse | None:
        limit = self._faults.rate_limit
        if limit is None:
            return None
        with self._lock:
            now, accepted = self._clock(), self._accepted
            while accepted and accepted[0] <= now - limit.seconds:
                accepted.popleft()
            if len(accepted) < limit.requests:
                accepted.append(now)
                return None
            wait = accepted[0] + limit.seconds - now if accepted else limit.seconds
        return fault_response(TOO_MANY_REQUESTS, max(1, math.ceil(wait)))

    def _drawn_kind(self) -> str:
        number = self._draw() if self._faults.kinds else 1.0
        for kind, probability in self._faults.kinds:
            if number < probability:
                return kind
            number -= probability
        return ""


def _random() -> float:
    import random

    return random.random()  # noqa: S311 - nothing secret depends on it


def fault_response(status: int, retry_after: int = 1) -> HTTPResponse:
    """A response with an injected error."""
    code = CODES.get(status, "internal_clerk_error" if status >= 500 else "bad_request")
    if status == TOO_MANY_REQUESTS:
        error = error_object(code, "Too many requests", "Too many requests, retry later.")
    else:
        error = error_object(
            code, f"The sandbox is configured to answer some requests with {status}."
        )
    response = error_response(ErrorResponse(status, error))
    if status == TOO_MANY_REQUESTS:
        return response._replace(headers={"Retry-After": str(retry_after)})
    return response


def reason_phrase(status: int) -> str:
    """What HTTP calls a status; empty for one that it does not define."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
