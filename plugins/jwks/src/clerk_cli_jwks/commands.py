"""``clerk jwks get`` (reference: JWKS Commands)."""

from __future__ import annotations

from clerk_cli.api import Column, Command, Context, Json, Listing, View, get

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

    def render(self, result: Json, context: Context) -> None:
        """Show a row for each key; machine formats get the set as it came."""
        if context.format.name == "table":
            keys = result.get("keys") or []
            context.show(Listing(keys, len(keys)), KEYS)
        else:
            context.show(result, KEYS)
