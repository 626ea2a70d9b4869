"""The tools of a release: the bill of materials, and the versions that the single file gets."""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
SBOM: Any = runpy.run_path(str(ROOT / ".github/release/write_sbom.py"))
PACKAGES = {
    "clerk_cli": "Name: clerk-cli\nVersion: 1.2.3\nLicense-Expression: MIT\n"
    "Requires-Dist: requests<3,>=2.32\nRequires-Dist: PyYAML>=6.0\n"
    "Requires-Dist: clerk-cli-users==1.2.3; extra == 'users'\n",
    "requests": "Name: requests\nVersion: 2.32.5\nLicense: Apache-2.0\n",
    "PyYAML": "Name: PyYAML\nVersion: 6.0.3\nLicense: MIT\n",
}


@pytest.fixture
def pyz(tmp_path: Path) -> Path:
    path = tmp_path / "clerk.pyz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, metadata in PACKAGES.items():
            archive.writestr(f"{name}-1.dist-info/METADATA", f"{metadata}\nThe readme\n")
            archive.writestr(f"{name}/__init__.py", "")
        archive.writestr("vendored/inner-1.dist-info/METADATA", "Name: inner\nVersion: 1\n")
    return path


def test_the_bill_of_materials_names_each_package_with_version_and_license(pyz: Path) -> None:
    document = SBOM["bill_of_materials"](pyz)
    libraries = [entry for entry in document["components"] if entry["type"] == "library"]
    assert [(entry["purl"], entry["licenses"]) for entry in libraries] == [
        ("pkg:pypi/clerk-cli@1.2.3", [{"expression": "MIT"}]),
        ("pkg:pypi/pyyaml@6.0.3", [{"license": {"name": "MIT"}}]),
        ("pkg:pypi/requests@2.32.5", [{"license": {"name": "Apache-2.0"}}]),
    ]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "clerk_cli-1.2.3-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("clerk_cli-1.2.3.dist-info/METADATA", f"{PACKAGES['clerk_cli']}\n")
    return path


@pytest.fixture
def sdist(tmp_path: Path) -> Path:
    path, information = tmp_path / "clerk_cli-1.2.3.tar.gz", tmp_path / "PKG-INFO"
    information.write_text(f"{PACKAGES['clerk_cli']}\n")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(information, "clerk_cli-1.2.3/PKG-INFO")
    return path


def test_the_bill_of_materials_has_the_checksum_of_every_file(
    pyz: Path, wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    manual = tmp_path / "clerk.1"
    manual.write_text("a page")
    files = (pyz, wheel, sdist, manual)
    document = SBOM["bill_of_materials"](*files)
    assert document["metadata"]["component"]["version"] == "1.2.3"
    assert {
        entry["name"]: entry["hashes"]
        for entry in document["components"]
        if entry["type"] == "file"
    } == {
        path.name: [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}]
        for path in files
    }
    dependencies = {entry["ref"]: entry["dependsOn"] for entry in document["dependencies"]}
    assert dependencies["clerk-cli"] == sorted(path.name for path in files)


def test_a_distribution_names_what_it_requires(wheel: Path, sdist: Path) -> None:
    document = SBOM["bill_of_materials"](wheel, sdist)
    files = [entry for entry in document["components"] if entry["type"] == "file"]
    assert [entry["purl"] for entry in files] == [
        f"pkg:pypi/clerk-cli@1.2.3?file_name={path.name}" for path in (wheel, sdist)
    ]
    for entry in files:
        assert [item["value"] for item in entry["properties"]] == [
            "PyYAML>=6.0",
            "requests<3,>=2.32",
        ]
    dependencies = {entry["ref"]: entry["dependsOn"] for entry in document["dependencies"]}
    assert dependencies[sdist.name] == ["pkg:pypi/pyyaml", "pkg:pypi/requests"]
    references = {entry["bom-ref"] for entry in document["components"]}
    assert all(set(targets) <= references for targets in dependencies.values())


def test_a_dependency_points_to_what_is_in_the_file(pyz: Path) -> None:
    dependencies = SBOM["bill_of_materials"](pyz)["dependencies"]
    references = {entry["ref"]: entry["dependsOn"] for entry in dependencies}
    assert references["pkg:pypi/clerk-cli@1.2.3"] == [
        "pkg:pypi/pyyaml@6.0.3",
        "pkg:pypi/requests@2.32.5",
    ]
    components = set(references)
    assert all(set(targets) <= components for targets in references.values())


def test_the_bill_of_materials_is_written_as_json(
    pyz: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "clerk.cdx.json"
    monkeypatch.setattr(sys, "argv", ["write_sbom.py", str(target), str(pyz)])
    assert SBOM["main"]() == 0
    assert json.loads(target.read_text()) == SBOM["bill_of_materials"](pyz)


PINS: Any = runpy.run_path(str(ROOT / ".github/release/pin_libraries.py"))
PINNED = (ROOT / ".github/release/pyz-pins.txt").read_text(encoding="utf-8")


def test_the_single_file_has_every_library_that_is_required_in_an_allowed_version() -> None:
    pinned = PINS["pinned"](PINNED)
    required = [Requirement(text) for text in PINS["requirements"](ROOT)]
    assert {"cleo", "requests", "pyyaml"} <= {requirement.name for requirement in required}
    advice = "run python .github/release/pin_libraries.py"
    wrong = [str(r) for r in required if pinned.get(r.name, "") not in r.specifier]
    assert wrong == [], advice


def test_a_library_of_the_single_file_is_pinned_once_and_by_hashes_alone() -> None:
    entries = re.split(r"\n(?=\S)", PINNED.strip())[1:]
    assert len(entries) == len(PINS["pinned"](PINNED))
    for entry in entries:
        assert re.fullmatch(r"[\w.-]+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry


def test_the_single_file_has_the_versions_of_development_for_the_oldest_python() -> None:
    lines = re.findall(
        r"^([\w.-]+)==(\S+)(?: ; (.+?))? \\$",
        (ROOT / "constraints.txt").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    oldest = {"python_version": "3.10", "python_full_version": "3.10.0"}
    tested = {
        name: version
        for name, version, marker in lines
        if not marker or Marker(marker).evaluate(oldest)
    }
    assert {name: tested[name] for name in PINS["pinned"](PINNED)} == PINS["pinned"](PINNED)


def test_what_works_only_compiled_is_left_out() -> None:
    assert not {"cryptography", "cffi", "mcp", "pydantic-core"} & set(PINS["pinned"](PINNED))


BUILD: Any = runpy.run_path(str(ROOT / ".github/release/build_pyz.py"))
VERSION = BUILD["VERSION"]
CURRENT = [f"clerk_cli-{VERSION}-py3-none-any.whl", f"clerk_cli_users-{VERSION}-py3-none-any.whl"]
LATER = ["clerk_cli-99.0-py3-none-any.whl", "clerk_cli_users-99.0-py3-none-any.whl"]


def folder_with(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    "names", [CURRENT, [*CURRENT, *LATER], [*LATER, *CURRENT, "requests-99.0.whl"]]
)
def test_the_single_file_gets_the_version_of_the_checkout(names: list[str], tmp_path: Path) -> None:
    links = [folder_with(tmp_path / "libraries"), folder_with(tmp_path / "dist", *names)]
    wheels = BUILD["program_wheels"](["clerk-cli", "clerk-cli-users"], links)
    assert wheels == [tmp_path / "dist" / name for name in CURRENT]


def test_the_first_folder_wins_where_two_have_a_wheel(tmp_path: Path) -> None:
    links = [folder_with(tmp_path / name, *CURRENT) for name in ("dist", "old")]
    assert BUILD["program_wheels"](["clerk-cli"], links) == [tmp_path / "dist" / CURRENT[0]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (LATER, "clerk-cli, clerk-cli-users"),
        ([CURRENT[0], LATER[1]], "clerk-cli-users"),
        ([CURRENT[1], f"clerk_cli-{VERSION}.tar.gz"], "clerk-cli"),
    ],
)
def test_a_wheel_of_clerk_that_is_missing_never_comes_from_an_index(
    names: list[str], missing: str, tmp_path: Path
) -> None:
    links = folder_with(tmp_path / "dist", *names)
    target = tmp_path / "clerk.pyz"
    words = (target, "--plugins", "users", "--links", links)
    done = subprocess.run(
        [sys.executable, ROOT / ".github/release/build_pyz.py", *words],
        capture_output=True, text=True, check=False,
        env=os.environ | {"PIP_INDEX_URL": "http://127.0.0.1:1", "PIP_RETRIES": "0"},
    )  # fmt: skip
    assert (done.returncode, target.exists()) == (1, False)
    first, advice = done.stderr.splitlines()
    assert first == f"error: no wheel of version {VERSION} in {links} of {missing}"
    assert advice.endswith("-m pip wheel --no-deps -w dist . ./plugins/*/")


def test_the_single_file_names_the_oldest_python_of_the_project_file() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={BUILD["OLDEST"]}"' in project


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """A single file that starts a program which only says that it runs."""
    path = tmp_path / "clerk.pyz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", BUILD["MAIN"])
        archive.writestr("clerk_cli/__init__.py", "")
        archive.writestr("clerk_cli/__main__.py", "def main() -> int: print('runs'); return 0")
    return path


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["users", "list"]])
@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        ((2, 7, 18), (1, "", "clerk needs Python 3.10 or later, and this is 2.7.18\n")),
        ((3, 9, 18), (1, "", "clerk needs Python 3.10 or later, and this is 3.9.18\n")),
        ((3, 10, 0), (0, "runs\n", "")),
        ((4, 0, 0), (0, "runs\n", "")),
    ],
)
def test_the_single_file_says_which_python_it_needs(
    entry: Path, version: tuple[int, int, int], outcome: tuple[int, str, str], words: list[str]
) -> None:
    code = f"import sys; sys.version_info = {version}; exec({BUILD['MAIN']!r})"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=os.environ | {"PYTHONPATH": str(entry)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == outcome


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7", "3.8", "3.9"])
def test_a_python_that_is_too_old_reads_the_entry_of_the_single_file(
    entry: Path, version: str
) -> None:
    python = shutil.which(f"python{version}") or ""
    if not python or subprocess.call([python, "-E", "-c", ""], stderr=subprocess.DEVNULL):
        pytest.skip(f"Python {version} is not installed")
    words: list[str | Path] = [python, "-E", entry, "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        rf"clerk needs Python 3\.10 or later, and this is {re.escape(version)}\.\d+\n", done.stderr
    )
