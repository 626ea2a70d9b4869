"""Distributions that are built once, and clean environments made of them."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from clean_environments import EXAMPLE, MEMBERS, ROOT, TOOLS, Installation, Later, succeed
from filelock import FileLock

MakeOnce = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Fills a folder in the first process that needs it; the other processes wait."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, draft = root / name, root / f"{name}.draft"
        with FileLock(root / f"{name}.lock"):
            if not folder.exists():
                draft.mkdir()
                fill(draft)
                draft.rename(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def built(make_once: MakeOnce) -> Path:
    """A folder with wheel and sdist of each distribution."""
    return make_once("dist", build)


def build(folder: Path) -> None:
    def build_one(member: Path) -> None:
        succeed(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=member)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(build_one, (*MEMBERS.values(), EXAMPLE)))


@pytest.fixture(scope="session")
def wheelhouse(built: Path, make_once: MakeOnce) -> Path:
    """A folder with the dependencies of the distributions, in the pinned versions."""
    return make_once("wheelhouse", lambda folder: download(built, folder))


def download(built: Path, folder: Path) -> None:
    pins = re.findall(r"^(\S+==[^\\\n]+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    (folder / "pins.txt").write_text("\n".join(pins))
    succeed(
        sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder,
        "--constraint", folder / "pins.txt", *built.glob("*.whl"),
        "hatchling", "editables", "jq", "pytest", "mypy", "ruff", "pip", "pipx<2",
    )  # fmt: skip


@pytest.fixture(scope="session")
def pyz_wheels(make_once: MakeOnce) -> Path:
    """A folder with the libraries of the single file, as it pins them for the oldest Python."""
    return make_once("pyz-wheels", download_for_pyz)


def download_for_pyz(folder: Path) -> None:
    tool: Any = runpy.run_path(str(TOOLS / "build_pyz.py"))
    tool["download_libraries"](folder)


def build_later(version: str, source: Path, folder: Path) -> None:
    """Build a later release, in a copy of the source: the core, and two plugins."""
    for name in ("plugins", "core"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source)
    succeed(sys.executable, TOOLS / "set_version.py", version, source)
    for member in (source, source / "plugins/users", source / "plugins/sandbox"):
        build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
        succeed(*build, cwd=member)


@pytest.fixture(scope="session", params=["0.1.1", "0.2.0"])
def later(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Later:
    """Wheels of a later release."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("later")
    build_later(request.param, source, folder)
    return Later(request.param, folder)


@pytest.fixture(scope="session")
def releases(
    make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """A folder with the wheels of a later release, by its version."""

    def wheels(version: str) -> Path:
        source = tmp_path_factory.mktemp("source")
        return make_once(f"release-{version}", lambda folder: build_later(version, source, folder))

    return wheels


@pytest.fixture
def install(built: Path, wheelhouse: Path, tmp_path: Path) -> Any:
    def make(*requirements: str | Path, pip: bool = False) -> Installation:
        links = [built, wheelhouse]
        return Installation(tmp_path / "venv", links, list(requirements), pip=pip)

    return make


NO_LISTS = {"/v1/instance": b'{"id": "ins_1"}', "/v1/jwks": b'{"keys": []}'}


@pytest.fixture
def empty_api() -> Iterator[str]:
    """An API that answers every list with nothing, and what is not a list with the least."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            empty = b'{"data": [], "total_count": 0}'
            self.wfile.write(NO_LISTS.get(urlsplit(self.path).path, empty))

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
