"""What the command line says about an installed plugin that is not loaded."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine


def test_the_profile_of_a_disabled_plugin_is_named_with_the_command_that_enables_it(
    clerk: CommandLine,
) -> None:
    assert clerk.process("plugins", "disable", "sandbox").code == 0
    refused = clerk.process("-p", "sandbox", "users", "list")
    assert refused.code == 1
    assert "clerk plugins enable sandbox" in refused.err
    assert "pip install" not in refused.err


@pytest.mark.parametrize(
    ("argv", "plugins"), [(["--no-plugins"], ""), ([], "users,protect")], ids=["flag", "variable"]
)
def test_the_profile_of_an_excluded_plugin_is_not_reported_as_missing(
    clerk: CommandLine, argv: list[str], plugins: str
) -> None:
    shown = clerk.process(*argv, "-p", "sandbox", "whoami", env={"CLERK_PLUGINS": plugins})
    assert 'the plugin "sandbox", which is not loaded' in shown.err
