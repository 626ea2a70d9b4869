"""What the command line says about an installed plugin that is not loaded."""

from __future__ import annotations

import pytest
from forked_runs import run_forked

from clerk_cli.testing import CommandLine, FakeAPI


def test_the_profile_of_a_disabled_plugin_is_named_with_the_command_that_enables_it(
    clerk: CommandLine,
) -> None:
    assert run_forked(clerk, "plugins", "disable", "sandbox").code == 0
    refused = run_forked(clerk, "-p", "sandbox", "users", "list")
    assert refused.code == 1
    assert "clerk plugins enable sandbox" in refused.err
    assert "plugins install" not in refused.err


@pytest.mark.parametrize(
    ("argv", "plugins"), [(["--no-plugins"], ""), ([], "users,protect")], ids=["flag", "variable"]
)
def test_the_profile_of_an_excluded_plugin_is_not_reported_as_missing(
    clerk: CommandLine, argv: list[str], plugins: str
) -> None:
    shown = run_forked(clerk, *argv, "-p", "sandbox", "whoami", env={"CLERK_PLUGINS": plugins})
    assert 'the plugin "sandbox", which is not loaded' in shown.err


def test_an_unknown_setting_is_named_from_the_index_as_well(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    clerk.write_profiles("[default]\nretries = 3\n")
    for _ in range(2):  # the first run writes the index
        fake_api.answer({"data": [], "total_count": 0})
        result = run_forked(clerk, "waitlist", "list", "-o", "csv")
        assert result.code == 0
        assert '"retries" in ' in result.err
