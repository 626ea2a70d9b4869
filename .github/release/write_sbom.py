"""Lists what a release consists of: ``write_sbom.py TARGET clerk.pyz dist/* …``.

The list is a CycloneDX bill of materials. It is read from the files themselves, so it names the
versions that are really in them, and the same files always give the same list. A wheel contains no
libraries, so of its requirements only the names are known; the single file contains its own.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

PROGRAM = "clerk-cli"
METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
SOURCE_METADATA = re.compile(r"[^/]+/PKG-INFO")
REQUIREMENT = "clerk-cli:requires"
"""The name of the property with a requirement as a distribution declares it."""

Json = dict[str, Any]


def bill_of_materials(*artifacts: Path) -> Json:
    """The CycloneDX document for the files of a release.

    Args:
        artifacts: Single-file builds, wheels, sdists, and whatever else is released.
    """
    components: dict[str, Json] = {}
    dependencies: dict[str, list[str]] = {}
    versions: set[str] = set()
    for path in sorted(artifacts, key=lambda path: path.name):
        packages = sorted(_packages(path), key=lambda package: normalized(package["Name"]))
        versions |= {p["Version"] for p in packages if normalized(p["Name"]) == PROGRAM}
        if path.suffix == ".pyz":
            _add_contents(packages, components, dependencies)
            components[path.name] = _file(path, None)
            dependencies[path.name] = sorted(_reference(package) for package in packages)
            continue
        package = packages[0] if packages else None
        components[path.name] = _file(path, package)
        names = sorted({_distribution(text) for text in _requirements(package)})
        dependencies[path.name] = [f"pkg:pypi/{name}" for name in names]
        for name in names:
            components.setdefault(f"pkg:pypi/{name}", _library(name))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": PROGRAM,
                "name": PROGRAM,
                "version": ", ".join(sorted(versions)),
            }
        },
        "components": [components[reference] for reference in sorted(components)],
        "dependencies": [
            {"ref": PROGRAM, "dependsOn": sorted(path.name for path in artifacts)},
            *({"ref": name, "dependsOn": dependencies[name]} for name in sorted(dependencies)),
        ],
    }


def normalized(name: str) -> str:
    """The name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _packages(path: Path) -> Iterator[Message]:
    """The metadata of the distributions in a file; none if it is not an archive of Python."""
    if path.suffix in (".pyz", ".whl"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if METADATA.fullmatch(name):
                    yield _parsed(archive.read(name))
    elif path.name.endswith(".tar.gz"):
        with tarfile.open(path) as source:
            for member in source.getmembers():
                if SOURCE_METADATA.fullmatch(member.name) and (file := source.extractfile(member)):
                    yield _parsed(file.read())


def _parsed(content: bytes) -> Message:
    return Parser().parsestr(content.decode(), headersonly=True)


def _add_contents(
    packages: list[Message], components: dict[str, Json], dependencies: dict[str, list[str]]
) -> None:
    """Add the libraries that are in the single file, and what they require of each other."""
    references = {normalized(package["Name"]): _reference(package) for package in packages}
    for package in packages:
        reference = _reference(package)
        name, version = normalized(package["Name"]), package["Version"]
        components[reference] = {
            **_library(name), "bom-ref": reference, "version": version, "purl": reference,
            **_license(package),
        }  # fmt: skip
        names = {_distribution(text) for text in package.get_all("Requires-Dist", [])}
        dependencies[reference] = sorted(references[name] for name in names & set(references))


def _file(path: Path, package: Message | None) -> Json:
    """The component for a file that is released."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    component: Json = {
        "type": "file",
        "bom-ref": path.name,
        "name": path.name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    if package is not None:
        component["version"] = package["Version"]
        component["purl"] = f"{_reference(package)}?file_name={path.name}"
        component |= _license(package)
        component["properties"] = [
            {"name": REQUIREMENT, "value": text} for text in _requirements(package)
        ]
    return component


def _library(name: str) -> Json:
    """The component for a library, of whichever version."""
    reference = f"pkg:pypi/{name}"
    return {"type": "library", "bom-ref": reference, "name": name, "purl": reference}


def _license(package: Message) -> Json:
    if expression := package["License-Expression"]:
        return {"licenses": [{"expression": expression}]}
    if (text := (package["License"] or "").strip()) and "\n" not in text:
        return {"licenses": [{"license": {"name": text}}]}
    return {}


def _reference(package: Message) -> str:
    return f"pkg:pypi/{normalized(package['Name'])}@{package['Version']}"


def _requirements(package: Message | None) -> list[str]:
    """What a distribution requires without its extras, as it is declared."""
    declared = package.get_all("Requires-Dist", []) if package is not None else []
    return sorted(text for text in declared if "extra ==" not in text)


def _distribution(requirement: str) -> str:
    return normalized(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0])


def main() -> int:
    """Write the document."""
    target, *artifacts = map(Path, sys.argv[1:])
    document = json.dumps(bill_of_materials(*artifacts), indent=1)
    target.write_text(f"{document}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
