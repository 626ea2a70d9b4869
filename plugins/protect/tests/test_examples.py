"""The examples that need a terminal, with an editor or a model. The others run without."""

from __future__ import annotations

import shlex
import sys
from typing import Any

import pytest

from clerk_cli_protect.rules import RulesAdd, RulesEdit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

VPN, TOR = "ip.privacy.is_vpn", "ip.privacy.is_tor"
LINES = [example.command for command in (RulesAdd, RulesEdit) for example in command.spec.examples]
GENERATING = [line for line in LINES if "--generate" in line or "--ai" in line]
EDITING = [line for line in LINES if line.endswith("rules edit SIGN_IN rule_123")]


def start(protect: Any, line: str, rule_id: str) -> Any:
    """Start an example on a terminal."""
    words = shlex.split(line.replace("rule_123", rule_id))
    assert words[:2] == ["clerk", "protect"]
    return protect.on_terminal(*words[2:])


@pytest.mark.slow
@pytest.mark.parametrize("line", GENERATING)
def test_an_example_with_a_model_works(protect: Any, one_model: Any, line: str) -> None:
    (rule_id,) = protect.add(VPN)
    one_model.says(TOR)
    terminal = start(protect, line, rule_id)
    terminal.expect("No, cancel", after=f"Generated expression:\n  {TOR}\n")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert TOR in protect.expressions()


@pytest.mark.parametrize("line", EDITING)
def test_an_example_with_an_editor_works(protect: Any, editor: Any, line: str) -> None:
    (rule_id,) = protect.add(VPN)
    editor(f'sed -i "s/{VPN}/{TOR}/" "$file"')
    assert start(protect, line, rule_id).wait() == 0
    assert protect.expressions() == [TOR]


def test_the_examples_cover_both_ways_to_generate_and_the_editor() -> None:
    assert (len(GENERATING), len(EDITING)) == (2, 1)
