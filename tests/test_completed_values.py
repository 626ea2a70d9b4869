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
        ("users list --fields usern", ["username"]),
        ("users list --fields=id,last_sign", ["--fields=id,last_sign_in_at"]),
        ("users list --fields email_addresses.email", ["email_addresses.email_address"]),
        ("users list --fields id,email_addresses[].email", ["id,email_addresses[].email_address"]),
        ("users list --fields public_metadata.", []),
        ("users list --sort last_sign", ["last_sign_in_at"]),
        ("users list --sort -last_sign", ["-last_sign_in_at"]),
        ("users list --sort=-last_sign", ["--sort=-last_sign_in_at"]),
        ("users list --sort email_add", []),
        ("protect rules list --fields exp", []),
        ("protect rules add --fields exp", ["expression"]),
        ("sandbox status --fields em", ["email_addresses"]),
        ("stats --fields x", []),
        ("users ban --dry", ["--dry-run", "--dry-run=curl"]),
        ("users ban --dry-run=c", ["--dry-run=curl"]),
        ("users delete --dry-run=curl user_1 --for", ["--force"]),
        ("mcp serve --budget d", ["deletes="]),
        ("api -X PA", ["PATCH"]),
        ("--dry", ["--dry-run", "--dry-run=curl"]),
    ],
)
def test_a_value_is_completed(clerk: CommandLine, line: str, values: list[str]) -> None:
    lines = clerk("__complete", *line.split(" ")).out.splitlines()
    assert sorted(row.split("\t")[0] for row in lines) == sorted(values)
