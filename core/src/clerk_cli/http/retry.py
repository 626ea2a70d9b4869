"""When a request is sent again, and how long to wait before.

Only what is safe: an idempotent method, or a request that certainly had no effect.
"""

from __future__ import annotations

import random
from _thread import get_ident
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

import requests

from clerk_cli.http.failures import is_unreachable, may_have_arrived

if TYPE_CHECKING:
    from tenacity import RetryCallState

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE"})
MAX_RETRIES, MAX_UNREACHABLE_RETRIES = 3, 1
FIRST_WAIT, MAX_WAIT = 1.0, 30.0
JITTER = 0.3
MAX_RETRY_AFTER = 60.0
"""Seconds. If the server asks for a longer wait, the request is not retried."""

Attempt = Callable[[], requests.Response]


class Pace:
    """Lets all threads wait while the server asks one of them to.

    Args:
        sleep: Waits for a number of seconds.
    """

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._until = 0.0
        self._thread = 0

    def hold(self, seconds: float) -> None:
        """Let the other threads wait; this one waits before its retry.

        Args:
            seconds: What the server asks for.
        """
        if seconds <= MAX_RETRY_AFTER:
            self._until, self._thread = monotonic() + seconds, get_ident()

    def wait(self) -> None:
        """Wait if the server asked another thread to."""
        remaining = self._until - monotonic()
        if remaining > 0 and self._thread != get_ident():
            self._sleep(remaining)


def send(
    attempt: Attempt,
    method: str,
    *,
    announce: Callable[[str], None],
    sleep: Callable[[float], None],
) -> requests.Response:
    """Send a request, and retry it where that is safe.

    Args:
        attempt: Sends the request once.
        method: The HTTP method.
        announce: Tells the user of each retry.
        sleep: Waits for a number of seconds.

    Raises:
        requests.RequestException: What the last attempt raised.
    """
    try:
        response = attempt()
    except requests.RequestException as error:
        if not _is_retryable_error(error, method):
            raise
        return _retry(attempt, method, error, announce, sleep)
    if not _is_retryable_response(response, method):
        return response
    return _retry(attempt, method, response, announce, sleep)


def retry_after(response: requests.Response) -> float | None:
    """The seconds of a ``Retry-After`` header, whether a number or a date; None without one."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        time = parsedate_to_datetime(text)
        if time.tzinfo is None:
            time = time.replace(tzinfo=timezone.utc)
        return max(0.0, (time - datetime.now(timezone.utc)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _retry(
    attempt: Attempt,
    method: str,
    first: requests.Response | requests.RequestException,
    announce: Callable[[str], None],
    sleep: Callable[[float], None],
) -> requests.Response:
    """Continue after a failed first attempt; only now is tenacity imported."""
    import tenacity

    earlier_outcomes = iter([first])

    def resume() -> requests.Response:
        outcome = next(earlier_outcomes, None)
        if isinstance(outcome, requests.RequestException):
            raise outcome
        return attempt() if outcome is None else outcome

    retrying = tenacity.Retrying(
        stop=lambda state: state.attempt_number > _max_retries(state),
        wait=_wait,
        retry=tenacity.retry_if_exception(lambda error: _is_retryable_error(error, method))
        | tenacity.retry_if_result(lambda response: _is_retryable_response(response, method)),
        before_sleep=lambda state: announce(_announcement(state)),
        sleep=sleep,
        reraise=True,
        retry_error_callback=_last_outcome,
    )
    return retrying(resume)


def _last_outcome(state: RetryCallState) -> requests.Response:
    """Give up: return the response of the last attempt, or raise its exception."""
    assert state.outcome is not None
    response: requests.Response = state.outcome.result()
    return response


def _max_retries(state: RetryCallState) -> int:
    """How often a request is sent again: a host that nobody answers for is tried once more."""
    assert state.outcome is not None
    error = state.outcome.exception()
    if isinstance(error, requests.RequestException) and is_unreachable(error):
        return MAX_UNREACHABLE_RETRIES
    return MAX_RETRIES


def _is_retryable_response(response: requests.Response, method: str) -> bool:
    status = response.status_code
    temporary = status == 408 or status >= 500
    if status != 429 and not (method in IDEMPOTENT_METHODS and temporary):
        return False
    requested_wait = retry_after(response)
    return requested_wait is None or requested_wait <= MAX_RETRY_AFTER


def _is_retryable_error(error: BaseException, method: str) -> bool:
    if not isinstance(error, requests.RequestException):
        return False
    if isinstance(error, requests.exceptions.SSLError):
        return False
    if not isinstance(error, (requests.ConnectionError, requests.Timeout)) and not isinstance(
        error, requests.exceptions.ChunkedEncodingError
    ):
        return False
    return method in IDEMPOTENT_METHODS or not may_have_arrived(error)


def _wait(state: RetryCallState) -> float:
    assert state.outcome is not None
    if not state.outcome.failed:
        requested_wait = retry_after(state.outcome.result())
        if requested_wait is not None:
            return requested_wait
    wait: float = min(FIRST_WAIT * 2 ** (state.attempt_number - 1), MAX_WAIT)
    return wait * (1 + random.uniform(0, JITTER))  # noqa: S311 - spreads load, guards nothing


def _announcement(state: RetryCallState) -> str:
    assert state.outcome is not None
    assert state.next_action is not None
    if state.outcome.failed:
        reason = "No response from the API"
    else:
        reason = f"The API returned {state.outcome.result().status_code}"
    wait = f"{state.next_action.sleep:.0f}"
    return f"{reason}; retrying in {wait} s ({state.attempt_number} of {_max_retries(state)})"
