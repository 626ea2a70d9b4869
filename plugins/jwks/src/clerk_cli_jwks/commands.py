"""``clerk jwks get``: the public keys of the instance."""

from __future__ import annotations

from clerk_cli.api import Column, Command, Context, Example, Listing, Outcome, View, get

KEYS = View(
    columns=(
        Column("KID", "kid"),
        Column("KTY", "kty"),
        Column("ALG", "alg"),
        Column("USE", "use"),
    ),
    empty="No keys found",
)


class JwksGet(
    Command,
    name="jwks get",
    route=get("/v1/jwks"),
    view=KEYS,
    examples=(
        Example("clerk jwks get", "List the public keys of the instance"),
        Example("clerk jwks get -o json", "Print the key set for a library that verifies tokens"),
    ),
):
    """Get the JSON Web Key Set of your instance."""

    result_fields = (
        "kid", "kty", "alg", "use", "n", "e", "crv", "x", "y", "k", "d", "p", "q", "dp", "dq", "qi",
        "x5c[]", "x5t", "x5t#S256", "x5u",
    )  # fmt: skip

    def run(self, context: Context) -> Outcome:
        """Return the key set; the table has a row for each key."""
        key_set = context.send(self.build()).object
        keys = key_set.rows("keys")
        return Outcome(key_set, table=Listing(keys, len(keys)))
