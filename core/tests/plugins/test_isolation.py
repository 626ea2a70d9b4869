"""Code of plugins that prints, exits or is interrupted, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plugin_shelf import Shelf
from site_folder import COMMANDS, MANIFEST, Site

from clerk_cli.environment import Environment
from clerk_cli.errors import PluginError
from clerk_cli.plugins import Exchange
from clerk_cli.plugins.loading import EndedError, describe, is_interrupt, isolated

pytestmark = pytest.mark.early

GOOD = MANIFEST.format(name="noisy", module="site_noisy")
PRINTING = [
    "print('NOISE')",
    "import sys; sys.stdout.write('NOISE')",
    "import sys; sys.__stdout__.write('NOISE\\n')",
    "import os; os.write(1, b'NOISE\\n')",
    "import os; os.system('echo NOISE')",
    "import subprocess; subprocess.run(['echo', 'NOISE'])",
    "import sys; sys.stdout = sys.__stdout__; print('NOISE', flush=True)",
    "import sys; sys.stdout.buffer.write(b'NOISE\\n')",
]
ENDING = [
    ("import sys; sys.exit(3)", "SystemExit: 3"),
    ("exit()", "SystemExit"),
    ("raise SystemExit('bye')", "SystemExit: bye"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("def stop():\n    raise KeyboardInterrupt('x')\nstop()", "KeyboardInterrupt: x"),
    ("raise GeneratorExit", "GeneratorExit"),
    ("class Odd(BaseException): pass\nraise Odd('x')", "Odd: x"),
    ("class Odd(Exception):\n    def __str__(self): 1 / 0\nraise Odd", "Odd"),
    ("raise ValueError('first\\n✓ forged')", "ValueError: first"),
    ("def f(): f()\nf()", "RecursionError"),
]


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("code", PRINTING)
@pytest.mark.parametrize("place", ["manifest", "commands", "hook"])
def test_what_a_plugin_prints_never_comes_before_the_data(
    site: Site, code: str, place: str
) -> None:
    hook = "\n@hookimpl\ndef clerk_settings():\n    {}\n    return []\n".format(
        code.replace("\n", "\n    ")
    )
    manifests = {"manifest": f"{code}\n{GOOD}", "commands": GOOD, "hook": GOOD + hook}
    site.install("noisy", manifests[place])
    if place == "commands":
        commands = COMMANDS.format(name="noisy", module="site_noisy")
        (site.folder / "site_noisy_commands.py").write_text(f"{code}\n{commands}")
    result = site("noisy", "hello", "-o", "json")
    assert result.code == 0, result.err
    assert result.json == {"hello": "noisy"}
    assert "NOISE" in result.err


@pytest.mark.parametrize(
    "code",
    [
        "import sys; print('NOISE\\x1b[2J\\r\\u202e')",
        "import sys; sys.stderr.write('NOISE\\x1b]0;x\\x07\\n')",
        "import sys; sys.stdout.writelines(['NOISE\\n', '\\x1b[1A'])",
        "import logging; logging.warning('NOISE\\x9b2J')",
        "import warnings; warnings.warn('NOISE\\x1bc')",
    ],
)
def test_what_a_plugin_prints_is_cleaned(site: Site, code: str) -> None:
    site.install("noisy", f"{code}\n{GOOD}")
    result = site("whoami", "-o", "json")
    assert result.code == 0, result.err
    assert "NOISE" in result.err
    assert not set("\x1b\x07\r\x9b\u202e") & set(result.err)


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.stdout.close()",
        "import sys; sys.stderr.close(); sys.stdout.close()",
        "import os; os.close(1)",
        "import sys; sys.stdout = sys.stderr = None",
        "import sys; sys.stderr.detach()",
    ],
)
def test_a_plugin_that_closes_its_streams_does_not_close_ours(site: Site, code: str) -> None:
    site.install("noisy", f"{code}\n{GOOD}")
    first, second = (site("whoami", "-o", "json") for _ in range(2))
    for result in (first, second):
        assert (result.code, result.json["profile"]) == (0, "default"), result.err
        assert "Traceback" not in result.err
    assert "cannot be loaded" in second.err if "detach" in code else second.err == ""


@pytest.mark.parametrize("hook", ["clerk_secret", "clerk_transport", "clerk_formats"])
def test_what_a_hook_prints_goes_to_stderr(
    shelf: Shelf, capfd: pytest.CaptureFixture[str], hook: str
) -> None:
    shelf.add(
        "noisy",
        "import os\nfrom clerk_cli.plugins import hookimpl\n"
        f"@hookimpl\ndef {hook}():\n    print('NOISE', flush=True)\n    os.system('echo NOISE')\n"
        f"    return {'[]' if hook == 'clerk_formats' else None}\n",
    )
    plugins = shelf.plugins()
    plugins.secret("!x")
    plugins.transport("x://", Environment())
    assert plugins.formats
    out, err = capfd.readouterr()
    assert (out, err.count("NOISE")) == ("", 2)


def test_what_an_observer_prints_goes_to_stderr_while_rows_are_written(
    shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    shelf.add(
        "noisy",
        "import os\nfrom clerk_cli.plugins import hookimpl\n"
        "@hookimpl\ndef clerk_exchange():\n    print('NOISE', flush=True)\n"
        "    os.write(1, b'a row of another thread\\n')\n",
    )
    shelf.plugins().observe(Exchange("GET", "/v1/users", 200, 0.1, 1), settings=None)  # type: ignore[arg-type]
    out, err = capfd.readouterr()
    assert (out, err) == ("a row of another thread\n", "NOISE\n")


@pytest.mark.parametrize(("code", "reason"), ENDING)
def test_a_manifest_that_ends_the_program_is_named_once_and_the_others_work(
    site: Site, code: str, reason: str
) -> None:
    site.install("broken", code)
    site.install("weather")
    result = site("weather", "hello", "-o", "json")
    assert (result.code, result.json) == (0, {"hello": "weather"})
    lines = [line for line in result.err.splitlines() if "broken" in line]
    assert len(lines) == 1
    assert lines[0].startswith(
        f'⚠ plugin "broken" (clerk-cli-broken 2.0) cannot be loaded: {reason}'
    )
    assert "forged" not in result.err
    assert "Traceback" not in result.err


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize(("code", "reason"), ENDING)
def test_commands_that_end_the_program_are_named_and_the_others_work(
    site: Site, code: str, reason: str
) -> None:
    site.install("broken")
    site.install("weather")
    (site.folder / "site_broken_commands.py").write_text(code)
    result = site("broken", "hello")
    assert (result.code, result.out) == (1, "")
    assert f'the commands of "broken" cannot be loaded: {reason}' in result.err
    assert "Traceback" not in result.err
    assert site("weather", "hello", "-o", "json").json == {"hello": "weather"}
    assert site("--help").code == 0


@pytest.mark.parametrize("code", ["raise SystemExit(4)", "raise KeyboardInterrupt", "1 / 0"])
def test_a_hook_that_ends_the_program_is_named(shelf: Shelf, code: str) -> None:
    shelf.add(
        "broken",
        f"from clerk_cli.plugins import hookimpl\n@hookimpl\ndef clerk_transport(url): {code}",
    )
    with pytest.raises(PluginError, match='plugin "broken" fails in clerk_transport: '):
        shelf.plugins().transport("x://", Environment())


@pytest.mark.slow
@pytest.mark.parametrize("place", ["manifest", "commands"])
def test_ctrl_c_ends_the_program_while_a_plugin_is_loaded(site: Site, place: str) -> None:
    ready = site.clerk.directory / "ready"
    code = f"import pathlib, time\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(60)\n"
    site.install("slow", code if place == "manifest" else MANIFEST.format(name="slow", module="x"))
    if place == "commands":
        site.install("x")
        (site.folder / "x_commands.py").write_text(code)
    process = subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", "slow", "hello"],
        env=site.clerk.variables, cwd=site.clerk.directory, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    if place == "manifest":
        assert 'interrupted while plugin "slow" (clerk-cli-slow 2.0) was being loaded' in err
        assert "clerk plugins disable slow" in err


def test_a_signal_is_told_from_a_raise_statement() -> None:
    def caught(code: str) -> BaseException:
        with pytest.raises(KeyboardInterrupt) as failure:
            exec(compile(code, "plugin.py", "exec"), {"__name__": "a_plugin"})
        return failure.value

    self_sent = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n"
    assert not is_interrupt(caught("raise KeyboardInterrupt"))
    assert not is_interrupt(caught("def stop(): raise KeyboardInterrupt()\nstop()"))
    assert not is_interrupt(ValueError())
    assert is_interrupt(caught(self_sent))
    cleanup = (
        f"try:\n    {self_sent.strip().replace(chr(10), chr(10) + '    ')}\nexcept BaseException:\n"
    )
    assert is_interrupt(caught(f"{cleanup}    raise"))
    assert is_interrupt(caught(f"{cleanup}    raise KeyboardInterrupt"))


def test_code_runs_with_stdout_closed(tmp_path: Path) -> None:
    code = (
        "import os, sys\nos.close(1)\nfrom clerk_cli.plugins.loading import isolated\n"
        "with isolated():\n    print('NOISE')\nsys.stderr.write('fine')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stderr.endswith("fine"), done.stderr


def test_stdout_is_the_same_afterwards(capfd: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout
    with pytest.raises(EndedError, match="SystemExit: 1"), isolated():
        sys.stdout.write("NOISE")
        raise SystemExit(1)
    assert sys.stdout is before
    sys.stdout.write("data\n")
    sys.stdout.flush()
    assert capfd.readouterr().out == "data\n"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("x" * 9_000), "ValueError: " + "x" * 500),
        (KeyError(), "KeyError"),
        (PluginError("as it is"), "as it is"),
    ],
)
def test_an_exception_is_described_in_one_line(error: Exception, text: str) -> None:
    assert describe(error) == text
