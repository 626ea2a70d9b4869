"""Amazon Cognito: pages of ``ListUsers``, or CSV with the header of the pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Parameter, Row, Source, Values
from clerk_cli_migrate.values import as_bool, as_text

CUSTOM = "custom:"
CONFIRMED, FEDERATED = "CONFIRMED", "EXTERNAL_PROVIDER"
FACTORS = ("UserMFASettingList", "MFAOptions", "PreferredMfaSetting")


class Cognito(Source):
    """Users without passwords. With a pool and an app client, Clerk asks Cognito once for each."""

    name = "cognito"
    title = "Amazon Cognito"
    parameters = (
        Parameter(
            "pool_id",
            "User pool, such as us-east-1_Sample: passwords move at sign-in",
            form=r"[\w-]+_[0-9A-Za-z]+",
            must_be="the ID of a user pool",
        ),
        Parameter(
            "client_id",
            "Public app client of the pool that allows USER_PASSWORD_AUTH",
            form=r"[\w+]+",
            must_be="the ID of an app client",
        ),
    )

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has Cognito's list of attributes, or a column of its header."""
        attributes = sample.get("Attributes", sample.get("UserAttributes"))
        return isinstance(attributes, list) or "cognito:username" in sample

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users."""
        for row in rows:
            attributes = _attributes(row.values)
            username = as_text(row.values.get("Username") or attributes.get("cognito:username"))
            status = as_text(row.values.get("UserStatus")) or CONFIRMED
            draft = Draft(row, attributes.get("sub") or username)
            for kind, add in (("email", draft.email), ("phone_number", draft.phone)):
                verified = as_bool(attributes.get(f"{kind}_verified"))
                add(attributes.get(kind), verified=verified)
            is_identifier = username in (attributes.get("sub"), attributes.get("phone_number"))
            if status != FEDERATED and not is_identifier and "@" not in username:
                draft.username(username)
            draft.name(
                attributes.get("given_name"), attributes.get("family_name"), attributes.get("name")
            )
            draft.locale(attributes.get("locale"))
            draft.time("created_at", row.values.get("UserCreateDate"))
            draft.put("banned", as_bool(row.values.get("Enabled")) is False or None)
            custom = {name: value for name, value in attributes.items() if name.startswith(CUSTOM)}
            draft.metadata(
                "private", {name.removeprefix(CUSTOM): value for name, value in custom.items()}
            )
            self._add_password(draft, attributes, username, status, parameters)
            has_factor = any(row.values.get(name) for name in FACTORS)
            if has_factor or as_bool(attributes.get("cognito:mfa_enabled")):
                draft.omit("second_factor", "cognito:mfa_enabled", "a second factor")
            yield draft.record()

    def _add_password(
        self,
        draft: Draft,
        attributes: Values,
        username: str,
        status: str,
        parameters: Mapping[str, str],
    ) -> None:
        if status == FEDERATED:
            draft.external_account(username.partition("_")[0] or "a provider")
            message = "a password: the user has none at Cognito (EXTERNAL_PROVIDER)"
            draft.omit("no_password", "UserStatus", message)
        elif status == CONFIRMED and {"pool_id", "client_id"}.issubset(parameters):
            name = _sign_in_name(attributes, username)
            parts = ("awscognito", parameters["pool_id"], parameters["client_id"], name)
            draft.digest("#".join(parts), "awscognito")
        elif status == CONFIRMED:
            message = "the password, which Cognito never exports; --set pool_id and client_id"
            draft.omit("password", "password", message)
        else:
            message = f"the password, which cannot move at the first sign-in ({status})"
            draft.omit("password", "UserStatus", message)


def _sign_in_name(attributes: Values, username: str) -> str:
    """What signs in a user: a contact that is certainly the user's, or the username.

    Anybody can enter the address of somebody else, who would then be signed in instead.
    """
    has_generated_name = username in ("", as_text(attributes.get("sub")))
    for kind in ("email", "phone_number"):
        value = as_text(attributes.get(kind))
        if value and (has_generated_name or as_bool(attributes.get(f"{kind}_verified"))):
            return value
    return username


def _attributes(values: Values) -> Values:
    """The attributes by name; those of CSV are its columns."""
    listed = values.get("Attributes", values.get("UserAttributes"))
    if not isinstance(listed, list):
        return values
    return {
        as_text(item.get("Name")): item.get("Value") for item in listed if isinstance(item, Mapping)
    }
