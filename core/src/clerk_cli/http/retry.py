"""When a request is sent again, and how long to wait before.

Only what is safe: a method that may be repeated, or a request that was certainly not carried out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import requests

from clerk_cli.http.failures import may_have_arrived

if TYPE_CHECKING:
    from tenacity import RetryCallState

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
RETRIES = 3
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
JITTER = 0.3
MAX_RETRY_AFTER = 60.0
"""Seconds; a server that asks for a longer wait is not waited for."""

Attempt = Callable[[], requests.Response]


def send(
    attempt: Attempt,
    method: str,
    *,
    announce: Callable[[str], None],
    sleep: Callable[[float], None],
) -> requests.Response:
    """Try, and try again where that is safe.

    Args:
        attempt: Sends the request once.
        method: The HTTP method.
        announce: Says that there will be another try.
        sleep: Waits for a number of seconds.

    Raises:
        requests.RequestException: What the last try raised.
    """
    try:
        answer = attempt()
    except requests.RequestException as error:
        if not _retry_exception(error, method):
            raise
        return _again(attempt, method, error, announce, sleep)
    if not _retry_answer(answer, method):
        return answer
    return _again(attempt, method, answer, announce, sleep)


def retry_after(answer: requests.Response) -> float | None:
    """The seconds of a ``Retry-After`` header, be it a number or a date; None without one."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _again(
    attempt: Attempt,
    method: str,
    first: requests.Response | requests.RequestException,
    announce: Callable[[str], None],
    sleep: Callable[[float], None],
) -> requests.Response:
    """Go on after a first try that failed; tenacity is loaded only now."""
    import tenacity

    outcomes = iter([first])

    def resume() -> requests.Response:
        known = next(outcomes, None)
        if isinstance(known, requests.RequestException):
            raise known
        return attempt() if known is None else known

    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(RETRIES + 1),
        wait=_wait,
        retry=tenacity.retry_if_exception(lambda error: _retry_exception(error, method))
        | tenacity.retry_if_result(lambda answer: _retry_answer(answer, method)),
        before_sleep=lambda state: announce(_announcement(state)),
        sleep=sleep,
        reraise=True,
        retry_error_callback=_last,
    )
    return retrying(resume)


def _last(state: RetryCallState) -> requests.Response:
    """Give up with what the last try gave: an answer, or its exception."""
    assert state.outcome is not None
    answer: requests.Response = state.outcome.result()
    return answer


def _retry_answer(answer: requests.Response, method: str) -> bool:
    status = answer.status_code
    if status != 429 and not (method in IDEMPOTENT and (status == 408 or status >= 500)):
        return False
    asked = retry_after(answer)
    return asked is None or asked <= MAX_RETRY_AFTER


def _retry_exception(error: BaseException, method: str) -> bool:
    if not isinstance(error, requests.RequestException):
        return False
    if isinstance(error, requests.exceptions.SSLError):
        return False
    if not isinstance(error, (requests.ConnectionError, requests.Timeout)) and not isinstance(
        error, requests.exceptions.ChunkedEncodingError
    ):
        return False
    return method in IDEMPOTENT or not may_have_arrived(error)


def _wait(state: RetryCallState) -> float:
    assert state.outcome is not None
    if not state.outcome.failed and (asked := retry_after(state.outcome.result())) is not None:
        return asked
    wait: float = min(FIRST_WAIT * 2 ** (state.attempt_number - 1), LONGEST_WAIT)
    return wait * (1 + random.uniform(0, JITTER))  # noqa: S311 - spreads load, guards nothing


def _announcement(state: RetryCallState) -> str:
    assert state.outcome is not None
    assert state.next_action is not None
    if state.outcome.failed:
        what = "There was no answer from the API"
    else:
        what = f"The API answered {state.outcome.result().status_code}"
    wait = f"{state.next_action.sleep:.0f}"
    return f"{what}; trying again in {wait} s ({state.attempt_number} of {RETRIES})"
