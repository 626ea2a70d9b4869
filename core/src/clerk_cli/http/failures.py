"""From answers and exceptions that mean failure to errors that a person can act on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from clerk_cli.errors import APIError, ClerkError, ConfigError, NetworkError

if TYPE_CHECKING:
    from clerk_cli.commands.request import Request

UNKNOWN_OUTCOME = "The request may have been carried out; look before you try again."


def api_error(answer: requests.Response, key_source: str) -> APIError:
    """The error for an answer that reports one.

    Args:
        answer: The answer, with a status from 400.
        key_source: Where the secret key came from, for a refused one.
    """
    body = _decoded(answer)
    errors = body.get("errors") if isinstance(body, dict) else None
    known = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    trace = body.get("clerk_trace_id") if isinstance(body, dict) else None
    return APIError(
        answer.status_code,
        known or [_synthetic(answer)],
        trace_id=str(trace) if trace else None,
        hint=_hint(answer, key_source),
    )


def redirected(answer: requests.Response) -> ConfigError:
    """The error for an answer that points elsewhere; the key is not taken there."""
    location = urlsplit(answer.headers.get("Location", ""))
    place = f"{location.scheme}://{location.netloc}" if location.netloc else location.path
    return ConfigError(
        f"the API answered with a redirect to {place or 'nowhere'}, which is not followed",
        hint="If that is your API, set clerk.api.url to it.",
    )


def not_json(answer: requests.Response, url: str) -> NetworkError:
    """The error for an answer that reports success but is no JSON."""
    kind = answer.headers.get("Content-Type", "no content type")
    return NetworkError(
        f"the answer of {url} is not JSON but {kind}",
        hint="Is clerk.api.url right, and is there a proxy or a login page in between?",
    )


def network_error(error: requests.RequestException, url: str, request: Request) -> ClerkError:
    """The error for a request that got no answer.

    Args:
        error: What ``requests`` raised.
        url: The API URL.
        request: The request.
    """
    host = urlsplit(url).netloc
    if isinstance(error, requests.exceptions.InvalidHeader):
        return NetworkError(f"the request to {host} cannot be made: {error}")
    message, hint = _explain(error, host)
    if may_have_arrived(error) and request.method in ("POST", "PATCH"):
        hint = UNKNOWN_OUTCOME
    return NetworkError(message, hint=hint)


def may_have_arrived(error: requests.RequestException) -> bool:
    """Whether the request may have reached the server before it failed."""
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return False
    if isinstance(error, requests.exceptions.SSLError):
        return False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    from urllib3.exceptions import NewConnectionError

    return not isinstance(reason, NewConnectionError)


def _explain(error: requests.RequestException, host: str) -> tuple[str, str]:
    check_url = "Check the network, and clerk.api.url with: clerk config list"
    if isinstance(error, requests.exceptions.SSLError):
        return (
            f"no secure connection to {host}: {_innermost(error)}",
            "Behind a proxy that inspects TLS, set REQUESTS_CA_BUNDLE to its certificate.",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return (
            f"no connection to {host} through the proxy: {_innermost(error)}",
            "Check HTTPS_PROXY and NO_PROXY.",
        )
    if isinstance(error, requests.exceptions.Timeout):
        return f"no answer from {host} in time", check_url
    text = str(error)
    if "NameResolutionError" in text or "getaddrinfo" in text or "Name or service" in text:
        return f"the host {host} cannot be found", check_url
    if "Connection refused" in text or "ECONNREFUSED" in text or "10061" in text:
        return f"{host} refused the connection", check_url
    return f"the connection to {host} failed: {_innermost(error)}", check_url


def _innermost(error: BaseException) -> str:
    """What the deepest cause says, on one line."""
    cause: Any = error
    while True:
        inner = getattr(cause, "reason", None) or next(
            (each for each in cause.args if isinstance(each, BaseException)), None
        )
        if not isinstance(inner, BaseException):
            return str(cause).split("\n", 1)[0] or type(cause).__name__
        cause = inner


def _decoded(answer: requests.Response) -> Any:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


def _synthetic(answer: requests.Response) -> dict[str, Any]:
    return {"message": f"HTTP {answer.status_code} {answer.reason or ''}".strip(), "code": ""}


def _hint(answer: requests.Response, key_source: str) -> str | None:
    status = answer.status_code
    if status == 401:
        return f"The secret key came from: {key_source}. See clerk whoami."
    if status == 402:
        return "The instance's plan does not include this."
    if status == 403:
        return "The feature may be off in this instance, or not part of its plan."
    if status == 429 and (after := answer.headers.get("Retry-After")):
        return f"Too many requests; try again in {after} s." if after.isdigit() else None
    return None
