"""The files of a new plugin: project file, manifest, commands, tests, a CI workflow."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from clerk_cli import __version__
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages.requirements import PREFIX

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

MANIFEST = '''\
"""The ``{name}`` plugin: its group of commands."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and the module with its commands."""
    return [Group("{name}", "Say hello to users", f"{{__name__}}.commands")]
'''
COMMANDS = '''\
"""``clerk {name} …``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    View,
    argument,
    get,
    option,
)

GREETING = View(details=(Column("Greeting", "greeting"),))


class {class_name}Hello(
    Command,
    name="{name} hello",
    view=GREETING,
    examples=(
        Example("clerk {name} hello", "Say hello"),
        Example("clerk {name} hello --word Hi -o json", "Say hi, as JSON"),
    ),
):
    """Say hello, without the API."""

    word: str = option("What to say", default="Hello", sends=None)

    def run(self, context: Context) -> APIObject:
        """Return a greeting, without the API."""
        return {{"greeting": f"{{self.word}}!"}}


class {class_name}Greet(
    Command,
    name="{name} greet",
    route=get("/v1/users/{{user_id}}"),
    view=GREETING,
    examples=(Example("clerk {name} greet user_123", "Greet a user"),),
):
    """Greet a user by name."""

    user_id: str = argument("The user to greet")

    def run(self, context: Context) -> APIObject:
        """Read the user and return a greeting."""
        user = context.send(self.build()).object
        return {{"greeting": f"Hello, {{user.get('first_name') or user['id']}}!"}}
'''
TESTS = '''\
"""The commands: what they send and print, and what they reject."""

from __future__ import annotations

from clerk_cli.testing import CommandLine, FakeAPI


def test_hello_needs_no_api(clerk: CommandLine) -> None:
    assert clerk("{name}", "hello", "-o", "json").json == {{"greeting": "Hello!"}}


def test_a_user_is_greeted_by_name(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({{"id": "user_1", "first_name": "Ada"}})
    result = clerk("{name}", "greet", "user_1", "-o", "json")
    assert result.json == {{"greeting": "Hello, Ada!"}}
    assert fake_api.requests[0].target == "/v1/users/user_1"


def test_greet_requires_a_user(clerk: CommandLine, fake_api: FakeAPI) -> None:
    assert clerk.refuses("{name}", "greet", because="missing required argument: userId")
    assert fake_api.requests == []
'''
README = """\
# {distribution}

The `{name}` commands for [clerk-cli](https://github.com/clerk-cli/clerk-cli).

```sh
pip install {distribution}
clerk {name} hello
```

To develop it:

```sh
python3 -m venv .venv
.venv/bin/pip install -e '.[dev]'
.venv/bin/pytest
.venv/bin/mypy src tests
```
"""
CI = """\
name: test

on: [push, pull_request]

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    strategy:
      matrix:
        python: ["3.10", "3.14"]
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: ${{{{ matrix.python }}}}
      - run: python -m pip install -e '.[dev]'
      - run: python -m mypy src tests
      - run: python -m pytest
"""


def group_name(name: str) -> str:
    """The name of the group for a name or a distribution, such as ``clerk-cli-weather``.

    Raises:
        UsageError: It is not a valid group name.
    """
    name = name.removeprefix(PREFIX)
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f'"{name}" is not a valid group name',
            hint="Use lowercase letters, digits and dashes, such as weather-report.",
        )
    return name


def scaffold(name: str, directory: Path) -> Path:
    """Write a new plugin.

    Args:
        name: The name of its group.
        directory: The folder to create its folder in.

    Returns:
        Its folder.

    Raises:
        ConfigError: The folder already exists, or cannot be written.
        UsageError: It is not a valid group name.
    """
    name = group_name(name)
    folder = directory / f"{PREFIX}{name}"
    package = f"clerk_cli_{name.replace('-', '_')}"
    spec = {
        "name": name,
        "distribution": folder.name,
        "package": package,
        "class_name": "".join(part.capitalize() for part in name.split("-")),
    }
    files = {
        "pyproject.toml": _project(spec),
        "README.md": README.format(**spec),
        ".github/workflows/test.yml": CI.format(**spec),
        ".gitignore": "__pycache__/\n.venv/\ndist/\n",
        f"src/{package}/__init__.py": MANIFEST.format(**spec),
        f"src/{package}/commands.py": COMMANDS.format(**spec),
        f"src/{package}/py.typed": "",
        "tests/test_commands.py": TESTS.format(**spec),
    }
    if folder.exists():
        raise ConfigError(f"{folder} already exists", hint="Choose another name or folder.")
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {folder}: {error.strerror}") from error
    return folder


def _project(spec: dict[str, str]) -> str:
    """The project file, written with tomlkit, which quotes names where TOML requires it."""
    import tomlkit

    major, minor, *_ = __version__.split(".")
    document = tomlkit.document()
    document["build-system"] = {
        "requires": ["hatchling>=1.27"],
        "build-backend": "hatchling.build",
    }
    document["project"] = {
        "name": spec["distribution"],
        "version": "0.1.0",
        "description": f"The {spec['name']} commands for clerk-cli",
        "readme": "README.md",
        "requires-python": ">=3.10",
        "dependencies": [f"clerk-cli>={major}.{minor},<{major}.{int(minor) + 1}"],
        "optional-dependencies": {"dev": ["clerk-cli[testing]", "mypy"]},
        "entry-points": {"clerk_cli.plugins": {spec["name"]: spec["package"]}},
    }
    document["tool"] = {
        "hatch": {"build": {"targets": {"wheel": {"packages": [f"src/{spec['package']}"]}}}},
        "mypy": {"strict": True},
        "pytest": {"ini_options": {"testpaths": ["tests"]}},
    }
    return tomlkit.dumps(document)
