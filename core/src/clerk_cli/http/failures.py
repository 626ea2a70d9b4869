"""Errors that a user can act on, made from failed responses and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from clerk_cli.commands.request import UNKNOWN_OUTCOME, is_read
from clerk_cli.errors import APIError, ClerkError, ConfigError, LocalError, NetworkError
from clerk_cli.http.bounds import CONNECT_SECONDS, MAX_BODY_BYTES, ResponseTooLarge
from clerk_cli.http.decoding import NOT_JSON, UnreadableError, decode

if TYPE_CHECKING:
    from clerk_cli.commands.request import Request
    from clerk_cli.output.redaction import Redactor
    from clerk_cli.results import Json

MAX_TEXT_LENGTH, MAX_ENTRIES, MAX_ERROR_LENGTH = 2000, 100, 10_000
"""Characters that are shown of a text of a server, members of an error, and characters of all."""

CONNECTION = re.compile(r"^<?[\w.]*Connection(\([^)]*\)| object at 0x\w+>): ")
"""How urllib3 names the object that could not connect."""

OF_TRANSPORT = (OSError, ValueError, ArithmeticError, HTTPException)
"""What http.client, urllib3 and the system raise for odd responses and settings."""

NOT_SENT = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)
"""The API URL is checked before, so these are about a proxy; nothing was sent."""

ABOUT_AN_OBJECT = ("user_", "sign_up_", "not_a_member", "operation_not_allowed_on")
"""How codes begin that say what an object may not; then no feature is missing."""


def api_error(response: requests.Response, key_source: str) -> APIError:
    """The error for a response that reports one.

    Args:
        response: A response with a status of 400 or above.
        key_source: Where the secret key came from, for a rejected key.
    """
    body = _decode(response)
    errors = body.get("errors") if isinstance(body, dict) else None
    members = [errors] if isinstance(errors, (str, dict)) else errors
    members = members if isinstance(members, list) else []
    entries = _entries([member for member in members if member])
    trace = body.get("clerk_trace_id") if isinstance(body, dict) else None
    error = APIError(
        response.status_code,
        entries or [_default_entry(response)],
        trace_id=shorten(str(trace)) if trace else None,
        hint=_hint(response, key_source),
        headers=response.headers,
        body=body,
    )
    if response.status_code == 403 and any(
        code.startswith(ABOUT_AN_OBJECT) for code in error.codes
    ):
        error.hint = None
    return error


def redirected(response: requests.Response) -> ConfigError:
    """The error for a redirect, which is not followed: the key stays with the configured host."""
    try:
        location = urlsplit(response.headers.get("Location", ""))
    except ValueError:
        target = "an invalid URL"
    else:
        host = location.netloc.rpartition("@")[2]
        target = shorten(f"{location.scheme}://{host}" if host else location.path)
    return ConfigError(
        f"the API returned a redirect to {target or 'an unknown location'}, which is not followed",
        hint="If that is your API, set clerk.api.url to that URL.",
    )


def reports_errors(body: Json) -> bool:
    """Whether the body of a successful response reports errors instead."""
    return isinstance(body, dict) and bool(body.get("errors"))


def unreadable_body(
    response: requests.Response, url: str, problem: str, request: Request
) -> NetworkError:
    """The error for a successful response that is not JSON.

    Args:
        response: The response.
        url: The API URL.
        problem: What it is instead, after "the response".
        request: The request.
    """
    content_type = response.headers.get("Content-Type", "no content type")
    if problem == NOT_JSON:
        is_named_json = "json" in content_type.lower()
        problem = "is not valid JSON" if is_named_json else f"is not JSON but {content_type}"
    return NetworkError(
        f"the response from {url} {shorten(problem)}", hint=request.hint_if_unreadable
    )


def network_error(
    error: requests.RequestException, url: str, request: Request, timeout: float
) -> ClerkError:
    """The error for a request without a response.

    Args:
        error: The exception of ``requests``.
        url: The API URL.
        request: The request.
        timeout: Seconds that an attempt could take.
    """
    host = urlsplit(url).netloc
    if isinstance(error, requests.exceptions.InvalidHeader):
        cause = error.args[0] if error.args else None
        if isinstance(cause, BaseException):  # urllib3 read it
            return transport_error(cause, url, request)
        return NetworkError(f"the request to {host} is invalid: {error}")
    message, hint = _explain(error, host, timeout)
    if may_have_arrived(error) and not is_read(request.method, request.path):
        hint = UNKNOWN_OUTCOME
    return NetworkError(message, hint=hint)


def transport_error(error: BaseException, url: str, request: Request) -> ClerkError:
    """The error for a response that cannot be read, or for a setting that prevents the request.

    Args:
        error: One of ``OF_TRANSPORT``.
        url: The API URL.
        request: The request.
    """
    text = shorten(str(error).split("\n", 1)[0]) or type(error).__name__
    if "TLS CA certificate bundle" in text or "TLS certificate file" in text:
        from clerk_cli.http.tls_failures import FIX_BUNDLE

        return LocalError(f"{text[:1].lower()}{text[1:]}", hint=FIX_BUNDLE)
    if isinstance(error, UnicodeError) or "label empty or too long" in text:
        return ConfigError(f'clerk.api.url "{url}" has a host name that is not valid')
    if isinstance(error, OSError) and error.errno is not None:
        return LocalError(f"the request to {urlsplit(url).netloc} failed: {text}")
    is_write = request.method in ("POST", "PATCH")
    return NetworkError(
        f"the response from {url} cannot be read: {text}",
        hint=UNKNOWN_OUTCOME if is_write else "Check clerk.api.url, and whether a proxy responds.",
    )


def redacted(error: ClerkError, redactor: Redactor) -> ClerkError:
    """The error, with the secrets of its request masked in all that it shows.

    Args:
        error: An error of a request.
        redactor: Masks the secrets of the request.
    """
    error.message = redactor.text(error.message)
    error.hint = redactor.text(error.hint) if error.hint else error.hint
    error.args = (error.message,)
    if isinstance(error, APIError):
        error.errors = redactor.errors(error.errors)
        error.body = redactor.errors(error.body)
        error.trace_id = redactor.text(error.trace_id) if error.trace_id else error.trace_id
    return error


def may_have_arrived(error: requests.RequestException) -> bool:
    """Whether the request may have reached the server before it failed."""
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return False
    if isinstance(error, (requests.exceptions.SSLError, *NOT_SENT)):
        return False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    from urllib3.exceptions import NewConnectionError

    return not isinstance(reason, NewConnectionError)


def is_unreachable(error: requests.RequestException) -> bool:
    """Whether there was no connection at all: it was refused, or the host is unknown."""
    from urllib3.exceptions import NewConnectionError

    return any(isinstance(cause, NewConnectionError) for cause in _causes(error))


def was_connecting(interrupt: BaseException) -> bool:
    """Whether an interrupt came before the connection was made, so that nothing was sent."""
    step = interrupt.__traceback__
    while step is not None:
        frame = step.tb_frame
        is_urllib3 = str(frame.f_globals.get("__name__")).startswith("urllib3.")
        if is_urllib3 and frame.f_code.co_name in ("connect", "_new_conn"):
            return True
        step = step.tb_next
    return False


def _explain(error: requests.RequestException, host: str, timeout: float) -> tuple[str, str]:
    from clerk_cli.http import tls_failures

    check_url = "Check the network, and clerk.api.url with: clerk config list"
    if isinstance(error, requests.exceptions.SSLError):
        return tls_failures.explain_tls(host, _root_cause(error))
    if isinstance(error, (requests.exceptions.ProxyError, *NOT_SENT)):
        cause = _root_cause(error)
        if "SOCKS" in cause:
            return (
                f"could not connect to {host}: this installation does not support SOCKS proxies",
                "Install PySocks in clerk's environment, or use an HTTP proxy in HTTPS_PROXY "
                "or ALL_PROXY.",
            )
        if isinstance(error, NOT_SENT):
            return (
                f"could not connect to {host}: the URL of the proxy is not valid",
                tls_failures.PROXIES,
            )
        return tls_failures.explain_proxy(host, cause)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return f"could not connect to {host} within {min(CONNECT_SECONDS, timeout):g} s", check_url
    if isinstance(error, requests.exceptions.Timeout):
        return f"the request to {host} timed out after {timeout:g} s", "Increase it with --timeout."
    if isinstance(error, ResponseTooLarge):
        size = MAX_BODY_BYTES // 1024**2
        return (
            f"the response from {host} is larger than {size} MiB",
            "Request less data with --limit.",
        )
    text = str(error)
    if "NameResolutionError" in text or "getaddrinfo" in text or "Name or service" in text:
        return f"cannot resolve the host name {host}", check_url
    if "Connection refused" in text or "ECONNREFUSED" in text or "10061" in text:
        return f"{host} refused the connection", check_url
    return f"the connection to {host} failed: {_root_cause(error)}", check_url


def _root_cause(error: BaseException) -> str:
    """The message of the innermost exception, on one line."""
    *_, cause = _causes(error)
    text = CONNECTION.sub("", str(cause).split("\n", 1)[0])
    return shorten(text) or type(cause).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception, and those that it was made from, the innermost last."""
    cause: BaseException | None = error
    while isinstance(cause, BaseException):
        yield cause
        inner: Any = getattr(cause, "reason", None) or next(
            (argument for argument in cause.args if isinstance(argument, BaseException)), None
        )
        cause = inner if isinstance(inner, BaseException) else None


def shorten(text: str) -> str:
    """A text of a server, no longer than anybody reads."""
    if len(text) <= MAX_TEXT_LENGTH:
        return text
    return f"{text[:MAX_TEXT_LENGTH]}… ({len(text) - MAX_TEXT_LENGTH:,} more characters)"


def _shortened(value: Any) -> Any:
    """An entry of an error with no text that is too long."""
    if isinstance(value, str):
        return shorten(value)
    if isinstance(value, dict):
        members = list(value.items())[:MAX_ENTRIES]
        return {shorten(name): _shortened(member) for name, member in members}
    return [_shortened(item) for item in value[:MAX_ENTRIES]] if isinstance(value, list) else value


def _decode(response: requests.Response) -> Json:
    try:
        return decode(response.content)
    except UnreadableError:
        return None


def _entries(members: list[Any]) -> list[dict[str, Any]]:
    """As many entries as anybody reads; the last one says how many others there are."""
    entries: list[dict[str, Any]] = []
    room = MAX_ERROR_LENGTH
    for member in members[:MAX_ENTRIES]:
        entry = _entry(member)
        room -= len(str(entry))
        if entries and room < 0:
            break
        entries.append(entry)
    if rest := len(members) - len(entries):
        entries.append({"message": f"… ({rest:,} more errors)", "code": ""})
    return entries


def _entry(member: Any) -> dict[str, Any]:
    """An entry of ``errors``, whatever it is."""
    if isinstance(member, dict):
        entry: dict[str, Any] = _shortened(member)
        return entry
    return {"message": shorten(str(member)), "code": ""}


def _default_entry(response: requests.Response) -> dict[str, Any]:
    """An entry for a response without errors that can be read."""
    text = f"HTTP {response.status_code} {response.reason or ''}".strip()
    if response.status_code < 300:
        text = f"the API returned errors with {text}"
    return {"message": shorten(text), "code": ""}


def _is_seconds(text: str) -> bool:
    """Whether a header is a number of seconds that makes sense to people."""
    return text.isascii() and text.isdigit() and len(text) <= len("86400")


def _hint(response: requests.Response, key_source: str) -> str | None:
    status = response.status_code
    if status == 401:
        return f"The secret key came from: {key_source}. See clerk whoami."
    if status == 402:
        return "The instance's plan does not include this."
    if status == 403:
        return "The feature may be off in this instance, or not part of its plan."
    if status == 429 and (delay := response.headers.get("Retry-After")):
        return f"Too many requests; try again in {delay} s." if _is_seconds(delay) else None
    return None
