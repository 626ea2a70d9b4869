"""The tools of a release: the bill of materials, and the versions that the single file gets."""

from __future__ import annotations

import hashlib
import json
import runpy
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SBOM: Any = runpy.run_path(str(ROOT / ".github/release/write_sbom.py"))
PYZ: Any = runpy.run_path(str(ROOT / ".github/release/build_pyz.py"))
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
    assert [(c["purl"], c["licenses"]) for c in document["components"]] == [
        ("pkg:pypi/clerk-cli@1.2.3", [{"expression": "MIT"}]),
        ("pkg:pypi/pyyaml@6.0.3", [{"license": {"name": "MIT"}}]),
        ("pkg:pypi/requests@2.32.5", [{"license": {"name": "Apache-2.0"}}]),
    ]


def test_the_bill_of_materials_belongs_to_one_file(pyz: Path) -> None:
    program = SBOM["bill_of_materials"](pyz)["metadata"]["component"]
    digest = hashlib.sha256(pyz.read_bytes()).hexdigest()
    assert program["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert program["version"] == "1.2.3"


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
    monkeypatch.setattr(sys, "argv", ["write_sbom.py", str(pyz), str(target)])
    assert SBOM["main"]() == 0
    assert json.loads(target.read_text()) == SBOM["bill_of_materials"](pyz)


def test_the_single_file_gets_the_pinned_versions() -> None:
    pins = PYZ["pins"]()
    assert any(pin.startswith("requests==2.") for pin in pins)
    assert not [pin for pin in pins if "sha256" in pin or "\\" in pin]
