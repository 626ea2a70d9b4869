"""Firebase Authentication: ``firebase auth:export`` as JSON, or as CSV without a header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli.api import UsageError
from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Parameter, Row, Source, Values
from clerk_cli_migrate.values import as_bool, as_object, as_text

COLUMNS = {
    "1": "localId", "2": "email", "3": "emailVerified", "4": "passwordHash", "5": "salt",
    "6": "displayName", "24": "createdAt", "26": "phoneNumber", "27": "disabled",
    "28": "customAttributes",
}  # fmt: skip
"""The columns of the CSV, by number."""

PROVIDERS = {"8": "google.com", "12": "facebook.com", "16": "twitter.com", "20": "github.com"}
"""The columns with IDs of users at providers."""

MIN_COLUMNS = 27
FROM = "From the password hash parameters"
BASE64 = r"(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2,3}={0,2})?"
URL_SAFE = str.maketrans("-_", "+/")


class Firebase(Source):
    """Users with digests of Firebase's own variant of scrypt."""

    name = "firebase"
    title = "Firebase"
    parameters = (
        Parameter("base64_signer_key", FROM, secret=True, form=BASE64, must_be="base64"),
        Parameter("base64_salt_separator", FROM, form=BASE64, must_be="base64"),
        Parameter("rounds", FROM, form=r"[1-9]\d{0,2}", must_be="a number from 1 to 999"),
        Parameter("mem_cost", FROM, form=r"[1-9]\d?", must_be="a number from 1 to 99"),
    )

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has Firebase's ID, or its many columns without names."""
        if "localId" in sample:
            return True
        flags = {as_text(sample.get(number)).lower() for number in ("3", "27")}
        return len(sample) >= MIN_COLUMNS and "28" in sample and flags <= {"true", "false", ""}

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users; a digest needs the parameters of the project."""
        for row in rows:
            values = row.values
            providers = [
                item.get("providerId")
                for item in values.get("providerUserInfo") or ()
                if isinstance(item, Mapping)
            ]
            if "localId" not in values:
                providers = [name for number, name in PROVIDERS.items() if values.get(number)]
                values = {name: values.get(number) for number, name in COLUMNS.items()}
            draft = Draft(row, values.get("localId"))
            draft.email(values.get("email"), verified=as_bool(values.get("emailVerified")))
            draft.phone(values.get("phoneNumber"), verified=True)
            draft.name(full=values.get("displayName"))
            draft.time("created_at", values.get("createdAt"))
            draft.put("banned", as_bool(values.get("disabled")) or None)
            claims = as_object(values.get("customAttributes"))
            if claims is None:
                draft.refuse(
                    "invalid_metadata",
                    "private_metadata",
                    "the customAttributes are not a JSON object",
                    "Use a JSON object.",
                    value=values.get("customAttributes"),
                )
            draft.metadata("private", claims)
            if values.get("passwordHash"):
                draft.digest(self._digest(values, parameters), "scrypt_firebase")
            for provider in providers:
                if provider not in ("password", "phone"):
                    draft.external_account(provider)
            yield draft.record()

    def _digest(self, values: Values, parameters: Mapping[str, str]) -> str:
        names = [parameter.name for parameter in self.parameters]
        if missing := [name for name in names if not parameters.get(name)]:
            raise UsageError(
                f"the users have passwords, which need --set {missing[0]}=…",
                hint="Firebase's console shows the parameters: Authentication > Users > ⋮ >"
                " Password hash parameters.",
            )
        signer, separator, rounds, memory = (parameters[name] for name in names)
        parts = (
            as_text(values.get("passwordHash")),
            as_text(values.get("salt")),
            signer,
            separator,
        )
        encoded = [_padded(part.translate(URL_SAFE)) for part in parts]
        return "$".join((*encoded, rounds, memory))


def _padded(text: str) -> str:
    text = text.rstrip("=")
    return text + "=" * (-len(text) % 4)
