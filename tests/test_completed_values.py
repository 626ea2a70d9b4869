"""Values that a shell completes in commands of plugins."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("users list --order-by -last_", ["-last_active_at", "-last_sign_in_at", "-last_name"]),
        ("organizations list --order-by=mem", ["--order-by=members_count"]),
        ("waitlist list --status i", ["invited"]),
        ("config set ai.provider o", ["openai"]),
        ("restrictions import --identifiers @li", [":files"]),
        ("restrictions import --identifiers li", []),
        ("users create --public-metadata=@a", [":files"]),
        ("sandbox serve --seed d", ["demo", ":files"]),
        ("sandbox run -- ./x", [":files"]),
        ("users get ", []),
    ],
)
def test_a_value_is_completed(clerk: CommandLine, line: str, values: list[str]) -> None:
    lines = clerk("__complete", *line.split(" ")).out.splitlines()
    assert sorted(row.split("\t")[0] for row in lines) == sorted(values)
