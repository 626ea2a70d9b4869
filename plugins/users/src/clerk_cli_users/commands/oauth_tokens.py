"""``clerk users oauth-tokens``: access tokens of users at OAuth providers."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from clerk_cli.api import (
    Column,
    Context,
    CountedPage,
    Environment,
    Example,
    Kind,
    Listing,
    Outcome,
    Result,
    RowStream,
    User,
    View,
    argument,
    comma,
    expiry,
    flag,
    get,
)

PREFIX = "oauth_"
SECRETS = ("token", "token_secret", "id_token")
"""The members of a token that are masked."""

TAIL, SHORT = 4, 12
"""How many characters a mask shows, and up to which length it shows none."""

PROVIDERS = ("apple", "discord", "facebook", "github", "gitlab", "google", "linkedin_oidc",
             "microsoft", "notion", "slack", "x")  # fmt: skip


def parse_provider(text: str, _environment: Environment) -> str:
    """Read the name of a provider, with or without ``oauth_`` in front.

    Raises:
        ValueError: It is not the name of a provider.
    """
    name = text.strip().lower().removeprefix(PREFIX)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f'"{text}" is not an OAuth provider, such as google or custom_acme')
    return f"{PREFIX}{name}"


Provider: TypeAlias = Annotated[str, Kind("provider", parse_provider)]

TOKENS = View(
    columns=(
        Column("ACCOUNT", "external_account_id"),
        Column("TOKEN", "token"),
        Column("EXPIRES", "expires_at", expiry, optional=True),
        Column("SCOPES", "scopes", comma, truncatable=True, optional=True),
    ),
    wide=(Column("PROVIDER USER ID", "provider_user_id"), Column("LABEL", "label")),
    empty="No OAuth access tokens found",
)


class UsersOAuthTokens(
    CountedPage,
    name="users oauth-tokens",
    route=get("/v1/users/{user_id}/oauth_access_tokens/{provider}"),
    view=TOKENS,
    extension=True,
    examples=(
        Example("clerk users oauth-tokens user_123 google", "List a user's tokens for a provider"),
        Example(
            "clerk users oauth-tokens user_123 google --reveal --jq .token",
            "Print a token to call the provider's API",
        ),
    ),
):
    """List a user's access tokens at an OAuth provider, masked unless you pass --reveal.

    Clerk refreshes a token that has expired, if the provider allows that.
    """

    local_options = ("reveal",)
    objects_route = get("/v1/users/{user_id}/oauth_access_tokens/{provider}")

    user_id: User = argument("User")
    provider: Provider = argument("OAuth provider, such as google", completes=PROVIDERS)
    reveal: bool = flag("Show the tokens in full", sends=None)

    def run(self, context: Context) -> Outcome | Result:
        """Read the tokens, and mask them in every format."""
        result = super().run(context)
        if self.reveal:
            return result
        if isinstance(result, RowStream):
            return RowStream((masked(row) for row in result), result.total)
        assert isinstance(result, Listing)
        return result.replace(data=[masked(row) for row in result.data])


def masked(row: Any) -> Any:
    """A token of which only the end is shown.

    Args:
        row: The token, as the API returned it.
    """
    if not isinstance(row, dict):
        return row
    return {
        name: _mask(value) if name in SECRETS and value is not None else value
        for name, value in row.items()
    }


def _mask(value: object) -> str:
    text = str(value)
    return f"****{text[-TAIL:]}" if len(text) > SHORT else "****"
