"""``clerk testing-token``: lets end-to-end tests pass the bot protection of an instance."""

from __future__ import annotations

from clerk_cli.api import Column, Example, SecretCommand, View, expiry, post

TESTING_TOKEN = View(columns=(Column("TOKEN", "token"), Column("EXPIRES", "expires_at", expiry)))


class TestingToken(
    SecretCommand,
    name="testing-token",
    route=post("/v1/testing_tokens"),
    view=TESTING_TOKEN,
    extension=True,
    examples=(
        Example("clerk testing-token", "Print a token for end-to-end tests"),
        Example(
            'export CLERK_TESTING_TOKEN="$(clerk testing-token)"', "Pass it to Playwright tests"
        ),
    ),
):
    """Print a testing token, which lets end-to-end tests bypass bot protection.

    Clerk's package for Playwright and Cypress reads it from CLERK_TESTING_TOKEN. Other tests send
    it to the Frontend API in the query parameter __clerk_testing_token.
    """

    __test__ = False  # its name does not make it a test

    secret_member = "token"
    secret_warning = "Requests with this token bypass bot protection until it expires."
