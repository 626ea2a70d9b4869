"""The CA bundle that is read on a thread: what is trusted, and what is said, is as without it."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import certifi
import pytest
from urllib3.util.ssl_ import create_urllib3_context

from clerk_cli.commands.request import Request
from clerk_cli.errors import ClerkError, NetworkError
from clerk_cli.http.bounds import with_settings_of
from clerk_cli.startup.ca_bundle import CABundle, begin_to_read

GET = Request("GET", "/v1/users")
VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def no_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_authorities_of_the_variable_are_trusted(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    url, path = secure_server
    monkeypatch.setenv(name, str(path))
    bundle = begin_to_read()
    assert bundle is not None
    client = connect(url, bundle=bundle)
    assert [client.send(GET).body for _ in range(2)] == [{}, {}]
    assert bundle.context_for(str(path)) is not None


def test_requests_decides_which_variable_counts(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, path = secure_server
    monkeypatch.setenv("CURL_CA_BUNDLE", certifi.where())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    assert connect(url, bundle=begin_to_read()).send(GET).body == {}
    monkeypatch.setenv("CURL_CA_BUNDLE", str(path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    with pytest.raises(NetworkError, match="no secure connection"):
        connect(url, bundle=begin_to_read()).send(GET)


def test_the_variable_of_openssl_changes_nothing(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, path = secure_server
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(NetworkError, match="no secure connection"):
        connect(url, bundle=begin_to_read()).send(GET)


def test_a_bundle_of_another_file_is_not_used(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, path = secure_server
    with pytest.raises(NetworkError, match="no secure connection"):
        connect(url, bundle=CABundle(str(path))).send(GET)  # requests trusts certifi's


def test_a_certificate_of_another_host_is_rejected(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, path = secure_server
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with pytest.raises(NetworkError) as raised:
        connect(url.replace("127.0.0.1", "localhost"), bundle=begin_to_read()).send(GET)
    assert "localhost" in raised.value.message


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"folder"])
def test_a_bundle_that_cannot_be_read_is_reported_as_without_a_thread(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    content: bytes | None,
) -> None:  # fmt: skip
    url, _ = secure_server
    path = tmp_path / "other.pem"
    if content == b"folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    reports = []
    for bundle in (None, begin_to_read()):
        with pytest.raises(ClerkError) as raised:
            connect(url, bundle=bundle).send(GET)
        reports.append((type(raised.value), raised.value.message, raised.value.hint))
    assert reports[0] == reports[1]


def test_without_a_variable_certifis_bundle_is_read() -> None:
    bundle = begin_to_read()
    assert bundle is not None
    context = bundle.context_for(certifi.where())
    assert context is not None
    assert context.cert_store_stats()["x509_ca"] > 100
    assert bundle.context_for(None) is None


def test_all_else_about_tls_is_as_urllib3_sets_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    other = create_urllib3_context()
    context = with_settings_of(other, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def state(one: ssl.SSLContext) -> dict[str, object]:
        names = [name for name in dir(ssl.SSLContext) if not name.startswith("_")]
        values = {name: getattr(one, name) for name in names}
        plain = {name: value for name, value in values.items() if not callable(value)}
        return {**plain, "ciphers": [cipher["name"] for cipher in one.get_ciphers()]}

    assert state(context) == state(other)
    assert context.keylog_filename == str(tmp_path / "keys")
