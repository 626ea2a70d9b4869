"""``clerk jwks get`` (reference: JWKS Commands)."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, Command, Context, Listing, View, get

KEYS = View(
    columns=(
        Column("KID", "kid"),
        Column("KTY", "kty"),
        Column("ALG", "alg"),
        Column("USE", "use"),
    ),
    empty="No keys found",
)


class JwksGet(Command, name="jwks get", route=get("/v1/jwks"), view=KEYS):
    """Retrieve JSON Web Key Sets for your Clerk instance.

    JSON and YAML are the key set itself, ready for a library that verifies tokens.
    """

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show a row for each key."""
        keys = result.get("keys") or []
        context.show(Listing(keys, len(keys)), KEYS)
