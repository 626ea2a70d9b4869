"""The libraries that project files require: each is used, in the code of its distribution."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from source_tree import ROOT, imports_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MODULES = {
    "argon2-cffi": "argon2",
    "clerk-backend-api": "clerk_backend_api",
    "pyjwt": "jwt",
    "pytest-xdist": "xdist",
    "pyyaml": "yaml",
    "ruamel-yaml": "ruamel",
}
"""What is imported of a distribution, where that is not its name."""

PROGRAMS = {"editables", "hatchling", "mypy", "ruff", "tox", "tox-ignore-env-name-mismatch"}
"""Tools of development that are run, not imported; ``xdist`` is named in ``pyproject.toml``."""

FOUNDATION = {
    "anthropic", "cleo", "inquirer", "mcp", "openai", "pluggy", "pytest", "pyyaml", "requests",
    "responses", "tenacity", "tomlkit",
}  # fmt: skip
"""The libraries that the project is built on."""

MEMBERS = [ROOT, *(path.parent for path in sorted((ROOT / "plugins").glob("*/pyproject.toml")))]


def project_of(member: Path) -> Any:
    return tomllib.loads((member / "pyproject.toml").read_text(encoding="utf-8"))


def required_by(member: Path) -> set[str]:
    """The distributions of others that a member requires, with those of its extras."""
    project = project_of(member)["project"]
    extras = project.get("optional-dependencies", {}).values()
    texts = [*project["dependencies"], *(text for extra in extras for text in extra)]
    names = {Requirement(text).name for text in texts}
    return {name for name in names if not re.match(r"clerk-cli\b", name)}


def modules_of(folder: Path, pattern: str) -> set[str]:
    """The libraries that modules import when they run."""
    return {
        entry.module.split(".")[0]
        for path in folder.glob(pattern)
        for entry in imports_of(path)
        if not entry.for_types
    }


def module_of(distribution: str) -> str:
    return MODULES.get(distribution, distribution)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda path: path.name)
def test_a_library_that_a_distribution_requires_is_imported_by_it(member: Path) -> None:
    imported = modules_of(member, "core/src/**/*.py" if member == ROOT else "src/**/*.py")
    unused = {name for name in required_by(member) if module_of(name) not in imported}
    assert unused == set()


def test_a_library_of_development_is_imported_by_a_test() -> None:
    texts = project_of(ROOT)["dependency-groups"]["dev"]
    names = {Requirement(text).name for text in texts} - PROGRAMS
    libraries = {name for name in names if not name.startswith(("types-", "pytest-"))}
    tests = (
        "core/tests/**/*.py",
        "tests/**/*.py",
        "plugins/*/tests/**/*.py",
        "plugins/*/src/**/*.py",
    )
    imported = set().union(*(modules_of(ROOT, pattern) for pattern in (*tests, "core/src/**/*.py")))
    assert {name for name in libraries if module_of(name) not in imported} == set()


CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_the_constraints_say_how_they_are_made_and_name_no_index() -> None:
    assert re.match(r"(# .*\n)*#   uv pip compile .*\\\n(#     .*\n)+[a-z]", CONSTRAINTS)
    assert "://" not in CONSTRAINTS


@pytest.mark.parametrize("member", MEMBERS, ids=lambda path: path.name)
def test_the_constraints_have_what_a_distribution_requires(member: Path) -> None:
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", CONSTRAINTS, re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    project = project_of(member)
    extras = project["project"].get("optional-dependencies", {})
    texts = [
        *project["project"]["dependencies"],
        *(text for extra in extras.values() for text in extra),
    ]
    texts += project.get("dependency-groups", {}).get("dev", [])
    required = [Requirement(text) for text in texts if not re.match(r"clerk-cli\b", text)]
    missing = [
        str(requirement)
        for requirement in required
        if not any(version in requirement.specifier for version in pinned.get(requirement.name, []))
    ]
    assert missing == []


def test_the_foundation_is_required_and_used() -> None:
    required = set().union(*(required_by(member) for member in MEMBERS))
    development = {Requirement(text).name for text in project_of(ROOT)["dependency-groups"]["dev"]}
    assert required | development >= FOUNDATION
    assert FOUNDATION - required == {"responses"}, "everything else is part of the program"
