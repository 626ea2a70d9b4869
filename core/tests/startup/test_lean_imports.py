"""What is left out of imports is there as soon as anybody wants it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clerk_cli.startup.placeholders import PlaceholderModule, placeholders_in_place
from clerk_cli.testing import CommandLine


def run(code: str, clerk: CommandLine) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env=clerk.variables)


def test_cleo_is_whole_again_when_it_is_asked_for(clerk: CommandLine) -> None:
    code = (
        "from clerk_cli.startup.lean_cleo import import_cleo; import_cleo({}); import sys; "
        "assert 'rapidfuzz' not in sys.modules; import cleo._utils as u; "
        "assert u.strip_tags('<b>x</b>') == 'x'; assert u.find_similar_names('lst', ['list']); "
        "from cleo.commands.completions_command import CompletionsCommand as c; assert c.name; "
        "import cleo._compat as c; assert c.subprocess.list2cmdline(['a b']) == '\"a b\"'; "
        "import cleo.commands.base_command as b; assert b.inspect.stack()"
    )
    run(code, clerk)


def test_requests_can_still_guess_an_encoding(clerk: CommandLine) -> None:
    code = (
        "import clerk_cli.http.client, requests, sys; "
        "assert 'charset_normalizer' not in sys.modules; r = requests.Response(); "
        "r._content = 'schön'.encode('latin-1') * 20; assert r.text; "
        "import urllib3.http2; assert urllib3.http2.inject_into_urllib3; "
        "assert 'charset_normalizer' in sys.modules"
    )
    run(code, clerk)


def test_everything_can_be_imported_as_it_is(clerk: CommandLine) -> None:
    assert clerk.process("whoami", env={"CLERK_FULL_IMPORTS": "1"}).code == 0


def test_requests_can_still_name_foreign_hosts(clerk: CommandLine) -> None:
    code = (
        "import clerk_cli.http.client, requests, sys; assert 'idna' not in sys.modules; "
        "made = requests.Request('GET', 'http://b\u00fccher.example/').prepare(); "
        "assert made.url == 'http://xn--bcher-kva.example/', made.url"
    )
    run(code, clerk)


def test_addresses_in_urls_can_still_be_read(clerk: CommandLine) -> None:
    code = (
        "from clerk_cli.startup.lean_cleo import import_pathlib; import_pathlib({}); "
        "from urllib.parse import urlsplit; assert urlsplit('http://[::1]/').hostname == '::1'; "
        "import ipaddress; assert ipaddress.ip_address('::1').is_loopback"
    )
    run(code, clerk)


def test_a_stand_in_hands_on_to_the_real_module_afterwards() -> None:
    import colorsys as real

    del sys.modules["colorsys"]
    with placeholders_in_place(PlaceholderModule("colorsys", ONE_THIRD="a third")):
        import colorsys as stand_in

        assert repr(stand_in.ONE_THIRD) == "'a third'"
        with pytest.raises(AttributeError):
            stand_in.rgb_to_hls(0, 0, 0)
    assert stand_in is not real
    assert stand_in.rgb_to_hls(0, 0, 0) == (0, 0, 0)
