"""Lists what is in the single file: ``write_sbom.py dist/clerk.pyz dist/clerk.cdx.json``.

The list is a CycloneDX bill of materials. It is read from the file itself, so it names the versions
that are really in it, and the same file always gives the same list.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

PROGRAM = "clerk-cli"
METADATA = re.compile(r"[^/]+\.dist-info/METADATA")


def bill_of_materials(pyz: Path) -> dict[str, Any]:
    """The CycloneDX document for a single-file build.

    Args:
        pyz: The file.
    """
    with zipfile.ZipFile(pyz) as archive:
        packages = sorted(_packages(archive), key=lambda package: normalized(package["Name"]))
    references = {normalized(package["Name"]): _reference(package) for package in packages}
    program = next(package for package in packages if normalized(package["Name"]) == PROGRAM)
    digest = hashlib.sha256(pyz.read_bytes()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "clerk.pyz",
                "name": "clerk.pyz",
                "version": program["Version"],
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
        },
        "components": [_component(package) for package in packages],
        "dependencies": [
            {"ref": "clerk.pyz", "dependsOn": sorted(references.values())},
            *(_dependency(package, references) for package in packages),
        ],
    }


def normalized(name: str) -> str:
    """The name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _packages(archive: zipfile.ZipFile) -> Iterator[Message]:
    for name in archive.namelist():
        if METADATA.fullmatch(name):
            yield Parser().parsestr(archive.read(name).decode(), headersonly=True)


def _reference(package: Message) -> str:
    return f"pkg:pypi/{normalized(package['Name'])}@{package['Version']}"


def _component(package: Message) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": _reference(package),
        "name": normalized(package["Name"]),
        "version": package["Version"],
        "purl": _reference(package),
    }
    if expression := package["License-Expression"]:
        component["licenses"] = [{"expression": expression}]
    elif (text := (package["License"] or "").strip()) and "\n" not in text:
        component["licenses"] = [{"license": {"name": text}}]
    return component


def _dependency(package: Message, references: dict[str, str]) -> dict[str, Any]:
    """What a package requires, of what is in the file."""
    names = [
        normalized(re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0])
        for text in package.get_all("Requires-Dist", [])
    ]
    needed = sorted({references[name] for name in names if name in references})
    return {"ref": _reference(package), "dependsOn": needed}


def main() -> int:
    """Write the document."""
    pyz, target = map(Path, sys.argv[1:])
    target.write_text(json.dumps(bill_of_materials(pyz), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
