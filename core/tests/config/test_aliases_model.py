"""The aliases file against a dict, and against JSON itself.

``CLERK_TEST_EXAMPLES=5000`` looks longer.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from core.tests.config.searches import SEARCH, WRITING
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from clerk_cli.config import alias_expansion, aliases
from clerk_cli.errors import ConfigError

WORDS = st.lists(
    st.text(st.sampled_from("ab -'\"\\$#=;\n日"), min_size=1, max_size=6), min_size=1, max_size=4
)
ALIASES = st.sampled_from(["ul", "prl", "日本", "a'b", "x=y", "#"])


class AliasesMachine(RuleBasedStateMachine):
    """Additions and removals, after which the file holds what a dict holds."""

    names: Bundle[str] = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "aliases.json"
        self.model: dict[str, list[str]] = {}

    @rule(target=names, name=ALIASES, words=WORDS)
    def add(self, name: str, words: list[str]) -> str:
        with aliases.edit(self.path) as table:
            table[name] = alias_expansion.quote(words)
        self.model[name] = words
        return name

    @rule(name=consumes(names))
    def remove(self, name: str) -> None:
        with aliases.edit(self.path) as table:
            table.pop(name, None)
        self.model.pop(name, None)

    @invariant()
    def the_file_holds_the_model(self) -> None:
        table = aliases.load(self.path)
        assert {name: shlex.split(line) for name, line in table.items()} == self.model
        for name, words in self.model.items():
            expected = words[1:] if words[0] == "clerk" else words
            assert alias_expansion.command_words(name, table[name]) == expected

    def teardown(self) -> None:
        self.folder.cleanup()


@pytest.mark.slow
def test_aliases_hold_what_was_written() -> None:
    run_state_machine_as_test(AliasesMachine, settings=WRITING)


JSON_TEXTS = st.recursive(
    st.sampled_from(['"users list"', '"x"', '""', "1", "null", "true", "NaN", '"', "{", ""]),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(['"a"', '"b"', '"a b"', "a"]), inner), max_size=3
    ).map(lambda pairs: "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"),
    max_leaves=5,
)


@SEARCH
@given(JSON_TEXTS)
def test_any_json_is_an_unambiguous_table_of_commands_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "aliases.json"
    path.write_text(text)
    try:
        table = aliases.load(path)
    except ConfigError:
        return
    pairs = json.loads(text, object_pairs_hook=list) if text else []
    assert (dict(pairs), len(pairs)) == (table, len(table))
    assert all(table.values())
