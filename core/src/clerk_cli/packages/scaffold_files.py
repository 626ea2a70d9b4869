"""What the files of a new plugin contain, with ``str.format`` fields."""

from __future__ import annotations

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
"""The plugin: what its commands send and print, and what they reject."""

from __future__ import annotations

from clerk_cli.testing import CommandLine, FakeAPI


def test_the_plugin_has_no_mistakes(clerk: CommandLine) -> None:
    clerk.check_plugin("{name}")


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
clerk plugins install {distribution}
clerk {name} hello
```

To develop it:

```sh
python3 -m venv .venv
.venv/bin/pip install -e '.[dev]'
.venv/bin/pytest
.venv/bin/ruff check && .venv/bin/mypy src tests
.venv/bin/clerk plugins check .
```

To publish version 0.1.0, create a trusted publisher on the package index (workflow
`publish.yml`, environment `release`), and push the tag `v0.1.0`.
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
      - run: python -m ruff check
      - run: python -m mypy src tests
      - run: python -m pytest
"""
PUBLISH = """\
name: publish

on:
  push:
    tags: ["v*"]

permissions:
  contents: read

jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    environment: release
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.14"
      - run: python -m pip install build twine
      - run: python -m build
      - run: test -f dist/*-"${GITHUB_REF_NAME#v}".tar.gz  # the tag is the version
      - run: python -m twine check --strict dist/*
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
LICENSE = """\
MIT License

Copyright (c) {year} The {distribution} developers

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
