"""The connection to one instance."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import AuthBase

from clerk_cli import __version__
from clerk_cli.commands.request import UNKNOWN_OUTCOME, Request, Response, is_read, unreadable
from clerk_cli.errors import AuthenticationError, Calling, NetworkError
from clerk_cli.http import bounds, failures, retry
from clerk_cli.http.content import content_of
from clerk_cli.http.debug import HTTPLog, Reporter, redactor_of, without_secrets
from clerk_cli.http.decoding import UnreadableError, decode
from clerk_cli.http.urls import origin_of, parameters_of, with_path
from clerk_cli.output import PUBLISHABLE, is_header_word
from clerk_cli.results import Json
from clerk_cli.write_log import WriteLog

if TYPE_CHECKING:
    from clerk_cli.startup.ca_bundle import CABundle

Observer: TypeAlias = Callable[[str, str, int | None, float, int], None]


class BearerKey(AuthBase):
    """Adds the secret key to a request.

    As an ``auth`` object it keeps requests from using a password of ``~/.netrc`` instead.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class Client:
    """Sends requests with a secret key, and only to the configured host.

    Args:
        url: The API URL, with or without a final ``/v1``.
        key: The secret key.
        key_source: Where the key came from, for messages.
        api_version: The value of ``Clerk-API-Version``.
        reporter: Takes warnings and the log.
        debug: Whether to write the log.
        adapter: A transport to use for the API URL.
        sleep: Waits for a number of seconds.
        observe: Called after every attempt: method, path, status or None, seconds, number.
        timeout: Seconds that an attempt may take as a whole.
        write_log: Records which changes were made.
        read_only: Which setting forbids changes; None if they are allowed.
        bundle: The CA bundle, if it is being read.
        at_most: The strongest effect that requests may have; None for any.

    Raises:
        AuthenticationError: The key contains invalid characters.
        ConfigError: The URL cannot be used.
    """

    def __init__(
        self,
        *,
        url: str,
        key: str,
        key_source: str,
        api_version: str,
        reporter: Reporter,
        sleep: Callable[[float], None],
        debug: bool = False,
        adapter: BaseAdapter | None = None,
        observe: Observer | None = None,
        timeout: float = bounds.ATTEMPT_SECONDS,
        write_log: WriteLog | None = None,
        read_only: str | None = None,
        bundle: CABundle | None = None,
        at_most: str | None = None,
    ) -> None:
        self._origin = origin_of(url, has_adapter=adapter is not None)
        self._key = _validated_key(key, key_source)
        self._key_source = key_source
        self._reporter = reporter
        self._sleep = sleep
        self._observe = observe
        self._write_log = write_log or WriteLog()
        self._read_only = read_only
        self._at_most = at_most
        self._pace = retry.Pace(sleep)
        self._debug = debug
        self._timeout = timeout
        self._is_http = adapter is None or isinstance(adapter, HTTPAdapter)
        self._session = bounds.Session()
        self._session.headers.update(_headers(api_version))
        self._adapter = adapter or bounds.BoundedAdapter(bundle)
        self._session.mount(self._origin, self._adapter)

    def send(self, request: Request, *, key: str | None = None) -> Response:
        """Send a request and return a successful response.

        Args:
            request: The request.
            key: A key to use instead of the client's, for operations that need a machine's.

        Raises:
            APIError: The API returned errors.
            ConfigError: The API returned a redirect.
            NetworkError: There was no response, or it cannot be read.
        """
        return self.begin(request, key=key)()

    def begin(self, request: Request, *, key: str | None = None) -> Callable[[], Response]:
        """Send a request, and return what reads its response: unread it takes less memory.

        Args:
            request: The request.
            key: A key to use instead of the client's.

        Raises:
            ClerkError: What ``send`` raises, in either step.
            UsageError: The request would change something, and a setting forbids that.
        """
        if self._read_only is not None or self._at_most is not None:
            from clerk_cli.http.read_only import require_allowed

            require_allowed(request, self._read_only, self._at_most)
        used = self._key if key is None else _machine_key(key)
        with without_secrets(request, self._key, used):
            response = self._send(request, used)

        def read() -> Response:
            with without_secrets(request, self._key, used):
                return self._read(response, request)

        return read

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _send(self, request: Request, key: str) -> requests.Response:
        numbers = count(1)
        try:
            if not request.retries:
                return self._attempt_logged(request, key, next(numbers))
            return retry.send(
                lambda: self._attempt_logged(request, key, next(numbers)),
                request.method,
                announce=self._reporter.warn,
                sleep=self._sleep,
            )
        except requests.RequestException as error:
            raise failures.network_error(error, self._origin, request, self._timeout) from error
        except failures.OF_TRANSPORT as error:
            if not self._is_http:
                raise
            raise failures.transport_error(error, self._origin, request) from error

    def _read(self, response: requests.Response, request: Request) -> Response:
        """The response to a request, if it is one of success."""
        if response.status_code >= 400:
            failed = failures.api_error(response, self._key_source)
            failed.retry_after = retry.retry_after(response)
            if response.status_code >= 500 and not is_read(request.method, request.path):
                failed.hint = failed.hint or UNKNOWN_OUTCOME
            raise failed
        if response.status_code >= 300 and "Location" in response.headers:
            raise failures.redirected(response)
        if response.status_code >= 300:
            raise unreadable(f"HTTP {response.status_code} without a new location", request)
        if response.status_code < 200:
            raise unreadable(f"only an interim response ({response.status_code})", request)
        body = self._decode(response, request)
        if failures.reports_errors(body):
            reported = failures.api_error(response, self._key_source)
            if not is_read(request.method, request.path):
                reported.hint = UNKNOWN_OUTCOME
            raise reported
        return Response(response.status_code, body, response.headers, request)

    def _attempt_logged(self, request: Request, key: str, number: int) -> requests.Response:
        """Send a request once, and record whether it may have had an effect."""
        log = self._write_log
        self._pace.wait()
        before = log.attempt_begins()
        try:
            response = self._attempt_observed(request, key, number)
        except requests.RequestException as error:
            if not failures.may_have_arrived(error):
                log.attempt_had_no_effect(before)
            raise
        except KeyboardInterrupt as interrupt:
            if failures.was_connecting(interrupt):
                log.attempt_had_no_effect(before)
            raise
        if response.status_code == 429:
            self._pace.hold(retry.retry_after(response) or 0.0)
        if 200 <= response.status_code < 300:
            log.succeeded()
        elif response.status_code < 500:
            log.attempt_had_no_effect(before)
        return response

    def _attempt_observed(self, request: Request, key: str, number: int) -> requests.Response:
        """Send a request once and notify the observer."""
        if self._observe is None:
            return self._attempt(request, key)
        start, status = perf_counter(), None
        try:
            response = self._attempt(request, key)
            status = response.status_code
            return response
        finally:
            self._observe(request.method, request.path, status, perf_counter() - start, number)

    def _attempt(self, request: Request, key: str) -> requests.Response:
        """Send a request once, without following redirects."""
        prepared = self._session.prepare_request(
            requests.Request(
                request.method,
                self._origin,
                params=parameters_of(request.query),
                **content_of(request),
                auth=BearerKey(key),
            )
        )
        prepared.url = with_path(prepared.url or "", self._origin, request.path)
        log = self._log_of(request, key)
        if log:
            log.request(prepared, request.files)
        proxies, verify = self._proxies_and_ca_bundle
        bounds.begin_attempt(self._timeout)
        try:
            with Calling(self._adapter):
                response = self._session.send(
                    prepared,
                    allow_redirects=False,
                    stream=True,
                    timeout=(min(bounds.CONNECT_SECONDS, self._timeout), self._timeout),
                    proxies=proxies,
                    verify=verify,
                )
                bounds.read_body(response)
        except requests.RequestException as error:
            if log:
                log.failure(error)
            raise
        if log:
            log.response(response)
        return response

    def _log_of(self, request: Request, key: str) -> HTTPLog | None:
        if not self._debug:
            return None
        return HTTPLog(self._reporter, redactor_of(request, self._key, key))

    @cached_property
    def _proxies_and_ca_bundle(self) -> tuple[Any, Any]:
        """Proxies and CA bundle from the environment, like ``Session.request``.

        They are the same for every path, and reading the environment takes longer than a request to
        the sandbox.
        """
        if not self._is_http:
            return {}, True
        merged = self._session.merge_environment_settings(self._origin, {}, None, None, None)
        return merged["proxies"], merged["verify"]

    def _decode(self, response: requests.Response, request: Request) -> Json:
        if not response.content:
            return None
        try:
            return decode(response.content)
        except UnreadableError as error:
            raise failures.unreadable_body(response, self._origin, str(error), request) from None


def _validated_key(key: str, source: str) -> str:
    """The key without surrounding spaces, if a header can hold it."""
    key = key.strip()
    if key.startswith(PUBLISHABLE):
        raise AuthenticationError(
            f"the key from {source} is a publishable key, not a secret key",
            hint="Secret keys begin with sk_; copy one from the Clerk Dashboard, under API Keys.",
        )
    if not is_header_word(key):
        raise AuthenticationError(
            f"the secret key from {source} contains invalid characters",
            hint="Copy it again from the Clerk Dashboard, under API Keys.",
        )
    return key


def _machine_key(key: str) -> str:
    """The key of a machine, which the API returned."""
    try:
        return _validated_key(key, "the machine")
    except AuthenticationError as error:
        raise NetworkError(error.message) from None


def _headers(api_version: str) -> Mapping[str, str]:
    return {
        "Accept": "application/json",
        "Clerk-API-Version": api_version,
        "User-Agent": f"clerk-cli/{__version__} (Python {sys.version.split()[0]})",
    }
