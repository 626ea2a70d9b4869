"""Modules that are left out of imports can still be used."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from clerk_cli.startup.placeholders import PlaceholderModule, placeholders_in_place
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.slow


def run(code: str, clerk: CommandLine) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env=clerk.variables)


def test_cleo_imports_the_real_modules_when_they_are_used(clerk: CommandLine) -> None:
    code = (
        "from clerk_cli.startup.lean_cleo import import_cleo; import_cleo({}); import sys; "
        "assert 'rapidfuzz' not in sys.modules; import cleo._utils as u; "
        "assert u.strip_tags('<b>x</b>') == 'x'; assert u.find_similar_names('lst', ['list']); "
        "from cleo.commands.completions_command import CompletionsCommand as c; assert c.name; "
        "import cleo._compat as c; assert c.subprocess.list2cmdline(['a b']) == '\"a b\"'; "
        "assert c.shell_quote('a b') == \"'a b'\"; assert u.format_time(100) == '2 mins'; "
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


def test_lean_imports_can_be_turned_off(clerk: CommandLine) -> None:
    assert clerk.process("whoami", env={"CLERK_FULL_IMPORTS": "1"}).code == 0


def test_requests_can_still_encode_international_hosts(clerk: CommandLine) -> None:
    code = (
        "import clerk_cli.http.client, requests, sys; assert 'idna' not in sys.modules; "
        "made = requests.Request('GET', 'http://b\u00fccher.example/').prepare(); "
        "assert made.url == 'http://xn--bcher-kva.example/', made.url"
    )
    run(code, clerk)


def test_commands_of_cleo_can_still_call_each_other(clerk: CommandLine) -> None:
    code = """
from clerk_cli.startup.lean_cleo import import_cleo
import_cleo({})
from cleo.application import Application
from cleo.commands.command import Command
from cleo.io.inputs.argv_input import ArgvInput

class Inner(Command):
    name = "inner"
    def handle(self):
        assert self.table_separator() == ""
        return self.call_silent("list")

class Outer(Command):
    name = "outer"
    def handle(self):
        return self.call("inner")

application = Application()
application.auto_exits(False)
application.add(Inner())
application.add(Outer())
assert application.run(ArgvInput(["program", "outer"])) == 0
"""
    run(code, clerk)


def test_paths_can_still_be_urls_and_those_of_windows(clerk: CommandLine) -> None:
    code = (
        "from clerk_cli.startup.lean_cleo import import_pathlib; import_pathlib({}); "
        "from pathlib import PureWindowsPath as Path; assert Path('C:/a') == Path('c:\\\\A'); "
        "assert Path('C:/a b').as_uri() == 'file:///C:/a%20b'; "
        "from urllib.parse import urlsplit; assert urlsplit('http://[::1]/').hostname == '::1'"
    )
    run(code, clerk)


def test_a_placeholder_hands_over_to_the_real_module() -> None:
    import colorsys as real

    del sys.modules["colorsys"]
    with placeholders_in_place(PlaceholderModule("colorsys", ONE_THIRD="a third")):
        import colorsys as placeholder

        assert repr(placeholder.ONE_THIRD) == "'a third'"
        with pytest.raises(AttributeError):
            placeholder.rgb_to_hls(0, 0, 0)
    assert placeholder is not real
    assert placeholder.rgb_to_hls(0, 0, 0) == (0, 0, 0)


def test_requests_can_still_unpack_a_bundle_and_use_calendars(clerk: CommandLine) -> None:
    code = """
import clerk_cli.http.client, requests, sys
left_out = {"zipfile", "calendar", "inspect", "importlib.resources"}
assert not left_out & set(sys.modules), left_out & set(sys.modules)
assert requests.utils.extract_zipped_paths("/nowhere/a.zip/b") == "/nowhere/a.zip/b"
assert requests.utils.zipfile.is_zipfile("/nowhere") is False
jar = requests.cookies.RequestsCookieJar()
jar.set("name", "value", expires=None)
from http.cookiejar import http2time
assert http2time("Wed, 09 Feb 1994 22:23:32 GMT") == 760832612
assert "\\u00fc.example".encode("idna") == b"xn--tda.example"
"""
    run(code, clerk)


def test_certifi_finds_the_same_bundle(clerk: CommandLine) -> None:
    code = """
import clerk_cli.http.client, certifi, requests, sys
lean = certifi.where(), certifi.contents(), requests.utils.DEFAULT_CA_BUNDLE_PATH
for name in [name for name in sys.modules if name.startswith("certifi")]:
    del sys.modules[name]
import certifi
assert lean == (certifi.where(), certifi.contents(), certifi.where())
import importlib.resources
assert importlib.resources.__file__
"""
    run(code, clerk)


def test_files_of_a_package_in_a_zip_file_are_found(clerk: CommandLine, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("packed/__init__.py", "")
        archive.writestr("packed/file.txt", "content")
    code = f"""
import sys
import zipfile
from pathlib import Path
sys.path.insert(0, {str(tmp_path / "packed.zip")!r})
from clerk_cli.startup import package_files
assert package_files.read_text("packed", "file.txt") == "content"
with package_files.path("packed", "file.txt") as path:
    assert path.read_text() == "content"
"""
    run(code, clerk)


def test_distributions_can_still_be_described_and_listed(clerk: CommandLine) -> None:
    code = """
import clerk_cli.plugins.discovery as discovery, sys
left_out = {"email.message", "csv", "zipfile"}
assert not left_out & set(sys.modules), left_out & set(sys.modules)
discovery.discover()
assert not left_out & set(sys.modules), left_out & set(sys.modules)
from importlib import metadata, resources
assert metadata.metadata("requests")["Name"] == "requests"
assert metadata.version("requests") == metadata.distribution("requests").version
assert any(str(path).endswith("METADATA") for path in metadata.files("requests"))
with resources.as_file(resources.files("requests").joinpath("__init__.py")) as path:
    assert path.exists()
"""
    run(code, clerk)
