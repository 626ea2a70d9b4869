"""The other parts of a release: the single file, the man page, the formula, the version."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clean_environments import ROOT, TOOLS, run, succeed

pytestmark = pytest.mark.packaging


OLDEST, NEWEST = "3.10", "3.14"
"""What the single file is tried with, as far as it is installed here; the release tries both."""


def pythons() -> list[str]:
    """Other Pythons of this computer, the oldest and the newest that clerk supports first."""
    versions = sorted({f"3.{minor}" for minor in range(10, 15)}, key=lambda v: int(v[2:]))
    found = [shutil.which(f"python{version}") for version in versions]
    works = [path for path in found if path and not run(path, "-c", "import ssl").returncode]
    return [works[0], works[-1]] if len(works) > 1 else [*works, sys.executable]


@pytest.fixture(scope="session")
def build_pyz(built: Path, pyz_wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    def build(**options: Any) -> Path:
        target = tmp_path_factory.mktemp("pyz") / "clerk.pyz"
        links = ("--links", built, "--links", pyz_wheels)
        succeed(sys.executable, TOOLS / "build_pyz.py", target, *links, "--no-index", **options)
        return target

    return build


@pytest.fixture(scope="session")
def pyz(build_pyz: Any) -> Path:
    path: Path = build_pyz()
    return path


def test_the_same_wheels_make_the_same_single_file(pyz: Path, build_pyz: Any) -> None:
    later = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    assert build_pyz(env=later).read_bytes() == pyz.read_bytes()


def test_a_newer_release_elsewhere_is_not_in_the_single_file(
    pyz: Path, build_pyz: Any, releases: Callable[[str], Path]
) -> None:
    found = os.environ | {"PIP_FIND_LINKS": str(releases("0.1.1"))}
    assert build_pyz(env=found).read_bytes() == pyz.read_bytes()


def test_wheels_of_the_checkout_never_come_from_an_index(
    built: Path, pyz_wheels: Path, tmp_path: Path
) -> None:
    shutil.copy(next(built.glob("clerk_cli-*.whl")), tmp_path)
    links = ("--links", tmp_path, "--links", pyz_wheels)
    build = (sys.executable, TOOLS / "build_pyz.py", tmp_path / "clerk.pyz", *links)
    index = os.environ | {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    done = run(*build, env=index)
    assert done.returncode == 1
    assert "No matching distribution found for clerk-cli-api==" in done.stderr
    assert "127.0.0.1" not in done.stderr


def test_a_python_that_is_too_old_is_told_so(pyz: Path) -> None:
    with zipfile.ZipFile(pyz) as archive:
        main = archive.read("__main__.py").decode()
    old = "import sys\nsys.version_info = (3, 9, 18)\n"
    done = run(sys.executable, "-c", old + main)
    assert done.stderr == "clerk needs Python 3.10 or later, and this is 3.9.18\n"


def test_the_single_file_writes_on_the_oldest_and_the_newest_python(pyz: Path) -> None:
    for python in pythons():
        tried = succeed(sys.executable, TOOLS / "try_program.py", python, "-I", "-S", pyz)
        assert tried.startswith("clerk version ")


def test_a_program_that_does_not_write_is_noticed(pyz: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pyz"
    with zipfile.ZipFile(pyz) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            if not name.startswith("clerk_cli_sandbox/"):
                target.writestr(name, source.read(name))
    done = run(sys.executable, TOOLS / "try_program.py", sys.executable, "-I", "-S", broken)
    assert (done.returncode, "not loaded: sandbox" in done.stderr) == (1, True)


def test_the_mcp_server_is_not_in_the_single_file(pyz: Path, tmp_path: Path) -> None:
    variables = {"CLERK_CONFIG_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    done = run(sys.executable, "-I", "-S", pyz, "-p", "sandbox", "mcp", "serve", env=variables)
    assert done.returncode == 1
    assert "the MCP server is not in the single-file clerk" in done.stderr
    assert "pipx install 'clerk-cli[mcp]'" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a line for shells of POSIX")
def test_the_line_of_the_readme_builds_it_in_a_checkout(
    pyz_wheels: Path, wheelhouse: Path, tmp_path: Path
) -> None:
    (line,) = re.findall(r"^.*build_pyz\.py.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    for name in ("plugins", "core", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    links = f"{pyz_wheels} {wheelhouse}"
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    succeed("bash", "-ec", line, cwd=tmp_path, env=os.environ | pip)
    tried = (TOOLS / "try_program.py", sys.executable, "-I", "-S", tmp_path / "clerk.pyz")
    succeed(sys.executable, *tried)


def test_the_single_file_is_the_complete_program(pyz: Path, empty_api: str, tmp_path: Path) -> None:
    variables = {"CLERK_CONFIG_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    alone = (sys.executable, "-I", "-S", pyz)
    assert run(*alone, "--version", env=variables).stdout.startswith("clerk version ")
    listed = run(*alone, "plugins", "list", "-o", "json", env=variables)
    states = {row["name"]: row["state"] for row in json.loads(listed.stdout)["data"]}
    assert {path.name for path in (ROOT / "plugins").iterdir()} == set(states)
    assert set(states.values()) == {"loaded"}
    users = run(*alone, "-p", "sandbox", "users", "list", env=variables)
    assert (users.returncode, "linus@example.com" in users.stdout) == (0, True), users.stderr
    refused = run(*alone, "plugins", "install", "users", env=variables)
    assert (refused.returncode, "single-file clerk" in refused.stderr) == (1, True)
    refused = run(*alone, "plugins", "update", env=variables)
    assert "pipx install 'clerk-cli[all]' (or uv tool install 'clerk-cli[all]')" in refused.stderr
    refused = run(*alone, "plugins", "uninstall", "users", env=variables)
    assert "Disable plugins instead with: clerk plugins disable" in refused.stderr
    (tmp_path / "profiles").write_text("[profile x]\nclerk.key = sk_test_x\n")
    argv = ("-p", "x", "apikeys", "list", "--subject", "user_1", "-o", "yaml")
    done = run(*alone, *argv, env={**variables, "CLERK_API_URL": empty_api})
    assert (done.returncode, done.stdout) == (0, "data: []\ntotal_count: 0\n"), done.stderr


def test_the_bill_of_materials_names_what_is_in_the_single_file(pyz: Path) -> None:
    tool: Any = runpy.run_path(str(TOOLS / "write_sbom.py"))
    document = tool["bill_of_materials"](pyz)
    libraries = [entry for entry in document["components"] if entry["type"] == "library"]
    components = {entry["name"]: entry["version"] for entry in libraries}
    assert {f"clerk-cli-{path.name}" for path in (ROOT / "plugins").iterdir()} < set(components)
    pins = re.findall(
        r"^([\w.-]+)==([^ \\\n]+)", (TOOLS / "pyz-pins.txt").read_text(), re.MULTILINE
    )
    pinned = {tool["normalized"](name): version for name, version in pins}
    others = {name: v for name, v in components.items() if not name.startswith("clerk-cli")}
    assert others == pinned


@pytest.fixture
def manual(install: Any, tmp_path: Path) -> Path:
    page = tmp_path / "clerk.1"
    done = install("clerk-cli[all]").python(ROOT / "docs/generate_man.py", page)
    assert done.returncode == 0, done.stderr
    return page


def test_the_formula_is_filled_in(pyz: Path, manual: Path) -> None:
    text = succeed(sys.executable, TOOLS / "render_formula.py", "1.2.3", pyz, manual)
    assert "/v1.2.3/clerk.pyz" in text
    assert len(re.findall(r'sha256 "[0-9a-f]{64}"', text)) == 2
    assert not re.search(r"(?<!#)\{\w+\}", text)


def test_the_man_page_is_valid(manual: Path) -> None:
    assert '.SS "clerk users list"' in manual.read_text()
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        [groff, "-man", "-ww", "-Tutf8", manual], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "clerk users list" in re.sub(".\b", "", done.stdout)


def test_one_command_sets_every_version(tmp_path: Path) -> None:
    for folder in ("plugins", "examples", "core/src/clerk_cli"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tool: Any = runpy.run_path(str(TOOLS / "set_version.py"))
    changed = tool["set_version"]("3.4.5", tmp_path)
    assert len(changed) == 3 + len(list((ROOT / "plugins").iterdir()))
    root = (tmp_path / "pyproject.toml").read_text()
    assert 'users = ["clerk-cli-users==3.4.5"]' in root
    assert 'protect-ai = ["clerk-cli-protect[anthropic,mcp,openai]==3.4.5"]' in root
    assert '"clerk-cli>=3.4,<3.5"' in (tmp_path / "plugins/users/pyproject.toml").read_text()
    assert "0.1.0" not in root
    for version, wanted in (("3.5.0rc1", ">=3.5.0rc1,<3.6"), ("3.5.0", ">=3.5,<3.6")):
        tool["set_version"](version, tmp_path)
        for name in ("plugins/users", "examples/clerk-cli-audit"):
            assert f'"clerk-cli{wanted}"' in (tmp_path / name / "pyproject.toml").read_text()
